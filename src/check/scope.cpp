#include "base/nearest.hpp"
#include "check/checker.hpp"
#include "diag/codes/names.hpp"

#include <algorithm>

namespace lsmap::check {

Checker::ScopeGuard::ScopeGuard(Checker& checker) : checker_(checker) {
    checker_.frames_.push_back(
        {checker_.locals_.size(), checker_.facts_.size(), checker_.handles_.size()});
}

Checker::ScopeGuard::~ScopeGuard() {
    const Frame& frame = checker_.frames_.back();
    checker_.locals_.resize(frame.locals);
    checker_.facts_.erase(checker_.facts_.begin() + static_cast<std::ptrdiff_t>(frame.facts),
                          checker_.facts_.end());
    checker_.handles_.resize(frame.handles);
    checker_.frames_.pop_back();
}

void Checker::refuse_visible(const ast::Name& name) {
    const auto* fields =
        record_visible_ ? store().as<types::RecordType>(program_.variables[program_.record].type)
                        : nullptr;
    const bool is_field =
        fields != nullptr &&
        std::ranges::find(fields->fields, name.text, &types::Field::name) != fields->fields.end();
    if (!is_field && !find_value(name.text)) {
        return;
    }
    auto& report = sink_.emit(name.span, diag::repeated_name, name.text);
    if (const auto other = find_value(name.text);
        other && !program_.variables[*other].span.empty()) {
        report.label(program_.variables[*other].span, "declared here");
    } else if (record_visible_) {
        report.note(fmt::format("`{}` is a field of the input", name.text));
    }
    report.help("take another name");
}

std::optional<ir::VariableId> Checker::declare(const ast::Name& name, TypeId type,
                                               ir::VariableKind kind,
                                               std::optional<Origin> origin) {
    if (name.text == "_") {
        return std::nullopt;
    }
    refuse_visible(name);
    const ir::VariableId id = program_.variables.add({name.text, type, kind, name.span});
    locals_.push_back({name.text, id});
    note_variable(name.span, id);
    if (origin) {
        origins_.emplace(id, *std::move(origin));
    }
    return id;
}

void Checker::assume(const Facts& facts) {
    for (const auto& [path, type] : facts) {
        facts_.emplace_back(path, type);
    }
}

std::optional<ir::VariableId> Checker::find_value(std::string_view name) const {
    const auto local = std::find_if(locals_.rbegin(), locals_.rend(),
                                    [&](const Local& l) { return l.name == name; });
    if (local != locals_.rend()) {
        return local->variable;
    }
    if (record_visible_ && name == "input") {
        return program_.record;
    }
    const auto value = scope_module_->values.find(std::string(name));
    return value == scope_module_->values.end() ? std::nullopt : std::optional(value->second);
}

std::vector<std::string> Checker::visible_values() const {
    std::vector<std::string> names;
    for (const Local& local : locals_) {
        names.push_back(local.name);
    }
    if (record_visible_) {
        const TypeId record = program_.variables[program_.record].type;
        if (const auto* fields = store().as<types::RecordType>(record)) {
            for (const types::Field& field : fields->fields) {
                names.push_back(field.name);
            }
        }
        names.emplace_back("input");
    }
    for (const auto& [name, variable] : scope_module_->values) {
        names.push_back(name);
    }
    std::ranges::sort(names);
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

ir::ExprId Checker::add(ir::Expr expr, Known known) {
    const ir::ExprId id = program_.exprs.add(std::move(expr));
    known_.resize(static_cast<std::size_t>(id));
    known_.push_back(std::move(known));
    return id;
}

ir::ExprId Checker::error_node(Span span) {
    return constant_node(store().error(), data::missing_value(), span);
}

const Known& Checker::known(ir::ExprId id) const {
    static const Known nothing;
    const auto index = static_cast<std::size_t>(id);
    return index < known_.size() ? known_[index] : nothing;
}

ir::ExprId Checker::constant_node(TypeId type, data::Value value, Span span, Known known) {
    return add({type, span, ir::Constant{value}}, std::move(known));
}

data::Value Checker::stored_text(std::string_view text) {
    return data::of_text(program_.constants->copy(text));
}

ir::ExprId Checker::text_node(std::string_view text, TypeId type, Span span) {
    return constant_node(type, stored_text(text), span);
}

}  // namespace lsmap::check

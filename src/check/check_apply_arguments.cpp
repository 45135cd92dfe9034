#include "base/nearest.hpp"
#include "check/check_task.hpp"
#include "check/group.hpp"
#include "diag/codes/names.hpp"
#include "diag/codes/tables.hpp"
#include "diag/codes/types.hpp"

#include <fmt/format.h>

#include <algorithm>

// `apply NAME(…)`: what the parameters of the group stand for.
namespace lsmap::check {
namespace {

using labelstudio::ControlId;
using labelstudio::ObjectId;

// "RectangleLabels or Rectangle".
std::string tags_of(const GroupParameter& param) {
    std::string text;
    for (const auto* kind : param.controls) {
        text += (text.empty() ? "" : " or ") + std::string(kind->tag);
    }
    for (const auto* kind : param.objects) {
        text += (text.empty() ? "" : " or ") + std::string(kind->tag);
    }
    return text;
}

}  // namespace

// The argument of each parameter, by place and by name; nothing after a report.
std::optional<std::vector<const ast::Argument*>> TaskChecker::placed_arguments(
    const ast::ApplyEntry& entry, const Group& group) {
    std::string written = entry.rules.text + "(";
    for (const GroupParameter& param : group.params) {
        const ast::Module& module = *group.module->ast;
        written += fmt::format("{}{}: {}", &param == group.params.data() ? "" : ", ",
                               param.source->name.text,
                               checker_.source_text(module.types[param.source->type].span));
    }
    written += ")";
    std::vector<const ast::Argument*> placed(group.params.size(), nullptr);
    bool fits = true;
    const auto refuse = [&](Span at, const std::string& why) {
        checker_.sink().emit(at, diag::wrong_arguments, written).note(why);
        fits = false;
    };
    std::size_t place = 0;
    for (const ast::Argument& arg : entry.args) {
        const Span at = checker_.ast_expr(arg.value).span;
        const auto param =
            arg.name ? std::ranges::find(group.params, arg.name->text,
                                         [](const GroupParameter& p) -> const std::string& {
                                             return p.source->name.text;
                                         })
                     : group.params.begin() +
                           static_cast<std::ptrdiff_t>(std::min(place++, group.params.size()));
        if (param == group.params.end()) {
            refuse(at, arg.name ? fmt::format("it has no parameter `{}`", arg.name->text)
                                : fmt::format("it takes {}", group.params.size()));
            continue;
        }
        const ast::Argument*& slot = placed[static_cast<std::size_t>(param - group.params.begin())];
        if (slot != nullptr) {
            refuse(at, fmt::format("`{}` is given twice", param->source->name.text));
        }
        slot = &arg;
    }
    for (std::size_t i = 0; i < placed.size() && fits; ++i) {
        if (placed[i] == nullptr && !group.params[i].may_be_left_out) {
            refuse(entry.rules.span,
                   fmt::format("`{}` is not given", group.params[i].source->name.text));
        }
    }
    return fits ? std::optional(std::move(placed)) : std::nullopt;
}

// An argument that is a name.
const ast::Name* TaskChecker::name_argument(const ast::Argument& arg, const GroupParameter& param,
                                            std::string_view what) {
    const ast::Expr& e = checker_.ast_expr(arg.value);
    if (Around* around = checker_.asked_at(e.span)) {
        checker_.look_around(*around, {});
        checker_.look_for_tags(*around);
    }
    if (const auto* ref = std::get_if<ast::NameRef>(&e.node)) {
        return &ref->name;
    }
    if (!std::holds_alternative<ast::Error>(e.node)) {
        checker_.sink()
            .emit(e.span, diag::argument_is_no_name, param.source->name.text, std::string(what))
            .label(param.source->name.span, "the parameter")
            .help("write its name, without quotes");
    }
    return nullptr;
}

bool TaskChecker::bind_tag(const ast::Argument& arg, const GroupParameter& param,
                           const Group& group, GroupScope& scope) {
    const bool is_control = param.sort == GroupParameter::Sort::control;
    const ast::Name* name = name_argument(arg, param, is_control ? "a control" : "an object");
    if (name == nullptr) {
        return false;
    }
    const auto& config = checker_.config();
    const auto wrong_kind = [&](std::string_view tag, Span span) {
        checker_.sink()
            .emit(name->span, diag::argument_of_another_kind, name->text, std::string(tag),
                  param.source->name.text, group.name, tags_of(param))
            .label(span, "it is declared here")
            .label(param.source->name.span, "the parameter");
        return false;
    };
    if (is_control) {
        const std::optional<ControlId> id = checker_.known_control(*name);
        if (!id) {
            return false;
        }
        const labelstudio::Control& control = config.controls[*id];
        if (!param.controls.empty() &&
            std::ranges::find(param.controls, control.kind) == param.controls.end()) {
            return wrong_kind(control.kind->tag, control.span);
        }
        scope.controls.emplace(param.source->name.text, *id);
        return true;
    }
    const std::optional<ObjectId> id = checker_.find_object(name->text);
    if (!id) {
        checker_.sink()
            .emit(name->span, diag::argument_is_no_name, param.source->name.text, "an object")
            .label(param.source->name.span, "the parameter")
            .help(suggestion(name->text, checker_.object_names()));
        return false;
    }
    const labelstudio::Object& object = config.objects[*id];
    checker_.note_object(*name, *id);
    if (!param.objects.empty() &&
        std::ranges::find(param.objects, object.kind) == param.objects.end()) {
        return wrong_kind(object.kind->tag, object.span);
    }
    scope.objects.emplace(param.source->name.text, *id);
    return true;
}

bool TaskChecker::bind_table(const ast::Argument& arg, const GroupParameter& param,
                             const GroupScope& group, ModuleScope& scope) {
    const ast::Name* name = name_argument(arg, param, "a label table");
    if (name == nullptr) {
        return false;
    }
    const ModuleScope& here = *checker_.scope_module();
    const auto table = here.tables.find(name->text);
    if (table == here.tables.end()) {
        std::vector<std::string> names;
        for (const auto& [other, id] : here.tables) {
            names.push_back(other);
        }
        std::ranges::sort(names);
        if (!here.broken.contains(name->text)) {
            checker_.sink()
                .emit(name->span, diag::argument_is_no_name, param.source->name.text,
                      "a label table")
                .label(param.source->name.span, "the parameter")
                .help(names.empty() ? "write one: labels NAME -> CONTROL { … }"
                                    : suggestion(name->text, names));
        }
        return false;
    }
    checker_.note_item(name->span, NameKind::table, checker_.table_name(table->second));
    const auto owner = group.controls.find(param.of);
    const std::optional<ControlId> control =
        owner != group.controls.end() ? std::optional(label_owner(checker_.config(), owner->second))
                                      : checker_.relations_control(param.of);
    const ir::Table& found = checker_.program().tables[table->second];
    if (control && std::ranges::find(found.controls, *control) == found.controls.end()) {
        const auto& config = checker_.config();
        checker_.sink()
            .emit(name->span, diag::table_of_other_control, name->text,
                  config.controls[found.controls.front()].name, config.controls[*control].name)
            .label(param.source->name.span, "the parameter")
            .help(fmt::format("let the table give labels of both: labels {} -> {}, {} {{ … }}",
                              name->text, config.controls[found.controls.front()].name,
                              config.controls[*control].name));
        return false;
    }
    scope.tables.insert_or_assign(param.source->name.text, table->second);
    return true;
}

// The argument as the parameter's type, neither narrower nor better known than that.
ir::ExprId TaskChecker::value_argument(const ast::Argument* arg, const GroupParameter& param,
                                       TypeId wanted, Span call) {
    if (arg == nullptr) {
        return checker_.constant_node(wanted, data::missing_value(), call);
    }
    const Span at = checker_.ast_expr(arg->value).span;
    const ir::ExprId value = checker_.require(checker_.expr(arg->value, wanted), wanted,
                                              fmt::format("`{}`", param.source->name.text), at);
    if (checker_.store().is_error(checker_.type_of(value)) || checker_.type_of(value) == wanted) {
        return value;
    }
    ir::Expr as_declared = checker_.node(value);
    as_declared.type = wanted;
    Known facts;
    facts.decoded_union = checker_.known(value).decoded_union;
    return checker_.add(std::move(as_declared), std::move(facts));
}

}  // namespace lsmap::check

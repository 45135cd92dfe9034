#include "check/checker.hpp"
#include "diag/codes/names.hpp"
#include "diag/codes/types.hpp"

#include <algorithm>
#include <set>

// `as_path(parts)`: a list of names from the data as a path of the taxonomy whose slot it stands
// in.
namespace lsmap::check {
namespace {

using labelstudio::LabelOption;

// Names of one path are looked up as one text; no name of a config holds this character, which XML
// does not allow.
constexpr std::string_view between = "\x1f";
// A path whose elements have aliases is known by every mixture of them, up to so many.
constexpr std::size_t most_spellings = 64;

std::set<std::string> spellings(const LabelOption& option) {
    std::set<std::string> all = {""};
    for (std::size_t i = 0; i < option.path.size(); ++i) {
        std::set<std::string> longer;
        for (const std::string& start : all) {
            const std::string before = i == 0 ? start : start + std::string(between);
            longer.insert(before + option.path[i]);
            if (longer.size() < most_spellings) {
                longer.insert(before + option.values[i]);
            }
        }
        all = std::move(longer);
    }
    return all;
}

}  // namespace

ir::ExprId Checker::as_path_call(const ast::Call& /*call*/, Args args, Span span,
                                 std::optional<TypeId> expected) {
    types::TypeStore& s = store();
    if (args.size() != 1 || args[0].name) {
        sink_.emit(span, diag::wrong_arguments, "as_path(parts)");
        return error_node(span);
    }
    const TypeId names = s.list(s.string());
    const Span at = ast_expr(args[0].value).span;
    const ir::ExprId parts = require(expr(args[0].value, names), names, "`as_path`", at);
    if (s.is_error(type_of(parts))) {
        return error_node(span);
    }
    const TypeId wanted = s.without_optional(expected.value_or(s.error()));
    const auto* label = s.as<types::LabelType>(wanted);
    if (label == nullptr || !label->path || label->controls.empty()) {
        sink_.emit(span, diag::out_of_place, "`as_path(…)`", "in the path slot of a rule")
            .note("which paths there are depends on the control");
        return error_node(span);
    }
    const TypeId maybe = s.optional(wanted);
    const labelstudio::Control& first =
        config().controls[labelstudio::ControlId{label->controls[0]}];
    if (first.dynamic_labels) {
        sink_.emit(span, diag::not_supported_yet,
                   fmt::format("`as_path` for `{}`, whose paths are in the task", first.name));
        return error_node(span);
    }
    ir::Table table;
    table.name = "as_path";
    table.span = span;
    table.is_path = true;
    table.controls = {labelstudio::ControlId{label->controls[0]}};
    for (const LabelOption& option : first.labels) {
        if (first.leafs_only && !option.is_leaf) {
            continue;
        }
        ir::TableArm arm;
        for (const std::string& spelling : spellings(option)) {
            arm.keys.push_back({stored_text(spelling), stored_text(spelling)});
        }
        arm.labels = option.path;
        arm.span = option.span;
        table.arms.push_back(std::move(arm));
    }
    const builtins::Builtin* join = builtins::find("join_text").front();
    const ir::ExprId by = text_node(std::string(between), s.string(), span);
    const ir::ExprId key =
        add({s.string(), span, ir::Call{join, {parts, by}, {names, s.string()}}});
    return label_or_missing(std::move(table), key, maybe,
                            "the names need not be a path of the control");
}

}  // namespace lsmap::check

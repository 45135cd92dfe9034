#include "builtins/row_cells.hpp"
#include "check/checker.hpp"
#include "check/row_forms.hpp"
#include "diag/codes/types.hpp"

#include <algorithm>

// `parse_row<T>(s, sep)`: the cells of a row of text as a tuple, a list or a shape of numbers.
namespace lsmap::check {
ir::ExprId Checker::parse_row_call(const ast::Call& call, Args args, Span span,
                                   std::optional<TypeId>) {
    types::TypeStore& s = store();
    const bool names_fit = std::ranges::all_of(args, [&](const ast::Argument& arg) {
        const std::string_view name = &arg == args.data() ? "s" : "sep";
        return !arg.name || arg.name->text == name;
    });
    if (args.empty() || args.size() > 2 || !names_fit || call.type_args.size() != 1) {
        sink_.emit(span, diag::wrong_arguments, "parse_row<T>(s: string, sep?: string) -> T?");
        return error_node(span);
    }
    const TypeId declared = declared_type(call.type_args[0]);
    std::vector<ir::ExprId> texts;
    bool broken = s.is_error(declared);
    for (const ast::Argument& arg : args) {
        const Span at = ast_expr(arg.value).span;
        texts.push_back(require(expr(arg.value), s.string(), "`parse_row`", at));
        broken |= s.is_error(type_of(texts.back()));
    }
    if (broken) {
        return error_node(span);
    }
    auto forms = std::make_unique<builtins::RowForms>();
    forms->forms = row_forms(s, declared);
    if (forms->forms.empty()) {
        sink_.emit(span, diag::no_row, print(declared))
            .help(
                "write a tuple with one plain type for each cell: `(class: int, x: norm, p: "
                "score?)`, or a list: `[number]`");
        return error_node(span);
    }
    if (const data::Value* separator = texts.size() > 1 ? constant(texts[1]) : nullptr;
        separator != nullptr && separator->size == 0) {
        sink_.emit(ast_expr(args[1].value).span, diag::unusable_constant,
                   "a row cannot be split at an empty text");
        return error_node(span);
    }
    if (texts.size() == 1) {
        texts.push_back(constant_node(s.null(), data::missing_value(), span));
    }
    ir::Call cells{&builtins::row_cells(), std::move(texts), {s.string(), s.string()}, forms.get()};
    program_.prepared.push_back(std::move(forms));
    const ir::ExprId json = add({s.string(), span, std::move(cells)});
    Known facts;
    facts.why_missing = "the row may not have the cells of this type";
    return add({s.optional(s.value_type(declared)), span, ir::Decode{json, declared, false, true}},
               std::move(facts));
}

}  // namespace lsmap::check

#include "base/overloaded.hpp"
#include "check/checker.hpp"

#include <algorithm>

namespace lsmap::check {

// `match j { n: int -> a, missing -> b, _ -> c }` with j: json: each arm decodes the value as its
// type and is taken where it fits.
ir::ExprId Checker::json_match(ir::ExprId subject, const ast::Match& match, Span span,
                               std::optional<TypeId> expected) {
    types::TypeStore& s = store();
    struct Arm {
        std::optional<ir::ExprId> decoded;  // none: `missing` or `_`
        std::optional<ir::VariableId> binder;
        bool is_any = false;
        ir::ExprId value{};
    };
    std::vector<Arm> arms;
    TypeId result = s.never();
    for (const ast::MatchArm& arm : match.arms) {
        const ScopeGuard scope(*this);
        if (!arms.empty() && arms.back().is_any) {
            sink_.emit(arm.span, diag::arm_never_reached, "the arms above take everything");
            break;
        }
        Arm made;
        if (const auto* typed = std::get_if<ast::PatternType>(&arm.pattern)) {
            const TypeId declared = declared_type(typed->type);
            const TypeId type = s.value_type(s.without_optional(declared));
            made.binder = declare(typed->binder, type, ir::VariableKind::binder);
            if (!made.binder) {
                made.binder =
                    program_.variables.add({"_", type, ir::VariableKind::binder, arm.span});
            }
            made.decoded =
                s.is_error(type)
                    ? error_node(arm.span)
                    : add({s.optional(type), arm.span,
                           ir::Decode{subject, s.without_optional(declared), true, true}});
        } else if (std::holds_alternative<ast::PatternAny>(arm.pattern)) {
            made.is_any = true;
        } else if (std::holds_alternative<ast::PatternLiterals>(arm.pattern)) {
            sink_
                .emit(arm.span, diag::not_supported_yet,
                      "a literal as an arm of `match` over `json`")
                .help("take the type first: `match j { s: string -> match s { … }, _ -> … }`");
            return error_node(span);
        }
        const auto hint = expected              ? expected
                          : result == s.never() ? std::nullopt
                                                : std::optional(result);
        made.value = expr(arm.value, hint);
        result = common_type(result, type_of(made.value), ast_expr(arm.value).span,
                             "the arms of this `match`");
        arms.push_back(made);
    }
    if (s.is_error(result)) {
        return error_node(span);
    }
    if (arms.empty() || !arms.back().is_any) {
        sink_.emit(node(subject).span, diag::match_not_exhaustive, "other JSON values")
            .at(described(subject))
            .help("add an arm `_ -> …`");
        return error_node(span);
    }
    ir::ExprId rest = convert(arms.back().value, result);
    for (auto arm = arms.rbegin() + 1; arm != arms.rend(); ++arm) {
        const ir::ExprId value = convert(arm->value, result);
        if (!arm->decoded) {  // missing
            const ir::ExprId there = add({s.boolean(), span, ir::Present{subject}});
            rest = add({result, span, ir::If{there, rest, value}});
            continue;
        }
        if (s.is_error(type_of(*arm->decoded))) {
            return error_node(span);
        }
        const ir::ExprId is_it = add({s.boolean(), span, ir::Present{*arm->decoded}});
        const ir::ExprId taken = add({result, span, ir::Chain{*arm->decoded, *arm->binder, value}});
        rest = add({result, span, ir::If{is_it, taken, rest}});
    }
    return rest;
}

}  // namespace lsmap::check

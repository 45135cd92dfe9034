#include "base/overloaded.hpp"
#include "check/checker.hpp"
#include "diag/codes/names.hpp"
#include "diag/codes/types.hpp"

#include <algorithm>

namespace lsmap::check {

// Whether a json value is one of the keys: it is read as the type of each, where it fits.
ir::ExprId Checker::json_is_one_of(ir::ExprId subject, const ast::PatternLiterals& pattern) {
    types::TypeStore& s = store();
    std::optional<ir::ExprId> any;
    for (const ast::PatternLiterals::Key& key : pattern.keys) {
        const Span at = ast_expr(key.value).span;
        const ir::ExprId first = expr(key.value);
        const ir::ExprId last = key.last ? expr(*key.last) : first;
        const TypeId base = s.base_of_literal(type_of(first));
        const data::Value* low = constant(first);
        const data::Value* high = constant(last);
        const auto by = compare_by(base);
        if (s.is_error(base) || s.is_error(type_of(last))) {
            return error_node(at);
        }
        if (low == nullptr || high == nullptr || !by || s.base_of_literal(type_of(last)) != base ||
            (key.last && base != s.integer()) ||
            (base != s.integer() && base != s.number() && base != s.string() &&
             base != s.boolean())) {
            sink_.emit(at, diag::never_equal, print(type_of(first)), "json")
                .label(node(subject).span, described(subject));
            return error_node(at);
        }
        const ir::ExprId decoded =
            add({s.optional(base), at, ir::Decode{subject, base, true, true}});
        const auto constant_bool = [&](bool value) {
            return constant_node(s.boolean(), data::of_bool(value), at);
        };
        ir::Match is_key{decoded, {}};
        is_key.arms.push_back(
            {ir::MatchArm::Literals{{{*low, *high}}, *by}, {}, constant_bool(true)});
        is_key.arms.push_back({ir::MatchArm::Any{}, {}, constant_bool(false)});
        const ir::ExprId is_it = add({s.boolean(), at, std::move(is_key)});
        any = any ? add({s.boolean(), at, ir::Or{*any, is_it}}) : is_it;
    }
    return any.value_or(error_node(node(subject).span));
}

// `match j { n: int -> a, missing -> b, _ -> c }` with j: json: each arm decodes the value as its
// type and is taken where it fits.
ir::ExprId Checker::json_match(ir::ExprId subject, const ast::Match& match, Span span,
                               std::optional<TypeId> expected) {
    types::TypeStore& s = store();
    struct Arm {
        std::optional<ir::ExprId> decoded;  // none: literals, `missing` or `_`
        std::optional<ir::ExprId> is_literal;
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
        } else if (const auto* literals = std::get_if<ast::PatternLiterals>(&arm.pattern)) {
            made.is_literal = json_is_one_of(subject, *literals);
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
        if (arm->is_literal) {
            if (s.is_error(type_of(*arm->is_literal))) {
                return error_node(span);
            }
            rest = add({result, span, ir::If{*arm->is_literal, value, rest}});
            continue;
        }
        if (!arm->decoded) {  // missing
            // A JSON null, too.
            const TypeId declared = s.optional(s.json());
            const ir::ExprId there = add(
                {s.boolean(), span,
                 ir::Present{add({declared, span, ir::Decode{subject, declared, true, true}})}});
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

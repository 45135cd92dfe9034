#include "base/overloaded.hpp"
#include "check/checker.hpp"
#include "diag/codes/names.hpp"
#include "diag/codes/types.hpp"

#include <algorithm>

namespace lsmap::check {

ir::ExprId Checker::expr(ast::ExprId id, std::optional<TypeId> expected) {
    if (Around* around = asked_at(ast_expr(id).span);
        around != nullptr && !std::holds_alternative<ast::Error>(ast_expr(id).node)) {
        look_around(*around, expected);
    }
    const auto stand_in = chain_objects_.find(static_cast<std::uint32_t>(id));
    if (stand_in != chain_objects_.end()) {
        return stand_in->second;
    }
    if (const auto whole = chain(id, expected)) {
        return *whole;
    }
    if (expects_region(expected)) {
        if (const auto found = region(id, *expected)) {
            return *found;
        }
    }
    const ast::Expr& e = ast_expr(id);
    types::TypeStore& s = store();
    return std::visit(
        Overloaded{
            [&](const ast::NullLiteral&) {
                Known facts;
                facts.why_missing = "`null` is a missing value";
                return constant_node(s.null(), data::missing_value(), e.span, std::move(facts));
            },
            [&](const ast::BoolLiteral& b) {
                return constant_node(s.boolean(), data::of_bool(b.value), e.span);
            },
            [&](const ast::NumberLiteral& n) { return number_literal(n, e.span, false, expected); },
            [&](const ast::StringLiteral& t) {
                const TypeId place = s.without_optional(expected.value_or(s.error()));
                if (const auto* label = s.as<types::LabelType>(place);
                    label != nullptr && !label->path) {
                    return label_literal(t.value, place, e.span);
                }
                look_for_braces(t.value, e.span);
                return text_node(t.value, s.intern(types::LiteralType{t.value}), e.span);
            },
            [&](const ast::FormatString& f) { return format_string(f, e.span); },
            [&](const ast::NameRef& n) { return name(n.name, e.span); },
            [&](const ast::Member& m) { return member(m, e.span); },
            [&](const ast::Index& i) { return index(i, e.span); },
            [&](const ast::Slice& sl) { return slice(sl, e.span); },
            [&](const ast::FieldSelector& f) {
                sink_.emit(e.span, diag::out_of_place, fmt::format("`.{}`", f.field.text),
                           "as an argument that selects a field, `by: .score`,");
                return error_node(e.span);
            },
            [&](const ast::Call& c) { return call(id, c, expected); },
            [&](const ast::Unary& u) {
                if (u.op == ast::Operator::logical_not) {
                    return condition(id).expr;
                }
                if (const auto* number =
                        std::get_if<ast::NumberLiteral>(&ast_expr(u.operand).node)) {
                    return number_literal(*number, e.span, true, expected);
                }
                return negation(expr(u.operand), e.span);
            },
            [&](const ast::Binary& b) { return binary(id, b, expected); },
            [&](const ast::If& i) { return if_expr(i, e.span, expected); },
            [&](const ast::Match& m) { return match(id, m, expected); },
            [&](const ast::List& l) { return list_literal(l, e.span, expected); },
            [&](const ast::Record& r) { return record_literal(r, e.span, expected); },
            [&](const ast::Query& q) {
                const ScopeGuard scope(*this);
                const TypeId place = s.without_optional(expected.value_or(s.error()));
                const auto* wanted = s.as<types::ListType>(place);
                const auto element_wanted =
                    wanted == nullptr ? std::nullopt : std::optional(wanted->element);
                ++skips_seen_.emplace_back();
                const Clauses checked = clauses(q.clauses);
                ir::ExprId element = expr(q.element, element_wanted);
                const bool skips = skips_seen_.back() > 1;
                skips_seen_.pop_back();
                TypeId type = type_of(element);
                const bool wants_optional = element_wanted && s.is_optional(*element_wanted);
                if (s.is_error(type)) {
                    return error_node(e.span);
                }
                if (element_wanted && fits(type, *element_wanted)) {
                    type = *element_wanted;
                } else if (!s.is_optional(type) || !wants_optional) {
                    type = s.base_of_literal(type);
                }
                element = convert(element, type);
                const std::uint32_t fewest = checked.can_be_empty || skips ? 0 : 1;
                return add({s.list(type, fewest), e.span, ir::Query{checked.clauses, element}});
            },
            [&](const ast::Skip& k) {
                if (!skips_seen_.empty()) {
                    ++skips_seen_.back();
                }
                ir::Skip made;
                if (k.reason) {
                    const ir::ExprId reason = expr(*k.reason);
                    const auto text = constant_text(reason);
                    if (!text && !s.is_error(type_of(reason))) {
                        sink_
                            .emit(ast_expr(*k.reason).span, diag::wrong_type,
                                  "the reason of `skip`", "a text that is the same for every row",
                                  print(type_of(reason)))
                            .help("`fail f\"…\"` takes values; skips are counted by their reason");
                    }
                    made.reason = text.value_or("");
                }
                return add({s.never(), e.span, std::move(made)});
            },
            [&](const ast::Fail& f) {
                ir::Fail made;
                if (f.message) {
                    made.message = require(expr(*f.message), s.string(), "the message of `fail`",
                                           ast_expr(*f.message).span);
                }
                return add({s.never(), e.span, made});
            },
            [&](const ast::Error&) { return error_node(e.span); },
        },
        e.node);
}

ir::ExprId Checker::if_expr(const ast::If& node_of, Span span, std::optional<TypeId> expected) {
    const Condition test = condition(node_of.condition);
    const auto branch = [&](ast::ExprId id, const Facts& facts) {
        const ScopeGuard scope(*this);
        assume(facts);
        return expr(id, expected);
    };
    ir::ExprId yes = branch(node_of.yes, test.when_true);
    // `[]` and bare numbers take the type that the other branch has.
    const auto hint = expected ? expected : std::optional(type_of(yes));
    ir::ExprId no = [&] {
        const ScopeGuard scope(*this);
        assume(test.when_false);
        return expr(node_of.no, hint);
    }();
    const TypeId type = common_type(type_of(yes), type_of(no), ast_expr(node_of.no).span,
                                    "the branches of this `if`");
    if (store().is_error(type) || store().is_error(type_of(test.expr))) {
        return error_node(span);
    }
    Known facts;
    facts.why_missing =
        known(yes).why_missing.empty() ? known(no).why_missing : known(yes).why_missing;
    yes = convert(yes, type);
    no = convert(no, type);
    return add({type, span, ir::If{test.expr, yes, no}}, std::move(facts));
}

ir::ExprId Checker::coalesce(const ast::Binary& binary_node, Span span,
                             std::optional<TypeId> expected) {
    types::TypeStore& s = store();
    ir::ExprId value =
        expr(binary_node.left, expected ? std::optional(s.optional(*expected)) : std::nullopt);
    const TypeId left = type_of(value);
    const TypeId inner = s.without_optional(left);
    const auto hint = s.is_error(inner) || left == s.null() ? expected : std::optional(inner);
    ir::ExprId otherwise = [&] {
        const ScopeGuard scope(*this);
        return expr(binary_node.right, hint);
    }();
    if (s.is_error(left) || s.is_error(type_of(otherwise))) {
        return error_node(span);
    }
    if (!s.is_optional(left) && left != s.null()) {
        const Span rest{ast_expr(binary_node.left).span.end, span.end, span.file};
        sink_
            .emit(binary_node.op_span, diag::useless_coalesce,
                  source_text(ast_expr(binary_node.left).span))
            .label(ast_expr(binary_node.left).span, described(value))
            .fix(rest, "", diag::Safe::yes);
        return value;
    }
    const TypeId type = left == s.null()
                            ? type_of(otherwise)
                            : common_type(inner, type_of(otherwise),
                                          ast_expr(binary_node.right).span, "both sides of `??`");
    if (s.is_error(type)) {
        return error_node(span);
    }
    const TypeId whole = left == s.null() ? s.null() : s.optional(type);
    value = convert(value, whole);
    otherwise = convert(otherwise, type);
    Known facts;
    facts.origin = known(value).origin;
    facts.why_missing = known(otherwise).why_missing;
    return add({type, span, ir::Coalesce{value, otherwise}}, std::move(facts));
}

ir::ExprId Checker::binary(ast::ExprId id, const ast::Binary& b, std::optional<TypeId> expected) {
    const Span span = ast_expr(id).span;
    const auto is_number = [&](ast::ExprId e) {
        const auto* unary = std::get_if<ast::Unary>(&ast_expr(e).node);
        const ast::ExprId inner =
            unary != nullptr && unary->op == ast::Operator::negate ? unary->operand : e;
        return std::holds_alternative<ast::NumberLiteral>(ast_expr(inner).node);
    };
    // A literal takes the type of the other side, so that is checked first.
    const auto sides = [&](bool literals_adapt) {
        const bool left_is_number = is_number(b.left);
        ir::ExprId left{};
        ir::ExprId right{};
        if (left_is_number && !is_number(b.right)) {
            right = expr(b.right);
            left = expr(b.left, literals_adapt ? std::optional(type_of(right)) : std::nullopt);
        } else {
            left = expr(b.left);
            const bool adapts = literals_adapt && is_number(b.right);
            right = expr(b.right, adapts ? std::optional(type_of(left)) : std::nullopt);
        }
        return std::pair(left, right);
    };
    switch (b.op) {
        case ast::Operator::coalesce:
            return coalesce(b, span, expected);
        case ast::Operator::in:
            return membership(b, span);
        case ast::Operator::logical_and:
        case ast::Operator::logical_or:
            return condition(id).expr;
        case ast::Operator::multiply:
        case ast::Operator::divide:
        case ast::Operator::modulo:
        case ast::Operator::add:
        case ast::Operator::subtract: {
            const auto [left, right] = sides(false);
            return arithmetic(b.op, left, right, span, b.op_span);
        }
        case ast::Operator::equal:
        case ast::Operator::not_equal:
        case ast::Operator::less:
        case ast::Operator::less_equal:
        case ast::Operator::greater:
        case ast::Operator::greater_equal: {
            const auto [left, right] = sides(true);
            return comparison(b.op, left, right, span, b.op_span);
        }
        case ast::Operator::negate:
        case ast::Operator::logical_not:
            break;
    }
    return error_node(span);
}

}  // namespace lsmap::check

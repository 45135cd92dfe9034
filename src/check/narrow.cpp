#include "base/overloaded.hpp"
#include "check/checker.hpp"
#include "diag/codes/types.hpp"

#include <algorithm>

// What conditions prove about paths: `present(d.mask)`, `d.kind == "poly"`, `count(xs) == 2`.
namespace lsmap::check {
namespace {

void merge(Facts& into, const Facts& more) {
    for (const auto& [path, type] : more) {
        into.insert_or_assign(path, type);
    }
}

std::vector<TypeId> alternatives_of(const types::TypeStore& store, TypeId type) {
    const auto* whole = store.as<types::UnionType>(type);
    return whole == nullptr ? std::vector{type} : whole->alternatives;
}

TypeId union_of(types::TypeStore& store, std::vector<TypeId> alternatives) {
    if (alternatives.empty()) {
        return store.never();
    }
    return alternatives.size() == 1 ? alternatives[0]
                                    : store.intern(types::UnionType{std::move(alternatives)});
}

}  // namespace

TypeId Checker::narrowed(const Path& path, TypeId declared) const {
    const auto fact = std::find_if(facts_.rbegin(), facts_.rend(),
                                   [&](const auto& f) { return f.first == path; });
    return fact == facts_.rend() ? declared : fact->second;
}

std::optional<TypeId> Checker::step_type(TypeId type, std::uint32_t step) const {
    const types::TypeStore& s = store();
    const TypeId inner = s.without_optional(type);
    if (const auto* record = s.as<types::RecordType>(inner);
        record != nullptr && step < record->fields.size()) {
        return record->fields[step].type;
    }
    if (const auto* tuple = s.as<types::TupleType>(inner);
        tuple != nullptr && step < tuple->places.size()) {
        return tuple->places[step].type;
    }
    if (const auto* list = s.as<types::ListType>(inner)) {
        return list->element;
    }
    if (const auto* keypoint = s.as<types::KeypointType>(inner)) {
        const bool scored = keypoint->form == types::KeypointForm::xyc && step == 2;
        return scored ? std::optional(const_cast<types::TypeStore&>(s).optional(s.score()))
                      : std::nullopt;
    }
    return std::nullopt;
}

TypeId Checker::type_along(const Path& path) const {
    Path prefix{path.root, {}};
    TypeId type = narrowed(prefix, program_.variables[path.root].type);
    for (const std::uint32_t step : path.steps) {
        prefix.steps.push_back(step);
        const auto next = step_type(type, step);
        type = narrowed(prefix, next.value_or(store().error()));
    }
    return type;
}

void Checker::add_present(Facts& facts, const Path& path) const {
    Path prefix{path.root, {}};
    TypeId type = type_along(prefix);
    for (std::size_t i = 0;; ++i) {
        if (store().is_optional(type)) {
            type = store().without_optional(type);
            facts.insert_or_assign(prefix, type);
        }
        if (i == path.steps.size()) {
            return;
        }
        prefix.steps.push_back(path.steps[i]);
        const auto next = step_type(type, path.steps[i]);
        type = narrowed(prefix, next.value_or(store().error()));
    }
}

Condition Checker::condition(ast::ExprId id) {
    const ast::Expr& e = ast_expr(id);
    const TypeId boolean = store().boolean();
    if (const auto* unary = std::get_if<ast::Unary>(&e.node);
        unary && unary->op == ast::Operator::logical_not) {
        Condition inner = condition(unary->operand);
        if (store().is_error(type_of(inner.expr))) {
            return inner;
        }
        const ir::ExprId negated =
            add({boolean, e.span, ir::Unary{ir::UnaryOp::logical_not, inner.expr}});
        return {negated, std::move(inner.when_false), std::move(inner.when_true)};
    }
    const auto* b = std::get_if<ast::Binary>(&e.node);
    const bool is_and = b != nullptr && b->op == ast::Operator::logical_and;
    if (is_and || (b != nullptr && b->op == ast::Operator::logical_or)) {
        Condition left = condition(b->left);
        Condition right = [&] {
            const ScopeGuard scope(*this);
            assume(is_and ? left.when_true : left.when_false);
            return condition(b->right);
        }();
        if (store().is_error(type_of(left.expr)) || store().is_error(type_of(right.expr))) {
            return {error_node(e.span), {}, {}};
        }
        Condition both;
        if (is_and) {
            both.expr = add({boolean, e.span, ir::And{left.expr, right.expr}});
            both.when_true = std::move(left.when_true);
            merge(both.when_true, right.when_true);
        } else {
            both.expr = add({boolean, e.span, ir::Or{left.expr, right.expr}});
            both.when_false = std::move(left.when_false);
            merge(both.when_false, right.when_false);
        }
        return both;
    }
    const ir::ExprId checked = expr(id, boolean);
    const TypeId type = type_of(checked);
    if (store().is_error(type) || type == store().never()) {
        return {checked, {}, {}};
    }
    if (type != boolean) {
        auto& report = sink_.emit(e.span, diag::condition_not_bool, "a condition", print(type))
                           .at(described(checked));
        const std::string text = source_text(e.span);
        const TypeId inner = store().without_optional(type);
        if (store().is_optional(type)) {
            report.help(inner == boolean
                            ? fmt::format("`{} ?? false`", text)
                            : fmt::format("`present({})` says whether it is there", text));
        } else if (is_number_type(type)) {
            report.help(fmt::format("compare it: `{} != 0`", text));
        } else if (store().is<types::ListType>(type)) {
            report.help(fmt::format("`count({}) > 0` says whether there are any", text));
        } else if (store().base_of_literal(type) == store().string()) {
            report.help(fmt::format("compare it: `{} != \"\"`", text));
        }
        return {error_node(e.span), {}, {}};
    }
    return checked_condition(checked);
}

Condition Checker::checked_condition(ir::ExprId id) {
    types::TypeStore& s = store();
    Condition made{id, {}, {}};
    if (const auto* present = std::get_if<ir::Present>(&node(id).node)) {
        if (known(present->value).path) {
            add_present(made.when_true, *known(present->value).path);
        }
        return made;
    }
    const auto* compare = std::get_if<ir::Compare>(&node(id).node);
    if (compare == nullptr) {
        return made;
    }
    const ir::CompareOp op = compare->op;
    const bool literal_left = std::holds_alternative<ir::Constant>(node(compare->left).node);
    const ir::ExprId subject = literal_left ? compare->right : compare->left;
    const ir::ExprId literal = literal_left ? compare->left : compare->right;
    const auto* value = std::get_if<ir::Constant>(&node(literal).node);
    if (value == nullptr) {
        return made;
    }
    if (const auto* call = std::get_if<ir::Call>(&node(subject).node)) {
        const bool counts = builtins::name_of(*call->builtin) == "count" && call->args.size() == 1;
        const auto& path = counts ? known(call->args[0]).path : std::optional<Path>();
        if (!path || type_of(literal) != s.integer() || value->value.integer < 0) {
            return made;
        }
        const auto* list = s.as<types::ListType>(s.without_optional(type_along(*path)));
        if (list == nullptr || list->exactly) {
            return made;
        }
        types::ListType narrow = *list;
        const auto n =
            static_cast<std::uint32_t>(std::min<std::int64_t>(value->value.integer, 1 << 30));
        const auto exact = [&](Facts& facts) {
            narrow.at_least = n;
            narrow.exactly = n;
            facts[*path] = s.intern(narrow);
        };
        const auto at_least = [&](Facts& facts, std::uint32_t fewest) {
            narrow.at_least = std::max(narrow.at_least, fewest);
            facts[*path] = s.intern(narrow);
        };
        using ir::CompareOp;
        if (op == CompareOp::equal || op == CompareOp::not_equal) {
            exact(op == CompareOp::equal ? made.when_true : made.when_false);
            if (n == 0) {
                narrow = *s.as<types::ListType>(s.without_optional(type_along(*path)));
                at_least(op == CompareOp::equal ? made.when_false : made.when_true, 1);
            }
        } else if (!literal_left && op == CompareOp::greater) {
            at_least(made.when_true, n + 1);
        } else if (!literal_left && op == CompareOp::greater_equal) {
            at_least(made.when_true, n);
        } else if (!literal_left && op == CompareOp::less) {
            at_least(made.when_false, n);
        }
        return made;
    }
    const bool equality = op == ir::CompareOp::equal || op == ir::CompareOp::not_equal;
    const auto text = constant_text(literal);
    const bool is_int = s.base_of_literal(type_of(literal)) == s.integer();
    if (!equality || (!text && !is_int)) {
        return made;
    }
    const TypeId single = text ? s.intern(types::LiteralType{*text})
                               : s.intern(types::LiteralType{value->value.integer});
    Facts& same = op == ir::CompareOp::equal ? made.when_true : made.when_false;
    Facts& other = op == ir::CompareOp::equal ? made.when_false : made.when_true;
    if (const auto& path = known(subject).path) {
        std::vector<TypeId> rest = alternatives_of(s, s.without_optional(type_along(*path)));
        const auto found = std::ranges::find(rest, single);
        if (found != rest.end()) {
            rest.erase(found);
            same[*path] = single;
            other[*path] = union_of(s, std::move(rest));
        }
    }
    if (const auto& path = known(subject).discriminated) {
        std::vector<TypeId> with;
        std::vector<TypeId> without;
        for (const TypeId one : alternatives_of(s, s.without_optional(type_along(*path)))) {
            const auto* record = s.as<types::RecordType>(one);
            if (record == nullptr) {
                return made;
            }
            const auto field_of = std::ranges::find(record->fields, known(subject).discriminator,
                                                    &types::Field::name);
            const std::vector<TypeId> kinds = alternatives_of(s, field_of->type);
            const bool only = kinds.size() == 1 && kinds[0] == single;
            const bool may = only || !s.is<types::LiteralType>(kinds[0]) ||
                             std::ranges::find(kinds, single) != kinds.end();
            if (may) {
                with.push_back(one);
            }
            if (!only) {
                without.push_back(one);
            }
        }
        same[*path] = union_of(s, std::move(with));
        other[*path] = union_of(s, std::move(without));
    }
    return made;
}

}  // namespace lsmap::check

#include "base/overloaded.hpp"
#include "check/checker.hpp"
#include "check/mentions.hpp"
#include "diag/codes/types.hpp"

#include <algorithm>

namespace lsmap::check {

ir::ExprId Checker::key_value(ast::ExprId id, std::string_view place) {
    types::TypeStore& s = store();
    const Span at = ast_expr(id).span;
    ir::ExprId value = expr(id);
    value = convert(value, s.base_of_literal(type_of(value)));
    const TypeId type = type_of(value);
    if (s.is_error(type) || type == s.never()) {
        return error_node(at);
    }
    if (s.is_optional(type) || type == s.null()) {
        report_missing(value, s.without_optional(type), place, at);
        return error_node(at);
    }
    if (!is_key(type)) {
        auto& report =
            sink_.emit(at, diag::not_a_key, std::string(place), print(type)).at(described(value));
        if (type == s.number()) {
            report.help(fmt::format("numbers are seldom equal: `round({})` makes whole ones",
                                    source_text(at)));
        }
        return error_node(at);
    }
    return value;
}

bool Checker::is_key(TypeId type) const {
    const auto by = compare_by(type);
    return by && (*by == ir::CompareBy::integer || *by == ir::CompareBy::text ||
                  *by == ir::CompareBy::boolean || *by == ir::CompareBy::id);
}

bool Checker::join_keys(ast::ExprId condition_id, const JoinNames& names, ir::Join& join) {
    const ast::Expr& e = ast_expr(condition_id);
    const auto* b = std::get_if<ast::Binary>(&e.node);
    if (b != nullptr && b->op == ast::Operator::logical_and) {
        const bool left = join_keys(b->left, names, join);
        return join_keys(b->right, names, join) && left;
    }
    if (b == nullptr || b->op != ast::Operator::equal) {
        sink_.emit(e.span, diag::not_a_join)
            .note("this is no equality")
            .help("put further conditions behind the join: `where …`");
        return false;
    }
    ir::ExprId left = expr(b->left);
    ir::ExprId right = expr(b->right);
    if (store().is_error(type_of(left)) || store().is_error(type_of(right))) {
        return false;
    }
    const auto by = comparable(left, right, "==", false, e.span);
    if (!by) {
        return false;
    }
    enum class Side : std::uint8_t { outer, inner, both };
    const auto side_of = [&](ast::ExprId id) {
        Mentions mentioned;
        collect(*scope_module_->ast, id, mentioned);
        const bool uses_binder = mentioned.values.contains(names.binder);
        const bool uses_row = std::ranges::any_of(
            names.row, [&](const std::string& name) { return mentioned.values.contains(name); });
        return !uses_binder ? Side::outer : uses_row ? Side::both : Side::inner;
    };
    const Side a = side_of(b->left);
    const Side c = side_of(b->right);
    if (!((a == Side::inner && c == Side::outer) || (a == Side::outer && c == Side::inner))) {
        sink_.emit(e.span, diag::not_a_join)
            .note(a == Side::outer && c == Side::outer
                      ? fmt::format("neither side says anything of `{}`", names.binder)
                      : fmt::format("one side must use `{}` alone, the other what stands before",
                                    names.binder))
            .help("put further conditions behind the join: `where …`");
        return false;
    }
    const bool is_keyed = *by == ir::CompareBy::integer || *by == ir::CompareBy::text ||
                          *by == ir::CompareBy::boolean || *by == ir::CompareBy::id;
    if (!is_keyed) {
        sink_.emit(e.span, diag::not_a_key, "`join`", print(type_of(left)))
            .label(node(left).span, described(left))
            .label(node(right).span, described(right));
        return false;
    }
    const bool left_is_inner = a == Side::inner;
    join.keys.push_back({left_is_inner ? right : left, left_is_inner ? left : right, *by});
    return true;
}

ir::Clause Checker::join_clause(const ast::JoinClause& clause, Span span, Clauses& state) {
    types::TypeStore& s = store();
    JoinNames names;
    names.binder = clause.binder.text;
    for (const Local& local : locals_) {
        names.row.push_back(local.name);
    }
    if (record_visible_) {  // of the module's own values, consts and params alone stay the same for
                            // all rows
        names.row.emplace_back("input");
        const auto* record = s.as<types::RecordType>(program_.variables[program_.record].type);
        for (std::size_t i = 0; record != nullptr && i < record->fields.size(); ++i) {
            names.row.push_back(record->fields[i].name);
        }
    }
    ir::Join made{clause.left, {}, expr(clause.source), {}};
    const TypeId source = type_of(made.source);
    const TypeId inner = s.without_optional(source);
    const auto* list = s.as<types::ListType>(inner);
    const TypeId element = list == nullptr ? s.error() : list->element;
    if (list == nullptr && !s.is_error(source)) {
        sink_
            .emit(ast_expr(clause.source).span, diag::wrong_type, "`join`", "a list", print(source))
            .at(described(made.source));
    }
    const auto variable =
        declare(clause.binder, element, ir::VariableKind::binder, known(made.source).origin);
    made.binder =
        variable
            ? *variable
            : program_.variables.add({"_", element, ir::VariableKind::binder, clause.binder.span});
    if (s.is_error(element)) {
        const std::size_t errors = sink_.error_count();
        static_cast<void>(errors);
        return {span, std::move(made)};
    }
    join_keys(clause.condition, names, made);
    if (clause.left) {
        program_.variables[made.binder].type = s.optional(element);
    } else {
        state.can_be_empty = true;
    }
    return {span, std::move(made)};
}

}  // namespace lsmap::check

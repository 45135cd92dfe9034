#include "base/overloaded.hpp"
#include "check/checker.hpp"
#include "diag/codes/types.hpp"

#include <algorithm>

namespace lsmap::check {
namespace {

// The call behind `in` that makes several lists one source: zip or enumerate.
struct SourceCall {
    ir::SourceKind kind;
    std::span<const ast::Argument> lists;
};
std::optional<SourceCall> source_call(const ast::Expr& expr) {
    const auto* call = std::get_if<ast::Call>(&expr.node);
    if (call == nullptr || call->module) {
        return std::nullopt;
    }
    if (call->callee.text == "zip") {
        return SourceCall{ir::SourceKind::zip, call->args};
    }
    if (call->callee.text == "enumerate") {
        return SourceCall{ir::SourceKind::enumerate, call->args};
    }
    return std::nullopt;
}

}  // namespace

Checker::Clauses Checker::clauses(std::span<const ast::Clause> list) {
    Clauses made;
    made.can_be_empty = false;
    const std::size_t first_local = locals_.size();
    for (const ast::Clause& clause : list) {
        if (const auto* let = std::get_if<ast::LetClause>(&clause.node)) {
            for (const ir::LetVariable& variable : let_variables(*let)) {
                made.clauses.push_back({clause.span, variable});
            }
            continue;
        }
        ir::Clause checked = std::visit(
            Overloaded{
                [&](const ast::ForClause& c) { return for_clause(c, clause.span, made); },
                [&](const ast::WhereClause& c) {
                    const Condition test = condition(c.condition);
                    assume(test.when_true);
                    made.can_be_empty = true;
                    return ir::Clause{clause.span, ir::Where{test.expr}};
                },
                [](const ast::LetClause&) { return ir::Clause{}; },  // above
                [&](const ast::JoinClause& c) { return join_clause(c, clause.span, made); },
                [&](const ast::GroupClause& c) {
                    return group_clause(c, clause.span, first_local);
                },
                [&](const ast::OrderClause& c) {
                    ir::Order order;
                    for (const ast::OrderKey& key : c.keys) {
                        const Span at = ast_expr(key.value).span;
                        ir::ExprId value = expr(key.value);
                        const TypeId type = store().base_of_literal(type_of(value));
                        if (store().is_optional(type)) {
                            report_missing(value, store().without_optional(type), "`order by`", at);
                            value = error_node(at);
                        }
                        const auto by = compare_by(type_of(value));
                        const bool ordered = by && *by != ir::CompareBy::structure &&
                                             *by != ir::CompareBy::boolean &&
                                             *by != ir::CompareBy::id;
                        if (!ordered && !store().is_error(type_of(value))) {
                            sink_.emit(at, diag::not_ordered, "`order by`", print(type))
                                .at(described(value));
                        }
                        order.keys.push_back(
                            {value, key.descending, by.value_or(ir::CompareBy::number)});
                    }
                    return ir::Clause{clause.span, std::move(order)};
                },
                [&](const ast::LimitClause& c) {
                    const ir::ExprId count = require(expr(c.count), store().integer(), "`limit`",
                                                     ast_expr(c.count).span);
                    const auto* fixed = constant(count);
                    if (fixed != nullptr && fixed->integer < 0) {
                        sink_.emit(ast_expr(c.count).span, diag::wrong_type, "`limit`", "0 or more",
                                   std::to_string(fixed->integer));
                    }
                    made.limit_one = fixed != nullptr && fixed->integer <= 1;
                    made.can_be_empty = true;
                    return ir::Clause{clause.span, ir::Limit{count}};
                },
            },
            clause.node);
        made.clauses.push_back(std::move(checked));
    }
    return made;
}

ir::Clause Checker::for_clause(const ast::ForClause& clause, Span span, Clauses& state) {
    types::TypeStore& s = store();
    ir::For made{ir::SourceKind::list, {}, {}, false};
    std::vector<TypeId> binder_types;
    std::optional<Origin> origin;
    bool broken = false;
    const auto list_source = [&](ast::ExprId source,
                                 std::string_view place) -> std::optional<TypeId> {
        const ir::ExprId value = expr(source);
        made.sources.push_back(value);
        const TypeId type = type_of(value);
        const TypeId inner = s.without_optional(type);
        const auto* list = s.as<types::ListType>(inner);
        if (list == nullptr) {
            if (!s.is_error(type)) {
                sink_
                    .emit(ast_expr(source).span, diag::wrong_type, std::string(place), "a list",
                          print(type))
                    .at(described(value));
            }
            return std::nullopt;
        }
        state.can_be_empty |= s.is_optional(type) || types::fewest_elements(s, inner) == 0;
        return s.is_optional(type) ? s.optional(list->element) : list->element;
    };
    const ast::Expr& source = ast_expr(clause.source);
    const auto several = source_call(source);
    bool repeats = true;
    if (several) {
        made.kind = several->kind;
        const bool is_zip = several->kind == ir::SourceKind::zip;
        if (!is_zip) {
            binder_types.push_back(s.integer());
        }
        for (const ast::Argument& arg : several->lists) {
            const auto element = list_source(arg.value, is_zip ? "`zip`" : "`enumerate`");
            broken |= !element;
            binder_types.push_back(is_zip || !element ? element.value_or(s.error())
                                                      : s.without_optional(*element));
        }
        const std::size_t count = several->lists.size();
        if (is_zip ? count < 2 || count > ir::most_zipped : count != 1) {
            sink_.emit(source.span, diag::wrong_arguments,
                       is_zip ? "zip(xs, ys, …)" : "enumerate(xs)");
            broken = true;
        }
    } else {
        const ir::ExprId value = expr(clause.source);
        made.sources.push_back(value);
        origin = known(value).origin;
        const TypeId type = type_of(value);
        const TypeId inner = s.without_optional(type);
        const bool optional = s.is_optional(type);
        std::optional<TypeId> element;
        if (const auto* list = s.as<types::ListType>(inner)) {
            element = list->element;
            state.can_be_empty |= optional || types::fewest_elements(s, inner) == 0;
        } else if (const auto* map = s.as<types::MapType>(inner)) {
            made.kind = ir::SourceKind::map;
            binder_types = {s.string(), map->value};
            state.can_be_empty = true;
        } else if (optional) {
            made.kind = ir::SourceKind::optional;
            element = inner;
            state.can_be_empty = true;
            repeats = false;
        } else {
            broken = true;
            if (!s.is_error(type)) {
                auto& report =
                    sink_.emit(source.span, diag::not_a_source, print(type)).at(described(value));
                report.help(s.is<types::UnionType>(type)
                                ? "take it apart with `match`"
                                : fmt::format("it is one value: `let {} = {}`",
                                              clause.binders.empty() ? "x" : clause.binders[0].text,
                                              source_text(source.span)));
            }
        }
        if (element && clause.tuple) {
            const auto places = places_of(*element);
            made.destructure = true;
            if (!places && !s.is_error(*element)) {
                auto& report = sink_.emit(source.span, diag::binder_count,
                                          std::to_string(clause.binders.size()), "1");
                report.at(described(value))
                    .help(
                        "several names take the places of a tuple: name the element and take its "
                        "fields");
            }
            broken |= !places;
            binder_types = places.value_or(std::vector<TypeId>());
            if (s.as<types::TupleType>(*element) != nullptr &&
                s.as<types::TupleType>(*element)->open &&
                binder_types.size() > clause.binders.size()) {
                binder_types.resize(clause.binders.size());
            }
        } else if (element) {
            binder_types = {*element};
        }
    }
    broken = broken || report_binder_count(clause.binders, binder_types.size(), source.span,
                                           made.kind == ir::SourceKind::map
                                               ? "a map has a key and a value for each entry"
                                               : "what the names stand for");
    for (std::size_t i = 0; i < clause.binders.size(); ++i) {
        const TypeId type = broken || i >= binder_types.size() ? s.error() : binder_types[i];
        made.binders.push_back(declare(clause.binders[i], type, ir::VariableKind::binder,
                                       clause.binders.size() == 1 ? origin : std::nullopt));
    }
    if (repeats) {
        state.over_list = true;
        state.limit_one = false;
    }
    return {span, std::move(made)};
}

ir::Clause Checker::group_clause(const ast::GroupClause& clause, Span span,
                                 std::size_t first_local) {
    types::TypeStore& s = store();
    ir::ExprId value = expr(clause.value);
    value = convert(value, s.base_of_literal(type_of(value)));
    const ir::ExprId key = key_value(clause.key, "`group … by`");
    const TypeId key_type = type_of(key);
    const TypeId items = s.list(type_of(value), 1);
    // Only the group is in scope from here on.
    locals_.resize(first_local);
    types::RecordType group;
    group.fields.push_back({"key", "key", key_type, {}});
    group.fields.push_back({"items", "items", items, {}});
    const bool broken = s.is_error(key_type) || s.is_error(type_of(value));
    const TypeId type = broken ? s.error() : s.intern(std::move(group));
    const auto variable = declare(clause.group, type, ir::VariableKind::binder);
    const ir::VariableId bound =
        variable ? *variable
                 : program_.variables.add({"_", type, ir::VariableKind::binder, clause.group.span});
    return {span, ir::Group{clause.adjacent, value, key,
                            compare_by(key_type).value_or(ir::CompareBy::text), bound}};
}

}  // namespace lsmap::check

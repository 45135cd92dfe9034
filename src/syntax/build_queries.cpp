#include "syntax/ast_builder.hpp"

namespace lsmap::syntax {

// The clauses that come next among the children of a node.
std::vector<ast::Clause> AstBuilder::clauses(Cursor& at) {
    std::vector<ast::Clause> result;
    while (!at.done()) {
        auto read = clause(at.peek());
        if (!read) {
            break;
        }
        result.push_back(std::move(*read));
        at.next();
    }
    return result;
}

// `let` of a query or of a block.
ast::LetClause AstBuilder::let(std::uint32_t node) {
    Cursor at = inside(node);
    ast::LetClause result{};
    const std::uint32_t binder = at.next();
    if (kind(binder) == NodeKind::tuple_binder) {
        result.name.span = span(binder);
        for (Cursor names = inside(binder); !names.done();) {
            result.places.push_back(name(names.next()));
        }
    } else {
        result.name = name(binder);
    }
    if (at.at(NodeKind::type)) {
        result.type = type(at.next());
    }
    result.value = expr(at.next());
    return result;
}

std::optional<ast::Clause> AstBuilder::clause(std::uint32_t node) {
    Cursor at = inside(node);
    const auto made = [&](auto clause) { return ast::Clause{span(node), std::move(clause)}; };
    switch (kind(node)) {
        case NodeKind::for_clause: {
            ast::ForClause result{};
            const std::uint32_t binder = at.next();
            result.tuple = kind(binder) == NodeKind::tuple_binder;
            if (result.tuple) {
                for (Cursor names = inside(binder); !names.done();) {
                    result.binders.push_back(name(names.next()));
                }
            } else {
                result.binders.push_back(name(binder));
            }
            result.source = expr(at.next());
            return made(std::move(result));
        }
        case NodeKind::where_clause:
            return made(ast::WhereClause{expr(at.next())});
        case NodeKind::let_clause:
            return made(let(node));
        case NodeKind::join_clause: {
            ast::JoinClause result{};
            result.left = at.take(NodeKind::join_left).has_value();
            result.binder = name(at.next());
            result.source = expr(at.next());
            result.condition = expr(at.next());
            return made(std::move(result));
        }
        case NodeKind::group_clause: {
            ast::GroupClause result{};
            result.adjacent = at.take(NodeKind::group_adjacent).has_value();
            result.value = expr(at.next());
            result.key = expr(at.next());
            result.group = name(at.next());
            return made(std::move(result));
        }
        case NodeKind::order_clause: {
            ast::OrderClause result;
            while (!at.done()) {
                const ast::ExprId key = expr(at.next());
                result.keys.push_back({key, at.take(NodeKind::order_desc).has_value()});
            }
            return made(std::move(result));
        }
        case NodeKind::limit_clause:
            return made(ast::LimitClause{expr(at.next())});
        default:
            return std::nullopt;
    }
}

}  // namespace lsmap::syntax

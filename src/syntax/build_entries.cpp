#include "syntax/ast_builder.hpp"
#include "syntax/scan.hpp"

namespace lsmap::syntax {

ast::Block AstBuilder::block(std::uint32_t node) {
    ast::Block result;
    for (Cursor at = inside(node); !at.done();) {
        result.push_back(entry(at.next()));
    }
    return result;
}

// `-> control …`, without the clauses before it.
ast::RuleEntry AstBuilder::rule(std::uint32_t node) {
    Cursor at = inside(node);
    ast::RuleEntry result;
    result.control = name(at.next());
    if (const auto ends = at.take(NodeKind::relation_ends)) {
        Cursor both = inside(*ends);
        const ast::ExprId from = expr(both.next());
        result.ends = ast::RelationEnds{from, expr(both.next())};
    }
    if (const auto object = at.take(NodeKind::on_object)) {
        result.object = name(*object + 1);
    }
    if (const auto handle = at.take(NodeKind::handle)) {
        Cursor parts = inside(*handle);
        result.handle = ast::Handle{name(parts.next()), std::nullopt};
        if (!parts.done()) {
            result.handle->key = expr(parts.next());
        }
    }
    result.body = block(at.next());
    return result;
}

// Keeps the name of a slot or `let`, so that nobody calls it missing or unknown.
ast::Entry AstBuilder::broken_entry(std::uint32_t node) {
    const Span at = span(node);
    const Token word = token_at(text_, at.begin);
    const Token second = next_token(text_, word.end);
    if (word.kind == TokenKind::word && second.end <= at.end) {
        const std::string_view then = text_of(text_, second);
        if (text_of(text_, word) == "let" && second.kind == TokenKind::word) {
            ast::Name declared{std::string(then), {second.begin, second.end, file_}};
            return {at, head(node),
                    ast::LetEntry{std::move(declared), {}, std::nullopt, add(at, ast::Error{})}};
        }
        if (then == ":" || then == "=") {
            return {at, head(node), ast::SlotEntry{*first_word(node), add(at, ast::Error{})}};
        }
    }
    return {at, head(node), ast::Error{}};
}

ast::Entry AstBuilder::entry(std::uint32_t node) {
    Cursor at = inside(node);
    const auto made = [&](auto entry) {
        return ast::Entry{span(node), head(node), std::move(entry)};
    };
    switch (kind(node)) {
        case NodeKind::slot_entry: {
            ast::Name slot = name(at.next());
            return made(ast::SlotEntry{std::move(slot), expr(at.next())});
        }
        case NodeKind::let_entry: {
            ast::LetClause read = let(node);
            return made(
                ast::LetEntry{std::move(read.name), std::move(read.places), read.type, read.value});
        }
        case NodeKind::guard_entry: {
            ast::GuardEntry guard;
            guard.is_fail = text(node).front() == 'f';
            guard.message = message(at);
            if (!at.done()) {
                guard.condition = expr(at.next());
            }
            return made(guard);
        }
        case NodeKind::when_entry: {
            const ast::ExprId condition = expr(at.next());
            return made(ast::WhenEntry{condition, block(at.next())});
        }
        case NodeKind::for_entry: {
            std::vector<ast::Clause> before = clauses(at);
            if (const auto found = at.take(NodeKind::rule)) {
                ast::RuleEntry result = rule(*found);
                result.clauses = std::move(before);
                return made(std::move(result));
            }
            return made(ast::ForEntry{std::move(before), block(at.next())});
        }
        case NodeKind::rule:
            return made(rule(node));
        case NodeKind::with_entry: {
            ast::Name control = name(at.next());
            return made(ast::WithEntry{std::move(control), block(at.next())});
        }
        case NodeKind::object_entry: {
            ast::Name object = name(at.next());
            return made(ast::ObjectEntry{std::move(object), block(at.next())});
        }
        case NodeKind::data_entry:
            return made(ast::DataEntry{text(node).front() == 'm', record_entries(at.next())});
        case NodeKind::prediction_entry: {
            const ast::ExprId version = expr(at.next());
            return made(ast::PredictionEntry{version, block(at.next())});
        }
        case NodeKind::apply_entry: {
            ast::ApplyEntry apply;
            apply.rules = name(at.next());
            if (at.at(NodeKind::name)) {
                apply.module = std::exchange(apply.rules, name(at.next()));
            }
            apply.args = arguments(at.next());
            return made(std::move(apply));
        }
        default:
            return broken_entry(node);
    }
}

}  // namespace lsmap::syntax

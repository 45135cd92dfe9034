#include "diag/codes/syntax.hpp"
#include "syntax/ast_builder.hpp"

#include <algorithm>

namespace lsmap::syntax {
namespace {

enum class Associates : std::uint8_t { left, right, none };
struct BinaryRow {
    std::string_view spelling;
    ast::Operator op;
    int level;
    Associates associates;
};
constexpr BinaryRow binary_rows[] = {
#define OPERATOR(spelling, op, level, associates) \
    {spelling, ast::Operator::op, level, Associates::associates},
#include "grammar/operators.def"
#undef OPERATOR
};
struct PrefixRow {
    std::string_view spelling;
    ast::Operator op;
    int level;
};
constexpr PrefixRow prefix_rows[] = {
#define PREFIX(spelling, op, level) {spelling, ast::Operator::op, level},
#include "grammar/operators.def"
#undef PREFIX
};

template <class Rows> const auto& row_of(const Rows& rows, std::string_view spelling) {
    return *std::ranges::find_if(rows, [&](const auto& row) { return row.spelling == spelling; });
}

}  // namespace

ast::ExprId AstBuilder::expr(std::uint32_t node) {
    Cursor at = inside(node);
    return binary(at, 0);
}

// Precedence climbing over the flat list of an `expr` node: operators of at least this level.
ast::ExprId AstBuilder::binary(Cursor& at, int level) {
    ast::ExprId left = prefixed(at, level == 0);
    const BinaryRow* last = nullptr;
    while (!at.done()) {
        const std::uint32_t op = at.peek();
        const BinaryRow& row = row_of(binary_rows, text(op));
        if (row.level < level) {
            break;
        }
        at.next();
        const bool chained =
            last != nullptr && last->level == row.level && row.associates == Associates::none;
        if (chained) {
            sink_.emit(span(op), diag::chained_comparison, std::string(row.spelling))
                .help("join two comparisons with `and`");
        }
        const ast::ExprId right =
            binary(at, row.associates == Associates::right ? row.level : row.level + 1);
        const Span both = join(module_.exprs[left].span, module_.exprs[right].span);
        left = chained ? add(both, ast::Error{})
                       : add(both, ast::Binary{row.op, span(op), left, right});
        last = &row;
    }
    return left;
}

ast::ExprId AstBuilder::prefixed(Cursor& at, bool first) {
    if (const auto op = at.take(NodeKind::prefix_op)) {
        const PrefixRow& row = row_of(prefix_rows, text(*op));
        const ast::ExprId inner = binary(at, row.level);
        return add(join(span(*op), module_.exprs[inner].span), ast::Unary{row.op, inner});
    }
    return operand(at, first);
}

ast::ExprId AstBuilder::operand(Cursor& at, bool first) {
    const std::uint32_t node = at.next();
    if (!first && (kind(node) == NodeKind::if_expr || kind(node) == NodeKind::match_expr)) {
        const Span word = head(node);
        const Span all = span(node);
        sink_.emit(word, diag::brackets_missing, std::string(text_.substr(word.begin, word.size())))
            .fix({all.begin, all.begin, file_}, "(", diag::Safe::yes)
            .fix({all.end, all.end, file_}, ")", diag::Safe::yes);
    }
    ast::ExprId result = primary(node);
    while (at.at(NodeKind::member) || at.at(NodeKind::index)) {
        result = suffix(result, at.next());
    }
    return result;
}

ast::ExprId AstBuilder::primary(std::uint32_t node) {
    Cursor at = inside(node);
    switch (kind(node)) {
        case NodeKind::number:
            return number(node);
        case NodeKind::string_literal:
        case NodeKind::raw_literal:
            return add(span(node),
                       ast::StringLiteral{string_value(node), kind(node) == NodeKind::raw_literal});
        case NodeKind::format_literal:
            return format_string(node);
        case NodeKind::true_literal:
        case NodeKind::false_literal:
            return add(span(node), ast::BoolLiteral{kind(node) == NodeKind::true_literal});
        case NodeKind::null_literal:
            return add(span(node), ast::NullLiteral{});
        case NodeKind::reference:
            return reference(node);
        case NodeKind::file_literal: {
            const ast::ExprId path = primary(at.next());
            ast::Call call;
            call.callee = {"file", head(node)};
            call.args.push_back({std::nullopt, path});
            return add(span(node), std::move(call));
        }
        case NodeKind::group: {
            const ast::ExprId inner = expr(at.next());
            module_.exprs[inner].span = span(node);
            return inner;
        }
        case NodeKind::list:
            return list(node);
        case NodeKind::record:
            return add(span(node), ast::Record{record_entries(node)});
        case NodeKind::skip_expr:
            return add(span(node), ast::Skip{message(at)});
        case NodeKind::fail_expr:
            return add(span(node), ast::Fail{message(at)});
        case NodeKind::if_expr: {
            const ast::ExprId condition = expr(at.next());
            const ast::ExprId yes = expr(at.next());
            return add(span(node), ast::If{condition, yes, expr(at.next())});
        }
        case NodeKind::match_expr:
            return match(node);
        default:
            return add(span(node), ast::Error{});
    }
}

std::optional<ast::ExprId> AstBuilder::message(Cursor& at) {
    return !at.done() && is_message(at.peek()) ? std::optional(primary(at.next())) : std::nullopt;
}

ast::ExprId AstBuilder::suffix(ast::ExprId object, std::uint32_t node) {
    if (kind(node) == NodeKind::index) {
        return index(object, node);
    }
    Cursor at = inside(node);
    const bool chain = text(node).front() == '?';
    const Span whole = join(module_.exprs[object].span, span(node));
    ast::Name field = name(at.next());
    if (at.done()) {
        return add(whole, ast::Member{object, std::move(field), chain});
    }
    ast::Call call;
    call.callee = std::move(field);
    call.method = true;
    call.optional_chain = chain;
    call.args.push_back({std::nullopt, object});
    call_part(at, call);
    return add(whole, std::move(call));
}

ast::ExprId AstBuilder::index(ast::ExprId object, std::uint32_t node) {
    Cursor at = inside(node);
    const bool chain = text(node).front() == '?';
    const Span whole = join(module_.exprs[object].span, span(node));
    const auto end = [&] { return at.done() ? std::nullopt : std::optional(expr(at.next())); };
    const auto first = at.at(NodeKind::expr) ? end() : std::nullopt;
    if (at.take(NodeKind::slice_dots)) {
        return add(whole, ast::Slice{object, first, end(), chain});
    }
    return add(whole, ast::Index{object, *first, chain});
}

// A name, or a call of it.
ast::ExprId AstBuilder::reference(std::uint32_t node) {
    Cursor at = inside(node);
    ast::Name called = name(at.next());
    if (at.done()) {
        return add(span(node), ast::NameRef{std::move(called)});
    }
    ast::Call call;
    call.callee = std::move(called);
    call_part(at, call);
    return add(span(node), std::move(call));
}

void AstBuilder::call_part(Cursor& at, ast::Call& call) {
    if (const auto types = at.take(NodeKind::call_types)) {
        call.type_args = type_arguments(*types);
    }
    for (ast::Argument& argument : arguments(at.next())) {
        call.args.push_back(std::move(argument));
    }
}

std::vector<ast::Argument> AstBuilder::arguments(std::uint32_t node) {
    std::vector<ast::Argument> result;
    for (Cursor all = inside(node); !all.done();) {
        Cursor at = inside(all.next());
        ast::Argument argument{};
        if (const auto word = at.take(NodeKind::word)) {
            argument.name = name(*word);
        }
        const std::uint32_t value = at.next();
        argument.value = kind(value) == NodeKind::selector
                             ? add(span(value), ast::FieldSelector{name(value + 1)})
                             : expr(value);
        result.push_back(std::move(argument));
    }
    return result;
}

ast::ExprId AstBuilder::list(std::uint32_t node) {
    Cursor at = inside(node);
    std::vector<ast::ExprId> elements;
    while (at.at(NodeKind::expr)) {
        elements.push_back(expr(at.next()));
    }
    if (at.done()) {
        return add(span(node), ast::List{std::move(elements)});
    }
    return add(span(node), ast::Query{elements.front(), clauses(at)});
}

std::vector<ast::RecordEntry> AstBuilder::record_entries(std::uint32_t node) {
    std::vector<ast::RecordEntry> result;
    for (Cursor all = inside(node); !all.done();) {
        const std::uint32_t child = all.next();
        if (kind(child) != NodeKind::record_entry) {
            if (const auto key = first_word(child)) {
                result.push_back({*key, add(span(child), ast::Error{})});
            }
            continue;
        }
        Cursor at = inside(child);
        const std::uint32_t key = at.next();
        ast::RecordEntry entry;
        entry.key = kind(key) == NodeKind::string_literal ? string_name(key) : name(key);
        if (!at.done()) {
            entry.value = expr(at.next());
        }
        result.push_back(std::move(entry));
    }
    return result;
}

ast::PatternLiterals::Key AstBuilder::pattern_key(std::uint32_t node) {
    Cursor at = inside(node);
    ast::PatternLiterals::Key key{key_literal(at.next()), std::nullopt};
    if (!at.done()) {
        key.last = key_literal(at.next());
    }
    return key;
}

ast::ExprId AstBuilder::match(std::uint32_t node) {
    Cursor arms = inside(node);
    ast::Match result;
    result.subject = expr(arms.next());
    while (!arms.done()) {
        const std::uint32_t child = arms.next();
        if (kind(child) != NodeKind::match_arm) {
            result.broken = true;
            continue;
        }
        Cursor at = inside(child);
        ast::MatchArm arm{span(at.peek()), ast::PatternAny{}, {}};
        if (at.at(NodeKind::key)) {
            ast::PatternLiterals literals;
            while (at.at(NodeKind::key)) {
                arm.span.end = span(at.peek()).end;
                literals.keys.push_back(pattern_key(at.next()));
            }
            arm.pattern = std::move(literals);
        } else if (const auto typed = at.take(NodeKind::pattern_type)) {
            Cursor parts = inside(*typed);
            ast::PatternType pattern;
            pattern.binder = name(parts.next());
            pattern.type = type(parts.next());
            arm.pattern = std::move(pattern);
        } else if (at.take(NodeKind::pattern_missing)) {
            arm.pattern = ast::PatternMissing{};
        } else {
            at.next();
        }
        arm.value = expr(at.next());
        result.arms.push_back(std::move(arm));
    }
    return add(span(node), std::move(result));
}

}  // namespace lsmap::syntax

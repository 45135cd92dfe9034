#include "syntax/formatter.hpp"

#include <algorithm>

namespace lsmap::syntax {
namespace {

// Of a binary operator, from grammar/operators.def.
int level_of(std::string_view spelling) {
#define OPERATOR(text, op, level, associates) \
    if (spelling == (text)) {                 \
        return level;                         \
    }
#include "grammar/operators.def"
#undef OPERATOR
    return 0;
}

bool is_operator(NodeKind kind) {
    return kind == NodeKind::binary_op || kind == NodeKind::binary_line_op;
}

}  // namespace

// The loosest operators break first, each at the beginning of its line; `-` never stands there,
// since a line does not go on with it.
Layout::Doc Formatter::expression(const Parts& parts, Range range) {
    int loosest = 100;
    for (std::size_t i = range.begin; i < range.end; ++i) {
        if (is_operator(kind(parts[i]))) {
            loosest = std::min(loosest, level_of(first_word(parts[i])));
        }
    }
    if (loosest == 100) {
        return operand(parts, range);
    }
    std::vector<std::size_t> ops;
    for (std::size_t i = range.begin; i < range.end; ++i) {
        if (is_operator(kind(parts[i])) && level_of(first_word(parts[i])) == loosest) {
            ops.push_back(i);
        }
    }
    const auto is_broken = [&](std::size_t op) {
        return first_word(parts[op]) != "-" && (newline(parts[op]) || newline(parts[op + 1]));
    };
    const bool broken = std::ranges::any_of(ops, is_broken);
    Docs rest;
    for (std::size_t i = 0; i < ops.size(); ++i) {
        const std::size_t op = ops[i];
        const std::size_t behind = i + 1 < ops.size() ? ops[i + 1] : range.end;
        const Doc right = layout_.concat({part(parts[op]), between(gap(parts[op + 1]), words(" ")),
                                          expression(parts, {op + 1, behind})});
        if (!gap(parts[op]).comments.empty() || first_word(parts[op]) == "-") {
            rest.push_back(between(gap(parts[op]), words(" ")));
        } else if (broken && !is_broken(op)) {
            rest.push_back(layout_.fill(" ", "", right));
            continue;
        } else {
            rest.push_back(broken ? layout_.hard_line() : layout_.line(" "));
        }
        rest.push_back(right);
    }
    const Doc first = expression(parts, {range.begin, ops.front()});
    return layout_.group(layout_.concat({first, layout_.indent(layout_.concat(std::move(rest)))}),
                         broken);
}

// Prefix operators, a value, and what is attached to it.
Layout::Doc Formatter::operand(const Parts& parts, Range range) {
    Docs docs;
    for (std::size_t i = range.begin; i < range.end; ++i) {
        const Part& here = parts[i];
        if (i != range.begin) {
            const Part& left = parts[i - 1];
            const bool blank = kind(left) == NodeKind::prefix_op && first_word(left) == "not";
            const bool breaks = kind(here) == NodeKind::member && newline(here);
            docs.push_back(between(gap(here), breaks ? layout_.indent(layout_.hard_line(), true)
                                                     : words(blank ? " " : "")));
        }
        const bool indented = kind(here) == NodeKind::member && !docs.empty() &&
                              std::ranges::any_of(docs, [&](Doc d) { return layout_.breaks(d); });
        docs.push_back(indented && newline(here) ? layout_.indent(part(here), true) : part(here));
    }
    return layout_.concat(std::move(docs));
}

// `a | b`: of a type, of the keys of an arm.
Layout::Doc Formatter::alternatives(NodeKind in, const Parts& parts, Range range) {
    std::vector<std::size_t> bars;
    for (std::size_t i = range.begin; i < range.end; ++i) {
        if (word(parts[i]) == "|") {
            bars.push_back(i);
        }
    }
    if (bars.empty()) {
        return plain(in, parts, range);
    }
    const auto is_broken = [&](std::size_t bar) {
        return newline(parts[bar]) || newline(parts[bar + 1]);
    };
    const bool broken = std::ranges::any_of(bars, is_broken);
    Docs rest;
    for (std::size_t i = 0; i < bars.size(); ++i) {
        const std::size_t bar = bars[i];
        const std::size_t behind = i + 1 < bars.size() ? bars[i + 1] : range.end;
        const Doc right =
            layout_.concat({token(parts[bar].first), between(gap(parts[bar + 1]), words(" ")),
                            plain(in, parts, {bar + 1, behind})});
        if (!gap(parts[bar]).comments.empty()) {
            rest.push_back(between(gap(parts[bar]), words("")));
            rest.push_back(right);
        } else if (is_broken(bar)) {
            rest.push_back(layout_.hard_line());
            rest.push_back(right);
        } else {
            rest.push_back(layout_.fill(" ", "", right));
        }
    }
    const Doc first = plain(in, parts, {range.begin, bars.front()});
    return layout_.group(layout_.concat({first, layout_.indent(layout_.concat(std::move(rest)))}),
                         broken);
}

// `if a then b else c`; a chain of them has a line for each case.
Layout::Doc Formatter::conditional(const Parts& parts) {
    Docs rest;
    bool broken = false;
    const auto next_line = [&](const Part& word, const Part& value) {
        broken = broken || newline(word) || newline(value);
        return between(gap(word), layout_.line(" "));
    };
    const auto inner_if = [&](const Part& value) -> std::uint32_t {
        const Parts within = parts_of(value.node);
        return within.size() == 1 && kind(within[0]) == NodeKind::if_expr ? within[0].node : 0;
    };
    const bool is_chain = inner_if(parts[5]) != 0;
    Parts now = parts;
    Docs first;
    while (true) {
        Docs row = {token(now[0].first), between(gap(now[1]), words(" ")), part(now[1])};
        const Doc then_line = next_line(now[2], now[3]);
        const Doc yes = layout_.concat(
            {then_line, token(now[2].first), between(gap(now[3]), words(" ")), part(now[3])});
        if (is_chain) {
            row.push_back(layout_.indent(yes));
            const Doc case_line =
                layout_.group(layout_.concat(std::move(row)), newline(now[2]) || newline(now[3]));
            (rest.empty() ? first : rest).push_back(case_line);
        } else {
            first = std::move(row);
            rest.push_back(yes);
        }
        const std::uint32_t next = inner_if(now[5]);
        rest.push_back(next_line(now[4], now[5]));
        rest.push_back(token(now[4].first));
        rest.push_back(between(gap(now[5]), words(" ")));
        if (next == 0) {
            rest.push_back(part(now[5]));
            break;
        }
        now = parts_of(next);
    }
    first.push_back(layout_.indent(layout_.concat(std::move(rest))));
    return layout_.group(layout_.concat(std::move(first)), broken);
}

// `for … where … -> control { … }`, `for … { … }`, `task for … { … }`.
Layout::Doc Formatter::header(NodeKind in, const Parts& parts) {
    const std::size_t first = in == NodeKind::task_item ? 1 : 0;
    const std::size_t body = parts.size() - 1;
    if (body <= first + 1) {
        return plain(in, parts, {0, parts.size()});
    }
    const Doc begin = plain(in, parts, {0, first + 1});
    Docs clauses;
    bool broken = !gap(parts[body]).comments.empty();
    for (std::size_t i = first + 1; i < body; ++i) {
        clauses.push_back(part(parts[i]));
        broken = broken || newline(parts[i]);
    }
    Docs apart;  // on lines of their own, what the user wrote on one line together
    Docs together;
    for (std::size_t i = first + 1; i < body; ++i) {
        const Doc clause = clauses[i - first - 1];
        together.push_back(words(" "));
        together.push_back(clause);
        if (broken && !newline(parts[i])) {
            apart.push_back(layout_.fill(" ", "", clause));
            continue;
        }
        apart.push_back(comments(gap(parts[i]), false));
        apart.push_back(layout_.hard_line());
        apart.push_back(clause);
    }
    const bool is_rule = kind(parts[body]) == NodeKind::rule;
    const Doc inside = part(parts[body]);
    // A rule belongs to the clauses before it, a block is set apart from them.
    apart.push_back(comments(gap(parts[body]), false));
    Docs lines = {begin};
    if (is_rule) {
        apart.push_back(layout_.hard_line());
        apart.push_back(inside);
        lines.push_back(layout_.indent(layout_.concat(std::move(apart)), true));
    } else {
        lines.push_back(layout_.indent(layout_.concat(std::move(apart)), true));
        lines.push_back(layout_.hard_line());
        lines.push_back(inside);
    }
    const Doc several = layout_.concat(std::move(lines));
    if (broken) {
        return several;
    }
    const Doc row = layout_.concat(std::move(together));
    const Parts rule = is_rule ? parts_of(parts[body].node) : Parts{};
    const Doc head = is_rule ? plain(NodeKind::rule, rule, {0, rule.size() - 1}) : words("");
    return layout_.either(layout_.concat({begin, row, words(" "), inside}),
                          layout_.concat({begin, row, words(" "), head, words(" {")}), several);
}

}  // namespace lsmap::syntax

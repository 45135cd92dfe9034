#include "syntax/format.hpp"
#include "syntax/formatter.hpp"

#include <algorithm>

namespace lsmap::syntax {
namespace {

constexpr std::size_t least_to_fill = 4;

bool is_clause(NodeKind kind) {
    switch (kind) {
        case NodeKind::for_clause:
        case NodeKind::where_clause:
        case NodeKind::let_clause:
        case NodeKind::join_clause:
        case NodeKind::group_clause:
        case NodeKind::order_clause:
        case NodeKind::limit_clause:
            return true;
        default:
            return false;
    }
}

// Brackets around one thing, which is broken within, never at the brackets.
bool stays_closed(NodeKind in) {
    return in == NodeKind::group || in == NodeKind::index || in == NodeKind::handle ||
           in == NodeKind::type_list_of || in == NodeKind::tuple_binder;
}

}  // namespace

void Formatter::merge(Gap& into, const Gap& gap) {
    for (Comment c : gap.comments) {
        c.own_line = c.own_line || !into.comments.empty();
        into.comments.push_back(c);
    }
    into.newline = into.newline || gap.newline;
    into.blank = gap.blank;
}

// In braces each node is an entry, elsewhere commas and clauses part what may be several nodes.
Formatter::Bracketed Formatter::bracketed(const Parts& parts, std::size_t open,
                                          std::size_t close) const {
    Bracketed b;
    b.curly = word(parts[open]) == "{";
    Gap before;  // of the comma
    bool begins = true;
    for (std::size_t i = open + 1; i < close; ++i) {
        if (word(parts[i]) == ",") {
            merge(before, gap(parts[i]));
            begins = true;
            continue;
        }
        const bool clause = is_clause(kind(parts[i]));
        if (begins || b.curly || clause) {
            b.elements.push_back({{i, i + 1}, before, clause});
            merge(b.elements.back().gap, gap(parts[i]));
            before = {};
            begins = false;
        } else {
            b.elements.back().range.end = i + 1;
        }
        b.query = b.query || clause;
    }
    b.close = before;
    merge(b.close, gap(parts[close]));
    b.opened = (b.close.newline && b.curly) || !b.close.comments.empty() ||
               std::ranges::any_of(b.elements, [](const Element& e) { return e.gap.newline; });
    return b;
}

Layout::Doc Formatter::brackets(NodeKind in, const Parts& parts, std::size_t open,
                                std::size_t close) {
    const Bracketed b = bracketed(parts, open, close);
    const Doc begin = token(parts[open].first);
    const Doc end = token(parts[close].first);
    if (b.elements.empty() && b.close.comments.empty()) {
        return layout_.concat({begin, end});
    }
    const std::uint32_t outer = table_;
    if (b.curly) {
        table_ = ++tables_;
    }
    Docs elements;
    bool breaks = false;
    for (const Element& e : b.elements) {
        elements.push_back(plain(in, parts, e.range));
        breaks = breaks || layout_.breaks(elements.back());
    }
    table_ = outer;
    if (stays_closed(in)) {
        Docs docs = {begin};
        for (std::size_t i = 0; i < elements.size(); ++i) {
            docs.push_back(words(i == 0 || b.elements[i].clause ? "" : ","));
            docs.push_back(between(b.elements[i].gap, words(i == 0 ? "" : " ")));
            docs.push_back(elements[i]);
        }
        docs.push_back(between(b.close, words("")));
        docs.push_back(end);
        return layout_.concat(std::move(docs));
    }
    const bool bracket_last = !elements.empty() && in == NodeKind::arguments &&
                              begins_with_bracket(parts, b.elements.back().range);
    const bool alone = elements.size() == 1 && !b.curly && !b.opened;
    if (alone && begins_with_bracket(parts, b.elements[0].range)) {
        return layout_.concat({begin, elements[0], end});
    }
    const bool spreads = b.curly || b.query || (in == NodeKind::list && elements.size() > 1);
    const bool forced = b.opened || (breaks && spreads);
    const Doc inside =
        forced ? opened(b, elements, rows_fit(b, parts)) : closed(b, elements, parts);
    const Doc whole = layout_.concat({begin, inside, end});
    const Doc group = layout_.group(whole, forced);
    if (forced || !bracket_last) {
        return group;
    }
    Docs prefix = {begin};
    for (std::size_t i = 0; i + 1 < elements.size(); ++i) {
        prefix.push_back(elements[i]);
        prefix.push_back(words(", "));
    }
    Docs hugged = prefix;
    hugged.push_back(elements.back());
    hugged.push_back(end);
    prefix.push_back(words(" "));
    const Doc short_way = layout_.concat(std::move(hugged));
    return layout_.either(short_way, layout_.concat(std::move(prefix)), group);
}

// What stands between the brackets where lines end behind the first one and before the last one:
// line ends of the user stay between elements, what stood on one line goes on standing there.
Layout::Doc Formatter::opened(const Bracketed& b, const Docs& elements, bool keeps_rows) {
    const std::string_view comma = b.curly ? "" : ",";
    Docs docs;
    for (std::size_t i = 0; i < elements.size(); ++i) {
        const Element& e = b.elements[i];
        const std::string_view mark = e.clause || i == 0 ? "" : comma;
        const bool apart =
            b.curly && i != 0 && (layout_.breaks(elements[i]) || layout_.breaks(elements[i - 1]));
        if (i == 0 || (e.gap.newline && keeps_rows) || apart || !b.opened) {
            docs.push_back(words(mark));
            docs.push_back(comments(e.gap, i == 0));
            const bool blank = e.gap.blank && (i != 0 || !e.gap.comments.empty());
            docs.push_back(layout_.hard_line("", blank));
            docs.push_back(elements[i]);
        } else {
            docs.push_back(layout_.fill(e.clause ? " " : ", ", mark, elements[i]));
        }
    }
    docs.push_back(words(b.query || elements.size() < 2 ? "" : comma));
    docs.push_back(comments(b.close, elements.empty()));
    return layout_.concat({layout_.indent(layout_.concat(std::move(docs))), layout_.hard_line()});
}

// False for short literals in rows of the user that are too long: all are filled into lines anew.
bool Formatter::rows_fit(const Bracketed& b, const Parts& parts) const {
    std::size_t width = 0;
    bool fit = true;
    for (const Element& e : b.elements) {
        if (b.curly || b.query || !e.gap.comments.empty() || !is_short(parts, e.range)) {
            return true;
        }
        const FormatToken& last = tokens_[parts[e.range.begin].last];
        const std::uint32_t begin = tokens_[parts[e.range.begin].first].begin;
        const std::size_t own = columns_of(text_.substr(begin, last.end - begin)) + 2;
        width = e.gap.newline ? own : width + own;
        fit = fit && width + 1 <= format_width;  // two of indentation, no blank at the end
    }
    return fit;
}

// The same where the user broke no line: all or none.
Layout::Doc Formatter::closed(const Bracketed& b, const Docs& elements, const Parts& parts) {
    const std::string_view blank = b.curly ? " " : "";
    const std::string_view comma = b.curly ? "" : ",";
    const bool fills =
        !b.curly && elements.size() >= least_to_fill &&
        std::ranges::all_of(b.elements, [&](const Element& e) { return is_short(parts, e.range); });
    Docs docs = {layout_.line(blank)};
    for (std::size_t i = 0; i < elements.size(); ++i) {
        const bool clause = b.elements[i].clause;
        if (i != 0 && fills) {
            docs.push_back(layout_.fill(", ", ",", elements[i]));
            continue;
        }
        if (i != 0) {
            docs.push_back(layout_.line(clause ? " " : ", ", clause ? "" : comma));
        }
        docs.push_back(elements[i]);
    }
    const bool ends_with_comma = !b.query && elements.size() > 1;
    return layout_.concat({layout_.indent(layout_.concat(std::move(docs))),
                           layout_.line(blank, ends_with_comma ? comma : "")});
}

// Maybe behind `name:` of an argument.
bool Formatter::begins_with_bracket(const Parts& parts, Range range) const {
    if (range.end != range.begin + 1) {
        return false;
    }
    const Part& only = parts[range.begin];
    std::uint32_t first = only.first;
    if (kind(only) == NodeKind::argument && first + 2 <= only.last &&
        text_of(tokens_[first + 1]) == ":") {
        first += 2;
    }
    const std::string_view word = text_of(tokens_[first]);
    return word == "[" || word == "{" || word == "match";
}

// A literal or a name.
bool Formatter::is_short(const Parts& parts, Range range) const {
    const Part& first = parts[range.begin];
    return range.end == range.begin + 1 &&
           (first.first == first.last ||
            (first.last == first.first + 1 && first_word(first) == "-"));
}

}  // namespace lsmap::syntax

#include "syntax/formatter.hpp"

#include <algorithm>

namespace lsmap::syntax {
namespace {

template <class... Kinds> bool is_one_of(NodeKind kind, Kinds... kinds) {
    return ((kind == kinds) || ...);
}

bool is_opening(std::string_view word) { return word == "(" || word == "[" || word == "{"; }
bool is_closing(std::string_view word) { return word == ")" || word == "]" || word == "}"; }

}  // namespace

Formatter::Parts Formatter::parts_of(std::uint32_t node) const {
    const Node& whole = tree_.nodes[node];
    Parts parts;
    std::uint32_t at = token_from(whole.begin);
    const auto own_tokens = [&](std::uint32_t end) {
        for (; tokens_[at].begin < end; ++at) {
            parts.push_back({0, at, at});
        }
    };
    for (const std::uint32_t child : tree_.children(node)) {
        const Node& inner = tree_.nodes[child];
        const std::uint32_t first = at;
        own_tokens(inner.begin);
        const std::uint32_t behind = token_from(inner.end);
        // An item that is left alone begins with the blanks before it.
        const bool taken = node == 0 && at == behind && at != first;
        if (taken) {
            parts.back().node = child;
        } else if (behind != at) {
            parts.push_back({child, at, behind - 1});
            at = behind;
        }
    }
    own_tokens(node == 0 ? tokens_.back().begin : whole.end);
    return parts;
}

std::uint32_t Formatter::token_from(std::uint32_t begin) const {
    return static_cast<std::uint32_t>(
        std::ranges::lower_bound(tokens_, begin, {}, &FormatToken::begin) - tokens_.begin());
}

NodeKind Formatter::kind(const Part& part) const {
    return part.node == 0 ? NodeKind::file : tree_.nodes[part.node].kind;
}
std::string_view Formatter::word(const Part& part) const {
    return part.node == 0 ? text_of(tokens_[part.first]) : "";
}
std::string_view Formatter::first_word(const Part& part) const {
    return text_of(tokens_[part.first]);
}
std::string_view Formatter::last_word(const Part& part) const {
    return text_of(tokens_[part.last]);
}
std::string_view Formatter::text_of(const Comment& c) const {
    std::string_view text = text_.substr(c.begin, c.end - c.begin);
    return text.substr(0, text.find_last_not_of(" \t\r") + 1);
}

Layout::Doc Formatter::file() {
    Docs docs;
    const auto own_line = [&](Doc doc, bool blank) {
        if (!docs.empty()) {
            docs.push_back(layout_.hard_line("", blank));
        }
        docs.push_back(doc);
    };
    const auto take_comments = [&](const Gap& gap) {
        for (const Comment& c : gap.comments) {
            if (c.own_line) {
                own_line(layout_.text(text_of(c)), c.blank_before);
            } else {
                docs.push_back(layout_.comment(text_of(c)));
            }
        }
    };
    for (const Part& item : parts_of(0)) {
        take_comments(gap(item));
        const bool alone = std::ranges::binary_search(left_alone_, item.node);
        own_line(alone ? layout_.verbatim(text_of(tokens_[item.first])) : part(item),
                 gap(item).blank);
    }
    take_comments(tokens_.back().gap);
    return layout_.concat(std::move(docs));
}

Layout::Doc Formatter::part(const Part& part) {
    return part.node == 0 ? token(part.first) : node(part.node);
}

Layout::Doc Formatter::node(std::uint32_t node) {
    const Parts parts = parts_of(node);
    if (parts.size() == 1 && parts[0].node == 0) {
        return token(parts[0].first);
    }
    const NodeKind kind = tree_.nodes[node].kind;
    switch (kind) {
        case NodeKind::expr:
            return expression(parts, {0, parts.size()});
        case NodeKind::type:
            return alternatives(kind, parts, {0, parts.size()});
        case NodeKind::if_expr:
            return conditional(parts);
        case NodeKind::for_entry:
        case NodeKind::task_item:
            return header(kind, parts);
        case NodeKind::table_arm:
        case NodeKind::match_arm:
            return arm(kind, parts);
        default:
            return plain(kind, parts, {0, parts.size()});
    }
}

Layout::Doc Formatter::plain(NodeKind in, const Parts& parts, Range range) {
    Docs docs;
    for (std::size_t i = range.begin; i < range.end; ++i) {
        if (i != range.begin) {
            docs.push_back(spaced(in, parts[i - 1], parts[i]));
        }
        if (is_opening(word(parts[i]))) {
            const std::size_t close = closing(parts, i);
            docs.push_back(brackets(in, parts, i, close));
            i = close;
        } else if (word(parts[i]) == "=" && i + 1 < range.end) {
            docs.push_back(token(parts[i].first));
            docs.push_back(assigned(parts[++i]));
        } else {
            docs.push_back(part(parts[i]));
        }
    }
    return layout_.concat(std::move(docs));
}

std::size_t Formatter::closing(const Parts& parts, std::size_t open) const {
    std::size_t depth = 0;
    for (std::size_t i = open; i < parts.size(); ++i) {
        depth += is_opening(word(parts[i])) ? 1 : 0;
        if (is_closing(word(parts[i])) && --depth == 0) {
            return i;
        }
    }
    return parts.size() - 1;  // not reached: brackets pair in what is not left alone
}

Layout::Doc Formatter::spaced(NodeKind in, const Part& left, const Part& right) {
    return between(gap(right), words(is_glued(in, left, right) ? "" : " "));
}

bool Formatter::is_glued(NodeKind in, const Part& left, const Part& right) const {
    const std::string_view before = word(left);
    const std::string_view behind = word(right);
    if (is_one_of(in, NodeKind::type_named, NodeKind::member, NodeKind::index, NodeKind::key,
                  NodeKind::selector, NodeKind::reference)) {
        return true;
    }
    if (is_one_of(in, NodeKind::type_arguments, NodeKind::call_types, NodeKind::type_params)) {
        return before != ",";
    }
    return behind == "," || behind == ";" || behind == ":" || behind == "." || before == "." ||
           (behind == "(" && is_one_of(in, NodeKind::fn_item, NodeKind::rules_item)) ||
           (behind == "[" && in == NodeKind::handle) ||
           is_one_of(kind(right), NodeKind::arguments, NodeKind::type_params,
                     NodeKind::optional_mark, NodeKind::field_optional, NodeKind::list_at_least);
}

Layout::Doc Formatter::comments(const Gap& gap, bool first) {
    Docs docs;
    for (const Comment& c : gap.comments) {
        if (c.own_line) {
            docs.push_back(layout_.hard_line("", c.blank_before && !(first && docs.empty())));
            docs.push_back(layout_.text(text_of(c)));
        } else {
            docs.push_back(layout_.comment(text_of(c)));
        }
    }
    return layout_.concat(std::move(docs));
}

Layout::Doc Formatter::between(const Gap& gap, Doc otherwise) {
    if (gap.comments.empty()) {
        return otherwise;
    }
    const Doc before = comments(gap, false);
    return layout_.indent(layout_.concat({before, layout_.hard_line("", gap.blank)}), true);
}

// A table is read as two columns, so that its arrows stand under each other.
Layout::Doc Formatter::arm(NodeKind in, const Parts& parts) {
    std::size_t arrow = 0;
    while (arrow + 1 < parts.size() && word(parts[arrow]) != "->") {
        ++arrow;
    }
    const std::uint32_t table = table_;
    Docs docs = {layout_.row_begin(table), alternatives(in, parts, {0, arrow}),
                 between(gap(parts[arrow]), words(" ")), layout_.row_middle(table)};
    docs.push_back(plain(in, parts, {arrow, parts.size()}));
    return layout_.concat(std::move(docs));
}

// What begins behind `=`: on its line where it brings brackets that can be opened there, or where
// it fits.
Layout::Doc Formatter::assigned(const Part& value) {
    const Doc doc = part(value);
    if (gap(value).comments.empty() && newline(value)) {
        return hugs(value) ? layout_.below(doc)
                           : layout_.indent(layout_.concat({layout_.hard_line(), doc}), true);
    }
    if (!gap(value).comments.empty() || hugs(value)) {
        return layout_.concat({between(gap(value), words(" ")), doc});
    }
    return layout_.group(layout_.indent(layout_.concat({layout_.line(" "), doc})));
}

bool Formatter::hugs(const Part& value) const {
    const std::string_view first = first_word(value);
    return first == "[" || first == "{" || first == "match" ||
           (first == "(" && kind(value) == NodeKind::type);
}

}  // namespace lsmap::syntax

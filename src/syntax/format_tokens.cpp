#include "syntax/format_tokens.hpp"

#include "syntax/scan.hpp"

#include <algorithm>
#include <utility>

namespace lsmap::syntax {
namespace {

bool is_whole(NodeKind kind) {
    return kind == NodeKind::format_literal || kind == NodeKind::type_number ||
           kind == NodeKind::version_number || kind == NodeKind::broken_item ||
           kind == NodeKind::broken_entry;
}

bool is_word(NodeKind kind) {
    return kind == NodeKind::name || kind == NodeKind::word || kind == NodeKind::backquoted ||
           kind == NodeKind::string_literal || kind == NodeKind::raw_literal ||
           kind == NodeKind::number;
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

struct Range {
    std::uint32_t begin, end;
};

// Stretches that are one token, in order, none within another.
std::vector<Range> whole_ranges(const Tree& tree, std::string_view text,
                                const std::vector<std::uint32_t>& left_alone) {
    std::vector<Range> ranges;
    for (std::uint32_t i = 1; i < tree.nodes.size();) {
        const Node& node = tree.nodes[i];
        const bool alone = std::ranges::binary_search(left_alone, i);
        if (alone || is_whole(node.kind)) {
            std::uint32_t begin = node.begin;
            while (alone && begin != 0 && (text[begin - 1] == ' ' || text[begin - 1] == '\t')) {
                --begin;
            }
            std::uint32_t end = node.end;
            while (end > node.begin && is_blank(text[end - 1])) {
                --end;
            }
            ranges.push_back({begin, end});
            i += node.size;
        } else {
            ++i;
        }
    }
    return ranges;
}

// Marks of an item that open brackets and such that close them do not pair.
bool is_unbalanced(const std::vector<Piece>& all, std::string_view text, const Node& item) {
    std::string_view open = "([{";
    std::string_view close = ")]}";
    std::vector<std::size_t> stack;
    auto piece = std::ranges::lower_bound(all, item.begin, {}, &Piece::begin);
    for (; piece != all.end() && piece->begin < item.end; ++piece) {
        if (piece->kind != PieceKind::mark || piece->end != piece->begin + 1) {
            continue;
        }
        const char mark = text[piece->begin];
        if (const std::size_t i = open.find(mark); i != std::string_view::npos) {
            stack.push_back(i);
        } else if (const std::size_t k = close.find(mark); k != std::string_view::npos) {
            if (stack.empty() || stack.back() != k) {
                return true;
            }
            stack.pop_back();
        }
    }
    return !stack.empty();
}

}  // namespace

std::vector<std::uint32_t> items_with_mistakes(const Tree& tree, std::string_view text,
                                               const std::vector<std::uint32_t>& mistakes) {
    std::vector<std::uint32_t> bad;
    const std::vector<Piece> all = pieces(tree, text);
    for (const std::uint32_t item : tree.children(0)) {
        const Node& node = tree.nodes[item];
        const std::uint32_t behind = item + node.size;
        const std::uint32_t next = behind < tree.nodes.size()
                                       ? tree.nodes[behind].begin
                                       : static_cast<std::uint32_t>(text.size()) + 1;
        const auto broken = [](const Node& n) {
            return n.kind == NodeKind::broken_item || n.kind == NodeKind::broken_entry;
        };
        const auto within = [&](std::uint32_t at) { return at >= node.begin && at < next; };
        if (std::any_of(tree.nodes.begin() + item, tree.nodes.begin() + behind, broken) ||
            std::ranges::any_of(mistakes, within) || is_unbalanced(all, text, node)) {
            bad.push_back(item);
        }
    }
    return bad;
}

std::vector<FormatToken> format_tokens(const Tree& tree, std::string_view text,
                                       const std::vector<std::uint32_t>& left_alone) {
    const std::vector<Range> whole = whole_ranges(tree, text, left_alone);
    std::vector<FormatToken> tokens;
    Gap gap;
    std::size_t lines = 0;  // line ends since the last token or comment
    std::uint32_t at = 0;   // behind the last token
    auto range = whole.begin();
    const auto add = [&](std::uint32_t begin, std::uint32_t end) {
        gap.newline = gap.newline || lines != 0;
        gap.blank = lines > 1;
        tokens.push_back({begin, end, std::exchange(gap, {})});
        lines = 0;
        at = end;
    };
    const auto comment = [&](std::uint32_t begin, std::uint32_t end) {
        const bool behind = lines == 0 && gap.comments.empty() && !tokens.empty();
        gap.comments.push_back({begin, end, !behind, lines > 1});
        gap.newline = true;
        lines = 0;
    };
    // A node without children may be several words or marks: `{ }`, `by position`.
    const auto divide = [&](const Piece& piece) {
        for (Token t = token_at(text, piece.begin); t.begin < piece.end;
             t = token_at(text, t.end)) {
            if (t.kind == TokenKind::newline) {
                ++lines;
            } else if (t.kind == TokenKind::comment) {
                comment(t.begin, t.end);
            } else if (t.kind != TokenKind::blank) {
                add(t.begin, std::min(t.end, piece.end));
            }
        }
    };
    for (const Piece& piece : pieces(tree, text)) {
        if (piece.end <= at) {
            continue;
        }
        if (range != whole.end() && piece.end > range->begin) {
            add(range->begin, range->end);
            ++range;
            if (piece.end <= at) {
                continue;
            }
        }
        switch (piece.kind) {
            case PieceKind::newline:
                ++lines;
                break;
            case PieceKind::blank:
                break;
            case PieceKind::comment:
                comment(piece.begin, piece.end);
                break;
            case PieceKind::mark:
            case PieceKind::word:
                add(piece.begin, piece.end);
                break;
            case PieceKind::node:
                if (is_word(tree.nodes[piece.node].kind)) {
                    add(piece.begin, piece.end);
                } else {
                    divide(piece);
                }
                break;
        }
    }
    const auto end = static_cast<std::uint32_t>(text.size());
    add(end, end);
    return tokens;
}

}  // namespace lsmap::syntax

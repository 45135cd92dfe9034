#include "syntax/tree.hpp"

#include "syntax/scan.hpp"

#include <array>

namespace lsmap::syntax {
namespace {

constexpr std::array names = {
    std::string_view("file"),
    std::string_view("broken_item"),
    std::string_view("broken_entry"),
#define NODE(rule) std::string_view(#rule),
#include "grammar/nodes.def"
#undef NODE
};

PieceKind piece_kind(TokenKind kind) {
    switch (kind) {
        case TokenKind::newline:
            return PieceKind::newline;
        case TokenKind::blank:
            return PieceKind::blank;
        case TokenKind::comment:
            return PieceKind::comment;
        case TokenKind::word:
            return PieceKind::word;
        case TokenKind::end:
        case TokenKind::number:
        case TokenKind::string:
        case TokenKind::mark:
            break;
    }
    return PieceKind::mark;
}

class Filler {
 public:
    Filler(const Tree& tree, std::string_view text) : tree_(tree), text_(text) {}

    std::vector<Piece> fill() {
        struct Open {
            std::uint32_t node, behind;  // index behind its last descendant
        };
        std::vector<Open> open;
        const auto size = static_cast<std::uint32_t>(tree_.nodes.size());
        for (std::uint32_t i = 0; i <= size; ++i) {
            while (!open.empty() && open.back().behind == i) {
                between(tree_.nodes[open.back().node].end, open.back().node);
                open.pop_back();
            }
            if (i == size) {
                break;
            }
            const Node& node = tree_.nodes[i];
            between(node.begin, open.empty() ? 0 : open.back().node);
            if (node.size == 1 && i != 0) {
                leaf(node, i);
            } else {
                open.push_back({i, i + node.size});
            }
        }
        between(static_cast<std::uint32_t>(text_.size()), 0);
        return std::move(pieces_);
    }

 private:
    void leaf(const Node& node, std::uint32_t index) {
        const bool broken =
            node.kind == NodeKind::broken_entry || node.kind == NodeKind::broken_item;
        if (broken) {
            // comments in what could not be read stay comments
            between(node.end, index);
        } else if (node.end != node.begin) {
            pieces_.push_back({PieceKind::node, node.begin, node.end, index});
            at_ = node.end;
        }
    }
    void between(std::uint32_t end, std::uint32_t node) {
        while (at_ < end) {
            Token token = token_at(text_, at_);
            token.end = token.end < end ? token.end : end;
            pieces_.push_back({piece_kind(token.kind), token.begin, token.end, node});
            at_ = token.end;
        }
    }

    const Tree& tree_;
    std::string_view text_;
    std::uint32_t at_ = 0;
    std::vector<Piece> pieces_;
};

}  // namespace

std::string_view name_of(NodeKind kind) { return names[static_cast<std::size_t>(kind)]; }

std::vector<Piece> pieces(const Tree& tree, std::string_view text) {
    return Filler(tree, text).fill();
}

}  // namespace lsmap::syntax

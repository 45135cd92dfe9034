#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

namespace lsmap::syntax {

// Kind of a node: a rule of the grammar (grammar/nodes.def), the whole file, or what could not be
// read.
enum class NodeKind : std::uint8_t {
    file,
    broken_item,   // from where an item should begin to where the next is looked for
    broken_entry,  // the same for an entry of a block, an arm, a field
#define NODE(rule) rule,
#include "grammar/nodes.def"
#undef NODE
};
std::string_view name_of(NodeKind kind);

// `size` counts the node and everything below it; the bytes [begin, end) have no blanks at their
// ends.
struct Node {
    NodeKind kind;
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    std::uint32_t size = 1;
};

// Nodes of a text in pre-order: children stand behind their parent and read left to right. Marks,
// words of the language, blanks and comments between the nodes are not nodes: `pieces` gives them.
struct Tree {
    std::vector<Node> nodes;  // the first is the file

    // Indices of the children of a node, first to last.
    class Children {
     public:
        class Iterator {
         public:
            Iterator(const Tree& tree, std::uint32_t at) : tree_(&tree), at_(at) {}
            std::uint32_t operator*() const { return at_; }
            Iterator& operator++() { return at_ += tree_->nodes[at_].size, *this; }
            friend bool operator==(const Iterator& a, const Iterator& b) { return a.at_ == b.at_; }

         private:
            const Tree* tree_;
            std::uint32_t at_;
        };
        Children(const Tree& tree, std::uint32_t parent) : tree_(&tree), parent_(parent) {}
        Iterator begin() const { return {*tree_, parent_ + 1}; }
        Iterator end() const { return {*tree_, parent_ + tree_->nodes[parent_].size}; }

     private:
        const Tree* tree_;
        std::uint32_t parent_;
    };
    Children children(std::uint32_t parent) const { return {*this, parent}; }
};

enum class PieceKind : std::uint8_t { node, mark, word, blank, newline, comment };

// A stretch of the text that nothing divides further: a node without children, or what stands
// between nodes. `node` is the innermost node that holds it (0 is the file).
struct Piece {
    PieceKind kind;
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    std::uint32_t node = 0;
};

// The whole text in order: the pieces put together are the text. For the formatter and editors.
std::vector<Piece> pieces(const Tree& tree, std::string_view text);

}  // namespace lsmap::syntax

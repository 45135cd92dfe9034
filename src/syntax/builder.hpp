#pragma once
#include "syntax/tree.hpp"

#include <cstdint>
#include <utility>
#include <vector>

namespace lsmap::syntax {

// Collects nodes while rules match; what a failed rule has laid down is taken back.
class Builder {
 public:
    struct Checkpoint {
        std::size_t nodes, marks;
    };

    void open(NodeKind kind, std::uint32_t at) {
        mark();
        nodes_.push_back({kind, at, at, open_size});
    }
    void close(std::uint32_t at) {
        Node& node = nodes_[marks_.back()];
        node.end = at;
        node.size = static_cast<std::uint32_t>(nodes_.size()) - marks_.back();
        marks_.pop_back();
    }
    // For a rule that is no node and may hold some.
    void mark() { marks_.push_back(static_cast<std::uint32_t>(nodes_.size())); }
    void keep() { marks_.pop_back(); }
    void take_back() {
        nodes_.resize(marks_.back());
        marks_.pop_back();
    }
    void add(NodeKind kind, std::uint32_t begin, std::uint32_t end) {
        nodes_.push_back({kind, begin, end, 1});
    }

    Checkpoint checkpoint() const { return {nodes_.size(), marks_.size()}; }
    void restore(Checkpoint to) {
        nodes_.resize(to.nodes);
        marks_.resize(to.marks);
    }
    // Where the innermost node begins that is not finished.
    std::uint32_t innermost() const {
        for (auto node = nodes_.rbegin(); node != nodes_.rend(); ++node) {
            if (node->size == open_size) {
                return node->begin;
            }
        }
        return 0;
    }
    std::vector<Node> take() { return std::move(nodes_); }

 private:
    static constexpr std::uint32_t open_size = 0;
    std::vector<Node> nodes_;
    std::vector<std::uint32_t> marks_;
};

}  // namespace lsmap::syntax

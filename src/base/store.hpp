#pragma once
#include <cstdint>
#include <utility>
#include <vector>

namespace lsmap {

// A vector whose places are named by an id type of their own (`enum class ExprId : std::uint32_t
// {}`).
template <class Id, class T> class Store {
 public:
    Id add(T item) {
        items_.push_back(std::move(item));
        return static_cast<Id>(items_.size() - 1);
    }
    T& operator[](Id id) { return items_[static_cast<std::size_t>(id)]; }
    const T& operator[](Id id) const { return items_[static_cast<std::size_t>(id)]; }
    std::size_t size() const { return items_.size(); }
    bool empty() const { return items_.empty(); }
    auto begin() { return items_.begin(); }
    auto end() { return items_.end(); }
    auto begin() const { return items_.begin(); }
    auto end() const { return items_.end(); }

 private:
    std::vector<T> items_;
};

}  // namespace lsmap

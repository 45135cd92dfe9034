#pragma once
#include <cstddef>
#include <initializer_list>

namespace lsmap {

// At most N items, written as a braced list in a constexpr table row (gcc 12 takes no
// std::initializer_list member there). A list that is too long does not compile.
template <class T, std::size_t N> class UpTo {
 public:
    constexpr UpTo() = default;
    constexpr UpTo(std::initializer_list<T> items) {
        for (const T& item : items) {
            items_[size_++] = item;
        }
    }
    constexpr std::size_t size() const { return size_; }
    constexpr bool empty() const { return size_ == 0; }
    constexpr const T* begin() const { return items_; }
    constexpr const T* end() const { return items_ + size_; }
    constexpr const T& operator[](std::size_t i) const { return items_[i]; }

 private:
    T items_[N]{};
    std::size_t size_ = 0;
};

}  // namespace lsmap

#pragma once
#include <cstddef>
#include <cstring>
#include <limits>
#include <memory>
#include <string_view>
#include <type_traits>
#include <vector>

namespace lsmap::data {

// Bump allocator for what lives as long as one record (or, for constants, as long as the plan).
// `reset` keeps the blocks: a steady stream of records allocates nothing.
class Arena {
 public:
    template <class T> T* array(std::size_t count) {
        static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);
        return reinterpret_cast<T*>(bytes(count * sizeof(T), alignof(T)));
    }
    char* text(std::size_t size) { return bytes(size, 1); }
    std::string_view copy(std::string_view text_to_copy) {
        char* to = text(text_to_copy.size());
        if (!text_to_copy.empty()) {
            std::memcpy(to, text_to_copy.data(), text_to_copy.size());
        }
        return {to, text_to_copy.size()};
    }
    // Gives back the unused end of the newest allocation.
    void shrink_last(const char* end) { next_ = const_cast<char*>(end); }
    void reset() {
        block_ = 0;
        open_block();
    }
    // An allocation that would need more blocks than this many bytes in all throws std::bad_alloc.
    void limit(std::size_t bytes) { limit_ = bytes; }
    // Bytes given out since the last reset, unused ends of blocks included.
    std::size_t used() const {
        std::size_t sum = 0;
        for (std::size_t i = 0; i < block_; ++i) {
            sum += blocks_[i].size;
        }
        return blocks_.empty()
                   ? 0
                   : sum + static_cast<std::size_t>(next_ - blocks_[block_].begin.get());
    }
    // A place to come back to: everything allocated after `mark` is given up by `rewind`.
    struct Mark {
        std::size_t block;
        char* next;
    };
    Mark mark() const { return {block_, next_}; }
    void rewind(Mark m) {
        block_ = m.block;
        open_block();
        next_ = m.next != nullptr ? m.next : next_;
    }

 private:
    struct Block {
        std::unique_ptr<char[]> begin;
        std::size_t size;
    };
    char* bytes(std::size_t size, std::size_t align) {
        const auto address = reinterpret_cast<std::uintptr_t>(next_);
        const std::size_t gap = (align - address % align) % align;
        if (static_cast<std::size_t>(end_ - next_) < size + gap || next_ == nullptr) {
            return bytes_of_new_block(size, align);
        }
        char* begin = next_ + gap;
        next_ = begin + size;
        return begin;
    }
    char* bytes_of_new_block(std::size_t size, std::size_t align);
    void open_block() {
        next_ = blocks_.empty() ? nullptr : blocks_[block_].begin.get();
        end_ = blocks_.empty() ? nullptr : next_ + blocks_[block_].size;
    }

    std::vector<Block> blocks_;
    std::size_t limit_ = std::numeric_limits<std::size_t>::max();
    std::size_t block_ = 0;
    char* next_ = nullptr;
    char* end_ = nullptr;
};

}  // namespace lsmap::data

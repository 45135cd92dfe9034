#include "data/arena.hpp"

#include "base/huge_pages.hpp"

#include <algorithm>
#include <new>

namespace lsmap::data {
namespace {
constexpr std::size_t first_block = std::size_t{64} << 10U;
}

char* Arena::bytes_of_new_block(std::size_t size, std::size_t align) {
    while (block_ + 1 < blocks_.size()) {  // blocks kept from before
        ++block_;
        open_block();
        if (blocks_[block_].size >= size + align) {
            return bytes(size, align);
        }
    }
    const std::size_t doubled = blocks_.empty() ? first_block : blocks_.back().size * 2;
    if (used() + size > limit_) {
        throw std::bad_alloc();
    }
    const std::size_t block_size = std::max(doubled, size + align);
    blocks_.push_back({std::make_unique_for_overwrite<char[]>(block_size), block_size});
    block_ = blocks_.size() - 1;
    advise_huge_pages(blocks_.back().begin.get(), block_size);
    open_block();
    return bytes(size, align);
}

}  // namespace lsmap::data

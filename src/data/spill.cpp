#include "data/spill.hpp"

#include "base/huge_pages.hpp"

#include <algorithm>
#include <cstring>

namespace lsmap::data {
namespace {
constexpr std::size_t least_chunk = 256;
constexpr std::size_t most_chunk = std::size_t{32} << 10U;
constexpr std::size_t chunks_a_part = 8;  // of those that fit into memory, at least
}  // namespace

Spill::Spill(std::size_t parts, std::size_t memory)
    : parts_(parts),
      chunk_size_(std::clamp(memory / (chunks_a_part * std::max<std::size_t>(parts, 1)),
                             least_chunk, most_chunk)),
      chunks_(std::max<std::size_t>(memory / chunk_size_, 1)),
      memory_(std::make_unique_for_overwrite<char[]>(chunks_ * chunk_size_)) {
    advise_huge_pages(memory_.get(), chunks_ * chunk_size_);
}

bool Spill::add(std::size_t part, std::string_view head, std::string_view bytes) {
    return put(parts_[part], head) && put(parts_[part], bytes);
}

bool Spill::put(Part& part, std::string_view bytes) {
    while (!bytes.empty()) {
        if (part.room == 0 && !take_chunk(part)) {
            return false;
        }
        const std::size_t count = std::min(part.room, bytes.size());
        char* const end = memory_.get() + (std::size_t{part.chunks.back()} + 1) * chunk_size_;
        std::memcpy(end - part.room, bytes.data(), count);
        part.room -= count;
        bytes.remove_prefix(count);
    }
    return true;
}

bool Spill::take_chunk(Part& part) {
    if (next_chunk_ == chunks_ && !write_out()) {
        return false;
    }
    part.chunks.push_back(next_chunk_++);
    part.room = chunk_size_;
    return true;
}

template <class Each> bool Spill::each_chunk(const Part& part, Each each) const {
    for (std::size_t i = 0; i < part.chunks.size(); ++i) {
        const bool is_last = i + 1 == part.chunks.size();
        const std::size_t size = chunk_size_ - (is_last ? part.room : 0);
        if (!each({memory_.get() + std::size_t{part.chunks[i]} * chunk_size_, size})) {
            return false;
        }
    }
    return true;
}

bool Spill::write_out() {
    for (Part& part : parts_) {
        const std::uint64_t begin = file_.size();
        if (!each_chunk(part, [&](std::string_view bytes) { return file_.append(bytes); })) {
            return false;
        }
        if (file_.size() != begin) {
            part.extents.push_back({begin, static_cast<std::size_t>(file_.size() - begin)});
        }
        part.chunks.clear();
        part.room = 0;
    }
    next_chunk_ = 0;
    return true;
}

int Spill::read(std::size_t part_number, std::string& bytes) const {
    const Part& part = parts_[part_number];
    std::size_t size = part.chunks.size() * chunk_size_ - part.room;
    for (const Extent& extent : part.extents) {
        size += extent.size;
    }
    bytes.resize(size);
    char* to = bytes.data();
    for (const Extent& extent : part.extents) {
        if (const int error = read_at(file_.descriptor(), extent.offset, to, extent.size);
            error != 0) {
            return error;
        }
        to += extent.size;
    }
    each_chunk(part, [&](std::string_view chunk) {
        to = std::copy(chunk.begin(), chunk.end(), to);
        return true;
    });
    return 0;
}

}  // namespace lsmap::data

#pragma once
#include <cstdint>
#include <limits>
#include <vector>

namespace lsmap::run {

// Which parts want the elements with a key, by the key's hash.
class PartMap {
 public:
    // Keys in the order of their parts.
    void add(std::uint64_t hash, std::uint32_t part) { entries_.push_back({hash, part, end}); }
    void finish() {
        std::size_t capacity = 16;
        while (capacity < entries_.size()) {
            capacity *= 2;
        }
        heads_.assign(capacity, end);
        for (std::uint32_t i = 0; i < entries_.size(); ++i) {
            std::uint32_t& head = heads_[place(entries_[i].hash)];
            const bool again = head != end && entries_[head].hash == entries_[i].hash &&
                               entries_[head].part == entries_[i].part;
            if (!again) {
                entries_[i].next = head;
                head = i;
            }
        }
    }
    // Adds them to `parts`.
    void find(std::uint64_t hash, std::vector<std::uint32_t>& parts) const {
        for (std::uint32_t i = heads_[place(hash)]; i != end; i = entries_[i].next) {
            if (entries_[i].hash == hash) {
                parts.push_back(entries_[i].part);
            }
        }
    }

 private:
    static constexpr std::uint32_t end = std::numeric_limits<std::uint32_t>::max();
    struct Entry {
        std::uint64_t hash;
        std::uint32_t part, next;
    };
    std::size_t place(std::uint64_t hash) const {
        return static_cast<std::size_t>(hash) & (heads_.size() - 1);
    }
    std::vector<Entry> entries_;
    std::vector<std::uint32_t> heads_;
};

}  // namespace lsmap::run

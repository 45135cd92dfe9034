#pragma once
#include "check/ir.hpp"
#include "data/value.hpp"
#include "run/partners.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace lsmap::run {

// Elements of a list by key, in the list's order. Keeps its memory from record to record.
class RowIndex {
 public:
    void start(std::size_t elements);
    // Called from the last element to the first.
    void add(std::uint32_t element, const data::Value& key, ir::CompareBy by);
    // The first element with that key, then `next`; `end` where there is none.
    std::uint32_t find(const data::Value& key, ir::CompareBy by) const;
    std::uint32_t next(std::uint32_t element) const { return next_[element]; }
    static constexpr std::uint32_t end = 0xffffffff;
    const data::Value& key(std::uint32_t element) const { return keys_[element]; }

    // What it was built of.
    const data::Value* items = nullptr;
    std::size_t size = 0;
    std::uint64_t epoch = 0;
    Partners::Mark* marks = nullptr;  // of a named input: of the elements that were found
    void mark(std::uint32_t element) const {
        if (marks != nullptr) {
            marks[element].store(1, std::memory_order_relaxed);
        }
    }
    bool usable = false;  // false: some key failed, so the list is gone through to fail in order

 private:
    std::size_t place(std::uint64_t hash, const data::Value& key, ir::CompareBy by) const;

    std::vector<std::uint32_t> heads_;  // a power of two, at most half full
    std::vector<std::uint32_t> next_;   // by element
    std::vector<std::uint64_t> hashes_;
    std::vector<data::Value> keys_;
};

std::uint64_t key_hash(const data::Value& key, ir::CompareBy by);
std::string shown_key(const data::Value& key, ir::CompareBy by);  // for messages
bool same_key(const data::Value& a, const data::Value& b, ir::CompareBy by);

}  // namespace lsmap::run

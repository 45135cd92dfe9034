#include "run/row_index.hpp"

#include "base/hash.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lsmap::run {

std::uint64_t key_hash(const data::Value& key, ir::CompareBy by) {
    switch (by) {
        case ir::CompareBy::boolean:
            return hash_number(key.boolean ? 1 : 0);
        case ir::CompareBy::integer:
            return hash_number(static_cast<std::uint64_t>(key.integer));
        case ir::CompareBy::text:
        case ir::CompareBy::id:
            return hash_text(key.str());
        case ir::CompareBy::number:
        case ir::CompareBy::integer_number:
        case ir::CompareBy::number_integer:
        case ir::CompareBy::structure:
            break;
    }
    return 0;
}

bool same_key(const data::Value& a, const data::Value& b, ir::CompareBy by) {
    switch (by) {
        case ir::CompareBy::boolean:
            return a.boolean == b.boolean;
        case ir::CompareBy::integer:
            return a.integer == b.integer;
        case ir::CompareBy::text:
        case ir::CompareBy::id:
            return a.str() == b.str();
        case ir::CompareBy::number:
        case ir::CompareBy::integer_number:
        case ir::CompareBy::number_integer:
        case ir::CompareBy::structure:
            break;
    }
    return false;
}

std::string shown_key(const data::Value& key, ir::CompareBy by) {
    if (by == ir::CompareBy::boolean) {
        return key.boolean ? "true" : "false";
    }
    if (by == ir::CompareBy::integer) {
        return fmt::format("{}", key.integer);
    }
    return key.numeric_id ? std::string(key.str()) : fmt::format("\"{}\"", key.str());
}

void RowIndex::start(std::size_t elements) {
    std::size_t capacity = 8;
    while (capacity < elements * 2) {
        capacity *= 2;
    }
    heads_.assign(capacity, end);
    next_.assign(elements, end);
    hashes_.resize(elements);
    keys_.resize(elements);
}

std::size_t RowIndex::place(std::uint64_t hash, const data::Value& key, ir::CompareBy by) const {
    std::size_t at = hash & (heads_.size() - 1);
    while (heads_[at] != end &&
           !(hashes_[heads_[at]] == hash && same_key(keys_[heads_[at]], key, by))) {
        at = (at + 1) & (heads_.size() - 1);
    }
    return at;
}

void RowIndex::add(std::uint32_t element, const data::Value& key, ir::CompareBy by) {
    keys_[element] = key;
    if (!key.present()) {
        return;  // missing keys match nothing
    }
    const std::uint64_t hash = key_hash(key, by);
    hashes_[element] = hash;
    const std::size_t at = place(hash, key, by);
    next_[element] = heads_[at];
    heads_[at] = element;
}

std::uint32_t RowIndex::find(const data::Value& key, ir::CompareBy by) const {
    return key.present() ? heads_[place(key_hash(key, by), key, by)] : end;
}

}  // namespace lsmap::run

#include "plan/label_index.hpp"

#include "base/hash.hpp"

#include <algorithm>

namespace lsmap::plan {

std::string_view loosened(std::string_view key, char* buffer) {
    char* to = buffer;
    for (const char c : key) {
        if (c == ' ' || c == '\t' || c == '_' || c == '-') {
            continue;
        }
        *to++ = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return {buffer, static_cast<std::size_t>(to - buffer)};
}

LabelIndex::LabelIndex(const ir::Table& table, std::vector<Arm> arms)
    : keys_are_text_(table.keys_are_text), loose_(table.loose), arms_(std::move(arms)) {
    std::size_t keys = 0;
    for (const ir::TableArm& arm : table.arms) {
        keys += arm.keys.size();
    }
    std::size_t capacity = 8;
    while (capacity < keys * 2) {
        capacity *= 2;
    }
    places_.resize(capacity);
    for (std::uint32_t i = 0; i < table.arms.size(); ++i) {
        const ir::TableArm& arm = table.arms[i];
        if (arm.keys.empty()) {
            otherwise_ = std::min(otherwise_, i);
        }
        for (const ir::TableKey& key : arm.keys) {
            if (keys_are_text_) {
                const std::string_view text =
                    loose_ ? loosened(key.first.str(), keys_.text(key.first.size))
                           : keys_.copy(key.first.str());
                add(hash_text(text), text, 0, i);
            } else if (key.first.integer == key.last.integer) {
                const std::int64_t number = key.first.integer;
                add(hash_number(static_cast<std::uint64_t>(number)), {}, number, i);
            } else {
                ranges_.push_back({key.first.integer, key.last.integer, i});
            }
        }
    }
}

void LabelIndex::add(std::uint64_t hash, std::string_view text, std::int64_t number,
                     std::uint32_t arm) {
    std::size_t at = hash & (places_.size() - 1);
    while (places_[at].arm != empty) {
        if (places_[at].hash == hash && places_[at].text == text && places_[at].number == number) {
            return;
        }
        at = (at + 1) & (places_.size() - 1);
    }
    places_[at] = {hash, text, number, arm};
}

std::uint32_t LabelIndex::find_text(std::string_view key) const {
    const std::uint64_t hash = hash_text(key);
    for (std::size_t at = hash & (places_.size() - 1); places_[at].arm != empty;
         at = (at + 1) & (places_.size() - 1)) {
        if (places_[at].hash == hash && places_[at].text == key) {
            return places_[at].arm;
        }
    }
    return empty;
}

const LabelIndex::Arm* LabelIndex::find(std::string_view key) const {
    std::uint32_t found = empty;
    if (!loose_) {
        found = find_text(key);
    } else if (key.size() <= 256) {
        char buffer[256];
        found = find_text(loosened(key, buffer));
    } else {
        std::string buffer(key.size(), '\0');
        found = find_text(loosened(key, buffer.data()));
    }
    found = std::min(found, otherwise_);
    return found == empty ? nullptr : &arms_[found];
}

const LabelIndex::Arm* LabelIndex::find(std::int64_t key) const {
    std::uint32_t found = empty;
    const std::uint64_t hash = hash_number(static_cast<std::uint64_t>(key));
    for (std::size_t at = hash & (places_.size() - 1); places_[at].arm != empty;
         at = (at + 1) & (places_.size() - 1)) {
        if (places_[at].number == key) {
            found = places_[at].arm;
            break;
        }
    }
    for (const Range& range : ranges_) {
        if (key >= range.first && key <= range.last) {
            found = std::min(found, range.arm);
            break;
        }
    }
    found = std::min(found, otherwise_);
    return found == empty ? nullptr : &arms_[found];
}

}  // namespace lsmap::plan

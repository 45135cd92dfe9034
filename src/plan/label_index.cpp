#include "plan/label_index.hpp"

#include "base/hash.hpp"

#include <algorithm>
#include <cstring>

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
                add(text, 0, i);
            } else if (key.first.integer == key.last.integer) {
                const std::int64_t number = key.first.integer;
                add({}, number, i);
            } else {
                ranges_.push_back({key.first.integer, key.last.integer, i});
            }
        }
    }
}

LabelIndex::Ends LabelIndex::ends_of(std::string_view text) {
    const char* const begin = text.data();
    const std::size_t size = text.size();
    Ends ends;
    if (size >= 8) {
        std::memcpy(&ends.first, begin, 8);
        std::memcpy(&ends.last, begin + size - 8, 8);
    } else if (size >= 4) {
        std::uint32_t first = 0;
        std::uint32_t last = 0;
        std::memcpy(&first, begin, 4);
        std::memcpy(&last, begin + size - 4, 4);
        ends.first = std::uint64_t{first} << 32 | last;
    } else if (size != 0) {
        const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(begin[i]); };
        ends.first =
            byte(0) | std::uint64_t{byte(size / 2)} << 8 | std::uint64_t{byte(size - 1)} << 16;
    }
    return ends;
}

std::uint64_t LabelIndex::hash_of(std::string_view text, const Ends& ends) {
    if (text.size() > short_text) {
        return hash_text(text);
    }
    const std::uint64_t h =
        (ends.first ^ text.size()) * 0x9e3779b97f4a7c15ULL ^ ends.last * 0xd6e8feb86659fd93ULL;
    return h ^ h >> 32;
}

void LabelIndex::add(std::string_view text, std::int64_t number, std::uint32_t arm) {
    const Ends ends = ends_of(text);
    const std::uint64_t hash =
        keys_are_text_ ? hash_of(text, ends) : hash_number(static_cast<std::uint64_t>(number));
    std::size_t at = hash & (places_.size() - 1);
    while (places_[at].arm != empty) {
        if (places_[at].text == text && places_[at].number == number) {
            return;
        }
        at = (at + 1) & (places_.size() - 1);
    }
    places_[at] = {ends, number, text, arm};
}

std::uint32_t LabelIndex::find_text(std::string_view key) const {
    const Ends ends = ends_of(key);
    const std::size_t most = places_.size() - 1;
    for (std::size_t at = hash_of(key, ends) & most; places_[at].arm != empty;
         at = (at + 1) & most) {
        const Place& place = places_[at];
        if (place.ends == ends && place.text.size() == key.size() &&
            (key.size() <= short_text || place.text == key)) {
            return place.arm;
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

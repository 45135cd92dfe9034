#include "data/text_offsets.hpp"

#include "data/characters.hpp"

#include <algorithm>
#include <cstring>

namespace lsmap::data {
namespace {

constexpr std::size_t block_size = 64;

bool all_ascii(std::string_view text) {
    std::size_t i = 0;
    for (; i + 32 <= text.size(); i += 32) {
        std::uint64_t words[4];
        std::memcpy(words, text.data() + i, sizeof words);
        if (((words[0] | words[1] | words[2] | words[3]) & 0x8080808080808080U) != 0) {
            return false;
        }
    }
    return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(i), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

void TextOffsets::reset(std::string_view text) {
    text_ = text;
    marks_.clear();
    pairs_ = 0;
    ascii_ = all_ascii(text);
    points_ = text.size();
    known_ = {};  // the first character begins at the first byte, whatever the text
    if (ascii_) {
        return;
    }
    points_ = 0;
    for (std::size_t begin = 0; begin < text.size(); begin += block_size) {
        marks_.push_back({static_cast<std::uint32_t>(points_), static_cast<std::uint32_t>(pairs_)});
        const std::string_view block = text.substr(begin, block_size);
        points_ += count_characters(block);
        pairs_ += count_utf16_pairs(block);
    }
}

// The character before which `count` characters (or UTF-16 units) begin at or behind `block`; the
// end of the text where it would be the next one. nullopt within a pair.
std::optional<TextOffsets::Known> TextOffsets::walk(std::size_t block, std::size_t count,
                                                    bool in_utf16) const {
    std::size_t i = block * block_size;
    std::size_t point = marks_[block].points;
    for (; text_.size() - i >= words::size; i += words::size) {
        const std::uint64_t word = words::load(text_.data() + i);
        const std::uint64_t starts = words::starts(word);
        const std::size_t units = words::sum_of_bytes(starts + (in_utf16 ? words::pairs(word) : 0));
        if (units >= count) {
            break;
        }
        count -= units;
        point += words::sum_of_bytes(starts);
    }
    for (; i < text_.size(); ++i) {
        if (!starts_character(text_[i])) {
            continue;
        }
        if (count == 0) {
            break;
        }
        const std::size_t units = in_utf16 && is_pair_in_utf16(text_[i]) ? 2 : 1;
        if (units > count) {
            return std::nullopt;
        }
        count -= units;
        ++point;
    }
    return Known{point, i};
}

// The character, of which it is now known where it begins.
std::size_t TextOffsets::remember(std::size_t point, std::size_t byte) const {
    newest_ = 1 - newest_;
    known_[newest_] = {point, byte};
    return point;
}

std::optional<std::size_t> TextOffsets::byte_of_code_point(std::size_t point) const {
    if (point > points_) {
        return std::nullopt;
    }
    if (ascii_) {
        return point;
    }
    for (const Known& known : known_) {
        if (known.point == point) {
            return known.byte;
        }
    }
    const auto after = std::ranges::upper_bound(marks_, point, {}, &Mark::points);
    const auto block = static_cast<std::size_t>(after - marks_.begin()) - 1;
    return walk(block, point - marks_[block].points, false)->byte;
}

std::optional<std::size_t> TextOffsets::code_point_of_byte(std::size_t byte) const {
    if (byte > text_.size() || (byte < text_.size() && !starts_character(text_[byte]))) {
        return std::nullopt;
    }
    if (ascii_) {
        return byte;
    }
    if (byte == text_.size()) {
        return points_;
    }
    const std::size_t block = byte / block_size;
    const std::size_t begin = block * block_size;
    return remember(marks_[block].points + count_characters(text_.substr(begin, byte - begin)),
                    byte);
}

std::optional<std::size_t> TextOffsets::code_point_of_utf16(std::size_t unit) const {
    if (unit > utf16_units()) {
        return std::nullopt;
    }
    if (ascii_) {
        return unit;
    }
    const auto units_before = [](const Mark& m) { return std::size_t{m.points} + m.pairs; };
    const auto after = std::ranges::upper_bound(marks_, unit, {}, units_before);
    const auto block = static_cast<std::size_t>(after - marks_.begin()) - 1;
    const std::optional<Known> found = walk(block, unit - units_before(marks_[block]), true);
    return found ? std::optional(remember(found->point, found->byte)) : std::nullopt;
}

std::optional<std::size_t> TextOffsets::utf16_of_code_point(std::size_t point) const {
    const std::optional<std::size_t> byte = byte_of_code_point(point);
    if (!byte || ascii_) {
        return byte;
    }
    if (*byte == text_.size()) {
        return utf16_units();
    }
    const std::size_t block = *byte / block_size;
    const std::size_t begin = block * block_size;
    return point + marks_[block].pairs + count_utf16_pairs(text_.substr(begin, *byte - begin));
}

std::optional<std::string_view> TextOffsets::slice(std::size_t begin, std::size_t end) const {
    const std::optional<std::size_t> from = byte_of_code_point(begin);
    const std::optional<std::size_t> to = byte_of_code_point(end);
    if (!from || !to || *to < *from) {
        return std::nullopt;
    }
    return text_.substr(*from, *to - *from);
}

}  // namespace lsmap::data

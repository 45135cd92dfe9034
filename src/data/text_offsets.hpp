#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace lsmap::data {

// Positions of one UTF-8 text in code points, bytes and UTF-16 units. A text of ASCII alone needs
// no index; others get one entry for every 64 bytes. All positions run from 0 to the size, ends
// included; a position behind the end or inside a character has no counterpart. The text must stay
// where it is. The newest answers are kept, since who asks where a byte is soon asks for the byte
// of that character: for one thread at a time.
class TextOffsets {
 public:
    TextOffsets() = default;
    explicit TextOffsets(std::string_view text) { reset(text); }
    void reset(std::string_view text);  // keeps the memory of the old index

    std::string_view text() const { return text_; }
    bool is_ascii() const { return ascii_; }
    std::size_t code_points() const { return points_; }
    std::size_t utf16_units() const { return points_ + pairs_; }

    std::optional<std::size_t> byte_of_code_point(std::size_t point) const;
    std::optional<std::size_t> code_point_of_byte(std::size_t byte) const;
    std::optional<std::size_t> code_point_of_utf16(std::size_t unit) const;
    std::optional<std::size_t> utf16_of_code_point(std::size_t point) const;
    // The characters from code point `begin` to `end`; nullopt where they are not all there.
    std::optional<std::string_view> slice(std::size_t begin, std::size_t end) const;

 private:
    struct Mark {                     // what stands before a block of bytes
        std::uint32_t points, pairs;  // characters; those of them that UTF-16 writes with two units
    };
    struct Known {
        std::size_t point, byte;
    };
    std::optional<Known> walk(std::size_t block, std::size_t count, bool in_utf16) const;
    std::size_t remember(std::size_t point, std::size_t byte) const;

    std::string_view text_;
    std::vector<Mark> marks_;
    std::size_t points_ = 0;
    std::size_t pairs_ = 0;
    bool ascii_ = true;
    mutable std::array<Known, 2> known_{};  // of both ends of a span
    mutable std::size_t newest_ = 0;
};

}  // namespace lsmap::data

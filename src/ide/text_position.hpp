#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

namespace lsmap::ide {

// What the `character` of a position counts within its line.
enum class Encoding : std::uint8_t { utf8, utf16 };

// As the protocol has it: both from 0.
struct Position {
    std::uint32_t line = 0;
    std::uint32_t character = 0;
    friend auto operator<=>(const Position&, const Position&) = default;
};

// Where the lines of a text begin (bytes).
std::vector<std::uint32_t> line_starts(std::string_view text);

// Positions in bytes of a text and as editors count. What lies beyond a line is its end, what lies
// beyond the text its end; a position inside of a character is the character's start.
Position position_of(std::string_view text, const std::vector<std::uint32_t>& starts,
                     std::uint32_t byte, Encoding encoding);
std::uint32_t byte_of(std::string_view text, const std::vector<std::uint32_t>& starts,
                      Position position, Encoding encoding);
// Length of a text without line ends in units of the encoding.
std::uint32_t units(std::string_view text, Encoding encoding);

}  // namespace lsmap::ide

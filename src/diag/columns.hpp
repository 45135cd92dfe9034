#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lsmap::diag {

// One line of text as a terminal shows it: tabs are blanks up to the next multiple of four, what
// would move the cursor or turn the writing direction is U+FFFD, and so is a byte that is not
// UTF-8.
struct ShownLine {
    std::string text;
    // For each byte of the source line, and one past its end: the terminal column (from 0) where
    // the character starts that it belongs to, and where that character starts in `text`.
    std::vector<std::uint32_t> column;
    std::vector<std::uint32_t> offset;
};
ShownLine shown_line(std::string_view line);

// Text for a message: as `shown_line(text).text`, line feeds kept.
std::string shown_text(std::string_view text);

}  // namespace lsmap::diag

#include "ide/text_position.hpp"

#include <algorithm>

namespace lsmap::ide {
namespace {

// Bytes of the character that begins with `c`; what is not UTF-8 counts byte by byte.
std::uint32_t bytes_of(unsigned char c) {
    return c < 0x80 ? 1 : c >= 0xF0 && c < 0xF8 ? 4 : c >= 0xE0 ? 3 : c >= 0xC0 ? 2 : 1;
}

std::uint32_t units_of(std::uint32_t bytes, Encoding encoding) {
    return encoding == Encoding::utf8 ? bytes : bytes == 4 ? 2 : 1;
}

std::string_view line_text(std::string_view text, const std::vector<std::uint32_t>& starts,
                           std::size_t line) {
    const std::size_t begin = starts[line];
    const std::size_t end = line + 1 < starts.size() ? starts[line + 1] : text.size();
    std::string_view found = text.substr(begin, end - begin);
    if (found.ends_with('\n')) {
        found.remove_suffix(1);
        if (found.ends_with('\r')) {
            found.remove_suffix(1);
        }
    }
    return found;
}

}  // namespace

std::vector<std::uint32_t> line_starts(std::string_view text) {
    std::vector<std::uint32_t> starts = {0};
    for (std::size_t at = text.find('\n'); at != std::string_view::npos;
         at = text.find('\n', at + 1)) {
        starts.push_back(static_cast<std::uint32_t>(at + 1));
    }
    return starts;
}

std::uint32_t units(std::string_view text, Encoding encoding) {
    if (encoding == Encoding::utf8) {
        return static_cast<std::uint32_t>(text.size());
    }
    std::uint32_t count = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto c = static_cast<unsigned char>(text[at]);
        const std::uint32_t bytes = bytes_of(c);
        count += units_of(bytes, encoding);
        at += bytes;
    }
    return count;
}

Position position_of(std::string_view text, const std::vector<std::uint32_t>& starts,
                     std::uint32_t byte, Encoding encoding) {
    byte = std::min(byte, static_cast<std::uint32_t>(text.size()));
    const auto next = std::upper_bound(starts.begin(), starts.end(), byte);
    const auto line = static_cast<std::uint32_t>(next - starts.begin() - 1);
    return {line, units(text.substr(starts[line], byte - starts[line]), encoding)};
}

std::uint32_t byte_of(std::string_view text, const std::vector<std::uint32_t>& starts,
                      Position position, Encoding encoding) {
    if (position.line >= starts.size()) {
        return static_cast<std::uint32_t>(text.size());
    }
    const std::string_view line = line_text(text, starts, position.line);
    std::uint32_t at = 0;
    std::uint32_t count = 0;
    while (at < line.size() && count < position.character) {
        const auto c = static_cast<unsigned char>(line[at]);
        const std::uint32_t bytes = bytes_of(c);
        count += units_of(bytes, encoding);
        if (count > position.character) {
            break;
        }
        at += bytes;
    }
    return starts[position.line] + std::min(at, static_cast<std::uint32_t>(line.size()));
}

}  // namespace lsmap::ide

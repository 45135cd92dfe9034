#pragma once
#include <cstdint>
#include <string_view>

namespace lsmap::builtins {

// Characters of valid UTF-8.
struct CodePoint {
    char32_t value;
    std::size_t size;  // bytes
};
inline CodePoint code_point_at(std::string_view text, std::size_t byte) {
    const auto at = [&](std::size_t i) {
        return byte + i < text.size() ? static_cast<unsigned char>(text[byte + i]) : 0U;
    };
    const char32_t lead = at(0);
    if (lead < 0x80) {
        return {lead, 1};
    }
    if (lead < 0xE0) {
        return {(lead & 0x1FU) << 6 | (at(1) & 0x3FU), 2};
    }
    if (lead < 0xF0) {
        return {(lead & 0x0FU) << 12 | (at(1) & 0x3FU) << 6 | (at(2) & 0x3FU), 3};
    }
    return {(lead & 0x07U) << 18 | (at(1) & 0x3FU) << 12 | (at(2) & 0x3FU) << 6 | (at(3) & 0x3FU),
            4};
}
// The characters with the Unicode property White_Space.
inline bool is_blank(char32_t c) {
    return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
           c == 0x205F || c == 0x3000;
}
inline bool starts_code_point(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }
inline std::int64_t count_code_points(std::string_view text) {
    std::int64_t count = 0;
    for (const char c : text) {
        count += starts_code_point(c) ? 1 : 0;
    }
    return count;
}
// Bytes of blanks at the start and at the end.
inline std::size_t blanks_before(std::string_view text) {
    std::size_t i = 0;
    while (i < text.size()) {
        const CodePoint c = code_point_at(text, i);
        if (!is_blank(c.value)) {
            break;
        }
        i += c.size;
    }
    return i;
}
inline std::size_t blanks_behind(std::string_view text) {
    std::size_t end = text.size();
    while (end > 0) {
        std::size_t start = end - 1;
        while (start > 0 && !starts_code_point(text[start])) {
            --start;
        }
        if (!is_blank(code_point_at(text, start).value)) {
            break;
        }
        end = start;
    }
    return text.size() - end;
}
inline std::string_view trimmed(std::string_view text) {
    text.remove_prefix(blanks_before(text));
    text.remove_suffix(blanks_behind(text));
    return text;
}

}  // namespace lsmap::builtins

#include "diag/columns.hpp"

#include <algorithm>
#include <iterator>

namespace lsmap::diag {
namespace {

constexpr std::uint32_t tab_width = 4;
constexpr std::string_view replacement = "\xEF\xBF\xBD";

struct Range {
    char32_t first, last;
};
// Two columns wide: East Asian wide and full width, emoji (Unicode 15, blocks rather than points).
constexpr Range wide[] = {
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x2329, 0x232A},   {0x23E9, 0x23EC},
    {0x25FD, 0x25FE},   {0x2614, 0x2615},   {0x2648, 0x2653},   {0x26AA, 0x26AB},
    {0x26BD, 0x26BE},   {0x2705, 0x2705},   {0x270A, 0x270B},   {0x2728, 0x2728},
    {0x274C, 0x274C},   {0x2753, 0x2755},   {0x2795, 0x2797},   {0x2B1B, 0x2B1C},
    {0x2B50, 0x2B50},   {0x2E80, 0x303E},   {0x3041, 0x33FF},   {0x3400, 0x4DBF},
    {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},   {0xA960, 0xA97C},   {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},
    {0x16FE0, 0x18CFF}, {0x1B000, 0x1B2FF}, {0x1F004, 0x1F004}, {0x1F18E, 0x1F18E},
    {0x1F191, 0x1F19A}, {0x1F200, 0x1F320}, {0x1F32D, 0x1F64F}, {0x1F680, 0x1F6FC},
    {0x1F7E0, 0x1F7EB}, {0x1F90C, 0x1F9FF}, {0x1FA70, 0x1FAFF}, {0x20000, 0x3FFFD}};
// No column of their own: combining marks, joiners, variation selectors.
constexpr Range narrow[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x0610, 0x061A},   {0x064B, 0x065F},
    {0x093A, 0x093A}, {0x093C, 0x093C}, {0x0941, 0x0948}, {0x094D, 0x094D},   {0x0E31, 0x0E31},
    {0x0E34, 0x0E3A}, {0x0E47, 0x0E4E}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF},   {0x200B, 0x200D},
    {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0x1F3FB, 0x1F3FF}, {0xE0100, 0xE01EF}};

bool in_table(const Range* begin, const Range* end, char32_t c) {
    const Range* after =
        std::upper_bound(begin, end, c, [](char32_t v, const Range& r) { return v < r.first; });
    return after != begin && c <= std::prev(after)->last;
}

// Control characters and those that turn the direction of writing ("Trojan Source").
bool is_unsafe(char32_t c) {
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x061C || c == 0x200E || c == 0x200F ||
           c == 0x2028 || c == 0x2029 || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

std::uint32_t width_of(char32_t c) {
    if (in_table(std::begin(narrow), std::end(narrow), c)) {
        return 0;
    }
    return in_table(std::begin(wide), std::end(wide), c) ? 2 : 1;
}

struct Decoded {
    char32_t point = 0;
    std::size_t size = 1;
    bool valid = false;
};

Decoded decode(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80) {
        return {lead, 1, true};
    }
    const std::size_t size = lead >= 0xF0 && lead < 0xF5   ? 4
                             : lead >= 0xE0 && lead < 0xF0 ? 3
                             : lead >= 0xC2 && lead < 0xE0 ? 2
                                                           : 0;
    if (size == 0 || text.size() < size) {
        return {};
    }
    char32_t point = lead & (0x7FU >> size);
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte(i) & 0xC0) != 0x80) {
            return {};
        }
        point = (point << 6U) | (byte(i) & 0x3FU);
    }
    const bool overlong = (size == 3 && point < 0x800) || (size == 4 && point < 0x10000);
    if (overlong || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) {
        return {};
    }
    return {point, size, true};
}

}  // namespace

ShownLine shown_line(std::string_view line) {
    ShownLine shown;
    shown.column.reserve(line.size() + 1);
    shown.offset.reserve(line.size() + 1);
    std::uint32_t column = 0;
    for (std::size_t i = 0; i < line.size();) {
        const Decoded c = decode(line.substr(i));
        shown.column.insert(shown.column.end(), c.size, column);
        shown.offset.insert(shown.offset.end(), c.size,
                            static_cast<std::uint32_t>(shown.text.size()));
        if (c.point == '\t' && c.valid) {
            const std::uint32_t blanks = tab_width - column % tab_width;
            shown.text.append(blanks, ' ');
            column += blanks;
        } else if (!c.valid || is_unsafe(c.point)) {
            shown.text += replacement;
            ++column;
        } else {
            shown.text += line.substr(i, c.size);
            column += width_of(c.point);
        }
        i += c.size;
    }
    shown.column.push_back(column);
    shown.offset.push_back(static_cast<std::uint32_t>(shown.text.size()));
    return shown;
}

std::string shown_text(std::string_view text) {
    std::string shown;
    for (std::size_t begin = 0;;) {
        const std::size_t end = text.find('\n', begin);
        shown +=
            shown_line(text.substr(begin, end == std::string_view::npos ? end : end - begin)).text;
        if (end == std::string_view::npos) {
            return shown;
        }
        shown += '\n';
        begin = end + 1;
    }
}

}  // namespace lsmap::diag

#include "data/scan.hpp"

#include <limits>
#include <string>

namespace lsmap::data {
namespace {

// `negative` and an amount as a number of 64 bits.
Whole with_sign(std::uint64_t amount, bool negative, std::int64_t& i) {
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (amount > most + (negative ? 1 : 0)) {
        return Whole::too_large;
    }
    i = static_cast<std::int64_t>(negative ? 0 - amount : amount);
    return Whole::yes;
}

Whole whole_of(std::uint64_t mantissa, std::int64_t exponent, bool negative, std::int64_t& i) {
    for (; exponent < 0 && mantissa % 10 == 0 && mantissa != 0; ++exponent) {
        mantissa /= 10;
    }
    if (mantissa == 0) {
        i = 0;
        return Whole::yes;
    }
    if (exponent < 0) {
        return Whole::has_fraction;
    }
    for (; exponent > 0; --exponent) {
        if (mantissa > std::numeric_limits<std::uint64_t>::max() / 10) {
            return Whole::too_large;
        }
        mantissa *= 10;
    }
    return with_sign(mantissa, negative, i);
}

// By byte; 16: none.
constexpr std::array<std::uint8_t, 256> hex_digits = [] {
    std::array<std::uint8_t, 256> table{};
    table.fill(16);
    for (std::uint8_t i = 0; i < 10; ++i) {
        table[std::size_t{'0'} + i] = i;
    }
    for (std::uint8_t i = 10; i < 16; ++i) {
        table[std::size_t{'a'} + i - 10] = table[std::size_t{'A'} + i - 10] = i;
    }
    return table;
}();

// The code unit of `XXXX` at `p`, -1 where it is none.
std::int32_t code_unit(const char* p, const char* end) {
    if (end - p < 4) {
        return -1;
    }
    const auto digit = [&](int i) -> std::int32_t {
        return hex_digits[static_cast<unsigned char>(p[i])];
    };
    if (((digit(0) | digit(1) | digit(2) | digit(3)) & 16) != 0) {
        return -1;
    }
    return digit(0) << 12 | digit(1) << 8 | digit(2) << 4 | digit(3);
}

char* write_utf8(std::int32_t c, char* to) {
    const auto put = [&](std::int32_t byte) { *to++ = static_cast<char>(byte); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xC0 | (c >> 6));
        put(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        put(0xE0 | (c >> 12));
        put(0x80 | ((c >> 6) & 0x3F));
        put(0x80 | (c & 0x3F));
    } else {
        put(0xF0 | (c >> 18));
        put(0x80 | ((c >> 12) & 0x3F));
        put(0x80 | ((c >> 6) & 0x3F));
        put(0x80 | (c & 0x3F));
    }
    return to;
}

}  // namespace

bool has_too_many_digits(const char* first, const char* end) {
    while (first != end && (*first == '0' || *first == '.')) {
        ++first;
    }
    std::ptrdiff_t digits = end - first;
    for (const char* p = first; p != end; ++p) {
        digits -= *p == '.' ? 1 : 0;
    }
    return digits > 19;
}

Whole to_int(const Number& n, const char* text, std::int64_t& i) {
    if (n.exact) {
        return n.exponent == 0 ? with_sign(n.mantissa, n.negative, i)
                               : whole_of(n.mantissa, n.exponent, n.negative, i);
    }
    // More digits than 64 bits hold: zeros at the end may bring it back.
    std::string digits;
    std::int64_t exponent = n.exponent;
    bool is_exponent = false;
    for (const char* p = text; p != n.end && !is_exponent; ++p) {
        is_exponent = *p == 'e' || *p == 'E';
        if (is_digit(*p) && !(digits.empty() && *p == '0')) {
            digits += *p;
        }
    }
    while (!digits.empty() && digits.back() == '0') {
        digits.pop_back();
        ++exponent;
    }
    if (exponent < 0) {
        return Whole::has_fraction;
    }
    if (digits.size() > 19) {
        return Whole::too_large;
    }
    std::uint64_t mantissa = 0;
    for (const char c : digits) {
        mantissa = mantissa * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return whole_of(mantissa, exponent, n.negative, i);
}

char* unescape(const char* p, const char* end, char* to) {
    while (p < end) {
        while (end - p >= 8 && !has_backslash(p, p + 8)) {  // `to` has as much room as is left
            std::memcpy(to, p, 8);
            to += 8;
            p += 8;
        }
        if (p == end) {
            break;
        }
        if (*p != '\\') {
            *to++ = *p++;
            continue;
        }
        if (end - p < 2) {
            return nullptr;
        }
        const char kind = p[1];
        p += 2;
        constexpr const char* letters = "\"\\/bfnrt";
        constexpr const char* meant = "\"\\/\b\f\n\r\t";
        if (const char* found = kind == '\0' ? nullptr : std::strchr(letters, kind)) {
            *to++ = meant[found - letters];
            continue;
        }
        std::int32_t unit = kind == 'u' ? code_unit(p, end) : -1;
        p += 4;
        if (unit >= 0xD800 && unit < 0xDC00 && end - p >= 6 && p[0] == '\\' && p[1] == 'u') {
            const std::int32_t low = code_unit(p + 2, end);
            if (low < 0xDC00 || low > 0xDFFF) {
                return nullptr;
            }
            unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
            p += 6;
        }
        if (unit < 0 || (unit >= 0xD800 && unit <= 0xDFFF)) {
            return nullptr;
        }
        to = write_utf8(unit, to);
    }
    return to;
}

std::size_t character_size(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    const std::size_t size = lead < 0x80   ? 1
                             : lead < 0xC2 ? 0
                             : lead < 0xE0 ? 2
                             : lead < 0xF0 ? 3
                                           : 4;
    if (size == 0 || lead > 0xF4 || size > text.size()) {
        return 0;
    }
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte(i) & 0xC0) != 0x80) {
            return 0;
        }
    }
    const unsigned char second = size > 1 ? byte(1) : 0;
    const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
    const bool not_a_character = (lead == 0xED && second > 0x9F) || (lead == 0xF4 && second > 0x8F);
    return overlong || not_a_character ? 0 : size;
}

}  // namespace lsmap::data

#pragma once
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

// Numbers and ends of tokens in JSON text, for the decoder. Texts have `data::padding` bytes behind
// them.
namespace lsmap::data {

inline bool is_digit(char c) { return static_cast<unsigned char>(c - '0') < 10; }
inline bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

// What may stand right behind a number, `true`, `false` or `null`.
inline constexpr std::array<bool, 256> ends_scalar = [] {
    std::array<bool, 256> table{};
    for (const char c : {' ', '\n', '\r', '\t', ',', ']', '}'}) {
        table[static_cast<unsigned char>(c)] = true;
    }
    return table;
}();
inline bool is_scalar_end(char c) { return ends_scalar[static_cast<unsigned char>(c)]; }

// (−1)^negative · mantissa · 10^exponent, where `exact`; else the mantissa has only the first
// digits.
struct Number {
    const char* end = nullptr;
    std::uint64_t mantissa = 0;
    std::int32_t exponent = 0;
    bool negative = false;
    bool plain_int = true;  // neither point nor exponent
    bool exact = true;
};

inline std::uint64_t load8(const char* p) {
    std::uint64_t word;
    std::memcpy(&word, p, sizeof word);
    return word;
}
// The number that eight digit values make, the first byte being the highest (little endian).
inline std::uint64_t value_of_eight(std::uint64_t w) {
    w = (w & 0x0F0F0F0F0F0F0F0FU) * 2561 >> 8;
    w = (w & 0x00FF00FF00FF00FFU) * 6553601 >> 16;
    return (w & 0x0000FFFF0000FFFFU) * 42949672960001U >> 32;
}
inline constexpr std::array<std::uint64_t, 9> whole_powers = {
    1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};
inline constexpr std::array<double, 23> double_powers = {
    1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

// Eight digits at a time; the last up to seven without a loop, whose end no processor foresees.
inline const char* scan_digits(const char* p, std::uint64_t& mantissa) {
    while (true) {
        const std::uint64_t digits = load8(p) ^ 0x3030303030303030U;
        // Above 9 in a byte; a carry spoils only what stands behind one.
        const std::uint64_t others =
            ((digits + 0x7676767676767676U) | digits) & 0x8080808080808080U;
        if (others != 0) {
            const auto count = static_cast<unsigned>(std::countr_zero(others)) / 8;
            const std::uint64_t shifted = digits << ((7 - count) * 8) << 8;
            mantissa = mantissa * whole_powers[count] + value_of_eight(shifted);
            return p + count;
        }
        mantissa = mantissa * 100000000 + value_of_eight(digits);
        p += 8;
    }
}

// Whether more than 19 digits stand between `first` and `end` once leading zeros are gone; cold.
bool has_too_many_digits(const char* first, const char* end);

// False where the text at `p` is not a JSON number; what follows it is not looked at.
inline bool scan_number(const char* p, Number& n) {
    n.negative = *p == '-';
    p += n.negative ? 1 : 0;
    const char* const first = p;
    n.mantissa = 0;
    p = scan_digits(p, n.mantissa);
    if (p == first || (*first == '0' && p - first != 1)) {
        return false;
    }
    std::int64_t exponent = 0;
    n.plain_int = true;
    if (*p == '.') {
        ++p;
        const char* const fraction = p;
        p = scan_digits(p, n.mantissa);
        if (p == fraction) {
            return false;
        }
        exponent = fraction - p;
        n.plain_int = false;
    }
    n.exact = p - first <= 19 || !has_too_many_digits(first, p);
    if (*p == 'e' || *p == 'E') {
        ++p;
        const bool negative = *p == '-';
        p += *p == '-' || *p == '+' ? 1 : 0;
        if (!is_digit(*p)) {
            return false;
        }
        std::int64_t written = 0;
        for (; is_digit(*p); ++p) {
            written = written < 1000000000 ? written * 10 + (*p - '0') : written;
        }
        exponent += negative ? -written : written;
        n.plain_int = false;
    }
    constexpr std::int64_t most = 1000000000;
    n.exponent = static_cast<std::int32_t>(exponent < -most  ? -most
                                           : exponent > most ? most
                                                             : exponent);
    n.end = p;
    return true;
}

// The usual number, `-12.345` right up to `end`, where the caller knows the next token to be: the
// fraction's digits need not be searched for their end. False: it is something else, see
// scan_number.
inline bool scan_plain(const char* p, const char* end, Number& n) {
    n.negative = *p == '-';
    p += n.negative ? 1 : 0;
    constexpr std::uint64_t zeros = 0x3030303030303030U;
    constexpr std::uint64_t above_nine = 0x7676767676767676U;
    constexpr std::uint64_t high_bits = 0x8080808080808080U;
    const std::uint64_t digits = load8(p) ^ zeros;
    const std::uint64_t others = ((digits + above_nine) | digits) & high_bits;
    const auto count = static_cast<unsigned>(std::countr_zero(others)) / 8;  // 8: all are digits
    const auto size = static_cast<std::size_t>(end - p);
    if (count - 1 > 6 || (*p == '0' && count != 1) || size > 20) {
        return false;
    }
    std::uint64_t mantissa = value_of_eight(digits << (64 - count * 8));
    n.end = end;
    n.exact = true;
    n.plain_int = size == count;
    n.exponent = 0;
    if (!n.plain_int) {
        std::size_t left = size - count - 1;
        if (p[count] != '.' || left - 1 > 18) {
            return false;
        }
        n.exponent = -static_cast<std::int32_t>(left);
        const char* from = p + count + 1;
        std::uint64_t bad = 0;
        for (; left > 8; left -= 8, from += 8) {
            const std::uint64_t eight = load8(from) ^ zeros;
            bad |= (eight + above_nine) | eight;
            mantissa = mantissa * 100000000 + value_of_eight(eight);
        }
        const std::uint64_t last = (load8(from) ^ zeros) << (64 - left * 8);
        bad |= (last + above_nine) | last;
        if ((bad & high_bits) != 0) {
            return false;
        }
        mantissa = mantissa * whole_powers[left] + value_of_eight(last);
    }
    n.mantissa = mantissa;
    return true;
}

// The nearest double; false where the number is too large for one. `text` is where it starts.
bool round_decimal(const Number& n, const char* text, double& d);

inline bool to_double(const Number& n, const char* text, double& d) {
    if (n.exact && n.mantissa <= std::uint64_t{1} << 53 && n.exponent >= -22 && n.exponent <= 22) {
        // Mantissa and power are exact doubles, so one operation rounds once.
        d = static_cast<double>(n.mantissa);
        d = n.exponent < 0 ? d / double_powers[static_cast<std::size_t>(-n.exponent)]
                           : d * double_powers[static_cast<std::size_t>(n.exponent)];
        d = n.negative ? -d : d;
        return true;
    }
    return round_decimal(n, text, d);
}

enum class Whole : std::uint8_t { yes, has_fraction, too_large };
Whole to_int(const Number& n, const char* text, std::int64_t& i);

// Whether a backslash stands in [begin, end); looks at up to seven bytes behind `end`.
inline bool has_backslash(const char* begin, const char* end) {
    constexpr std::uint64_t ones = 0x0101010101010101U;
    for (; begin < end; begin += 8) {
        std::uint64_t word = load8(begin) ^ (ones * '\\');
        if (end - begin < 8) {
            word |= ~std::uint64_t{0} << ((end - begin) * 8);
        }
        if (((word - ones) & ~word & (ones * 0x80)) != 0) {
            return true;
        }
    }
    return false;
}

// Writes what the escapes of [begin, end) stand for to `to` (at least as much room) and returns its
// end; nullptr where an escape is none of JSON's or half of a surrogate pair.
char* unescape(const char* begin, const char* end, char* to);

// Bytes of the UTF-8 character at the front of `text`, which is not empty; 0 where there is none.
std::size_t character_size(std::string_view text);

}  // namespace lsmap::data

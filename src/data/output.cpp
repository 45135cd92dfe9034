#include "data/output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <memory>
#include <utility>

namespace lsmap::data {
namespace {

constexpr std::size_t first_capacity = 4096;
constexpr std::size_t longest_number = Output::geometry_size;  // "-1.7976931348623157e+308" has 24
constexpr double first_always_whole =
    9007199254740992.0;  // 2^53: from here on doubles have no fraction

constexpr auto digit_pairs = [] {
    std::array<char, 200> pairs{};
    for (std::size_t i = 0; i < 100; ++i) {
        pairs[2 * i] = static_cast<char>('0' + i / 10);
        pairs[2 * i + 1] = static_cast<char>('0' + i % 10);
    }
    return pairs;
}();

void put_pair(char* to, std::uint64_t below_100) {
    std::memcpy(to, &digit_pairs[2 * below_100], 2);
}

// Writes the decimal digits of `n`, returns the end.
char* put_digits(char* to, std::uint64_t n) {
    if (n < 10) {
        *to = static_cast<char>('0' + n);
        return to + 1;
    }
    if (n < 100) {
        put_pair(to, n);
        return to + 2;
    }
    char buffer[20];
    char* begin = buffer + sizeof buffer;
    while (n >= 100) {
        begin -= 2;
        put_pair(begin, n % 100);
        n /= 100;
    }
    if (n >= 10) {
        begin -= 2;
        put_pair(begin, n);
    } else {
        *--begin = static_cast<char>('0' + n);
    }
    const auto count = static_cast<std::size_t>(buffer + sizeof buffer - begin);
    std::memcpy(to, begin, count);
    return to + count;
}

// Writes `digits * 10^exponent`: plain from 1e-6 to 1e21, else with an exponent.
char* put_decimal(char* to, std::uint64_t digits, int exponent) {
    char buffer[20];
    const auto count = static_cast<int>(put_digits(buffer, digits) - buffer);
    const int point = count + exponent;  // digits before the decimal point
    if (point > 21 || point < -5) {
        *to++ = buffer[0];
        if (count > 1) {
            *to++ = '.';
            to = std::copy_n(buffer + 1, count - 1, to);
        }
        *to++ = 'e';
        const int power = point - 1;
        if (power < 0) {
            *to++ = '-';
        }
        return put_digits(to, static_cast<std::uint64_t>(std::abs(power)));
    }
    if (point <= 0) {
        to = std::copy_n("0.", 2, to);
        to = std::fill_n(to, -point, '0');
        return std::copy_n(buffer, count, to);
    }
    if (exponent >= 0) {
        to = std::copy_n(buffer, count, to);
        return std::fill_n(to, exponent, '0');
    }
    to = std::copy_n(buffer, point, to);
    *to++ = '.';
    return std::copy_n(buffer + point, count - point, to);
}

// What stands behind the backslash; 0: the byte stands for itself, 'u': \u00XX.
constexpr auto escapes = [] {
    std::array<char, 256> table{};
    for (std::size_t i = 0; i < 0x20; ++i) {
        table[i] = 'u';
    }
    table['\b'] = 'b';
    table['\f'] = 'f';
    table['\n'] = 'n';
    table['\r'] = 'r';
    table['\t'] = 't';
    table['"'] = '"';
    table['\\'] = '\\';
    return table;
}();

// True where one of eight bytes is a quote, a backslash or a control character. May be true once
// too often behind such a byte (borrows), never once too seldom.
bool has_escape(std::uint64_t bytes) {
    constexpr std::uint64_t ones = 0x0101010101010101U;
    constexpr std::uint64_t highs = 0x8080808080808080U;
    const std::uint64_t quotes = bytes ^ (ones * '"');
    const std::uint64_t slashes = bytes ^ (ones * '\\');
    const std::uint64_t low = (bytes - ones * 0x20) & ~bytes;
    return (((quotes - ones) & ~quotes) | ((slashes - ones) & ~slashes) | low) & highs;
}

char* put_escaped(char* to, std::string_view text) {
    const char* from = text.data();
    const char* const end = from + text.size();
    while (from != end) {
        std::uint64_t bytes = 0;
        while (end - from >= 8) {
            std::memcpy(&bytes, from, 8);
            if (has_escape(bytes)) {
                break;
            }
            std::memcpy(to, from, 8);
            from += 8;
            to += 8;
        }
        for (std::ptrdiff_t left = std::min<std::ptrdiff_t>(8, end - from); left > 0; --left) {
            const auto c = static_cast<unsigned char>(*from++);
            const char escape = escapes[c];
            if (escape == 0) {
                *to++ = static_cast<char>(c);
                continue;
            }
            *to++ = '\\';
            *to++ = escape;
            if (escape == 'u') {
                constexpr char hex[] = "0123456789abcdef";
                const char code[] = {'0', '0', hex[c >> 4U], hex[c & 15U]};
                to = std::copy_n(code, 4, to);
            }
        }
    }
    return to;
}

char* put_shortest_text(char* to, double d) {
    const double size = std::fabs(d);
    if (std::signbit(d)) {
        *to++ = '-';
    }
    if (size < first_always_whole) {
        const auto whole = static_cast<std::uint64_t>(size);
        if (static_cast<double>(whole) == size) {
            return put_digits(to, whole);
        }
    }
    const auto decimal = fmt::detail::dragonbox::to_decimal(size);
    return put_decimal(to, decimal.significand, decimal.exponent);
}

// The eight decimal digits of `n`, the highest in the lowest byte.
std::uint64_t eight_digits(std::uint32_t n) {
    const std::uint64_t fours = n / 10000 | std::uint64_t{n % 10000} << 32;
    const std::uint64_t hundreds = (fours * 10486 >> 20) & 0x0000007F0000007FU;
    const std::uint64_t pairs = hundreds | (fours - hundreds * 100) << 16;
    const std::uint64_t tens = (pairs * 103 >> 10) & 0x000F000F000F000FU;
    return tens | (pairs - tens * 10) << 8;
}

char* put_millionths(char* to, double d) {
    const double size = std::fabs(d);
    // The fraction is exact, so that only its own product with 10^6 is rounded.
    auto whole = static_cast<std::int64_t>(size);
    const double scaled = (size - static_cast<double>(whole)) * 1e6;
    auto millionths = static_cast<std::int32_t>(scaled);
    millionths += scaled - millionths >= 0.5 ? 1 : 0;
    if (millionths >= 1000000) {
        millionths -= 1000000;
        ++whole;
    }
    if (d < 0 && (whole | millionths) != 0) {
        *to++ = '-';
    }
    const auto six = static_cast<std::uint32_t>(millionths);
    std::uint64_t digits = 0;
    if (whole < 100) {  // most percentages: all digits at once
        digits = eight_digits(static_cast<std::uint32_t>(whole) * 1000000 + six);
        const unsigned skip = whole < 10 ? 1 : 0;
        const auto two = static_cast<std::uint16_t>((digits + 0x3030) >> (skip * 8));
        std::memcpy(to, &two, sizeof two);
        to += 2 - skip;
    } else {
        to = put_digits(to, static_cast<std::uint64_t>(whole));
        digits = eight_digits(six);
    }
    if (millionths != 0) {
        const auto zeros = static_cast<unsigned>(std::countl_zero(digits)) / 8;  // at the end
        const std::uint64_t text = (digits >> 16) + 0x3030303030303030U;
        *to = '.';
        std::memcpy(to + 1, &text, sizeof text);
        to += 7 - zeros;
    }
    return to;
}

}  // namespace

void Output::enlarge(std::size_t more) {
    capacity_ = std::max({first_capacity, capacity_ * 2, size_ + more});
    auto bigger = std::make_unique_for_overwrite<char[]>(capacity_);
    if (size_ != 0) {
        std::memcpy(bigger.get(), bytes_.get(), size_);
    }
    bytes_ = std::move(bigger);
}

void Output::string(std::string_view text) {
    char* const begin = grow(text.size() * 6 + 2);  // \u0001 for every byte at worst
    char* to = begin;
    *to++ = '"';
    to = put_escaped(to, text);
    *to++ = '"';
    size_ += static_cast<std::size_t>(to - begin);
}

void Output::text(const Value& string_value) {
    if (!string_value.plain) {
        string(string_value.str());
        return;
    }
    const std::size_t count = string_value.size;
    char* const to = grow(count + 2);
    to[0] = '"';
    copy_short(to + 1, string_value.text, count);
    to[count + 1] = '"';
    size_ += count + 2;
}

void Output::integer(std::int64_t i) {
    char* const begin = grow(longest_number);
    char* to = begin;
    std::uint64_t n = static_cast<std::uint64_t>(i);
    if (i < 0) {
        *to++ = '-';
        n = 0 - n;
    }
    size_ += static_cast<std::size_t>(put_digits(to, n) - begin);
}

char* Output::put_geometry(char* to, double d) const {
    if (!(std::fabs(d) < first_always_whole) && !std::isfinite(d)) {
        not_finite_ = true;
        d = 0;
    }
    return digits_ == Digits::exact || !(std::fabs(d) < first_always_whole)
               ? put_shortest_text(to, d)
               : put_millionths(to, d);
}

void Output::geometry(double d) { filled(put_geometry(room(geometry_size), d)); }

char* Output::put_shortest(char* to, double d) const {
    not_finite_ |= !std::isfinite(d);
    return put_shortest_text(to, std::isfinite(d) ? d : 0);
}

void Output::shortest(double d) { filled(put_shortest(room(longest_number), d)); }

}  // namespace lsmap::data

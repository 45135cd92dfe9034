#pragma once
#include "data/scan.hpp"

#include <bit>
#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

// Strings, keys and numbers of the usual kind by one look at 16 or 32 bytes, for the Cursor. Texts
// have `data::padding` bytes behind them.
namespace lsmap::data {

// Which of 16 bytes end the plain part of a string (a quote, a backslash, a control character), and
// which are not ASCII.
struct Plain {
    std::uint32_t stops, high;
};
#if defined(__SSE2__)
inline Plain plain_of(const char* p) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    const __m128i control = _mm_set1_epi8(0x1F);
    const __m128i stops = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')),
                                                    _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'))),
                                       _mm_cmpeq_epi8(_mm_max_epu8(bytes, control), control));
    return {static_cast<std::uint32_t>(_mm_movemask_epi8(stops)),
            static_cast<std::uint32_t>(_mm_movemask_epi8(bytes))};
}
// A bit for each of 32 bytes that are the same.
inline std::uint32_t same_bytes(const char* a, const char* b) {
    const auto half = [&](std::size_t at) {
        const __m128i left = _mm_loadu_si128(reinterpret_cast<const __m128i*>(a + at));
        const __m128i right = _mm_loadu_si128(reinterpret_cast<const __m128i*>(b + at));
        return static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(left, right)));
    };
    return half(0) | half(16) << 16;
}
#else
inline Plain plain_of(const char* p) {
    Plain found{0, 0};
    for (unsigned i = 0; i < 16; ++i) {
        const auto c = static_cast<unsigned char>(p[i]);
        found.stops |= (c == '"' || c == '\\' || c < 0x20 ? 1U : 0U) << i;
        found.high |= (c >> 7U) << i;
    }
    return found;
}
inline std::uint32_t same_bytes(const char* a, const char* b) {
    std::uint32_t same = 0;
    for (unsigned i = 0; i < 32; ++i) {
        same |= (a[i] == b[i] ? 1U : 0U) << i;
    }
    return same;
}
#endif

// A bit for each of 32 bytes that is no digit.
#if defined(__SSE2__)
inline std::uint32_t no_digits(const char* p) {
    const __m128i zeros = _mm_set1_epi8('0');
    const __m128i nine = _mm_set1_epi8(9);
    const auto half = [&](std::size_t at) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p + at));
        const __m128i amounts = _mm_xor_si128(bytes, zeros);
        return static_cast<std::uint32_t>(
            _mm_movemask_epi8(_mm_cmpeq_epi8(_mm_max_epu8(amounts, nine), nine)));
    };
    return ~(half(0) | half(16) << 16);
}
#else
inline std::uint32_t no_digits(const char* p) {
    std::uint32_t found = 0;
    for (unsigned i = 0; i < 32; ++i) {
        found |= (is_digit(p[i]) ? 0U : 1U) << i;
    }
    return found;
}
#endif

// The number that the `count` (1 to 8) digits at `p` make.
inline std::uint64_t value_of_digits(const char* p, unsigned count) {
    return value_of_eight(load8(p) << (64 - count * 8));
}

// The usual number, `-12.345`, with up to eight digits before the point and up to 19 in all. Where
// it ends is known from one look at 32 bytes, so that nobody waits for its value to go on. What
// follows it is looked at by whoever expects a comma or a bracket there.
[[gnu::always_inline]] inline bool scan_usual(const char* p, Number& n) {
    n.negative = *p == '-';
    p += n.negative ? 1 : 0;
    const std::uint32_t others = no_digits(p);
    const auto count = static_cast<unsigned>(std::countr_zero(others));
    if (count - 1 > 7 || (*p == '0' && count != 1)) {
        return false;
    }
    n.mantissa = value_of_digits(p, count);
    n.exponent = 0;
    n.exact = true;
    n.end = p + count;
    n.plain_int = *n.end != '.';
    if (!n.plain_int) {
        const std::uint32_t behind = others & (others - 1);
        const auto size = static_cast<unsigned>(std::countr_zero(behind));  // 32: there is none
        unsigned left = size - count - 1;
        if (size > 20 || left == 0) {
            return false;
        }
        n.exponent = -static_cast<std::int32_t>(left);
        const char* fraction = n.end + 1;
        n.end = p + size;
        for (; left > 8; left -= 8, fraction += 8) {
            n.mantissa = n.mantissa * 100000000 + value_of_eight(load8(fraction));
        }
        n.mantissa = n.mantissa * whole_powers[left] + value_of_digits(fraction, left);
    }
    return (*n.end | 0x20) != 'e';
}

inline bool starts_number(char c) { return c == '-' || is_digit(c); }

[[gnu::noinline]] inline bool scan_unusual(const char* p, Number& n) {
    return starts_number(*p) && scan_number(p, n);
}

[[gnu::always_inline]] inline bool scan(const char* p, Number& n) {
    return scan_usual(p, n) || scan_unusual(p, n);
}

}  // namespace lsmap::data

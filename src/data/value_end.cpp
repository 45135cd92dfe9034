#include "data/value_end.hpp"

#include "data/scan.hpp"

#include <bit>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace lsmap::data {
namespace {

// std::popcount is a call where the processor is not known to have the instruction.
std::size_t count_bits(std::uint64_t bits) {
    bits -= bits >> 1 & 0x5555555555555555U;
    bits = (bits & 0x3333333333333333U) + (bits >> 2 & 0x3333333333333333U);
    bits = (bits + (bits >> 4)) & 0x0F0F0F0F0F0F0F0FU;
    return bits * 0x0101010101010101U >> 56;
}

constexpr std::size_t block_size = 64;

struct Masks {
    std::uint64_t quote = 0, backslash = 0, open = 0, close = 0;
};

// Which of 64 bytes are which. `{` and `[`, `}` and `]` differ in one bit.
Masks masks_of(const char* block) {
    Masks m;
#if defined(__SSE2__)
    for (unsigned i = 0; i < 4; ++i) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block + i * 16));
        const __m128i folded = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
        const auto bits = [&](__m128i of, char c) {
            const int found = _mm_movemask_epi8(_mm_cmpeq_epi8(of, _mm_set1_epi8(c)));
            return static_cast<std::uint64_t>(found) << (i * 16);
        };
        m.quote |= bits(bytes, '"');
        m.backslash |= bits(bytes, '\\');
        m.open |= bits(folded, '{');
        m.close |= bits(folded, '}');
    }
#else
    for (unsigned i = 0; i < block_size; ++i) {
        const std::uint64_t bit = std::uint64_t{1} << i;
        const char folded = static_cast<char>(block[i] | 0x20);
        m.quote |= block[i] == '"' ? bit : 0;
        m.backslash |= block[i] == '\\' ? bit : 0;
        m.open |= folded == '{' ? bit : 0;
        m.close |= folded == '}' ? bit : 0;
    }
#endif
    return m;
}

// Bit i of the result: an odd number of bits up to i is set.
std::uint64_t parity_up_to(std::uint64_t bits) {
    for (unsigned shift = 1; shift < 64; shift *= 2) {
        bits ^= bits << shift;
    }
    return bits;
}

}  // namespace

ValueEnd::Brackets ValueEnd::brackets(const char* block) {
    const Masks m = masks_of(block);
    std::uint64_t escaped = escaped_ ? 1 : 0;
    escaped_ = false;
    // Backslashes are rare: one after the other.
    for (std::uint64_t left = m.backslash; left != 0; left &= left - 1) {
        const std::uint64_t bit = left & (0 - left);
        if ((escaped & bit) == 0) {
            escaped |= bit << 1;
            escaped_ = escaped_ || bit == std::uint64_t{1} << 63;
        }
    }
    const std::uint64_t in_string = parity_up_to(m.quote & ~escaped) ^ in_string_;
    in_string_ = 0 - (in_string >> 63);
    return {m.open & ~in_string, m.close & ~in_string};
}

std::optional<std::size_t> ValueEnd::feed_container(const char* p, std::size_t size) {
    for (std::size_t begin = 0; begin < size; begin += block_size) {
        const std::size_t count = size - begin < block_size ? size - begin : block_size;
        char last[block_size];
        const char* block = p + begin;
        if (count < block_size) {  // filled with blanks, behind which the state must not move
            std::memset(last, ' ', sizeof last);
            std::memcpy(last, block, count);
            block = last;
        }
        const bool ends_with_escape = [&] {
            // Blanks would swallow the escape of a backslash that is the last byte.
            std::size_t backslashes = 0;
            while (backslashes < count && block[count - 1 - backslashes] == '\\') {
                ++backslashes;
            }
            const bool from_before = backslashes == count && escaped_;
            return count < block_size && (backslashes + (from_before ? 1 : 0)) % 2 == 1;
        }();
        Brackets found = brackets(block);
        if (count < block_size) {
            escaped_ = ends_with_escape;
        }
        const auto opened = count_bits(found.open);
        const auto closed = count_bits(found.close);
        if (depth_ > closed) {
            depth_ += opened - closed;
            continue;
        }
        for (std::uint64_t both = found.open | found.close; both != 0; both &= both - 1) {
            const std::uint64_t bit = both & (0 - both);
            if ((found.open & bit) != 0) {
                ++depth_;
            } else if (--depth_ == 0) {
                return begin + static_cast<std::size_t>(std::countr_zero(bit)) + 1;
            }
        }
    }
    return std::nullopt;
}

std::optional<std::size_t> ValueEnd::feed(const char* p, std::size_t size) {
    if (size == 0) {
        return std::nullopt;
    }
    std::size_t i = 0;
    if (kind_ == Kind::unknown) {
        kind_ = *p == '{' || *p == '[' ? Kind::container : *p == '"' ? Kind::string : Kind::scalar;
        i = kind_ == Kind::string ? 1 : 0;
    }
    if (kind_ == Kind::container) {
        return feed_container(p, size);
    }
    for (; i < size; ++i) {
        if (kind_ == Kind::string) {
            if (escaped_) {
                escaped_ = false;
            } else if (p[i] == '\\') {
                escaped_ = true;
            } else if (p[i] == '"') {
                return i + 1;
            }
        } else if (is_scalar_end(p[i])) {
            return i;
        }
    }
    return std::nullopt;
}

}  // namespace lsmap::data

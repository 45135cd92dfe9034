#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

// Characters of UTF-8 text, counted eight bytes at a time.
namespace lsmap::data {

inline bool starts_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; }
// The first of four bytes: UTF-16 writes it with two units.
inline bool is_pair_in_utf16(char c) { return static_cast<unsigned char>(c) >= 0xF0; }

namespace words {

inline constexpr std::size_t size = sizeof(std::uint64_t);
inline constexpr std::uint64_t ones = 0x0101010101010101U;

inline std::uint64_t load(const char* p) {
    std::uint64_t word;
    std::memcpy(&word, p, sizeof word);
    return word;
}
// 1 in each byte for which the functions above hold.
inline std::uint64_t starts(std::uint64_t word) { return (~(word >> 7U) | (word >> 6U)) & ones; }
inline std::uint64_t pairs(std::uint64_t word) {
    return (word >> 7U) & (word >> 6U) & (word >> 5U) & (word >> 4U) & ones;
}
// Of bytes that are at most 255 together.
inline std::size_t sum_of_bytes(std::uint64_t word) {
    return static_cast<std::size_t>(word * ones >> 56U);
}

template <class Word, class Byte>
std::size_t count(std::string_view text, Word of_word, Byte of_byte) {
    constexpr std::size_t words_at_once = 31;  // so that the sum fits a byte
    std::size_t count = 0;
    std::size_t i = 0;
    while (text.size() - i >= size) {
        const std::size_t words = std::min((text.size() - i) / size, words_at_once);
        std::uint64_t sums = 0;
        for (std::size_t word = 0; word < words; ++word, i += size) {
            sums += of_word(load(text.data() + i));
        }
        count += sum_of_bytes(sums);
    }
    for (; i < text.size(); ++i) {
        count += of_byte(text[i]) ? 1 : 0;
    }
    return count;
}

}  // namespace words

inline std::size_t count_characters(std::string_view text) {
    return words::count(text, words::starts, starts_character);
}
inline std::size_t count_utf16_pairs(std::string_view text) {
    return words::count(text, words::pairs, is_pair_in_utf16);
}

}  // namespace lsmap::data

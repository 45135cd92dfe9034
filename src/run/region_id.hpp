#pragma once
#include "base/hash.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace lsmap::run {

// Region ids: the 64-bit hash (base/hash.hpp) of the task's key, the model version, the control's
// name and the number of the region among that control's in its prediction, written as the last ten
// digits to the base 62. Nothing else enters, so that ids are the same on every run and machine.
using IdText = std::array<char, 10>;

inline IdText id_text(std::uint64_t hash) {
    constexpr std::string_view digits =
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    // Two numbers of five digits, side by side; each as a binary fraction of its highest digit's
    // unit, so that a multiplication brings up the next digit.
    constexpr std::uint64_t unit = 62ULL * 62 * 62 * 62;
    constexpr std::uint64_t scale = (std::uint64_t{1} << 57) / unit + 1;
    constexpr std::uint64_t fraction = (std::uint64_t{1} << 57) - 1;
    std::uint64_t low = hash % (unit * 62) * scale;
    std::uint64_t high = hash / (unit * 62) % (unit * 62) * scale;
    // Collected in two words: bytes stored one by one and copied together make the copy wait.
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    for (unsigned i = 0; i < 5; ++i) {
        first |= std::uint64_t{static_cast<unsigned char>(digits[high >> 57])} << (8 * i);
        last |= std::uint64_t{static_cast<unsigned char>(digits[low >> 57])} << (8 * i);
        high = (high & fraction) * 62;
        low = (low & fraction) * 62;
    }
    IdText text;
    put_little_endian(text.data(), first | last << 40, 8);
    put_little_endian(text.data() + 8, last >> 24, 2);
    return text;
}
inline std::uint64_t region_hash(std::uint64_t prediction, std::uint64_t control,
                                 std::uint64_t number) {
    return hash_number(number, prediction ^ (control * 0x9e3779b97f4a7c15ULL));
}

}  // namespace lsmap::run

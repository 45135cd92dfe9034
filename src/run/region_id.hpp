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
    // As two numbers of five digits, which the processor works out side by side.
    constexpr std::uint64_t half = 62ULL * 62 * 62 * 62 * 62;
    auto low = static_cast<std::uint32_t>(hash % half);
    auto high = static_cast<std::uint32_t>(hash / half % half);
    IdText text;
    for (std::size_t i = 5; i-- > 0;) {
        text[i] = digits[high % 62];
        text[i + 5] = digits[low % 62];
        high /= 62;
        low /= 62;
    }
    return text;
}
inline std::uint64_t region_hash(std::uint64_t prediction, std::uint64_t control,
                                 std::uint64_t number) {
    return hash_number(number, prediction ^ (control * 0x9e3779b97f4a7c15ULL));
}

}  // namespace lsmap::run

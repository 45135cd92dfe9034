#pragma once
#include <cstddef>
#include <cstdint>

// What one call of a builtin may take at most, so that no rule file can exhaust the machine.
namespace lsmap::builtins {

inline constexpr std::int64_t most_range_elements = 1'000'000;
inline constexpr std::size_t most_result_bytes = std::size_t{1} << 30;  // of one string
inline constexpr int most_digits =
    17;  // after the point: more than that says nothing of a binary64
inline constexpr std::int64_t regex_memory = std::int64_t{8}
                                             << 20;  // bytes of one compiled expression
// Of a text that all searches of one call may go through together: each may go on to its end.
inline constexpr std::uint64_t most_searched_bytes = std::uint64_t{1} << 35;

}  // namespace lsmap::builtins

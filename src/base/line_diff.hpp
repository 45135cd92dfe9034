#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lsmap {

// Lines [a_begin, a_end) of one text are [b_begin, b_end) in the other.
struct LineChange {
    std::size_t a_begin = 0, a_end = 0;
    std::size_t b_begin = 0, b_end = 0;
};

// Lines with their line ends; the last may have none.
std::vector<std::string_view> lines_of(std::string_view text);

// What makes `b` of `a`, few and small changes, in order. Texts that differ in very many lines are
// one change.
std::vector<LineChange> line_changes(const std::vector<std::string_view>& a,
                                     const std::vector<std::string_view>& b);

// In the form of `diff -u`, with three lines of context; "" where the texts are alike. `colour`:
// with the escape codes of a terminal.
std::string unified_diff(std::string_view a, std::string_view b, std::string_view name,
                         bool colour);

}  // namespace lsmap

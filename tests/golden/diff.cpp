#include "golden/diff.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace golden {
namespace {

constexpr std::size_t context = 3;
constexpr std::size_t most_cells = 4'000'000;  // of the table; longer texts are shown as replaced

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const bool whole = end != std::string_view::npos;
        lines.push_back(std::string(text.substr(0, end)) +
                        (whole ? "" : "\n\\ no line feed at the end"));
        text.remove_prefix(whole ? end + 1 : text.size());
    }
    return lines;
}

struct Line {
    char mark;  // ' ', '-', '+'
    std::string text;
};

// The longest common subsequence of what is left after equal lines at both ends.
std::vector<Line> edits(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    std::size_t begin = 0;
    std::size_t end = 0;
    while (begin < std::min(a.size(), b.size()) && a[begin] == b[begin]) {
        ++begin;
    }
    while (end < std::min(a.size(), b.size()) - begin &&
           a[a.size() - 1 - end] == b[b.size() - 1 - end]) {
        ++end;
    }
    const std::size_t rows = a.size() - begin - end;
    const std::size_t columns = b.size() - begin - end;
    const bool small = rows * columns <= most_cells;
    std::vector<std::size_t> longest(small ? (rows + 1) * (columns + 1) : 0);
    const auto at = [&](std::size_t i, std::size_t k) -> std::size_t& {
        return longest[i * (columns + 1) + k];
    };
    for (std::size_t i = small ? rows : 0; i-- > 0;) {
        for (std::size_t k = columns; k-- > 0;) {
            at(i, k) = a[begin + i] == b[begin + k] ? at(i + 1, k + 1) + 1
                                                    : std::max(at(i + 1, k), at(i, k + 1));
        }
    }
    std::vector<Line> out;
    for (std::size_t i = 0; i < begin; ++i) {
        out.push_back({' ', a[i]});
    }
    std::size_t i = 0;
    std::size_t k = 0;
    while (i < rows || k < columns) {
        if (i < rows && k < columns && small && a[begin + i] == b[begin + k]) {
            out.push_back({' ', a[begin + i]});
            ++i, ++k;
        } else if (i < rows && (k == columns || !small || at(i + 1, k) >= at(i, k + 1))) {
            out.push_back({'-', a[begin + i++]});
        } else {
            out.push_back({'+', b[begin + k++]});
        }
    }
    for (std::size_t n = a.size() - end; n < a.size(); ++n) {
        out.push_back({' ', a[n]});
    }
    return out;
}

}  // namespace

std::string unified_diff(std::string_view expected, std::string_view actual) {
    if (expected == actual) {
        return "";
    }
    const std::vector<Line> lines = edits(lines_of(expected), lines_of(actual));
    std::string out = "--- expected\n+++ actual\n";
    std::size_t shown_to = 0;
    std::size_t line_number = 1;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const std::size_t from = i < context ? 0 : i - context;
        const std::size_t to = std::min(lines.size(), i + context + 1);
        const bool near = std::any_of(lines.begin() + static_cast<std::ptrdiff_t>(from),
                                      lines.begin() + static_cast<std::ptrdiff_t>(to),
                                      [](const Line& line) { return line.mark != ' '; });
        if (near) {
            if (shown_to != i || i == 0) {
                out += "@@ line " + std::to_string(line_number) + " @@\n";
            }
            out += lines[i].mark + lines[i].text + '\n';
            shown_to = i + 1;
        }
        line_number += lines[i].mark != '+' ? 1 : 0;
    }
    return out;
}

}  // namespace golden

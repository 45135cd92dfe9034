#include "base/line_diff.hpp"

#include <algorithm>

namespace lsmap {
namespace {

constexpr std::size_t context = 3;
constexpr std::size_t most_cells = 16'000'000;  // of the table; longer texts are one change

using Lines = std::vector<std::string_view>;

// Lengths of the longest common subsequences of what is left from (i, k) on.
class Lengths {
 public:
    Lengths(const Lines& a, const Lines& b, std::size_t begin, std::size_t rows,
            std::size_t columns)
        : columns_(columns), cells_((rows + 1) * (columns + 1)) {
        for (std::size_t i = rows; i-- > 0;) {
            for (std::size_t k = columns; k-- > 0;) {
                cell(i, k) = a[begin + i] == b[begin + k] ? at(i + 1, k + 1) + 1
                                                          : std::max(at(i + 1, k), at(i, k + 1));
            }
        }
    }
    std::uint32_t at(std::size_t i, std::size_t k) const { return cells_[i * (columns_ + 1) + k]; }

 private:
    std::uint32_t& cell(std::size_t i, std::size_t k) { return cells_[i * (columns_ + 1) + k]; }

    std::size_t columns_;
    std::vector<std::uint32_t> cells_;
};

// Changes that stand in one stretch of the output: [first, last) of the list.
std::size_t end_of_hunk(const std::vector<LineChange>& changes, std::size_t first) {
    std::size_t last = first + 1;
    while (last < changes.size() &&
           changes[last].a_begin - changes[last - 1].a_end <= 2 * context) {
        ++last;
    }
    return last;
}

class Writer {
 public:
    explicit Writer(bool colour) : colour_(colour) {}
    std::string text;

    void line(char mark, std::string_view line, std::string_view code) {
        const bool ends = line.ends_with('\n');
        paint(code);
        text += mark;
        text += line.substr(0, line.size() - (ends ? 1 : 0));
        paint(code.empty() ? "" : "\x1b[0m");
        text += ends ? "\n" : "\n\\ No newline at end of file\n";
    }
    void paint(std::string_view code) { text += colour_ ? code : ""; }

 private:
    bool colour_;
};

std::string range(std::size_t begin, std::size_t end) {
    const std::size_t size = end - begin;
    return std::to_string(begin + (size == 0 ? 0 : 1)) +
           (size == 1 ? "" : "," + std::to_string(size));
}

}  // namespace

std::vector<std::string_view> lines_of(std::string_view text) {
    Lines lines;
    while (!text.empty()) {
        const std::size_t size = std::min(text.find('\n'), text.size() - 1) + 1;
        lines.push_back(text.substr(0, size));
        text.remove_prefix(size);
    }
    return lines;
}

std::vector<LineChange> line_changes(const Lines& a, const Lines& b) {
    std::size_t begin = 0;
    std::size_t end = 0;
    const std::size_t least = std::min(a.size(), b.size());
    while (begin < least && a[begin] == b[begin]) {
        ++begin;
    }
    while (end < least - begin && a[a.size() - 1 - end] == b[b.size() - 1 - end]) {
        ++end;
    }
    const std::size_t rows = a.size() - begin - end;
    const std::size_t columns = b.size() - begin - end;
    if (rows == 0 && columns == 0) {
        return {};
    }
    if (rows * columns > most_cells) {
        return {{begin, begin + rows, begin, begin + columns}};
    }
    const Lengths lengths(a, b, begin, rows, columns);
    std::vector<LineChange> changes;
    std::size_t i = 0;
    std::size_t k = 0;
    while (i < rows || k < columns) {
        if (i < rows && k < columns && a[begin + i] == b[begin + k]) {
            ++i, ++k;
            continue;
        }
        LineChange change{begin + i, begin + i, begin + k, begin + k};
        while (i < rows || k < columns) {
            if (i < rows && k < columns && a[begin + i] == b[begin + k]) {
                break;
            }
            if (i < rows && (k == columns || lengths.at(i + 1, k) >= lengths.at(i, k + 1))) {
                ++i;
            } else {
                ++k;
            }
        }
        change.a_end = begin + i;
        change.b_end = begin + k;
        changes.push_back(change);
    }
    return changes;
}

std::string unified_diff(std::string_view a, std::string_view b, std::string_view name,
                         bool colour) {
    const Lines before = lines_of(a);
    const Lines after = lines_of(b);
    const std::vector<LineChange> changes = line_changes(before, after);
    if (changes.empty()) {
        return "";
    }
    Writer out(colour);
    out.paint("\x1b[1m");
    out.text += "--- " + std::string(name) + "\n+++ " + std::string(name);
    out.paint("\x1b[0m");
    out.text += '\n';
    for (std::size_t first = 0; first < changes.size();) {
        const std::size_t last = end_of_hunk(changes, first);
        const std::size_t lead = std::min(context, changes[first].a_begin);
        const std::size_t a_end = std::min(before.size(), changes[last - 1].a_end + context);
        const std::size_t b_end = std::min(after.size(), changes[last - 1].b_end + context);
        out.paint("\x1b[36m");
        out.text += "@@ -" + range(changes[first].a_begin - lead, a_end) + " +" +
                    range(changes[first].b_begin - lead, b_end) + " @@";
        out.paint("\x1b[0m");
        out.text += '\n';
        std::size_t at = changes[first].a_begin - lead;
        for (; first < last; ++first) {
            for (; at < changes[first].a_begin; ++at) {
                out.line(' ', before[at], "");
            }
            for (; at < changes[first].a_end; ++at) {
                out.line('-', before[at], "\x1b[31m");
            }
            for (std::size_t k = changes[first].b_begin; k < changes[first].b_end; ++k) {
                out.line('+', after[k], "\x1b[32m");
            }
        }
        for (; at < a_end; ++at) {
            out.line(' ', before[at], "");
        }
    }
    return std::move(out.text);
}

}  // namespace lsmap

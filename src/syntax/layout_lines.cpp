#include "syntax/layout_lines.hpp"

#include "syntax/layout.hpp"

#include <algorithm>

namespace lsmap::syntax {
namespace {

// A first column wider than this pushes no other row's second one to the right.
constexpr std::size_t widest_key = 80;

bool is_comment(std::string_view line) {
    const std::size_t first = line.find_first_not_of(' ');
    return first != std::string_view::npos && line[first] == '#';
}

}  // namespace

void LayoutLines::add_verbatim(std::string_view text) {
    start();
    lines_.back().text += text;
    lines_.back().verbatim = true;
}

void LayoutLines::end(std::uint32_t indent, bool blank) {
    if (lines_.empty()) {
        lines_.emplace_back();
    }
    Line& line = lines_.back();
    while (!line.verbatim && line.text.ends_with(' ')) {
        line.text.pop_back();
    }
    if (blank) {
        lines_.emplace_back();
    }
    lines_.emplace_back();
    indent_ = indent;
}

void LayoutLines::begin_row(std::uint32_t table) {
    start();
    Line& line = lines_.back();
    if (line.text.size() == indent_ && !line.table) {
        line.table = table;
    } else if (line.table == table) {
        line.several = true;
    }
}

void LayoutLines::divide_row(std::uint32_t table) {
    Line& line = lines_.back();
    if (line.table == table && line.middle == 0) {
        line.middle = line.text.size();
    }
}

std::size_t LayoutLines::column() const {
    return lines_.empty()               ? 0
           : lines_.back().text.empty() ? indent_
                                        : columns_of(lines_.back().text);
}

void LayoutLines::align_rows(const std::vector<Line*>& rows, std::size_t width) {
    const auto key_width = [](const Line& line) {
        return columns_of(std::string_view(line.text).substr(0, line.middle)) -
               line.text.find_first_not_of(' ');
    };
    std::size_t widest = 0;
    for (const Line* row : rows) {
        widest = std::max(widest, key_width(*row) <= widest_key ? key_width(*row) : 0);
    }
    const auto missing = [&](const Line& line) {
        return widest - std::min(widest, key_width(line));
    };
    const bool fits = std::ranges::all_of(rows, [&](const Line* row) {
        return missing(*row) == 0 || columns_of(row->text) + missing(*row) <= width;
    });
    for (Line* row : rows) {
        if (fits) {
            row->text.insert(row->middle, missing(*row), ' ');
        }
    }
}

// Rows of one table that follow one another; a comment between them does not part them.
void LayoutLines::align_tables(std::size_t width) {
    for (std::size_t i = 0; i < lines_.size();) {
        if (!is_row(lines_[i])) {
            ++i;
            continue;
        }
        std::vector<Line*> rows;
        const std::optional<std::uint32_t> table = lines_[i].table;
        for (; i < lines_.size(); ++i) {
            if (is_row(lines_[i]) && lines_[i].table == table) {
                rows.push_back(&lines_[i]);
            } else if (!is_comment(lines_[i].text)) {
                break;
            }
        }
        align_rows(rows, width);
    }
}

std::string LayoutLines::text(std::size_t width) {
    align_tables(width);
    std::string text;
    for (std::size_t i = 0; i < lines_.size();) {
        std::size_t widest = 0;
        std::size_t behind = i;
        for (;
             behind < lines_.size() && !lines_[behind].comment.empty() && !lines_[behind].verbatim;
             ++behind) {
            widest = std::max(widest, columns_of(lines_[behind].text));
        }
        for (; i < behind; ++i) {
            text += lines_[i].text;
            text.append(widest + 2 - columns_of(lines_[i].text), ' ');
            text += lines_[i].comment;
            text += '\n';
        }
        if (i < lines_.size()) {
            text += lines_[i].text;
            text += lines_[i].comment.empty() ? "" : "  ";
            text += lines_[i++].comment;
            text += '\n';
        }
    }
    return text;
}

}  // namespace lsmap::syntax

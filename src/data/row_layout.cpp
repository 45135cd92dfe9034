#include "data/row_layout.hpp"

#include <algorithm>
#include <cstring>

namespace lsmap::data {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\v' || c == '\f'; }

}  // namespace

void CellCursor::pass_line_end() {
    if (at_ < text_.size() && text_[at_] == '\r') {
        ++at_;
    }
    at_ += at_ < text_.size() ? 1 : 0;
    done_ = true;
}

bool CellCursor::fail(Problem problem, std::size_t at) {
    problem_ = problem;
    problem_at_ = at;
    done_ = true;
    return false;
}

bool CellCursor::next(Cell& cell) {
    if (done_) {
        return false;
    }
    const std::string& separator = layout_.separator;
    if (separator.empty()) {
        while (at_ < text_.size() && is_blank(text_[at_])) {
            ++at_;
        }
        if (at_line_end()) {
            pass_line_end();
            return false;
        }
        cell.at = at_;
        while (!at_line_end() && !is_blank(text_[at_])) {
            ++at_;
        }
        cell.text = text_.substr(cell.at, at_ - cell.at);
        return true;
    }
    if (begun_) {  // behind a cell
        if (at_line_end()) {
            pass_line_end();
            return false;
        }
        at_ += separator.size();
    }
    begun_ = true;
    cell.at = at_;
    if (layout_.format == InputFormat::csv && at_ < text_.size() && text_[at_] == '"') {
        return quoted(cell);
    }
    while (!at_line_end() && text_.compare(at_, separator.size(), separator) != 0) {
        ++at_;
    }
    cell.text = text_.substr(cell.at, at_ - cell.at);
    return true;
}

// A quoted cell: two quotes are one, line ends and separators are text.
bool CellCursor::quoted(Cell& cell) {
    const std::size_t open = at_++;
    bool is_copy = false;
    std::size_t begin = at_;
    while (true) {
        const std::size_t quote = text_.find('"', at_);
        if (quote == std::string_view::npos) {
            return fail(Problem::open_quote, open);
        }
        const bool doubled = quote + 1 < text_.size() && text_[quote + 1] == '"';
        if (doubled || is_copy) {
            if (!is_copy) {
                unquoted_.clear();
            }
            is_copy = true;
            unquoted_ += text_.substr(begin, quote + (doubled ? 1 : 0) - begin);
        }
        at_ = quote + (doubled ? 2 : 1);
        if (!doubled) {
            cell.text = is_copy ? std::string_view(unquoted_) : text_.substr(begin, quote - begin);
            break;
        }
        begin = at_;
    }
    const std::string& separator = layout_.separator;
    if (!at_line_end() && text_.compare(at_, separator.size(), separator) != 0) {
        return fail(Problem::text_behind_quote, at_);
    }
    return true;
}

std::optional<std::size_t> RowEnd::feed(const char* bytes, std::size_t size) {
    if (!quotes_) {
        const void* end = size == 0 ? nullptr : std::memchr(bytes, '\n', size);
        fed_ += size;
        return end == nullptr
                   ? std::nullopt
                   : std::optional(static_cast<std::size_t>(static_cast<const char*>(end) - bytes));
    }
    for (std::size_t i = 0; i < size; ++i) {
        const char c = bytes[i];
        if (state_ == State::quoted) {
            const void* quote = std::memchr(bytes + i, '"', size - i);
            if (quote == nullptr) {
                break;
            }
            i = static_cast<std::size_t>(static_cast<const char*>(quote) - bytes);
            state_ = State::quote_seen;
            continue;
        }
        if (c == '\n') {
            return i;
        }
        if (c == '"' && state_ == State::cell_start) {
            quote_ = fed_ + i;
            state_ = State::quoted;
        } else if (c == '"' && state_ == State::quote_seen) {
            state_ = State::quoted;
        } else {
            state_ = c == separator_ ? State::cell_start : State::plain;
        }
    }
    fed_ += size;
    return std::nullopt;
}

bool is_blank_row(std::string_view row, const RowLayout& layout) {
    return std::ranges::all_of(row, [&](char c) {
        return c == '\r' || c == '\n' ||
               (is_blank(c) && layout.separator != std::string_view(&c, 1));
    });
}

}  // namespace lsmap::data

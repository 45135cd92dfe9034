#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lsmap::data {

// `--input-format`: what a file holds. `automatic` looks at it.
enum class InputFormat : std::uint8_t {
    automatic,
    record,  // one record, whatever it is
    array,   // an array of records
    ndjson,  // a record a line
    csv,     // rows of cells between commas, with quotes (RFC 4180)
    tsv,     // rows of cells between tabs, without
    rows,    // rows of cells between blanks, without
    lines,   // a text a line
    slurp,   // one text
};

constexpr bool has_cells(InputFormat format) {
    return format == InputFormat::csv || format == InputFormat::tsv || format == InputFormat::rows;
}
constexpr bool is_text(InputFormat format) {
    return has_cells(format) || format == InputFormat::lines || format == InputFormat::slurp;
}

// How a text that is no JSON is cut into records.
struct RowLayout {
    InputFormat format = InputFormat::automatic;
    std::string separator;  // between cells; empty: any blanks
    bool header = false;    // the first row names the columns
    bool whole = false;     // the rows of a file are one record
};

// A cell of a row. `text` has its quotes off, and is good until the next one.
struct Cell {
    std::string_view text;
    std::size_t at = 0;  // where it starts in the row, quote included
};

// The cells of one row, from the left; of a text of many rows, those of its first one.
class CellCursor {
 public:
    CellCursor(std::string_view text, const RowLayout& layout) : text_(text), layout_(layout) {}

    // False: behind the last one, or at a `problem`.
    bool next(Cell& cell);
    enum class Problem : std::uint8_t { none, open_quote, text_behind_quote };
    Problem problem() const { return problem_; }
    std::size_t problem_at() const { return problem_at_; }
    // Behind the row and its line end, once `next` has said no.
    std::size_t end() const { return at_; }

 private:
    bool quoted(Cell& cell);
    bool fail(Problem problem, std::size_t at);
    void pass_line_end();
    bool at_line_end() const { return at_ == text_.size() || text_[at_] == '\n' || is_crlf(at_); }
    bool is_crlf(std::size_t at) const {
        return text_[at] == '\r' && (at + 1 == text_.size() || text_[at + 1] == '\n');
    }

    std::string_view text_;
    const RowLayout& layout_;
    std::size_t at_ = 0;
    bool begun_ = false, done_ = false;
    std::string unquoted_;
    Problem problem_ = Problem::none;
    std::size_t problem_at_ = 0;
};

// Finds where a row ends in a text that comes in pieces: at the line end outside of quotes.
class RowEnd {
 public:
    explicit RowEnd(const RowLayout& layout)
        : quotes_(layout.format == InputFormat::csv),
          separator_(layout.separator.empty() ? ',' : layout.separator.front()) {}

    void start() { *this = RowEnd(quotes_, separator_); }
    // The place of the line feed that ends the row; nullopt: the row goes on behind the piece.
    std::optional<std::size_t> feed(const char* bytes, std::size_t size);
    // Of a row that has not ended: where its open quote stands, counted from the row's start.
    std::optional<std::size_t> open_quote() const {
        return state_ == State::quoted ? std::optional(quote_) : std::nullopt;
    }

 private:
    enum class State : std::uint8_t { cell_start, plain, quoted, quote_seen };
    RowEnd(bool quotes, char separator) : quotes_(quotes), separator_(separator) {}

    bool quotes_;
    char separator_;
    State state_ = State::cell_start;
    std::size_t fed_ = 0, quote_ = 0;
};

// Nothing but blanks (of a layout whose separator is one, nothing at all).
bool is_blank_row(std::string_view row, const RowLayout& layout);

}  // namespace lsmap::data

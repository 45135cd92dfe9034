#pragma once
#include "check/input_rows.hpp"
#include "data/output.hpp"
#include "diag/diagnostic.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lsmap::run {

// Makes JSON of rows of cells, of lines and of whole texts, so that what reads JSON by a type reads
// these too. Keeps its buffers from text to text.
class RowReader {
 public:
    RowReader() = default;
    // `strict`: columns that no field takes are written, too, for the reader to report.
    RowReader(check::InputRows rows, bool strict) : rows_(std::move(rows)), strict_(strict) {}

    bool reads_rows() const { return !rows_.is_json(); }

    struct Problem {
        std::size_t at = 0;  // in the text
        diag::Diagnostic diagnostic;
    };
    // `header` is the row that names the columns, where it does not stand in the text. Both outlive
    // the next call.
    std::optional<Problem> read(std::string_view text, std::string_view header);
    // What came out, with data::padding bytes behind it.
    std::string_view json() const { return out_.view(); }

    // Line, column, pointer and excerpt of what stands at a place of `json()`; `line` and `column`
    // are where the text starts. Slow: for messages only.
    diag::DataLocation locate(const char* source, std::uint64_t line, std::uint64_t column) const;
    // The same for a place of the text.
    diag::DataLocation locate_in_text(std::size_t at, std::uint64_t line,
                                      std::uint64_t column) const;

 private:
    struct Column {  // of the header
        std::string name;
        std::string key;  // `"name":`
        builtins::CellForm form{};
        bool taken = false;
    };
    struct Place {
        std::size_t json, text;
    };
    std::optional<Problem> bind(std::string_view header);
    std::optional<Problem> write_all();
    std::optional<Problem> row(std::size_t begin, std::size_t& end);
    std::optional<Problem> cells_by_name(data::CellCursor& cursor, std::size_t begin);
    void cells_by_place(data::CellCursor& cursor, std::size_t begin);
    Problem cut_problem(const data::CellCursor& cursor, std::size_t begin) const;
    void put(std::string_view text, builtins::CellForm form, std::size_t at);

    check::InputRows rows_;
    bool strict_ = false;
    std::string_view text_, header_;
    std::vector<Column> columns_;
    data::Output out_, cell_;
    bool notes_places_ = false;
    std::vector<Place> places_;
};

}  // namespace lsmap::run

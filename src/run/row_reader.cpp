#include "run/row_reader.hpp"

#include "base/nearest.hpp"
#include "data/reader.hpp"
#include "diag/codes/data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace lsmap::run {
namespace {

using builtins::CellForm;
using builtins::CellKind;
using data::Cell;
using data::CellCursor;

constexpr std::size_t most_excerpt = 60;

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; }

std::string counted(std::size_t n, std::string_view what) {
    return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
}

}  // namespace

RowReader::Problem RowReader::cut_problem(const CellCursor& cursor, std::size_t begin) const {
    const bool open = cursor.problem() == CellCursor::Problem::open_quote;
    Problem problem{begin + cursor.problem_at(), open ? diag::make(diag::quote_not_closed)
                                                      : diag::make(diag::text_behind_quote)};
    problem.diagnostic.help(
        "a quote within a cell is written twice, `\"\"`, and the cell in quotes");
    return problem;
}

// Which cell is which field.
std::optional<RowReader::Problem> RowReader::bind(std::string_view header) {
    const builtins::RowForms& forms = *rows_.forms;
    columns_.clear();
    CellCursor cursor(header, rows_.layout);
    Cell cell;
    while (cursor.next(cell)) {
        Column column;
        column.name = cell.text;
        cell_.clear();
        cell_.string(cell.text);
        column.key = std::string(cell_.view()) + ":";
        const auto field = std::ranges::find(forms.columns, column.name, &builtins::Column::name);
        if (field != forms.columns.end() || forms.any_column) {
            column.taken = true;
            column.form = forms.any_column ? *forms.any_column : field->form;
            if (std::ranges::any_of(
                    columns_, [&](const Column& other) { return other.name == column.name; })) {
                Problem problem{0, diag::make(diag::column_twice, column.name)};
                problem.diagnostic.help("which of the two is meant? rename one of them");
                return problem;
            }
        } else {
            column.taken = strict_;
            column.form = {CellKind::open};
        }
        columns_.push_back(std::move(column));
    }
    if (cursor.problem() != CellCursor::Problem::none) {
        return cut_problem(cursor, 0);
    }
    for (const builtins::Column& wanted : forms.columns) {
        if (!wanted.required ||
            std::ranges::find(columns_, wanted.name, &Column::name) != columns_.end()) {
            continue;
        }
        std::vector<std::string> names;
        for (const Column& column : columns_) {
            names.push_back(column.name);
        }
        Problem problem{0, diag::make(diag::no_such_column, wanted.name)};
        const std::string near = suggestion(wanted.name, names);
        if (!near.empty()) {
            problem.diagnostic.help(near);
        }
        problem.diagnostic.help(fmt::format(
            "`NAME from \"…\": T` reads a field from a column of another name; a file without a "
            "header is read by places: {}<(a: T, b: U)>",
            rows_.layout.format == data::InputFormat::csv   ? "csv"
            : rows_.layout.format == data::InputFormat::tsv ? "tsv"
                                                            : "rows"));
        return problem;
    }
    return std::nullopt;
}

void RowReader::put(std::string_view text, CellForm form, std::size_t at) {
    if (notes_places_) {
        places_.push_back({out_.size(), at});
    }
    builtins::put_cell(text, form, true, out_);
}

std::optional<RowReader::Problem> RowReader::cells_by_name(CellCursor& cursor, std::size_t begin) {
    Cell cell;
    std::size_t count = 0;
    char before = '{';
    for (; cursor.next(cell); ++count) {
        if (count < columns_.size() && columns_[count].taken) {
            out_.raw(before);
            out_.raw(columns_[count].key);
            put(cell.text, columns_[count].form, begin + cell.at);
            before = ',';
        }
    }
    out_.raw(before == '{' ? "{}" : "}");
    if (cursor.problem() != CellCursor::Problem::none || count == columns_.size()) {
        return std::nullopt;
    }
    Problem problem{begin, diag::make(diag::cells_and_columns_differ, counted(count, "cell"),
                                      counted(columns_.size(), "column"))};
    problem.diagnostic.help(rows_.layout.format == data::InputFormat::csv
                                ? "a cell with a separator in it stands in quotes"
                                : "a cell cannot hold a separator here; `csv` takes quotes");
    return problem;
}

void RowReader::cells_by_place(CellCursor& cursor, std::size_t begin) {
    // Which form it has depends on the number of cells.
    const std::vector<builtins::RowForm>& forms = rows_.forms->forms;
    const builtins::RowForm* form = &forms.front();
    if (forms.size() > 1) {
        CellCursor counting = cursor;
        Cell cell;
        std::size_t count = 0;
        while (counting.next(cell)) {
            ++count;
        }
        form = &rows_.forms->form_for(count);
    }
    Cell cell;
    std::size_t i = 0;
    for (; cursor.next(cell); ++i) {
        out_.raw(i == 0 ? '[' : ',');
        put(cell.text, cell_form(*form, i), begin + cell.at);
    }
    out_.raw(i == 0 ? "[]" : "]");
}

std::optional<RowReader::Problem> RowReader::row(std::size_t begin, std::size_t& end) {
    CellCursor cursor(text_.substr(begin), rows_.layout);
    std::optional<Problem> problem;
    if (notes_places_) {
        places_.push_back({out_.size(), begin});
    }
    if (rows_.forms->by_name()) {
        problem = cells_by_name(cursor, begin);
    } else {
        cells_by_place(cursor, begin);
    }
    end = begin + cursor.end();
    return cursor.problem() != CellCursor::Problem::none ? cut_problem(cursor, begin) : problem;
}

std::optional<RowReader::Problem> RowReader::write_all() {
    const builtins::RowForms& forms = *rows_.forms;
    const bool cells = has_cells(rows_.layout.format);
    if (!rows_.layout.whole) {
        if (!cells) {
            put(text_, *forms.text, 0);
            return std::nullopt;
        }
        std::size_t end = 0;
        return row(0, end);
    }
    out_.raw('[');
    bool first = true;
    bool at_header = rows_.layout.header;
    for (std::size_t at = 0; at < text_.size();) {
        const std::size_t line_end = std::min(text_.find('\n', at), text_.size());
        const std::string_view line = text_.substr(at, line_end - at);
        if (cells && is_blank_row(line, rows_.layout)) {
            at = line_end + 1;
            continue;
        }
        if (at_header) {
            CellCursor cursor(text_.substr(at), rows_.layout);
            Cell cell;
            while (cursor.next(cell)) {
            }
            at += cursor.end();
            at_header = false;
            continue;
        }
        out_.raw(first ? "" : ",");
        first = false;
        if (cells) {
            if (auto problem = row(at, at)) {
                return problem;
            }
            continue;
        }
        put(line.ends_with('\r') ? line.substr(0, line.size() - 1) : line, *forms.text, at);
        at = line_end + 1;
    }
    out_.raw(']');
    return std::nullopt;
}

std::optional<RowReader::Problem> RowReader::read(std::string_view text, std::string_view header) {
    text_ = text;
    out_.clear();
    std::optional<Problem> problem;
    if (rows_.layout.header) {
        std::size_t blank = 0;  // rows before the header
        while (rows_.layout.whole && blank < text.size() &&
               (text[blank] == '\n' || text[blank] == '\r')) {
            ++blank;
        }
        const std::string_view names = rows_.layout.whole ? text.substr(blank) : header;
        const bool known = !rows_.layout.whole && names.data() == header_.data();
        if (names.empty()) {
            columns_.clear();
        } else if (!known || columns_.empty()) {
            header_ = names;
            problem = bind(names);
            if (problem && !rows_.layout.whole) {
                columns_.clear();
                problem->at = 0;  // the header is not in the text
            }
        }
    }
    if (!problem) {
        problem = write_all();
    }
    std::memset(out_.room(data::padding), 0, data::padding);
    return problem;
}

diag::DataLocation RowReader::locate_in_text(std::size_t at, std::uint64_t line,
                                             std::uint64_t column) const {
    diag::DataLocation where;
    where.line = line;
    where.column = column + 1;
    for (const char c : text_.substr(0, at)) {
        if (c == '\n') {
            ++where.line;
            where.column = 1;
        } else {
            where.column += begins_character(c) ? 1 : 0;
        }
    }
    const std::string_view rest = text_.substr(at);
    std::size_t size = std::min({rest.find_first_of("\r\n"), rest.size(), most_excerpt});
    while (size < rest.size() && !begins_character(rest[size])) {
        --size;
    }
    where.excerpt = rest.substr(0, size);
    return where;
}

diag::DataLocation RowReader::locate(const char* source, std::uint64_t line,
                                     std::uint64_t column) const {
    diag::DataLocation where = data::locate(json(), source, 1, 0);
    const std::string_view whole = json();
    const bool inside =
        source != nullptr && source >= whole.data() && source < whole.data() + whole.size();
    const std::size_t place = inside ? static_cast<std::size_t>(source - whole.data()) : 0;
    RowReader again(rows_, strict_);  // the same once more, with the places of its cells
    again.text_ = text_;
    again.columns_ = columns_;
    again.notes_places_ = true;
    static_cast<void>(again.write_all());
    const std::vector<Place>& places = again.places_;
    const auto behind = std::ranges::upper_bound(places, place, {}, &Place::json);
    const diag::DataLocation at =
        locate_in_text(behind == places.begin() ? 0 : std::prev(behind)->text, line, column);
    where.line = at.line;
    where.column = at.column;
    return where;
}

}  // namespace lsmap::run

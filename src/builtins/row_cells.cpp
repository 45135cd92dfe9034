#include "builtins/row_cells.hpp"

#include "builtins/build_value.hpp"
#include "builtins/code_points.hpp"
#include "data/output.hpp"

#include <algorithm>
#include <charconv>

namespace lsmap::builtins {
namespace {

std::vector<std::string_view> cells_between_blanks(std::string_view row) {
    std::vector<std::string_view> cells;
    std::size_t start = 0, i = 0;
    while (i < row.size()) {
        const CodePoint c = code_point_at(row, i);
        if (is_blank(c.value)) {
            if (i > start) {
                cells.push_back(row.substr(start, i - start));
            }
            start = i + c.size;
        }
        i += c.size;
    }
    if (start < row.size()) {
        cells.push_back(row.substr(start));
    }
    return cells;
}
std::vector<std::string_view> cells_between(std::string_view row, std::string_view separator) {
    std::vector<std::string_view> cells;
    for (std::size_t at = row.find(separator); at != std::string_view::npos;
         at = row.find(separator)) {
        cells.push_back(row.substr(0, at));
        row.remove_prefix(at + separator.size());
    }
    cells.push_back(row);
    return cells;
}

// Whole numbers keep all their digits.
bool put_number(std::string_view cell, data::Output& out) {
    const char* const end = cell.data() + cell.size();
    std::int64_t whole = 0;
    if (const auto read = std::from_chars(cell.data(), end, whole);
        read.ec == std::errc() && read.ptr == end) {
        out.integer(whole);
        return true;
    }
    double number = 0;
    const auto read = std::from_chars(cell.data(), end, number);
    if (read.ec != std::errc() || read.ptr != end || !std::isfinite(number)) {
        return false;
    }
    out.shortest(number);
    return true;
}
bool put_boolean(std::string_view cell, data::Output& out) {
    const bool is_true = cell == "true" || cell == "True";
    if (!is_true && cell != "false" && cell != "False") {
        return false;
    }
    out.raw(is_true ? "true" : "false");
    return true;
}
// What is no such number or truth value stays a text, which then does not fit the type.
void put_cell(std::string_view text, Cell cell, data::Output& out) {
    const std::string_view bare = trimmed(text);
    if (cell.optional && bare.empty()) {
        out.raw("null");
        return;
    }
    const bool as_number = cell.kind == CellKind::number || cell.kind == CellKind::open;
    const bool as_boolean = cell.kind == CellKind::boolean || cell.kind == CellKind::open;
    if (!(as_number && put_number(bare, out)) && !(as_boolean && put_boolean(bare, out))) {
        out.string(text);
    }
}

bool has_place(const RowForm& form, std::size_t cells) {
    return cells >= form.fewest && (cells <= form.cells.size() || form.repeats_last || form.more);
}
Cell cell_of(const RowForm& form, std::size_t i) {
    if (i < form.cells.size()) {
        return form.cells[i];
    }
    return form.repeats_last && !form.cells.empty() ? form.cells.back() : Cell{CellKind::open};
}

Value json_of_row(Args args, CallContext& context) {
    if (args[1].present() && args[1].size == 0) {
        throw DataError{"`parse_row` cannot split at an empty text"};
    }
    const auto cells = args[1].present() ? cells_between(args[0].str(), args[1].str())
                                         : cells_between_blanks(args[0].str());
    context.work += cells.size();
    const auto& forms = static_cast<const RowForms*>(context.prepared)->forms;
    const auto fitting = std::ranges::find_if(
        forms, [&](const RowForm& form) { return has_place(form, cells.size()); });
    const RowForm& form = fitting == forms.end() ? forms.front() : *fitting;
    data::Output out;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        out.raw(i == 0 ? '[' : ',');
        put_cell(cells[i], cell_of(form, i), out);
    }
    out.raw(cells.empty() ? "[]" : "]");
    return new_text(out.view(), context);
}

constexpr Builtin row = {.signature = "parse_row(s: string, sep?: string) -> string",
                         .doc = "The row as a JSON array.",
                         .examples = {},
                         .call = json_of_row,
                         .family = "strings"};

}  // namespace

const Builtin& row_cells() { return row; }

}  // namespace lsmap::builtins

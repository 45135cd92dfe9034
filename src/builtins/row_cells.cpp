#include "builtins/row_cells.hpp"

#include "builtins/build_value.hpp"
#include "builtins/code_points.hpp"
#include "data/output.hpp"
#include "data/syntax.hpp"

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

// Whether the text is a number as JSON writes it, which then keeps its digits.
bool is_json_number(std::string_view text) {
    const auto digits = [&] {
        const std::size_t n = std::min(text.find_first_not_of("0123456789"), text.size());
        text.remove_prefix(n);
        return n;
    };
    const auto take = [&](std::string_view any_of) {
        const bool has = !text.empty() && any_of.find(text.front()) != std::string_view::npos;
        text.remove_prefix(has ? 1 : 0);
        return has;
    };
    take("-");
    const bool zero = text.starts_with('0');
    const std::size_t whole = digits();
    if (whole == 0 || (zero && whole > 1) || (take(".") && digits() == 0)) {
        return false;
    }
    if (take("eE")) {
        take("+-");
        if (digits() == 0) {
            return false;
        }
    }
    return text.empty();
}
bool put_number(std::string_view cell, data::Output& out) {
    if (is_json_number(cell)) {
        out.raw(cell);
        return true;
    }
    if (cell.starts_with('+') && cell.size() > 1 && cell[1] != '-') {
        cell.remove_prefix(1);
    }
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
    const bool is_true = cell == "true" || cell == "True" || cell == "TRUE";
    if (!is_true && cell != "false" && cell != "False" && cell != "FALSE") {
        return false;
    }
    out.raw(is_true ? "true" : "false");
    return true;
}
bool put_json(std::string_view cell, data::Output& out) {
    std::string padded(cell);
    padded.append(data::padding, '\0');
    if (data::find_syntax_error(std::string_view(padded).substr(0, cell.size()))) {
        return false;
    }
    out.raw(cell);
    return true;
}

bool has_place(const RowForm& form, std::size_t cells) {
    return cells >= form.fewest && (cells <= form.cells.size() || form.repeats_last || form.more);
}
Value json_of_row(Args args, CallContext& context) {
    if (args[1].present() && args[1].size == 0) {
        throw DataError{"`parse_row` cannot split at an empty text"};
    }
    const auto cells = args[1].present() ? cells_between(args[0].str(), args[1].str())
                                         : cells_between_blanks(args[0].str());
    context.work += cells.size();
    const auto& forms = *static_cast<const RowForms*>(context.prepared);
    const RowForm& form = forms.form_for(cells.size());
    data::Output out;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        out.raw(i == 0 ? '[' : ',');
        put_cell(cells[i], cell_form(form, i), false, out);
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

const RowForm& RowForms::form_for(std::size_t cells) const {
    const auto fitting =
        std::ranges::find_if(forms, [&](const RowForm& form) { return has_place(form, cells); });
    return fitting == forms.end() ? forms.front() : *fitting;
}

CellForm cell_form(const RowForm& form, std::size_t cell) {
    if (cell < form.cells.size()) {
        return form.cells[cell];
    }
    return form.repeats_last && !form.cells.empty() ? form.cells.back() : CellForm{CellKind::open};
}

void put_cell(std::string_view text, CellForm form, bool empty_is_null, data::Output& out) {
    const std::string_view bare = trimmed(text);
    if (bare.empty() && (form.optional || (empty_is_null && form.kind != CellKind::text &&
                                           form.kind != CellKind::open))) {
        out.raw("null");
        return;
    }
    const bool open = form.kind == CellKind::open;
    const bool written = ((open || form.kind == CellKind::number) && put_number(bare, out)) ||
                         ((open || form.kind == CellKind::boolean) && put_boolean(bare, out)) ||
                         (form.kind == CellKind::json && put_json(bare, out));
    if (!written) {
        out.string(text);
    }
}

const Builtin& row_cells() { return row; }

}  // namespace lsmap::builtins

#pragma once
#include "builtins/builtin.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lsmap::data {
class Output;
}

// A row of text is made the JSON that is then read as a `T`: by `parse_row<T>(s, sep)`, and where
// the input is rows.
namespace lsmap::builtins {

// How a cell is written in JSON. `open`: as it looks, a number, true or false, else a text. `json`:
// as it is, where it holds JSON.
enum class CellKind : std::uint8_t { text, number, boolean, open, json };
struct CellForm {
    CellKind kind;
    bool optional = false;  // null where nothing stands in it
};
// The cells of one alternative of the type; the last one may stand for any number of further ones.
struct RowForm {
    std::vector<CellForm> cells;
    std::size_t fewest = 0;
    bool repeats_last = false;
    bool more = false;  // further cells are allowed, of any kind
};
// A field that is read from the column of this name.
struct Column {
    std::string name;
    CellForm form;
    bool required = false;
};
// Of several forms the first that has place for the cells is taken. Where there are columns, a row
// is an object, and its header says which cell is which; `any_column`: of a map, all are taken.
struct RowForms : Prepared {
    std::vector<RowForm> forms;
    std::vector<Column> columns;
    std::optional<CellForm> any_column;
    std::optional<CellForm> text;  // of lines and whole texts: the form of all of it

    bool by_name() const { return !columns.empty() || any_column; }
    bool empty() const { return forms.empty() && !by_name() && !text; }
    const RowForm& form_for(std::size_t cells) const;
};
CellForm cell_form(const RowForm& form, std::size_t cell);

// Writes the cell as JSON. What is no such number, truth value or JSON stays a text, which then
// does not fit the type; `empty_is_null`: but where nothing stands in it.
void put_cell(std::string_view text, CellForm form, bool empty_is_null, data::Output& out);

// Not in the table of builtins: its result is what `parse_row` reads. Wants RowForms as `prepared`.
const Builtin& row_cells();

}  // namespace lsmap::builtins

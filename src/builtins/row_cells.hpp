#pragma once
#include "builtins/builtin.hpp"

#include <cstdint>
#include <vector>

// `parse_row<T>(s, sep)`: a row of text is made the JSON array that is then read as a `T`.
namespace lsmap::builtins {

// How a cell is written in JSON. `open`: as it looks, a number, true or false, else a text.
enum class CellKind : std::uint8_t { text, number, boolean, open };
struct Cell {
    CellKind kind;
    bool optional = false;  // null where nothing stands in it
};
// The cells of one alternative of the type; the last one may stand for any number of further ones.
struct RowForm {
    std::vector<Cell> cells;
    std::size_t fewest = 0;
    bool repeats_last = false;
    bool more = false;  // further cells are allowed, of any kind
};
// Of several forms the first that has place for the cells is taken.
struct RowForms : Prepared {
    std::vector<RowForm> forms;
};

// Not in the table of builtins: its result is what `parse_row` reads. Wants RowForms as `prepared`.
const Builtin& row_cells();

}  // namespace lsmap::builtins

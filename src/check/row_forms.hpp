#pragma once
#include "builtins/row_cells.hpp"
#include "types/type.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace lsmap::check {

// The forms that a row of cells may have to be read as the type: a tuple, a list, a shape of
// numbers, a union of them. None: the type is no row.
std::vector<builtins::RowForm> row_forms(const types::TypeStore& types, types::TypeId type);

// The same for a row of an input, which may have names for its cells too: a record, a map. Empty:
// the type is no row.
std::unique_ptr<builtins::RowForms> input_row_forms(const types::TypeStore& types,
                                                    types::TypeId type);

// How a line or a whole text is read as the type, as a row of one cell is; nullopt: it cannot be.
std::optional<builtins::CellForm> text_form(const types::TypeStore& types, types::TypeId type);

}  // namespace lsmap::check

#pragma once
#include "generate/sources.hpp"

#include <string>

namespace lsmap::generate {

// A label slot: the word and the expression, with the items that it needs.
struct LabelPiece {
    std::string slot;
    Piece piece;
    std::vector<std::string> items;  // tables, constants
};

// What gives `control` (or the one that it borrows from) a label.
LabelPiece label_piece(const labelstudio::Control& control, const std::string& table_target,
                       Random& random, Names& names, const std::string& owner);

// Values of the data key that dynamic labels come from.
std::string dynamic_labels();

}  // namespace lsmap::generate

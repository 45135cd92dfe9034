#pragma once
#include "infer/declare.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

// Guesses about numbers: units, orders of boxes, scores, times.
namespace lsmap::infer {

struct Guess {
    std::string text;
    std::string remark;  // empty: it is clear
};

// The unit of lengths between `least` and `most`.
Guess unit_of(double least, double most, bool has_fractions, std::string_view key,
              const Hints& hints);

// The encoding of rows of four numbers: xyxy, xywh, cxcywh, yxyx. `coco`: fields of COCO's
// annotations stand beside.
Guess box_order(const std::vector<std::array<double, 4>>& rows, std::string_view key, bool coco,
                const Hints& hints);

// A number that is no length.
struct NumberGuess {
    std::string text;
    Role role = Role::number;
    std::string remark;
};
NumberGuess number_type(const Observed& seen, std::string_view key, const Hints& hints);

// Which number of a box a field of that name is.
Part part_of(std::string_view key);

}  // namespace lsmap::infer

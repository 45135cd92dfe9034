#pragma once
#include "data/shape.hpp"

#include <string>
#include <vector>

namespace lsmap::data {

// Which values of the input are decoded, of which it is only seen whether they are there, and which
// are passed over, as paths: `detections[].box`, `scores.*` of a map.
struct Projection {
    std::vector<std::string> decoded, presence, skipped;
};
Projection projection_of(const Shape& shape);

}  // namespace lsmap::data

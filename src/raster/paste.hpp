#pragma once
#include "raster/mask.hpp"

#include <functional>
#include <vector>

namespace lsmap::raster {

// Where something that was cut out of a picture stands in it: pixels, the box may leave the
// picture.
struct Place {
    double x1, y1, x2, y2;
    std::uint32_t width, height;  // of the picture
};

// The runs (by rows) of the picture's pixels whose centre is within a painted pixel of the mask
// when that is stretched over the box.
std::vector<Run> paste(const Mask& cut, const Place& place);

// The same for cells of numbers: the cells' centres are those numbers, between them lies what is
// between them, and around them is 0. Painted is what is at least `least`. Each row has the same
// length.
std::vector<Run> paste(std::span<const std::vector<double>> cells, double least,
                       const Place& place);

}  // namespace lsmap::raster

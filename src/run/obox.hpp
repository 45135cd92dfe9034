#pragma once
#include "data/value.hpp"

#include <array>
#include <optional>
#include <string>

namespace lsmap::run {

// A turned box in one unit for both axes (pixels): centre, sides, degrees clockwise on the picture.
struct OrientedBox {
    double cx, cy, width, height, degrees;
};
struct Corner {
    double x, y;
};

// Pixels in one of the unit that positions stand in, along each side. `per_percent` of that unit
// are a percent of the side; 0: they stand in pixels.
struct AxisScale {
    double x, y;
};
AxisScale pixels_per_unit(double per_percent, double width, double height);

// Of an obox of five numbers or of four corners, in its own unit. Corners are taken as those of the
// nearest rectangle: sides are the means of opposite ones.
OrientedBox oriented_box(const data::Value& obox);
OrientedBox oriented_box(const std::array<Corner, 4>& corners);
// Clockwise on the picture, from the one that is top left before turning.
std::array<Corner, 4> corners_of(const OrientedBox& box);
// Why four corners are no rectangle, within 1 % of the longer side; nothing where they are one.
std::optional<std::string> not_rectangular(const std::array<Corner, 4>& corners);

}  // namespace lsmap::run

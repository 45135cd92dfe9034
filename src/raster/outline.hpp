#pragma once
#include "raster/mask.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace lsmap::raster {

// Points more than these are refused: an outline of noise is no outline.
inline constexpr std::size_t most_outline_points = 4'000'000;
inline constexpr std::size_t most_crossings = 4'000'000;

// Where pixels meet: (0, 0) is the top left corner of the first one.
struct Corner {
    std::uint32_t x, y;
    friend bool operator==(const Corner&, const Corner&) = default;
};
using Ring = std::vector<Corner>;

// The outlines of a mask along the edges of its pixels, one for each part; pixels that touch at a
// corner only are two parts. Clockwise from the top left. A hole is cut in along a slit of no
// width, so that each part is one polygon. In the order of their topmost rows, from the left.
// nullopt: too many points.
std::optional<std::vector<Ring>> contour_of(const Mask& mask);

// The runs (by rows) of the pixels whose centre is within one of the polygons (x y x y …, pixels):
// within is where a line to it crosses the polygon an odd number of times. nullopt: the polygons
// cross too many rows.
std::optional<std::vector<Run>> fill(std::span<const std::span<const double>> polygons,
                                     std::uint32_t width, std::uint32_t height);

}  // namespace lsmap::raster

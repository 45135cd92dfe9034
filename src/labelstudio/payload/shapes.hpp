#pragma once
#include "base/trigonometry.hpp"
#include "labelstudio/payload.hpp"

#include <array>
#include <span>

// Geometry in percent of an image: x to the right, y down, the image from 0 to 100. Rotation is
// clockwise in degrees and happens in pixels, because percent of width and of height differ.
namespace lsmap::labelstudio::payload {

struct Point {
    double x = 0, y = 0;
};

// A rectangle as Label Studio has it: x, y is its top left corner before it is turned, and its
// pivot.
struct Rect {
    double x = 0, y = 0, width = 0, height = 0, degrees = 0;
    bool is_turned() const { return degrees != 0; }
};

struct Ellipse {
    double x = 0, y = 0, radius_x = 0, radius_y = 0,
           degrees = 0;  // x, y: the centre, and the pivot
};

// What counts as on the edge: half of the last decimal that is written.
inline constexpr double edge_tolerance = 5e-7;

bool has_size(const ObjectFacts& facts);

// The slot `box` (x1 y1 x2 y2, or x y width height degrees) turned further by the slot `rotation`.
inline Rect rect_of(const data::Value& box, const data::Value& rotation) {
    const std::span<const double> r = box.numbers();
    const double further = rotation.present() ? rotation.number : 0;
    if (r.size() == 5) {
        return {r[0], r[1], r[2], r[3], turned_to_first_turn(r[4] + further)};
    }
    return {r[0], r[1], r[2] - r[0], r[3] - r[1], further == 0 ? 0 : turned_to_first_turn(further)};
}
std::array<Point, 4> corners(const Rect& rect, const ObjectFacts& facts);
// The same ellipse as the one that the rectangle encloses.
Ellipse ellipse_in(const Rect& rect, const ObjectFacts& facts);

bool overlaps_image(std::span<const Point> convex);
bool overlaps_image(const Ellipse& shape, const ObjectFacts& facts);
bool is_inside_image(std::span<const Point> points);
bool is_inside_image(const Ellipse& shape, const ObjectFacts& facts);

// Twice the signed area of a polygon.
double double_area(std::span<const Point> points);

}  // namespace lsmap::labelstudio::payload

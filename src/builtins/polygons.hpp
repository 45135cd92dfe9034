#pragma once
#include <algorithm>
#include <span>
#include <vector>

// Plane geometry in one unit, the same along both axes unless said. Coordinates are those of the
// picture, y down; "clockwise" is meant on the picture.
namespace lsmap::builtins {

struct Point {
    double x, y;
    friend bool operator==(const Point&, const Point&) = default;
};
using Points = std::vector<Point>;

struct Box {
    double x1, y1, x2, y2;
    double area() const { return std::max(0.0, x2 - x1) * std::max(0.0, y2 - y1); }
};

Box overlap(const Box& a, const Box& b);  // x2 < x1 or y2 < y1 where there is none
// The smallest upright box around at least one point.
Box bounds_of(const Points& points);
// Clockwise from the top left.
Points corners(const Box& box);
// Of `x y x y …`.
Points points_of(std::span<const double> reals);
// Positive where the points go clockwise.
double signed_area(const Points& points);
// What of a polygon is within a convex, clockwise one.
Points clipped(Points points, const Points& convex);
// The smallest convex polygon around the points: clockwise from the leftmost (of several the
// topmost).
Points hull_of(Points points);
// Without points that are no further than the tolerance from the line they are on.
Points simplified(const Points& points, double tolerance);

}  // namespace lsmap::builtins

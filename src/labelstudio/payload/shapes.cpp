#include "labelstudio/payload/shapes.hpp"

#include "base/trigonometry.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lsmap::labelstudio::payload {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::array<Point, 4> image = {{{0, 0}, {100, 0}, {100, 100}, {0, 100}}};

// Pixels for one percent; without a size the image counts as a square.
Point scale(const ObjectFacts& facts) {
    return has_size(facts) ? Point{facts.width / 100, facts.height / 100} : Point{1, 1};
}

struct Extent {
    double low = infinity, high = -infinity;
};

Extent along(std::span<const Point> points, Point axis) {
    Extent extent;
    for (const Point& p : points) {
        const double at = p.x * axis.x + p.y * axis.y;
        extent.low = std::min(extent.low, at);
        extent.high = std::max(extent.high, at);
    }
    return extent;
}

bool overlap_along(std::span<const Point> a, std::span<const Point> b, Point axis) {
    const Extent first = along(a, axis);
    const Extent second = along(b, axis);
    return first.low < second.high && second.low < first.high;
}

double squared_distance_to_edge(Point a, Point b) {  // from the origin
    const Point way{b.x - a.x, b.y - a.y};
    const double length = way.x * way.x + way.y * way.y;
    const double part =
        length == 0 ? 0 : std::clamp(-(a.x * way.x + a.y * way.y) / length, 0.0, 1.0);
    const Point nearest{a.x + part * way.x, a.y + part * way.y};
    return nearest.x * nearest.x + nearest.y * nearest.y;
}

}  // namespace

bool has_size(const ObjectFacts& facts) { return facts.width > 0 && facts.height > 0; }

std::array<Point, 4> corners(const Rect& rect, const ObjectFacts& facts) {
    const auto [sin, cos] = sin_cos_degrees(rect.degrees);
    const Point unit = scale(facts);
    const double w = rect.width * unit.x;
    const double h = rect.height * unit.y;
    const auto corner = [&](double dx, double dy) {
        return Point{rect.x + dx / unit.x, rect.y + dy / unit.y};
    };
    return {corner(0, 0), corner(w * cos, w * sin), corner(w * cos - h * sin, w * sin + h * cos),
            corner(-h * sin, h * cos)};
}

Ellipse ellipse_in(const Rect& rect, const ObjectFacts& facts) {
    const std::array<Point, 4> c = corners(rect, facts);
    return {(c[0].x + c[2].x) / 2, (c[0].y + c[2].y) / 2, rect.width / 2, rect.height / 2,
            rect.degrees};
}

bool overlaps_image(std::span<const Point> convex) {
    if (!overlap_along(convex, image, {1, 0}) || !overlap_along(convex, image, {0, 1})) {
        return false;
    }
    for (std::size_t i = 0; i < convex.size(); ++i) {
        const Point& a = convex[i];
        const Point& b = convex[(i + 1) % convex.size()];
        if (!overlap_along(convex, image, {a.y - b.y, b.x - a.x})) {
            return false;
        }
    }
    return true;
}

bool overlaps_image(const Ellipse& shape, const ObjectFacts& facts) {
    if (shape.x >= 0 && shape.x <= 100 && shape.y >= 0 && shape.y <= 100) {
        return true;
    }
    // Where the ellipse is the unit circle, the image is a parallelogram that does not hold the
    // origin.
    const auto [sin, cos] = sin_cos_degrees(shape.degrees);
    const Point unit = scale(facts);
    std::array<Point, 4> corner;
    for (std::size_t i = 0; i < corner.size(); ++i) {
        const double dx = (image[i].x - shape.x) * unit.x;
        const double dy = (image[i].y - shape.y) * unit.y;
        corner[i] = {(dx * cos + dy * sin) / (shape.radius_x * unit.x),
                     (dy * cos - dx * sin) / (shape.radius_y * unit.y)};
    }
    double nearest = infinity;
    for (std::size_t i = 0; i < corner.size(); ++i) {
        nearest =
            std::min(nearest, squared_distance_to_edge(corner[i], corner[(i + 1) % corner.size()]));
    }
    return nearest < 1;
}

bool is_inside_image(std::span<const Point> points) {
    return std::ranges::all_of(points, [](const Point& p) {
        constexpr double low = -edge_tolerance;
        constexpr double high = 100 + edge_tolerance;
        return p.x >= low && p.x <= high && p.y >= low && p.y <= high;
    });
}

bool is_inside_image(const Ellipse& shape, const ObjectFacts& facts) {
    const auto [sin, cos] = sin_cos_degrees(shape.degrees);
    const Point unit = scale(facts);
    const double a = shape.radius_x * unit.x;
    const double b = shape.radius_y * unit.y;
    const double reach_x = std::sqrt(a * cos * a * cos + b * sin * b * sin) / unit.x;
    const double reach_y = std::sqrt(a * sin * a * sin + b * cos * b * cos) / unit.y;
    const Point ends[] = {{shape.x - reach_x, shape.y - reach_y},
                          {shape.x + reach_x, shape.y + reach_y}};
    return is_inside_image(ends);
}

double double_area(std::span<const Point> points) {
    const auto cross = [](const Point& a, const Point& b) { return a.x * b.y - b.x * a.y; };
    double sum = 0;
    for (std::size_t i = 1; i < points.size(); ++i) {
        sum += cross(points[i - 1], points[i]);
    }
    return points.empty() ? 0 : sum + cross(points.back(), points.front());
}

}  // namespace lsmap::labelstudio::payload

#include "run/obox.hpp"

#include "base/trigonometry.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lsmap::run {
namespace {

constexpr double tolerance = 0.01;  // of the longer side

// The two sides as vectors, from the first corner; the second one is clockwise of the first.
struct Sides {
    Corner along, down;
};
Sides sides(const std::array<Corner, 4>& c) {
    Corner u{((c[1].x - c[0].x) + (c[2].x - c[3].x)) / 2,
             ((c[1].y - c[0].y) + (c[2].y - c[3].y)) / 2};
    Corner v{((c[3].x - c[0].x) + (c[2].x - c[1].x)) / 2,
             ((c[3].y - c[0].y) + (c[2].y - c[1].y)) / 2};
    if (u.x * v.y - u.y * v.x < 0) {  // the corners run the other way round
        std::swap(u, v);
    }
    return {u, v};
}
double length(Corner c) { return std::sqrt(c.x * c.x + c.y * c.y); }

}  // namespace

AxisScale pixels_per_unit(double per_percent, double width, double height) {
    const bool is_share = per_percent != 0 && width > 0 && height > 0;
    return is_share ? AxisScale{width / 100 / per_percent, height / 100 / per_percent}
                    : AxisScale{1, 1};
}

OrientedBox oriented_box(const std::array<Corner, 4>& c) {
    const Sides s = sides(c);
    return {(c[0].x + c[1].x + c[2].x + c[3].x) / 4, (c[0].y + c[1].y + c[2].y + c[3].y) / 4,
            length(s.along), length(s.down),
            turned_to_first_turn(direction_degrees(s.along.y, s.along.x))};
}

OrientedBox oriented_box(const data::Value& obox) {
    const double* r = obox.reals;
    if (obox.size == 5) {
        return {r[0], r[1], r[2], r[3], r[4]};
    }
    return oriented_box({{{r[0], r[1]}, {r[2], r[3]}, {r[4], r[5]}, {r[6], r[7]}}});
}

std::array<Corner, 4> corners_of(const OrientedBox& box) {
    const auto [s, c] = sin_cos_degrees(box.degrees);
    const double ux = box.width / 2 * c;
    const double uy = box.width / 2 * s;
    const double vx = box.height / 2 * s;
    const double vy = box.height / 2 * c;
    return {{{box.cx - ux + vx, box.cy - uy - vy},
             {box.cx + ux + vx, box.cy + uy - vy},
             {box.cx + ux - vx, box.cy + uy + vy},
             {box.cx - ux - vx, box.cy - uy + vy}}};
}

std::optional<std::string> not_rectangular(const std::array<Corner, 4>& c) {
    const Sides s = sides(c);
    const double longer = std::max(length(s.along), length(s.down));
    if (longer == 0) {
        return std::nullopt;  // one point: has no area, which is not an error
    }
    const Corner open{c[0].x - c[1].x + c[2].x - c[3].x, c[0].y - c[1].y + c[2].y - c[3].y};
    if (length(open) / 2 > tolerance * longer) {
        return fmt::format("opposite sides differ by {:.3g} of the longer side",
                           length(open) / longer);
    }
    const double slant = std::fabs(s.along.x * s.down.x + s.along.y * s.down.y) / longer;
    if (slant > tolerance * longer) {
        return fmt::format("an angle is off 90 degrees by {:.3g} of the longer side",
                           slant / longer);
    }
    return std::nullopt;
}

}  // namespace lsmap::run

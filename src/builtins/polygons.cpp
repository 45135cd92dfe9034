#include "builtins/polygons.hpp"

#include <array>
#include <cmath>

namespace lsmap::builtins {

Box overlap(const Box& a, const Box& b) {
    return {std::max(a.x1, b.x1), std::max(a.y1, b.y1), std::min(a.x2, b.x2), std::min(a.y2, b.y2)};
}

Box bounds_of(const Points& points) {
    Box box{points[0].x, points[0].y, points[0].x, points[0].y};
    for (const Point& p : points) {
        box = {std::min(box.x1, p.x), std::min(box.y1, p.y), std::max(box.x2, p.x),
               std::max(box.y2, p.y)};
    }
    return box;
}

Points corners(const Box& box) {
    return {{box.x1, box.y1}, {box.x2, box.y1}, {box.x2, box.y2}, {box.x1, box.y2}};
}

Points points_of(std::span<const double> reals) {
    Points points;
    for (std::size_t i = 0; i + 1 < reals.size(); i += 2) {
        points.push_back({reals[i], reals[i + 1]});
    }
    return points;
}

double signed_area(const Points& points) {
    double twice = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const Point& a = points[i];
        const Point& b = points[(i + 1) % points.size()];
        twice += a.x * b.y - b.x * a.y;
    }
    return twice / 2;
}

// Sutherland and Hodgman: one edge of the convex shape after the other.
Points clipped(Points points, const Points& convex) {
    for (std::size_t e = 0; e < convex.size() && !points.empty(); ++e) {
        const Point from = convex[e], to = convex[(e + 1) % convex.size()];
        const auto side = [&](const Point& p) {
            return (to.x - from.x) * (p.y - from.y) - (to.y - from.y) * (p.x - from.x);
        };
        const Points before = std::move(points);
        points.clear();
        for (std::size_t i = 0; i < before.size(); ++i) {
            const Point& a = before[i];
            const Point& b = before[(i + 1) % before.size()];
            const double side_a = side(a), side_b = side(b);
            if (side_a >= 0) {
                points.push_back(a);
            }
            if ((side_a < 0 && side_b > 0) || (side_a > 0 && side_b < 0)) {
                const double t = side_a / (side_a - side_b);
                points.push_back({a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t});
            }
        }
    }
    return points;
}

// Andrew's monotone chain.
Points hull_of(Points points) {
    std::ranges::sort(
        points, [](const Point& a, const Point& b) { return a.x != b.x ? a.x < b.x : a.y < b.y; });
    points.erase(std::unique(points.begin(), points.end()), points.end());
    if (points.size() < 3) {
        return points;
    }
    Points hull;
    const auto add = [&](const Point& p, std::size_t fixed) {
        while (hull.size() >= fixed + 2) {
            const Point& a = hull[hull.size() - 2];
            const Point& b = hull.back();
            if ((b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x) > 0) {
                break;
            }
            hull.pop_back();
        }
        hull.push_back(p);
    };
    for (const Point& p : points) {
        add(p, 0);
    }
    const std::size_t forth = hull.size() - 1;
    for (std::size_t i = points.size() - 1; i-- > 0;) {
        add(points[i], forth);
    }
    hull.pop_back();  // the first point again
    return hull;
}

namespace {

double distance_to_segment(const Point& p, const Point& a, const Point& b) {
    const double dx = b.x - a.x, dy = b.y - a.y;
    const double length2 = dx * dx + dy * dy;
    const double t =
        length2 == 0 ? 0 : std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / length2, 0.0, 1.0);
    const double ex = p.x - (a.x + t * dx), ey = p.y - (a.y + t * dy);
    return std::sqrt(ex * ex + ey * ey);
}

}  // namespace

// Douglas and Peucker on a closed line, cut at its first point and the one that is furthest from
// it.
Points simplified(const Points& points, double tolerance) {
    if (points.size() < 4) {
        return points;
    }
    std::size_t far = 0;
    double far_distance = -1;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const double d = distance_to_segment(points[i], points[0], points[0]);
        if (d > far_distance) {
            far = i;
            far_distance = d;
        }
    }
    std::vector<bool> keep(points.size(), false);
    keep[0] = keep[far] = true;
    std::vector<std::array<std::size_t, 2>> open = {{0, far},
                                                    {far, points.size()}};  // the end wraps to 0
    while (!open.empty()) {
        const auto [begin, end] = open.back();
        open.pop_back();
        std::size_t split = begin;
        double greatest = tolerance;
        for (std::size_t i = begin + 1; i < end; ++i) {
            const double d =
                distance_to_segment(points[i], points[begin], points[end % points.size()]);
            if (d > greatest) {
                split = i;
                greatest = d;
            }
        }
        if (split != begin) {
            keep[split] = true;
            open.push_back({begin, split});
            open.push_back({split, end});
        }
    }
    Points kept;
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (keep[i]) {
            kept.push_back(points[i]);
        }
    }
    return kept;
}

}  // namespace lsmap::builtins

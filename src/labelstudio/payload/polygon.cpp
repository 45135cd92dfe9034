#include "labelstudio/payload/fields.hpp"
#include "labelstudio/payload/shapes.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace lsmap::labelstudio::payload {
namespace {

enum Slot : std::size_t { polygon_slot };

constexpr std::size_t fewest_points = 3;
constexpr double smallest_area = 1e-9;  // twice, in squared percent: what rounding leaves of a line

std::span<Point> points_of(const data::Value& value, data::Arena& arena) {
    const std::span<const double> reals = value.numbers();
    auto* points = arena.array<Point>(reals.size() / 2);
    for (std::size_t i = 0; i + 1 < reals.size(); i += 2) {
        points[i / 2] = {reals[i], reals[i + 1]};
    }
    return {points, reals.size() / 2};
}

bool has_area(std::span<const Point> points) {
    return points.size() >= fewest_points && std::fabs(double_area(points)) > smallest_area;
}

void put_points(std::span<data::Value> slots, std::span<const Point> points, data::Arena& arena) {
    auto* reals = arena.array<double>(points.size() * 2);
    for (std::size_t i = 0; i < points.size(); ++i) {
        reals[2 * i] = points[i].x;
        reals[2 * i + 1] = points[i].y;
    }
    slots[polygon_slot] = data::of_reals({reals, points.size() * 2});
}

void clamp_points(std::span<Point> points) {
    for (Point& p : points) {
        p = {std::clamp(p.x, 0.0, 100.0), std::clamp(p.y, 0.0, 100.0)};
    }
}

// One side of the image: `sign * coordinate <= sign * limit` is inside.
struct Edge {
    double Point::*coordinate;
    double limit, sign;
    double excess(const Point& p) const { return sign * (p.*coordinate - limit); }
};

// Sutherland-Hodgman: cuts along one side after the other. A concave polygon that falls apart stays
// one, its parts joined along the edge.
std::span<Point> cut(std::span<Point> points, data::Arena& arena) {
    constexpr Edge edges[] = {
        {&Point::x, 0, -1}, {&Point::x, 100, 1}, {&Point::y, 0, -1}, {&Point::y, 100, 1}};
    for (const Edge& edge : edges) {
        auto* kept = arena.array<Point>(points.size() * 2);
        std::size_t count = 0;
        for (std::size_t i = 0; i < points.size(); ++i) {
            const Point& from = points[i];
            const Point& to = points[(i + 1) % points.size()];
            const double before = edge.excess(from);
            const double behind = edge.excess(to);
            if (before <= 0) {
                kept[count++] = from;
            }
            if ((before < 0 && behind > 0) || (before > 0 && behind < 0)) {
                const double part = before / (before - behind);
                Point cross{from.x + (to.x - from.x) * part, from.y + (to.y - from.y) * part};
                cross.*edge.coordinate = edge.limit;
                kept[count++] = cross;
            }
        }
        points = {kept, count};
    }
    return points;
}

Fate fit(std::span<data::Value> slots, const ObjectFacts&, Outside outside, data::Arena& arena) {
    std::span<Point> points = points_of(slots[polygon_slot], arena);
    if (!has_area(points)) {
        return Fate::no_area;
    }
    bool is_exact = true;
    for (const Point& p : points) {  // without a branch, so that several are looked at at once
        is_exact &= (p.x >= 0) & (p.x <= 100) & (p.y >= 0) & (p.y <= 100);
    }
    if (is_exact || outside == Outside::keep) {
        return Fate::unchanged;
    }
    const bool is_inside = is_inside_image(points);  // but for rounding
    if (!is_inside && outside == Outside::skip) {
        return Fate::outside;
    }
    if (!is_inside && outside == Outside::fail) {
        return Fate::outside_fails;
    }
    if (outside == Outside::clip && !is_inside) {
        points = cut(points, arena);
    } else {
        clamp_points(points);
    }
    if (!has_area(points)) {
        return Fate::no_area;
    }
    put_points(slots, points, arena);
    return is_inside ? Fate::unchanged : Fate::changed;
}

void write(std::span<const data::Value> slots, const ObjectFacts&, data::Output& out) {
    const std::span<const double> reals = slots[polygon_slot].numbers();
    out.raw(R"("points":[)");
    for (std::size_t i = 0; i + 1 < reals.size(); i += 2) {
        char* to = out.room(2 * data::Output::geometry_size + 4);
        to = i == 0 ? to : data::put(to, ",");
        *to++ = '[';
        to = out.put_geometry(to, reals[i]);
        *to++ = ',';
        to = out.put_geometry(to, reals[i + 1]);
        *to++ = ']';
        out.filled(to);
    }
    out.raw(R"(],"closed":true,)");
}

}  // namespace

const Payload polygon = {.fit = &fit, .write = &write, .is_geometry = true};

}  // namespace lsmap::labelstudio::payload

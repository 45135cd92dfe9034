#include "labelstudio/payload/vertices.hpp"

#include "labelstudio/payload/fields.hpp"
#include "labelstudio/payload/shapes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

namespace lsmap::labelstudio::payload {
namespace {

enum Place : std::size_t { point, id, after, bezier, places };

std::string id_of(const data::Value& vertex, std::size_t number) {
    return vertex.items[id].present() ? std::string(vertex.items[id].str())
                                      : fmt::format("v{}", number + 1);
}

// Each vertex has an id of its own, and goes on from one that stands before it: the editor looks
// them up by id.
Fate check_ids(std::span<const data::Value> vertices) {
    const bool are_numbered = std::ranges::all_of(vertices, [](const data::Value& vertex) {
        return !vertex.items[id].present() && !vertex.items[after].present();
    });
    if (are_numbered) {
        return Fate::unchanged;
    }
    std::unordered_set<std::string> known;
    for (std::size_t i = 0; i < vertices.size(); ++i) {
        const data::Value& from = vertices[i].items[after];
        if (from.present() && !known.contains(std::string(from.str()))) {
            return Fate::lost_vertex;
        }
        if (!known.insert(id_of(vertices[i], i)).second) {
            return Fate::two_vertices;
        }
    }
    return Fate::unchanged;
}

data::Value moved(const data::Value& vertex, const Point& to, data::Arena& arena) {
    auto* reals = arena.array<double>(2);
    reals[0] = to.x;
    reals[1] = to.y;
    auto* record = arena.array<data::Value>(places);
    std::copy_n(vertex.items, places, record);
    record[point] = data::of_reals({reals, 2});
    return data::of_items({record, places});
}

void write_point(data::Output& out, const data::Value& at) {
    write_geometry(out, R"("x":)", at.reals[0]);
    write_geometry(out, R"("y":)", at.reals[1]);
}

}  // namespace

Fate fit_vertices(data::Value& vertices, bool is_closed, Outside outside, data::Arena& arena) {
    const std::span<const data::Value> all = vertices.list();
    if (all.size() < (is_closed ? 3U : 2U)) {
        return Fate::no_area;
    }
    if (const Fate ids = check_ids(all); ids != Fate::unchanged) {
        return ids;
    }
    const auto at = [](const data::Value& vertex) {
        const double* reals = vertex.items[point].reals;
        return Point{reals[0], reals[1]};
    };
    const auto is_exact = [&](const data::Value& vertex) {
        const Point p = at(vertex);
        return p.x >= 0 && p.x <= 100 && p.y >= 0 && p.y <= 100;
    };
    if (outside == Outside::keep || std::ranges::all_of(all, is_exact)) {
        return Fate::unchanged;
    }
    bool is_inside = true;  // but for rounding
    auto* kept = arena.array<data::Value>(all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        const Point p = at(all[i]);
        is_inside &= is_inside_image({&p, 1});
        const Point nearest{std::clamp(p.x, 0.0, 100.0), std::clamp(p.y, 0.0, 100.0)};
        kept[i] = is_exact(all[i]) ? all[i] : moved(all[i], nearest, arena);
    }
    if (!is_inside && outside == Outside::skip) {
        return Fate::outside;
    }
    if (!is_inside && outside == Outside::fail) {
        return Fate::outside_fails;
    }
    vertices = data::of_items({kept, all.size()});
    return is_inside ? Fate::unchanged : Fate::changed;
}

void write_vertices(const data::Value& vertices, data::Output& out) {
    out.raw(R"("vertices":[)");
    std::string before;
    for (std::size_t i = 0; i < vertices.size; ++i) {
        const data::Value& vertex = vertices.items[i];
        std::string own = id_of(vertex, i);
        out.raw(i == 0 ? R"({"id":)" : R"(,{"id":)");
        out.string(own);
        out.raw(',');
        write_point(out, vertex.items[point]);
        out.raw(R"("prevPointId":)");
        if (vertex.items[after].present()) {
            out.text(vertex.items[after]);
        } else if (i != 0) {
            out.string(before);
        } else {
            out.raw("null");
        }
        const data::Value& curve = vertex.items[bezier];
        out.raw(curve.present() ? R"(,"isBezier":true)" : R"(,"isBezier":false)");
        if (curve.present()) {
            out.raw(R"(,"controlPoint1":{)");
            write_point(out, curve.items[0]);
            out.truncate(out.size() - 1);
            out.raw(R"(},"controlPoint2":{)");
            write_point(out, curve.items[1]);
            out.truncate(out.size() - 1);
            out.raw('}');
        }
        out.raw('}');
        before = std::move(own);
    }
    out.raw("],");
}

}  // namespace lsmap::labelstudio::payload

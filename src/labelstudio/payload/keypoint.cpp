#include "labelstudio/payload/fields.hpp"
#include "labelstudio/payload/shapes.hpp"

#include <algorithm>

namespace lsmap::labelstudio::payload {
namespace {

enum Slot : std::size_t { point, width };

constexpr double usual_width = 0.5;  // percent; without any the editor shows nothing

Fate fit(std::span<data::Value> slots, const ObjectFacts& facts, Outside outside,
         data::Arena& arena) {
    const std::span<const double> at = slots[point].numbers();
    const Point p{at[0], at[1]};
    const Point nearest{std::clamp(p.x, 0.0, 100.0), std::clamp(p.y, 0.0, 100.0)};
    if (!has_size(facts) || outside == Outside::keep || (p.x == nearest.x && p.y == nearest.y)) {
        return Fate::unchanged;
    }
    const bool is_inside = is_inside_image({&p, 1});
    const auto move = [&] {
        auto* reals = arena.array<double>(2);
        reals[0] = nearest.x;
        reals[1] = nearest.y;
        slots[point] = data::of_reals({reals, 2});
        return is_inside ? Fate::unchanged : Fate::changed;
    };
    if (is_inside) {
        return move();
    }
    switch (outside) {
        case Outside::automatic:
        case Outside::clamp:
            return move();
        case Outside::clip:
            return Fate::no_area;
        case Outside::keep:
            return Fate::unchanged;
        case Outside::skip:
            return Fate::outside;
        case Outside::fail:
            return Fate::outside_fails;
    }
    return Fate::unchanged;
}

void write(std::span<const data::Value> slots, const ObjectFacts&, data::Output& out) {
    const std::span<const double> at = slots[point].numbers();
    write_geometry(out, R"("x":)", at[0]);
    write_geometry(out, R"("y":)", at[1]);
    write_geometry(out, R"("width":)", has(slots, width) ? slots[width].number : usual_width);
}

}  // namespace

const Payload keypoint = {.fit = &fit, .write = &write, .is_geometry = true};

}  // namespace lsmap::labelstudio::payload

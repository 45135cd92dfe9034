#include "labelstudio/payload/fields.hpp"
#include "labelstudio/payload/shapes.hpp"

#include <algorithm>

namespace lsmap::labelstudio::payload {
namespace {

enum Slot : std::size_t { point, width };

constexpr double usual_width = 0.5;  // percent; without any the editor shows nothing

Fate fit(std::span<data::Value> slots, const ObjectFacts&, Outside outside, data::Arena& arena) {
    const std::span<const double> at = slots[point].numbers();
    const double reach = has(slots, width) ? slots[width].number : usual_width;
    if (!(reach > 0)) {
        return Fate::no_area;  // the editor would show nothing
    }
    const Point p{at[0], at[1]};
    const Point nearest{std::clamp(p.x, 0.0, 100.0), std::clamp(p.y, 0.0, 100.0)};
    const bool is_wide = reach > 100;
    if (outside == Outside::keep || (p.x == nearest.x && p.y == nearest.y && !is_wide)) {
        return Fate::unchanged;
    }
    const bool is_inside = is_inside_image({&p, 1}) && !is_wide;
    const auto move = [&] {
        auto* reals = arena.array<double>(2);
        reals[0] = nearest.x;
        reals[1] = nearest.y;
        slots[point] = data::of_reals({reals, 2});
        if (is_wide) {
            slots[width] = data::of_number(100);
        }
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
            return is_inside_image({&p, 1}) ? move() : Fate::no_area;
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

#include "base/trigonometry.hpp"
#include "labelstudio/payload/fields.hpp"
#include "labelstudio/payload/shapes.hpp"

#include <algorithm>

namespace lsmap::labelstudio::payload {
namespace {

enum Slot : std::size_t { center, radius, box, rotation };

// The slot `rotation` turns about the centre; a box that is turned itself already stands about its
// own.
Ellipse ellipse_of(std::span<const data::Value> slots, const ObjectFacts& facts) {
    const double further = slots[rotation].present() ? slots[rotation].number : 0;
    if (slots[box].present()) {
        Ellipse shape = ellipse_in(rect_of(slots[box], data::missing_value()), facts);
        shape.degrees = turned_to_first_turn(shape.degrees + further);
        return shape;
    }
    const std::span<const double> at = slots[center].numbers();
    const std::span<const double> reach = slots[radius].numbers();
    return {at[0], at[1], reach[0], reach[1], turned_to_first_turn(further)};
}

void put_ellipse(std::span<data::Value> slots, const Ellipse& shape, data::Arena& arena) {
    auto* reals = arena.array<double>(4);
    reals[0] = shape.x;
    reals[1] = shape.y;
    reals[2] = shape.radius_x;
    reals[3] = shape.radius_y;
    slots[center] = data::of_reals({reals, 2});
    slots[radius] = data::of_reals({reals + 2, 2});
    slots[box] = data::missing_value();
    slots[rotation] = data::of_number(shape.degrees);
}

// Percent of the width cannot be turned into percent of the height without the size.
bool reach_is_known(const Ellipse& shape, const ObjectFacts& facts) {
    return has_size(facts) || shape.degrees == 0;
}

// An ellipse cannot be cut: it is kept where it overlaps, within the bounds that the server checks.
Fate keep_overlapping(std::span<data::Value> slots, const Ellipse& shape, const ObjectFacts& facts,
                      data::Arena& arena) {
    if (reach_is_known(shape, facts) && !overlaps_image(shape, facts)) {
        return Fate::no_area;
    }
    const Ellipse bounded{std::clamp(shape.x, 0.0, 100.0), std::clamp(shape.y, 0.0, 100.0),
                          std::min(shape.radius_x, 50.0), std::min(shape.radius_y, 50.0),
                          shape.degrees};
    const bool is_same = bounded.x == shape.x && bounded.y == shape.y &&
                         bounded.radius_x == shape.radius_x && bounded.radius_y == shape.radius_y;
    if (is_same) {
        return Fate::unchanged;
    }
    put_ellipse(slots, bounded, arena);
    return Fate::changed;
}

Fate fit(std::span<data::Value> slots, const ObjectFacts& facts, Outside outside,
         data::Arena& arena) {
    const Ellipse shape = ellipse_of(slots, facts);
    if (!(shape.radius_x > 0 && shape.radius_y > 0)) {
        return Fate::no_area;
    }
    if (outside == Outside::keep) {
        return Fate::unchanged;
    }
    if (!reach_is_known(shape, facts) || is_inside_image(shape, facts)) {
        return keep_overlapping(slots, shape, facts, arena);
    }
    switch (outside) {
        case Outside::automatic:
        case Outside::clip:
        case Outside::clamp:
            return keep_overlapping(slots, shape, facts, arena);
        case Outside::keep:
            return Fate::unchanged;
        case Outside::skip:
            return Fate::outside;
        case Outside::fail:
            return Fate::outside_fails;
    }
    return Fate::unchanged;
}

void write(std::span<const data::Value> slots, const ObjectFacts& facts, data::Output& out) {
    const Ellipse shape = ellipse_of(slots, facts);
    write_geometry(out, R"("x":)", shape.x);
    write_geometry(out, R"("y":)", shape.y);
    write_geometry(out, R"("radiusX":)", shape.radius_x);
    write_geometry(out, R"("radiusY":)", shape.radius_y);
    write_geometry(out, R"("rotation":)", shape.degrees);
}

}  // namespace

const Payload ellipse = {.fit = &fit, .write = &write, .is_geometry = true};

}  // namespace lsmap::labelstudio::payload

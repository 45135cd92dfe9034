#include "base/trigonometry.hpp"
#include "labelstudio/payload/fields.hpp"
#include "labelstudio/payload/shapes.hpp"

#include <algorithm>
#include <cmath>

namespace lsmap::labelstudio::payload {
namespace {

enum Slot : std::size_t { box, rotation };

void put_rect(std::span<data::Value> slots, const Rect& rect, data::Arena& arena) {
    auto* reals = arena.array<double>(5);
    reals[0] = rect.x;
    reals[1] = rect.y;
    reals[2] = rect.width;
    reals[3] = rect.height;
    reals[4] = rect.degrees;
    slots[box] = data::of_reals({reals, 5});
    slots[rotation] = data::missing_value();
}

Fate cut(std::span<data::Value> slots, const Rect& rect, data::Arena& arena) {
    const double x1 = std::clamp(rect.x, 0.0, 100.0);
    const double y1 = std::clamp(rect.y, 0.0, 100.0);
    const double x2 = std::clamp(rect.x + rect.width, 0.0, 100.0);
    const double y2 = std::clamp(rect.y + rect.height, 0.0, 100.0);
    if (x1 >= x2 || y1 >= y2) {
        return Fate::no_area;
    }
    put_rect(slots, {x1, y1, x2 - x1, y2 - y1, 0}, arena);
    return Fate::changed;
}

// The server refuses x, y, width or height beyond 100, but a turned rectangle may be begun at any
// of its corners: takes one that stands within the image, if there is one.
Rect begun_within(const Rect& rect, const ObjectFacts& facts) {
    const std::array<Point, 4> corner = corners(rect, facts);
    for (std::size_t i = 0; i < corner.size(); ++i) {
        if (!is_inside_image({&corner[i], 1})) {
            continue;
        }
        Rect turned = rect;
        turned.x = corner[i].x;
        turned.y = corner[i].y;
        turned.degrees = turned_to_first_turn(rect.degrees + 90.0 * static_cast<double>(i));
        if (i % 2 == 1) {  // the sides change places, and with them what they are percent of
            turned.width = rect.height * facts.height / facts.width;
            turned.height = rect.width * facts.width / facts.height;
        }
        if (turned.width <= 100 && turned.height <= 100) {
            return turned;
        }
    }
    return rect;
}

Fate keep_turned(std::span<data::Value> slots, const Rect& rect, const ObjectFacts& facts,
                 data::Arena& arena) {
    // Without the size nobody knows where the other corners are.
    const bool is_known = has_size(facts);
    if (is_known && !overlaps_image(corners(rect, facts))) {
        return Fate::no_area;
    }
    const Rect begun = is_known ? begun_within(rect, facts) : rect;
    if (!begun.is_turned()) {  // a quarter turn: what is upright can be cut
        return cut(slots, begun, arena);
    }
    const Rect bounded{std::clamp(begun.x, 0.0, 100.0), std::clamp(begun.y, 0.0, 100.0),
                       std::min(begun.width, 100.0), std::min(begun.height, 100.0), begun.degrees};
    const bool is_same = bounded.x == begun.x && bounded.y == begun.y &&
                         bounded.width == begun.width && bounded.height == begun.height;
    put_rect(slots, bounded, arena);
    return is_same ? Fate::unchanged : Fate::changed;
}

Fate fit(std::span<data::Value> slots, const ObjectFacts& facts, Outside outside,
         data::Arena& arena) {
    const Rect rect = rect_of(slots[box], slots[rotation]);
    if (!(rect.width > 0 && rect.height > 0)) {
        return Fate::no_area;
    }
    if (outside == Outside::keep) {
        return Fate::unchanged;
    }
    if (!rect.is_turned()) {
        const Point ends[] = {{rect.x, rect.y}, {rect.x + rect.width, rect.y + rect.height}};
        const bool is_exact = rect.x >= 0 && rect.y >= 0 && ends[1].x <= 100 && ends[1].y <= 100;
        if (is_exact) {
            return Fate::unchanged;
        }
        if (is_inside_image(ends)) {  // rounding alone
            return cut(slots, rect, arena) == Fate::changed ? Fate::unchanged : Fate::no_area;
        }
    } else if (!has_size(facts) || is_inside_image(corners(rect, facts))) {
        return keep_turned(slots, rect, facts, arena);
    }
    switch (outside) {
        case Outside::automatic:
        case Outside::clip:
        case Outside::clamp:
            return rect.is_turned() ? keep_turned(slots, rect, facts, arena)
                                    : cut(slots, rect, arena);
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
    const Rect rect = rect_of(slots[box], slots[rotation]);
    char* to = out.room(64 + 5 * data::Output::geometry_size);
    to = out.put_geometry(data::put(to, R"("x":)"), rect.x);
    to = out.put_geometry(data::put(to, R"(,"y":)"), rect.y);
    to = out.put_geometry(data::put(to, R"(,"width":)"), rect.width);
    to = out.put_geometry(data::put(to, R"(,"height":)"), rect.height);
    if (rect.is_turned() || std::signbit(rect.degrees)) {
        to = out.put_geometry(data::put(to, R"(,"rotation":)"), rect.degrees);
        out.filled(data::put(to, ","));
    } else {
        out.filled(data::put(to, R"(,"rotation":0,)"));
    }
}

}  // namespace

const Payload rectangle = {.fit = &fit, .write = &write, .is_geometry = true};

}  // namespace lsmap::labelstudio::payload

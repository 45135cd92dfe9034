#include "base/trigonometry.hpp"
#include "builtins/build_value.hpp"
#include "builtins/families.hpp"
#include "builtins/polygons.hpp"

#include <algorithm>
#include <cmath>

// Shapes that were found on a changed copy of the picture, or on a part of it, back in their place.
namespace lsmap::builtins {
namespace {

using types::Unit;

Value new_shape(const Points& points, std::string_view what, CallContext& context) {
    double* reals = context.arena.array<double>(points.size() * 2);
    for (std::size_t i = 0; i < points.size(); ++i) {
        reals[2 * i] = finite(points[i].x, what).number;
        reals[2 * i + 1] = finite(points[i].y, what).number;
    }
    return data::of_reals({reals, points.size() * 2});
}
// Centre, sides, degrees.
Value new_obox(const double (&numbers)[5], std::string_view what, CallContext& context) {
    for (const double number : numbers) {
        finite(number, what);
    }
    return new_reals(numbers, context);
}
// An oriented box is its four corners (8 numbers), or centre, sides and angle (5).
bool is_turned_by_angle(const Value& obox) { return obox.size == 5; }

void check_size(const Value& size, std::string_view what) {
    if (!(size.reals[0] > 0) || !(size.reals[1] > 0)) {
        throw DataError{fmt::format("`{}` wants a size above 0, not {} x {}", what, size.reals[0],
                                    size.reals[1])};
    }
}

// ---- rescale, unletterbox
// ---------------------------------------------------------------------------------

// A resized copy has the same shares of its sides as the original.
Value rescale(Args args, CallContext& context) {
    check_size(args[1], "rescale");
    Points points = points_of(args[0].numbers());
    for (Point& p : points) {
        p = {p.x / args[1].reals[0], p.y / args[1].reals[1]};
    }
    return new_shape(points, "rescale", context);
}

// How a padded copy was made: every length times `scale`, then moved.
struct Letterbox {
    double scale, left, top;
    Point original(const Point& p) const { return {(p.x - left) / scale, (p.y - top) / scale}; }
};
Letterbox letterbox(Args args) {
    check_size(args[1], "unletterbox");
    check_size(args[2], "unletterbox");
    const double* copy = args[1].reals;
    const double* original = args[2].reals;
    const double scale = std::min(copy[0] / original[0], copy[1] / original[1]);
    const double share_before = args[3].present() && args[3].str() == "end" ? 0 : 0.5;
    return {scale, (copy[0] - original[0] * scale) * share_before,
            (copy[1] - original[1] * scale) * share_before};
}
Value unletterbox(Args args, CallContext& context) {
    const Letterbox box = letterbox(args);
    Points points = points_of(args[0].numbers());
    std::ranges::transform(points, points.begin(), [&](Point p) { return box.original(p); });
    return new_shape(points, "unletterbox", context);
}
Value unletterbox_obox(Args args, CallContext& context) {
    if (!is_turned_by_angle(args[0])) {
        return unletterbox(args, context);
    }
    const Letterbox box = letterbox(args);
    const double* r = args[0].reals;
    const Point centre = box.original({r[0], r[1]});
    return new_obox({centre.x, centre.y, r[2] / box.scale, r[3] / box.scale, r[4]}, "unletterbox",
                    context);
}

// ---- flip_y, relative
// -------------------------------------------------------------------------------------

Value flip_y(Args args, CallContext& context) {
    Points points = points_of(args[0].numbers());
    for (Point& p : points) {
        p.y = args[1].number - p.y;
    }
    return new_shape(points, "flip_y", context);
}
// The upper side was the one with the greater y.
Value flip_y_of_box(Args args, CallContext& context) {
    const double* r = args[0].reals;
    const double y = args[1].number - r[1], other = args[1].number - r[3];
    return new_shape({{r[0], std::min(y, other)}, {r[2], std::max(y, other)}}, "flip_y", context);
}

Value relative_in_px(Args args, CallContext& context) {
    Points points = points_of(args[0].numbers());
    for (Point& p : points) {
        p = {args[1].reals[0] + p.x, args[1].reals[1] + p.y};
    }
    return new_shape(points, "relative", context);
}
Value relative_in_shares(Args args, CallContext& context) {
    const double* to = args[1].reals;
    Points points = points_of(args[0].numbers());
    for (Point& p : points) {
        p = {to[0] + p.x * (to[2] - to[0]), to[1] + p.y * (to[3] - to[1])};
    }
    return new_shape(points, "relative", context);
}

// ---- rotate
// -----------------------------------------------------------------------------------------------

// Turning wants one measure for both axes, which shares of the picture are not.
SinCos turn(Unit unit, double degrees) {
    const SinCos by = sin_cos_degrees(degrees);
    const bool is_same_both_ways = unit == Unit::px || unit == Unit::inch || unit == Unit::pt;
    if (by.sin != 0 && !is_same_both_ways) {
        throw DataError{
            "`rotate` wants px: the width and the height of the picture are not the same"};
    }
    return by;
}
Point turned(const Point& p, const SinCos& by, const double* around) {
    const double x = p.x - around[0], y = p.y - around[1];
    return {around[0] + x * by.cos - y * by.sin, around[1] + x * by.sin + y * by.cos};
}
Value rotated(Args args, Unit unit, CallContext& context) {
    const SinCos by = turn(unit, args[1].number);
    Points points = points_of(args[0].numbers());
    std::ranges::transform(points, points.begin(),
                           [&](Point p) { return turned(p, by, args[2].reals); });
    return new_shape(points, "rotate", context);
}
Value rotate_point(Args args, CallContext& context) {
    return rotated(args, context.types.as<types::PointType>(context.argument_types[0])->unit,
                   context);
}
Value rotate_polygon(Args args, CallContext& context) {
    return rotated(args, context.types.as<types::PolygonType>(context.argument_types[0])->unit,
                   context);
}
Value rotate_box(Args args, CallContext& context) {
    const double* r = args[0].reals;
    const SinCos by =
        turn(context.types.as<types::BoxType>(context.argument_types[0])->unit, args[1].number);
    const Point centre = turned({(r[0] + r[2]) / 2, (r[1] + r[3]) / 2}, by, args[2].reals);
    return new_obox({centre.x, centre.y, r[2] - r[0], r[3] - r[1], args[1].number}, "rotate",
                    context);
}
Value rotate_obox(Args args, CallContext& context) {
    const Unit unit = context.types.as<types::OboxType>(context.argument_types[0])->unit;
    if (!is_turned_by_angle(args[0])) {
        return rotated(args, unit, context);
    }
    const double* r = args[0].reals;
    const Point centre = turned({r[0], r[1]}, turn(unit, args[1].number), args[2].reals);
    return new_obox({centre.x, centre.y, r[2], r[3], r[4] + args[1].number}, "rotate", context);
}

constexpr std::string_view family = "geometry";

constexpr Builtin rows[] = {
    {.signature = "rescale(shape: box<px>, from: size) -> box<norm>",
     .doc = "A box on a resized copy of the picture, `from` being the size of the copy, back on "
            "the original.",
     .examples = {{"rescale(xyxy<px>(0, 0, 320, 160), from: [640, 640])",
                   "xyxy<norm>(0, 0, 0.5, 0.25)"}},
     .call = rescale,
     .family = family},
    {.signature = "rescale(shape: point<px>, from: size) -> point<norm>",
     .doc = "A point on a resized copy of the picture back on the original.",
     .examples = {{"rescale(point<px>(320, 160), from: [640, 640])", "point<norm>(0.5, 0.25)"}},
     .call = rescale,
     .family = family},
    {.signature = "rescale(shape: polygon<px>, from: size) -> polygon<norm>",
     .doc = "A polygon on a resized copy of the picture back on the original.",
     .examples = {{"bounds(rescale(outline(xyxy<px>(0, 0, 320, 160)), from: [640, 640]))",
                   "xyxy<norm>(0, 0, 0.5, 0.25)"}},
     .call = rescale,
     .family = family},
    {.signature = "unletterbox(shape: box<px>, from: size, to: size, pad?: \"center\" | \"end\") "
                  "-> box<px>",
     .doc = "A box on a padded copy of the picture back on the original: `from` is the size of the "
            "copy, `to` that of the picture, which was scaled with its sides kept in proportion. "
            "The padding is on both sides alike, with `pad: end` at the right or at the bottom.",
     .examples = {{"unletterbox(xyxy<px>(0, 80, 640, 560), from: [640, 640], to: [1280, 960])",
                   "xyxy<px>(0, 0, 1280, 960)"},
                  {"unletterbox(xyxy<px>(0, 0, 640, 480), from: [640, 640], to: [1280, 960], "
                   "pad: end)",
                   "xyxy<px>(0, 0, 1280, 960)"}},
     .call = unletterbox,
     .family = family},
    {.signature = "unletterbox(shape: point<px>, from: size, to: size, pad?: \"center\" | \"end\") "
                  "-> point<px>",
     .doc = "A point on a padded copy of the picture back on the original.",
     .examples = {{"unletterbox(point<px>(320, 320), from: [640, 640], to: [1280, 960])",
                   "point<px>(640, 480)"}},
     .call = unletterbox,
     .family = family},
    {.signature = "unletterbox(shape: polygon<px>, from: size, to: size, pad?: \"center\" | "
                  "\"end\") -> polygon<px>",
     .doc = "A polygon on a padded copy of the picture back on the original.",
     .examples = {{"bounds(unletterbox(outline(xyxy<px>(80, 0, 560, 640)), from: [640, 640], to: "
                   "[480, 640]))",
                   "xyxy<px>(0, 0, 480, 640)"}},
     .call = unletterbox,
     .family = family},
    {.signature = "unletterbox(shape: obox<px>, from: size, to: size, pad?: \"center\" | \"end\") "
                  "-> obox<px>",
     .doc = "An oriented box on a padded copy of the picture back on the original.",
     .examples = {{"bounds(unletterbox(cxcywhr<px, deg>(320, 320, 20, 10, 90deg), from: [640, "
                   "640], to: [1280, 960]))",
                   "xyxy<px>(630, 460, 650, 500)"}},
     .call = unletterbox_obox,
     .family = family},
    {.signature = "flip_y(shape: box<U>, height: U) -> box<U>",
     .doc = "A box whose y counts from the bottom of a picture or page of that height, with y from "
            "its top.",
     .examples = {{"flip_y(xyxy<pt>(72, 700, 200, 720), height: 792pt)",
                   "xyxy<pt>(72, 72, 200, 92)"}},
     .call = flip_y_of_box,
     .family = family},
    {.signature = "flip_y(shape: point<U>, height: U) -> point<U>",
     .doc = "A point whose y counts from the bottom, with y from the top.",
     .examples = {{"flip_y(point<px>(10, 20), height: 100px)", "point<px>(10, 80)"}},
     .call = flip_y,
     .family = family},
    {.signature = "flip_y(shape: polygon<U>, height: U) -> polygon<U>",
     .doc = "A polygon whose y counts from the bottom, with y from the top.",
     .examples = {{"bounds(flip_y(outline(xyxy<px>(0, 0, 4, 5)), height: 100px))",
                   "xyxy<px>(0, 95, 4, 100)"}},
     .call = flip_y,
     .family = family},
    {.signature = "rotate(shape: point<U>, angle: angle<deg>, around: point<U>) -> point<U>",
     .doc = "The point turned around another, clockwise on the picture.",
     .examples = {{"rotate(point<px>(3, 0), 90deg, around: point<px>(0, 0))", "point<px>(0, 3)"}},
     .call = rotate_point,
     .family = family},
    {.signature = "rotate(shape: polygon<U>, angle: angle<deg>, around: point<U>) -> polygon<U>",
     .doc = "The polygon turned around a point, clockwise on the picture.",
     .examples = {{"bounds(rotate(outline(xyxy<px>(0, 0, 4, 2)), 90deg, around: point<px>(0, 0)))",
                   "xyxy<px>(-2, 0, 0, 4)"}},
     .call = rotate_polygon,
     .family = family},
    {.signature = "rotate(shape: box<U>, angle: angle<deg>, around: point<U>) -> obox<U>",
     .doc = "The box turned around a point, clockwise on the picture.",
     .examples = {{"bounds(rotate(xyxy<px>(0, 0, 4, 2), 90deg, around: point<px>(2, 1)))",
                   "xyxy<px>(1, -1, 3, 3)"}},
     .call = rotate_box,
     .family = family},
    {.signature = "rotate(shape: obox<U>, angle: angle<deg>, around: point<U>) -> obox<U>",
     .doc = "The oriented box turned further around a point, clockwise on the picture.",
     .examples =
         {{"bounds(rotate(cxcywhr<px, deg>(3, 0, 4, 2, 90deg), 90deg, around: point<px>(0, 0)))",
           "xyxy<px>(-2, 2, 2, 4)"}},
     .call = rotate_obox,
     .family = family},
    {.signature = "relative(shape: box<norm>, to: box<U>) -> box<U>",
     .doc = "A box in shares of another (of a crop, of a page's column), in its place on the "
            "picture.",
     .examples = {{"relative(xyxy<norm>(0, 0.5, 1, 1), to: xyxy<px>(100, 200, 300, 240))",
                   "xyxy<px>(100, 220, 300, 240)"}},
     .call = relative_in_shares,
     .family = family},
    {.signature = "relative(shape: box<px>, to: box<px>) -> box<px>",
     .doc = "A box on a crop, in pixels from the corner of the crop, in its place on the picture.",
     .examples = {{"relative(xyxy<px>(1, 2, 3, 4), to: xyxy<px>(100, 200, 300, 240))",
                   "xyxy<px>(101, 202, 103, 204)"}},
     .call = relative_in_px,
     .family = family},
    {.signature = "relative(shape: point<norm>, to: box<U>) -> point<U>",
     .doc = "A point in shares of a box in its place on the picture.",
     .examples = {{"relative(point<norm>(0.5, 0.5), to: xyxy<px>(100, 200, 300, 240))",
                   "point<px>(200, 220)"}},
     .call = relative_in_shares,
     .family = family},
    {.signature = "relative(shape: point<px>, to: box<px>) -> point<px>",
     .doc = "A point on a crop in its place on the picture.",
     .examples = {{"relative(point<px>(1, 2), to: xyxy<px>(100, 200, 300, 240))",
                   "point<px>(101, 202)"}},
     .call = relative_in_px,
     .family = family},
    {.signature = "relative(shape: polygon<norm>, to: box<U>) -> polygon<U>",
     .doc = "A polygon in shares of a box in its place on the picture.",
     .examples = {{"bounds(relative(outline(xyxy<norm>(0, 0, 1, 1)), to: xyxy<px>(1, 2, 3, 4)))",
                   "xyxy<px>(1, 2, 3, 4)"}},
     .call = relative_in_shares,
     .family = family},
    {.signature = "relative(shape: polygon<px>, to: box<px>) -> polygon<px>",
     .doc = "A polygon on a crop in its place on the picture.",
     .examples = {{"bounds(relative(outline(xyxy<px>(0, 0, 1, 1)), to: xyxy<px>(1, 2, 3, 4)))",
                   "xyxy<px>(1, 2, 2, 3)"}},
     .call = relative_in_px,
     .family = family},
};

}  // namespace

std::span<const Builtin> placement_rows() { return rows; }

}  // namespace lsmap::builtins

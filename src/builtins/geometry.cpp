#include "base/trigonometry.hpp"
#include "builtins/build_value.hpp"
#include "builtins/families.hpp"
#include "builtins/polygons.hpp"

#include <algorithm>
#include <array>
#include <cmath>

// Coordinates are those of the picture, y down; "clockwise" is meant on the picture.
namespace lsmap::builtins {
namespace {

using types::Unit;

Box box_of(const Value& value) {
    return {value.reals[0], value.reals[1], value.reals[2], value.reals[3]};
}
Value new_box(const Box& box, CallContext& context) {
    const double sides[] = {box.x1, box.y1, box.x2, box.y2};
    for (const double side : sides) {
        finite(side, "bounds");
    }
    return new_reals(sides, context);
}
Points points_of_list(const Value& list) {
    Points points;
    for (const Value& item : list.list()) {
        points.push_back({item.reals[0], item.reals[1]});
    }
    return points;
}
Value new_polygon(const Points& points, CallContext& context) {
    std::vector<double> reals;
    for (const Point& point : points) {
        reals.push_back(point.x);
        reals.push_back(point.y);
    }
    return new_reals(reals, context);
}
// Corners of an oriented box, clockwise from the top left one of the upright box. Turning a box
// needs one measure for both axes, which percent and the like are not.
Points obox_corners(const Value& value, types::TypeId type, std::string_view what,
                    CallContext& context) {
    if (value.size == 8) {
        return points_of(value.numbers());
    }
    const double* r = value.reals;
    const double half_width = r[2] / 2, half_height = r[3] / 2;
    const auto* obox = context.types.as<types::OboxType>(type);
    const bool is_same_both_ways =
        obox != nullptr &&
        (obox->unit == Unit::px || obox->unit == Unit::inch || obox->unit == Unit::pt);
    const SinCos turn = sin_cos_degrees(r[4]);
    if (turn.sin != 0 && !is_same_both_ways) {
        throw DataError{fmt::format(
            "`{}` of a rotated box wants it in px: the width and the height of the picture "
            "are not the same",
            what)};
    }
    Points points = corners({-half_width, -half_height, half_width, half_height});
    for (Point& p : points) {
        p = {r[0] + p.x * turn.cos - p.y * turn.sin, r[1] + p.x * turn.sin + p.y * turn.cos};
    }
    return points;
}

// ---- bounds
// ------------------------------------------------------------------------------------------

Value bounds_of_polygon(Args args, CallContext& context) {
    const Points points = points_of(args[0].numbers());
    if (points.empty()) {
        throw DataError{"the polygon has no points"};
    }
    return new_box(bounds_of(points), context);
}
Value bounds_of_obox(Args args, CallContext& context) {
    return new_box(bounds_of(obox_corners(args[0], context.argument_types[0], "bounds", context)),
                   context);
}
Value bounds_of_points(Args args, CallContext& context) {
    const Points points = points_of_list(args[0]);
    return points.empty() ? data::missing_value() : new_box(bounds_of(points), context);
}
// Of lists of boxes and of polygons: the numbers of each are x y x y ….
Value bounds_of_shapes(Args args, CallContext& context) {
    Points points;
    for (const Value& item : args[0].list()) {
        const Points its_points = points_of(item.numbers());
        points.insert(points.end(), its_points.begin(), its_points.end());
    }
    return points.empty() ? data::missing_value() : new_box(bounds_of(points), context);
}

// ---- areas
// ---------------------------------------------------------------------------------------------

// How many squares of the unit are the picture (or one square px).
double squares(Unit unit) {
    switch (unit) {
        case Unit::percent:
            return 100.0 * 100.0;
        case Unit::permille:
            return 1000.0 * 1000.0;
        case Unit::px:
        case Unit::norm:
        case Unit::inch:
        case Unit::pt:
        case Unit::variable:
            break;
    }
    return 1;
}
Value area_of_box(Args args, CallContext& context) {
    const Unit unit = context.types.as<types::BoxType>(context.argument_types[0])->unit;
    return finite(box_of(args[0]).area() / squares(unit), "area");
}
Value area_of_obox(Args args, CallContext& context) {
    const Unit unit = context.types.as<types::OboxType>(context.argument_types[0])->unit;
    const double area = args[0].size == 8 ? std::fabs(signed_area(points_of(args[0].numbers())))
                                          : args[0].reals[2] * args[0].reals[3];
    return finite(area / squares(unit), "area");
}
Value area_of_polygon(Args args, CallContext& context) {
    const Unit unit = context.types.as<types::PolygonType>(context.argument_types[0])->unit;
    return finite(std::fabs(signed_area(points_of(args[0].numbers()))) / squares(unit), "area");
}

// ---- clipping
// --------------------------------------------------------------------------------------------

Value share(double common, double a, double b) {
    const double together = a + b - common;
    return data::of_number(together > 0 ? std::min(1.0, common / together) : 0.0);
}
Value iou_of_boxes(Args args, CallContext&) {
    const Box a = box_of(args[0]), b = box_of(args[1]);
    return share(overlap(a, b).area(), a.area(), b.area());
}
Value iou_of_oboxes(Args args, CallContext& context) {
    std::array<Points, 2> shapes;
    for (std::size_t i = 0; i < 2; ++i) {
        shapes[i] = obox_corners(args[i], context.argument_types[i], "iou", context);
        if (signed_area(shapes[i]) < 0) {
            std::ranges::reverse(shapes[i]);
        }
    }
    const double common = std::fabs(signed_area(clipped(shapes[0], shapes[1])));
    return share(common, std::fabs(signed_area(shapes[0])), std::fabs(signed_area(shapes[1])));
}
Value clip_box(Args args, CallContext& context) {
    const Box box = overlap(box_of(args[0]), box_of(args[1]));
    return box.x1 < box.x2 && box.y1 < box.y2 ? new_box(box, context) : data::missing_value();
}
Value clip_polygon(Args args, CallContext& context) {
    const Points points = clipped(points_of(args[0].numbers()), corners(box_of(args[1])));
    return points.size() < 3 || signed_area(points) == 0 ? data::missing_value()
                                                         : new_polygon(points, context);
}
// Every x and y of points, boxes and polygons, moved to the nearest place of the box.
Value clamp_to(Args args, CallContext& context) {
    const Box to = box_of(args[1]);
    Points points = points_of(args[0].numbers());
    for (Point& p : points) {
        p = {std::min(std::max(p.x, to.x1), to.x2), std::min(std::max(p.y, to.y1), to.y2)};
    }
    return new_polygon(points, context);
}

// ---- outlines
// ----------------------------------------------------------------------------------------------

Value outline_of_box(Args args, CallContext& context) {
    return new_polygon(corners(box_of(args[0])), context);
}
Value outline_of_obox(Args args, CallContext& context) {
    return new_polygon(obox_corners(args[0], context.argument_types[0], "outline", context),
                       context);
}

Value hull_of_polygon(Args args, CallContext& context) {
    return new_polygon(hull_of(points_of(args[0].numbers())), context);
}
Value hull_of_points(Args args, CallContext& context) {
    return new_polygon(hull_of(points_of_list(args[0])), context);
}

Value simplify(Args args, CallContext& context) {
    return new_polygon(simplified(points_of(args[0].numbers()), args[1].number), context);
}

constexpr std::string_view family = "geometry";

constexpr Builtin rows[] = {
    {.signature = "bounds(shape: polygon<U>) -> box<U>",
     .doc = "The smallest upright box around the polygon.",
     .examples = {{"bounds(hull([point<px>(0, 4), point<px>(2, 0), point<px>(3, 3)]))",
                   "xyxy<px>(0, 0, 3, 4)"}},
     .call = bounds_of_polygon,
     .family = family},
    {.signature = "bounds(shape: obox<U>) -> box<U>",
     .doc = "The smallest upright box around the oriented box.",
     .examples = {{"bounds(cxcywhr<px, deg>(4, 4, 4, 2, 90deg))", "xyxy<px>(3, 2, 5, 6)"}},
     .call = bounds_of_obox,
     .family = family},
    {.signature = "bounds(points: [point<U>]) -> box<U>?",
     .doc = "The smallest upright box around the points; missing where there are none.",
     .examples = {{"bounds([point<px>(0, 4), point<px>(2, 0)])", "xyxy<px>(0, 0, 2, 4)"}},
     .call = bounds_of_points,
     .present_if_not_empty = true,
     .family = family},
    {.signature = "bounds(boxes: [box<U>]) -> box<U>?",
     .doc = "The smallest upright box around the boxes; missing where there are none.",
     .examples = {{"bounds([xyxy<px>(0, 0, 1, 1), xyxy<px>(2, 2, 3, 5)])", "xyxy<px>(0, 0, 3, 5)"}},
     .call = bounds_of_shapes,
     .present_if_not_empty = true,
     .family = family},
    {.signature = "bounds(shapes: [polygon<U>]) -> box<U>?",
     .doc = "The smallest upright box around the polygons; missing where they have no points.",
     .examples = {{"bounds([outline(xyxy<px>(0, 0, 1, 1)), outline(xyxy<px>(2, 2, 3, 5))]) ?? fail",
                   "xyxy<px>(0, 0, 3, 5)"}},
     .call = bounds_of_shapes,
     .family = family},
    {.signature = "area(shape: box<U>) -> number",
     .doc = "The area: in square px (inch, pt), or the share of the picture where the unit is "
            "relative.",
     .examples = {{"area(xyxy<px>(0, 0, 4, 5))", "20.0"},
                  {"area(xyxy<percent>(0, 0, 50, 50))", "0.25"}},
     .call = area_of_box,
     .family = family},
    {.signature = "area(shape: obox<U>) -> number",
     .doc = "The area of the oriented box.",
     .examples = {{"area(cxcywhr<px, deg>(4, 4, 4, 2, 90deg))", "8.0"}},
     .call = area_of_obox,
     .family = family},
    {.signature = "area(shape: polygon<U>) -> number",
     .doc = "The area within the polygon.",
     .examples = {{"area(outline(xyxy<px>(0, 0, 4, 5)))", "20.0"}},
     .call = area_of_polygon,
     .family = family},
    {.signature = "iou(a: box<U>, b: box<U>) -> number",
     .doc = "How much two boxes overlap: the common area divided by the area of both together, 0 "
            "to 1.",
     .examples = {{"iou(xyxy<px>(0, 0, 2, 2), xyxy<px>(0, 0, 2, 2))", "1.0"},
                  {"iou(xyxy<px>(0, 0, 2, 2), xyxy<px>(0, 0, 2, 1))", "0.5"},
                  {"iou(xyxy<px>(0, 0, 1, 1), xyxy<px>(5, 5, 6, 6))", "0.0"}},
     .call = iou_of_boxes,
     .family = family},
    {.signature = "iou(a: obox<U>, b: obox<U>) -> number",
     .doc = "How much two oriented boxes overlap, 0 to 1.",
     .examples = {{"iou(cxcywhr<px, deg>(2, 1, 4, 2, 0deg), cxcywhr<px, deg>(3, 1, 2, 2, 90deg))",
                   "0.5"}},
     .call = iou_of_oboxes,
     .family = family},
    {.signature = "hull(points: [point<U>]) -> polygon<U>",
     .doc = "The smallest convex polygon around the points, clockwise.",
     .examples =
         {{"area(hull([point<px>(0, 0), point<px>(4, 0), point<px>(1, 1), point<px>(0, 4)]))",
           "8.0"}},
     .call = hull_of_points,
     .family = family},
    {.signature = "hull(shape: polygon<U>) -> polygon<U>",
     .doc = "The smallest convex polygon around the polygon, clockwise.",
     .examples = {{"area(hull(outline(xyxy<px>(0, 0, 4, 5))))", "20.0"}},
     .call = hull_of_polygon,
     .family = family},
    {.signature = "outline(shape: box<U>) -> polygon<U>",
     .doc = "The corners of the box, clockwise from the top left.",
     .examples = {{"bounds(outline(xyxy<px>(1, 2, 3, 4)))", "xyxy<px>(1, 2, 3, 4)"}},
     .call = outline_of_box,
     .family = family},
    {.signature = "outline(shape: obox<U>) -> polygon<U>",
     .doc = "The corners of the oriented box.",
     .examples = {{"bounds(outline(cxcywhr<px, deg>(4, 4, 4, 2, 90deg)))", "xyxy<px>(3, 2, 5, 6)"}},
     .call = outline_of_obox,
     .family = family},
    {.signature = "clip(shape: box<U>, to: box<U>) -> box<U>?",
     .doc = "The part of the box that is within the other; missing where nothing is.",
     .examples = {{"clip(xyxy<px>(0, 0, 4, 4), to: xyxy<px>(2, 2, 9, 9)) ?? fail",
                   "xyxy<px>(2, 2, 4, 4)"},
                  {"present(clip(xyxy<px>(0, 0, 1, 1), to: xyxy<px>(2, 2, 9, 9)))", "false"}},
     .call = clip_box,
     .family = family},
    {.signature = "clip(shape: polygon<U>, to: box<U>) -> polygon<U>?",
     .doc = "The part of the polygon that is within the box; missing where nothing is.",
     .examples = {{"area(clip(outline(xyxy<px>(0, 0, 4, 4)), to: xyxy<px>(2, 2, 9, 9)) ?? fail)",
                   "4.0"}},
     .call = clip_polygon,
     .family = family},
    {.signature = "clamp_to(shape: box<U>, to: box<U>) -> box<U>",
     .doc = "The box with every corner moved to the nearest place within the other.",
     .examples = {{"clamp_to(xyxy<px>(0, 0, 4, 4), to: xyxy<px>(2, 2, 9, 9))",
                   "xyxy<px>(2, 2, 4, 4)"}},
     .call = clamp_to,
     .family = family},
    {.signature = "clamp_to(shape: point<U>, to: box<U>) -> point<U>",
     .doc = "The place within the box that is nearest to the point.",
     .examples = {{"clamp_to(point<px>(0, 5), to: xyxy<px>(2, 2, 9, 9))", "point<px>(2, 5)"}},
     .call = clamp_to,
     .family = family},
    {.signature = "clamp_to(shape: polygon<U>, to: box<U>) -> polygon<U>",
     .doc = "The polygon with every point moved to the nearest place within the box.",
     .examples = {{"area(clamp_to(outline(xyxy<px>(0, 0, 4, 4)), to: xyxy<px>(2, 2, 9, 9)))",
                   "4.0"}},
     .call = clamp_to,
     .family = family},
    {.signature = "simplify(shape: polygon<U>, tolerance: U) -> polygon<U>",
     .doc = "The polygon without points that are no further than the tolerance from the line they "
            "are on.",
     .examples = {{"area(simplify(hull([point<px>(0, 0), point<px>(2, -1), point<px>(4, 0), "
                   "point<px>(0, 4)]), 2px))",
                   "8.0"}},
     .call = simplify,
     .family = family},
};

}  // namespace

std::span<const Builtin> geometry_rows() { return rows; }

}  // namespace lsmap::builtins

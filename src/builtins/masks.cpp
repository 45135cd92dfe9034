#include "builtins/build_value.hpp"
#include "builtins/families.hpp"
#include "data/compare.hpp"
#include "data/mask.hpp"
#include "raster/outline.hpp"
#include "raster/paste.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

// Masks: x to the right, y down, (0, 0) the top left corner of the first pixel.
namespace lsmap::builtins {
namespace {

raster::Mask mask_of(const Value& value, CallContext& context) {
    const raster::Mask mask = data::mask_of(value);
    context.work += mask.runs.size();
    return mask;
}

Value area_of_mask(Args args, CallContext& context) {
    return data::of_number(static_cast<double>(raster::area_of(mask_of(args[0], context))));
}

Value bounds_of_mask(Args args, CallContext& context) {
    const raster::PixelBox box = raster::bounds_of(mask_of(args[0], context));
    const double sides[] = {static_cast<double>(box.x1), static_cast<double>(box.y1),
                            static_cast<double>(box.x2), static_cast<double>(box.y2)};
    return new_reals(sides, context);
}

Value iou_of_masks(Args args, CallContext& context) {
    const raster::Mask a = mask_of(args[0], context), b = mask_of(args[1], context);
    if (a.width != b.width || a.height != b.height) {
        throw DataError{fmt::format("`iou` wants masks of one size, these have {} x {} and {} x {}",
                                    a.width, a.height, b.width, b.height)};
    }
    const std::uint64_t common = raster::common_area(a, b);
    const std::uint64_t together = raster::area_of(a) + raster::area_of(b) - common;
    return data::of_number(
        together == 0 ? 0 : static_cast<double>(common) / static_cast<double>(together));
}

Value contour_of_mask(Args args, CallContext& context) {
    const auto rings = raster::contour_of(mask_of(args[0], context));
    if (!rings) {
        throw DataError{fmt::format("the outlines of the mask have more than {} points",
                                    raster::most_outline_points)};
    }
    NewList polygons(rings->size(), context);
    for (std::size_t i = 0; i < rings->size(); ++i) {
        const raster::Ring& ring = (*rings)[i];
        context.work += ring.size();
        auto* reals = context.arena.array<double>(ring.size() * 2);
        for (std::size_t p = 0; p < ring.size(); ++p) {
            reals[2 * p] = ring[p].x;
            reals[2 * p + 1] = ring[p].y;
        }
        polygons[i] = data::of_reals({reals, ring.size() * 2});
    }
    return polygons.value();
}

raster::Mask mask_size(const Value& size, std::string_view what) {
    const double width = size.reals[0], height = size.reals[1];
    const auto is_side = [](double d) { return d >= 0 && d == std::floor(d) && d < 1U << 31U; };
    if (!is_side(width) || !is_side(height) ||
        !raster::is_size(static_cast<std::uint64_t>(width), static_cast<std::uint64_t>(height))) {
        throw DataError{
            fmt::format("`{}` wants whole sides and at most {} pixels, this is a size of {} x {}",
                        what, raster::most_pixels, width, height)};
    }
    return {static_cast<std::uint32_t>(width),
            static_cast<std::uint32_t>(height),
            raster::Order::rows,
            {}};
}

Value filled(std::span<const std::span<const double>> polygons, const Value& size,
             CallContext& context) {
    raster::Mask mask = mask_size(size, "fill");
    const std::optional<std::vector<raster::Run>> runs =
        raster::fill(polygons, mask.width, mask.height);
    if (!runs) {
        throw DataError{
            fmt::format("the polygons cross more than {} rows of pixels", raster::most_crossings)};
    }
    mask.runs = *runs;
    context.work += runs->size();
    return data::mask_value(mask, context.arena);
}

Value fill_polygon(Args args, CallContext& context) {
    const std::span<const double> polygon = args[0].numbers();
    return filled({&polygon, 1}, args[1], context);
}

Value fill_polygons(Args args, CallContext& context) {
    std::vector<std::span<const double>> polygons;
    for (const Value& polygon : args[0].list()) {
        polygons.push_back(polygon.numbers());
        context.work += polygon.size;
    }
    return filled(polygons, args[1], context);
}

// Rows of numbers, one as long as the other; at most as many as a mask has pixels.
std::size_t width_of_rows(std::span<const Value> rows) {
    const std::size_t width = rows.empty() ? 0 : rows[0].size;
    if (!raster::is_size(width, rows.size())) {
        throw DataError{fmt::format("a mask has at most {} pixels, these are rows for {} x {}",
                                    raster::most_pixels, width, rows.size())};
    }
    for (std::size_t y = 0; y < rows.size(); ++y) {
        if (rows[y].size != width) {
            throw DataError{fmt::format("row {} has the length {}, the first one {}", y + 1,
                                        rows[y].size, width)};
        }
    }
    return width;
}

// What is at least so much is painted.
Value threshold(Args args, CallContext& context) {
    const types::TypeId number = context.argument_types[1];
    const std::span<const Value> rows = args[0].list();
    const std::size_t width = width_of_rows(rows);
    std::vector<raster::Run> runs;
    raster::RunWriter writer(runs);
    for (const Value& row : rows) {
        for (const Value& value : row.list()) {
            writer.add(data::compare(value, args[1], number, context.types) >= 0, 1);
        }
    }
    context.work += writer.sum();
    return data::mask_value({static_cast<std::uint32_t>(width),
                             static_cast<std::uint32_t>(rows.size()), raster::Order::rows, runs},
                            context.arena);
}

Value pasted(const raster::Place& place, const std::vector<raster::Run>& runs,
             CallContext& context) {
    context.work += runs.size();
    return data::mask_value({place.width, place.height, raster::Order::rows, runs}, context.arena);
}
raster::Place place_of(const Value& box, const Value& size) {
    const raster::Mask picture = mask_size(size, "paste");
    return {box.reals[0], box.reals[1], box.reals[2], box.reals[3], picture.width, picture.height};
}

Value paste_mask(Args args, CallContext& context) {
    const raster::Place place = place_of(args[1], args[2]);
    return pasted(place, raster::paste(mask_of(args[0], context), place), context);
}

Value paste_numbers(Args args, CallContext& context) {
    const raster::Place place = place_of(args[1], args[2]);
    const bool whole = is_int(context, context.argument_types[3]);
    const auto number = [&](const Value& v) {
        return whole ? static_cast<double>(v.integer) : v.number;
    };
    const std::span<const Value> rows = args[0].list();
    width_of_rows(rows);
    std::vector<std::vector<double>> cells;
    for (const Value& row : rows) {
        std::vector<double>& numbers = cells.emplace_back();
        std::ranges::transform(row.list(), std::back_inserter(numbers), number);
    }
    const auto pixels =
        static_cast<std::uint64_t>(std::clamp((place.x2 - place.x1) * (place.y2 - place.y1), 0.0,
                                              static_cast<double>(place.width) * place.height));
    context.work += pixels;
    return pasted(place, raster::paste(cells, number(args[3]), place), context);
}

constexpr std::string_view family = "masks", geometry = "geometry";

constexpr Builtin rows[] = {
    {.signature = "threshold(rows: [[Q]], at: Q) -> mask",
     .doc = "The mask of rows of scores or other numbers: what is at least `at` is painted.",
     .examples = {{"area(threshold([[0.1, 0.5, 0.9], [0.7, 0.2, 0.0]], at: 0.5))", "3.0"},
                  {"bounds(threshold([[0, 0, 255], [0, 0, 0]], at: 128))", "xyxy<px>(2, 0, 3, 1)"}},
     .call = threshold,
     .family = family},
    {.signature = "contour(shape: mask) -> [polygon<px>]",
     .doc =
         "The outlines of what is painted, along the edges of its pixels, clockwise: one polygon "
         "for each part. Pixels that touch at a corner only are two parts; a hole is cut in along "
         "a slit of no width.",
     .examples =
         {{"[bounds(p) for p in contour(threshold([[1, 0, 0], [0, 1, 1]], at: 1))]",
           "[xyxy<px>(0, 0, 1, 1), xyxy<px>(1, 1, 3, 2)]"},
          {"[area(p) for p in contour(threshold([[1, 1, 1], [1, 0, 1], [1, 1, 1]], at: 1))]",
           "[8.0]"}},
     .call = contour_of_mask,
     .family = family},
    {.signature = "fill(shape: polygon<px>, size: size) -> mask",
     .doc = "The mask of the pixels of a picture of that size whose centre is within the polygon.",
     .examples = {{"area(fill(outline(xyxy<px>(1, 1, 4, 3)), [10, 10]))", "6.0"},
                  {"fill(outline(xyxy<px>(0, 0, 4, 3)), [5, 4]).width", "5"}},
     .call = fill_polygon,
     .family = family},
    {.signature = "fill(shapes: [polygon<px>], size: size) -> mask",
     .doc = "The mask of the pixels whose centre is within one of the polygons, as COCO's "
            "segmentations are meant.",
     .examples = {{"area(fill([outline(xyxy<px>(0, 0, 2, 2)), outline(xyxy<px>(1, 1, 3, 3))], [4, "
                   "4]))",
                   "7.0"}},
     .call = fill_polygons,
     .family = family},
    {.signature = "paste(shape: mask, box: box<px>, size: size) -> mask",
     .doc = "A mask that was cut out with its box, put back: the mask of a picture of that size, "
            "in which `shape` "
            "is stretched over the box.",
     .examples = {{"bounds(paste(threshold([[1, 0]], at: 1), xyxy<px>(2, 2, 6, 4), [10, 8]))",
                   "xyxy<px>(2, 2, 4, 4)"},
                  {"paste(threshold([[1]], at: 1), xyxy<px>(-2, 0, 3, 1), [5, 4]).height", "4"}},
     .call = paste_mask,
     .family = family},
    {.signature = "paste(rows: [[Q]], box: box<px>, size: size, at: Q) -> mask",
     .doc = "The same for rows of scores or other numbers over a box (28 x 28 of Mask R-CNN): what "
            "is at least `at` "
            "between them is painted.",
     .examples = {{"area(paste([[0.2, 1.0]], xyxy<px>(0, 0, 4, 2), [4, 2], at: 0.5))", "4.0"},
                  {"bounds(paste([[255]], xyxy<px>(1, 1, 3, 3), [9, 9], at: 128))",
                   "xyxy<px>(1, 1, 3, 3)"}},
     .call = paste_numbers,
     .family = family},
    {.signature = "bounds(shape: mask) -> box<px>",
     .doc = "The smallest upright box around the painted pixels; it has no area where none is "
            "painted.",
     .examples = {{"bounds(threshold([[0, 0, 0], [0, 1, 0], [1, 0, 0]], at: 1))",
                   "xyxy<px>(0, 1, 2, 3)"},
                  {"bounds(threshold([[0, 0]], at: 1))", "xyxy<px>(0, 0, 0, 0)"}},
     .call = bounds_of_mask,
     .family = geometry},
    {.signature = "area(shape: mask) -> number",
     .doc = "How many pixels are painted.",
     .examples = {{"area(threshold([[0, 1], [1, 1]], at: 1))", "3.0"}},
     .call = area_of_mask,
     .family = geometry},
    {.signature = "iou(a: mask, b: mask) -> number",
     .doc = "How much two masks of one size overlap: the pixels painted in both divided by those "
            "painted in one of them, 0 to 1.",
     .examples = {{"iou(threshold([[1, 1, 0]], at: 1), threshold([[0, 1, 0]], at: 1))", "0.5"},
                  {"iou(threshold([[0]], at: 1), threshold([[0]], at: 1))", "0.0"}},
     .call = iou_of_masks,
     .family = geometry},
};

}  // namespace

std::span<const Builtin> mask_rows() { return rows; }

}  // namespace lsmap::builtins

#include "data/box_corners.hpp"
#include "data/decode.hpp"
#include "diag/codes/data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lsmap::data {
namespace {

constexpr PartName corner_parts[] = {{"x1", 0},   {"y1", 1},   {"x2", 2},    {"y2", 3},
                                     {"xmin", 0}, {"ymin", 1}, {"xmax", 2},  {"ymax", 3},
                                     {"left", 0}, {"top", 1},  {"right", 2}, {"bottom", 3}};
constexpr PartName side_parts[] = {{"x", 0}, {"y", 1}, {"width", 2}, {"height", 3},
                                   {"w", 2}, {"h", 3}, {"left", 0},  {"top", 1}};
constexpr PartName centre_parts[] = {{"x", 0}, {"y", 1}, {"width", 2}, {"height", 3},
                                     {"w", 2}, {"h", 3}, {"cx", 0},    {"cy", 1}};
constexpr PartName quad_parts[] = {{"x1", 0}, {"y1", 1}, {"x2", 2}, {"y2", 3},
                                   {"x3", 4}, {"y3", 5}, {"x4", 6}, {"y4", 7}};
constexpr PartName turned_parts[] = {{"cx", 0},     {"cy", 1}, {"x", 0}, {"y", 1},    {"width", 2},
                                     {"height", 3}, {"w", 2},  {"h", 3}, {"angle", 4}};
constexpr PartName size_parts[] = {{"width", 0}, {"height", 1}, {"w", 0}, {"h", 1}};

constexpr NumberRow quad_row = {
    .keys = quad_parts, .count = 8, .in_points = true, .named_points = true};
constexpr NumberRow turned_row = {.keys = turned_parts, .count = 5};

NumberRow row_of(types::BoxForm form) {
    const PartNames keys = form == types::BoxForm::xywh     ? PartNames(side_parts)
                           : form == types::BoxForm::cxcywh ? PartNames(centre_parts)
                                                            : PartNames(corner_parts);
    return {
        .keys = keys, .count = 4, .in_points = true, .named_points = form == types::BoxForm::xyxy};
}

}  // namespace

bool Decoder::size(const Shape& shape, Value& v) {
    const std::uint32_t* start = at_;
    bool by_key = false;
    if (!counted_numbers(shape, v, {.keys = size_parts, .count = 2}, by_key)) {
        return false;
    }
    if (!v.present()) {
        return true;
    }
    double wh[2] = {reals_[0], reals_[1]};
    if (!by_key && static_cast<types::SizeForm>(shape.encoding) == types::SizeForm::hw) {
        std::swap(wh[0], wh[1]);
    }
    for (const double side : wh) {
        if (side != std::floor(side)) {
            return misfit(shape, start, v,
                          diag::make(diag::not_whole, shape.subject, fmt::format("`{}`", side)));
        }
        if (side <= 0) {
            return misfit(shape, start, v,
                          diag::make(diag::outside_range, shape.subject, fmt::format("`{}`", side),
                                     "but a side has at least 1"));
        }
    }
    keep_reals(v, wh, 2);
    return true;
}

bool Decoder::box(const Shape& shape, Value& v) {
    const auto form = static_cast<types::BoxForm>(shape.encoding);
    double d[4];
    if (four_numbers(d)) {
        double* corners = arena_->array<double>(4);
        to_corners(form, d, corners);
        v.reals = corners;
        v.size = 4;
        return true;
    }
    bool by_key = false;
    if (!counted_numbers(shape, v, row_of(form), by_key)) {
        return false;
    }
    if (v.present()) {
        double corners[4];
        const bool by_corner =
            by_key && form != types::BoxForm::xywh && form != types::BoxForm::cxcywh;
        to_corners(by_corner ? types::BoxForm::xyxy : form, reals_.data(), corners);
        keep_reals(v, corners, 4);
    }
    return true;
}

// The usual case of a box, without a detour: `[a, b, c, d]`. Nothing has moved where it is
// something else.
bool Decoder::four_numbers(double* d) {
    if (cur() != '[') {
        return false;
    }
    const std::uint32_t* token = at_;
    for (std::size_t i = 0; i < 4; ++i) {
        const char* p = base_ + token[1];
        Number n;
        if ((*p != '-' && !is_digit(*p)) || !number_here(token + 1, n) || !to_double(n, p, d[i]) ||
            base_[token[2]] != (i == 3 ? ']' : ',')) {
            return false;
        }
        token += 2;
    }
    at_ = token + 1;
    return true;
}

bool Decoder::quad(const Shape& shape, Value& v) {
    bool by_key = false;
    if (!counted_numbers(shape, v, quad_row, by_key)) {
        return false;
    }
    if (v.present()) {
        keep_reals(v, reals_.data(), quad_row.count);
    }
    return true;
}

bool Decoder::cxcywhr(const Shape& shape, Value& v) {
    bool by_key = false;
    if (!counted_numbers(shape, v, turned_row, by_key)) {
        return false;
    }
    if (v.present()) {
        double& angle = reals_[4];
        angle = shape.radians ? angle * 180 / std::numbers::pi : angle;
        angle = shape.counter_clockwise ? -angle : angle;
        keep_reals(v, reals_.data(), turned_row.count);
    }
    return true;
}

}  // namespace lsmap::data

#include "data/decode.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

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
constexpr PartName size_parts[] = {{"width", 0}, {"height", 1}, {"w", 0}, {"h", 1}};

// x1 y1 x2 y2 of four numbers in the order of their encoding. The order of operations is part of
// the language: the same bits everywhere.
void to_corners(types::BoxForm form, const double* d, double* box) {
    using types::BoxForm;
    switch (form) {
        case BoxForm::value:
        case BoxForm::xyxy:
            std::copy_n(d, 4, box);
            break;
        case BoxForm::xywh:
            box[0] = d[0];
            box[1] = d[1];
            box[2] = d[0] + d[2];
            box[3] = d[1] + d[3];
            break;
        case BoxForm::cxcywh:
            box[0] = d[0] - d[2] / 2;
            box[1] = d[1] - d[3] / 2;
            box[2] = d[0] + d[2] / 2;
            box[3] = d[1] + d[3] / 2;
            break;
        case BoxForm::yxyx:
            box[0] = d[1];
            box[1] = d[0];
            box[2] = d[3];
            box[3] = d[2];
            break;
        case BoxForm::xxyy:
            box[0] = d[0];
            box[1] = d[2];
            box[2] = d[1];
            box[3] = d[3];
            break;
    }
}

}  // namespace

bool Decoder::size(const Shape& shape, Value& v) {
    const std::uint32_t* start = at_;
    double wh[2];
    if (cur() == '{') {
        if (!object(shape, v, size_parts, wh, 2)) {
            return false;
        }
        if (!v.present()) {
            return true;
        }
    } else {
        if (!point(shape, v)) {
            return false;
        }
        if (!v.present()) {
            return true;
        }
        std::copy_n(v.reals, 2, wh);
        if (static_cast<types::SizeForm>(shape.encoding) == types::SizeForm::hw) {
            std::swap(wh[0], wh[1]);
        }
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
    const std::uint32_t* start = at_;
    const auto form = static_cast<types::BoxForm>(shape.encoding);
    double d[4];
    if (four_numbers(d)) {
        double* corners = arena_->array<double>(4);
        to_corners(form, d, corners);
        v.reals = corners;
        v.size = 4;
        return true;
    }
    double corners[4];
    if (cur() == '{') {
        const bool by_side = form == types::BoxForm::xywh;
        const bool by_centre = form == types::BoxForm::cxcywh;
        const bool is_json = by_side     ? object(shape, v, side_parts, d, 4)
                             : by_centre ? object(shape, v, centre_parts, d, 4)
                                         : object(shape, v, corner_parts, d, 4);
        if (!is_json || !v.present()) {
            return is_json;
        }
        to_corners(by_side || by_centre ? form : types::BoxForm::xyxy, d, corners);
        keep_reals(v, corners, 4);
        return true;
    }
    if (cur() != '[') {
        return wrong_kind(shape, start, v);
    }
    Flat found;
    if (!flat(found)) {
        return false;
    }
    const bool points_with_names = found.objects && form != types::BoxForm::xyxy;
    if (!found.fits || points_with_names) {
        return no_numbers(shape, start, v);
    }
    if (reals_.size() != 4) {
        return wrong_length(shape, start, v, counted(reals_.size(), "numbers"), "4");
    }
    to_corners(form, reals_.data(), corners);
    keep_reals(v, corners, 4);
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
    const std::uint32_t* start = at_;
    if (cur() == '{') {
        double corners[8];
        if (!object(shape, v, quad_parts, corners, 8)) {
            return false;
        }
        if (v.present()) {
            keep_reals(v, corners, 8);
        }
        return true;
    }
    if (cur() != '[') {
        return wrong_kind(shape, start, v);
    }
    Flat found;
    if (!flat(found)) {
        return false;
    }
    if (!found.fits || (found.width != 0 && found.width != 2)) {
        return no_numbers(shape, start, v);
    }
    if (reals_.size() != 8) {
        const bool points = found.width == 2;
        return wrong_length(shape, start, v, counted(found.elements, points ? "points" : "numbers"),
                            points ? "4" : "8");
    }
    keep_reals(v, reals_.data(), 8);
    return true;
}

}  // namespace lsmap::data

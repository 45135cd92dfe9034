#include "data/decode.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lsmap::data {

bool Decoder::cxcywhr(const Shape& shape, Value& v) {
    const std::uint32_t* start = at_;
    if (cur() != '[') {
        return wrong_kind(shape, start, v);
    }
    Flat found;
    if (!flat(found)) {
        return false;
    }
    if (!found.fits || found.width != 0) {
        return no_numbers(shape, start, v);
    }
    if (reals_.size() != 5) {
        return wrong_length(shape, start, v, counted(reals_.size(), "numbers"), "5");
    }
    double& angle = reals_[4];
    angle = shape.radians ? angle * 180 / std::numbers::pi : angle;
    angle = shape.counter_clockwise ? -angle : angle;
    keep_reals(v, reals_.data(), 5);
    return true;
}

bool Decoder::polygon(const Shape& shape, Value& v) {
    const std::uint32_t* start = at_;
    if (cur() == '{') {
        bool has_visible = false;
        const bool is_json = parallel(shape, v, has_visible);
        if (!is_json || !v.present()) {
            return is_json;
        }
    } else if (cur() == '[') {
        Flat found;
        if (!flat(found)) {
            return false;
        }
        if (!found.fits || (found.width != 0 && found.width != 2)) {
            return no_numbers(shape, start, v);
        }
        if (reals_.size() % 2 != 0) {
            return wrong_length(shape, start, v, counted(reals_.size(), "numbers"),
                                "an x and a y for each point");
        }
    } else {
        return wrong_kind(shape, start, v);
    }
    std::size_t count = reals_.size();
    if (count >= 4 && reals_[0] == reals_[count - 2] && reals_[1] == reals_[count - 1]) {
        count -= 2;  // closed by a repeated first point
    }
    keep_reals(v, reals_.data(), count);
    return true;
}

// `{"x": […], "y": […], "visible": […]}` into `reals_` (x y x y …) and `visible_`.
bool Decoder::parallel(const Shape& shape, Value& v, bool& has_visible) {
    const std::uint32_t* start = at_;
    const std::uint32_t* const columns[] = {find_key("x"), find_key("y"), find_key("visible")};
    reals_.clear();
    for (std::size_t i = 0; i < 3; ++i) {
        if (columns[i] == nullptr) {
            if (i < 2) {
                return misfit(
                    shape, start, v,
                    diag::make(diag::missing_part, shape.subject, i == 0 ? "`x`" : "`y`"));
            }
            continue;
        }
        bool fits = base_[*columns[i]] == '[';
        column_[i].clear();
        at_ = columns[i];
        if (fits && !numbers(column_[i], fits)) {
            return false;
        }
        if (!fits) {
            return no_numbers(shape, start, v);
        }
    }
    has_visible = columns[2] != nullptr;
    for (std::size_t i = 1; i < (has_visible ? 3U : 2U); ++i) {
        if (column_[i].size() != column_[0].size()) {
            return wrong_length(shape, start, v,
                                fmt::format("{} numbers in `x` and {} in `{}`", column_[0].size(),
                                            column_[i].size(), i == 1 ? "y" : "visible"),
                                "as many in each");
        }
    }
    for (std::size_t i = 0; i < column_[0].size(); ++i) {
        reals_.push_back(column_[0][i]);
        reals_.push_back(column_[1][i]);
    }
    at_ = start;
    return skip(shape.depth);
}

bool Decoder::keypoints(const Shape& shape, Value& v) {
    const std::uint32_t* start = at_;
    const auto form = static_cast<types::KeypointForm>(shape.encoding);
    const bool has_third = form != types::KeypointForm::xy;
    std::size_t stride = has_third ? 3 : 2;
    const double* third = nullptr;
    std::size_t third_stride = 3;
    if (cur() == '{') {
        bool has_visible = false;
        if (!parallel(shape, v, has_visible)) {
            return false;
        }
        if (!v.present()) {
            return true;
        }
        stride = 2;
        third = has_visible && has_third ? column_[2].data() : nullptr;
        third_stride = 1;
    } else if (cur() == '[') {
        Flat found;
        if (!flat(found)) {
            return false;
        }
        if (!found.fits || (found.width != 0 && found.width != 2 && found.width != stride)) {
            return no_numbers(shape, start, v);
        }
        stride = found.width == 0 ? stride : found.width;
        if (reals_.size() % stride != 0) {
            return wrong_length(shape, start, v, counted(reals_.size(), "numbers"),
                                stride == 3 ? "three for each point" : "two for each point");
        }
        third = stride == 3 ? reals_.data() + 2 : nullptr;
    } else {
        return wrong_kind(shape, start, v);
    }
    const std::size_t count = reals_.size() / stride;
    Value* points = arena_->array<Value>(count);
    Value* items = arena_->array<Value>(count * 3);
    double* xy = arena_->array<double>(count * 2);
    for (std::size_t i = 0; i < count; ++i) {
        Value last;
        if (third == nullptr) {
            last = form == types::KeypointForm::xyc ? missing_value() : of_int(2);
        } else {
            const double d = third[i * third_stride];
            const bool is_visibility = form == types::KeypointForm::xyv;
            if (is_visibility ? d != 0 && d != 1 && d != 2 : d < 0 || d > 1) {
                return misfit(shape, start, v,
                              diag::make(diag::outside_range,
                                         fmt::format("the last number of point {}", i + 1),
                                         fmt::format("`{}`", d),
                                         is_visibility ? "but a visibility is 0, 1 or 2"
                                                       : "but a score lies between 0 and 1"));
            }
            last = is_visibility ? of_int(static_cast<std::int64_t>(d)) : of_number(d);
        }
        std::copy_n(reals_.data() + i * stride, 2, xy + i * 2);
        Value* item = items + i * 3;
        item[0] = of_reals({xy + i * 2, 2});
        item[1] = of_int(static_cast<std::int64_t>(i));
        item[2] = last;
        points[i] = of_items({item, 3});
        points[i].source = v.source;
    }
    v.items = points;
    v.size = static_cast<std::uint32_t>(count);
    return true;
}

bool Decoder::rle(const Shape& shape, Value& v) {
    const std::uint32_t* start = at_;
    if (cur() != '{') {
        return wrong_kind(shape, start, v);
    }
    const std::uint32_t* size = find_key("size");
    const std::uint32_t* counts = find_key("counts");
    if (size == nullptr || counts == nullptr) {
        return misfit(
            shape, start, v,
            diag::make(diag::missing_part, shape.subject, size == nullptr ? "`size`" : "`counts`"));
    }
    const std::uint8_t kind = json_kind(base_[*counts]);
    bool fits = base_[*size] == '[' && (kind == json_string || kind == json_array);
    reals_.clear();
    at_ = size;
    if (fits && !numbers(reals_, fits)) {
        return false;
    }
    constexpr double most = 1 << 30;
    for (const double side : reals_) {
        fits = fits && side == std::floor(side) && side >= 0 && side <= most;
    }
    if (!fits || reals_.size() != 2) {
        return misfit(shape, start, v,
                      diag::make(diag::wrong_kind, shape.subject,
                                 "an object without a `size` of two whole numbers and `counts`",
                                 "`" + shape.type + "`"));
    }
    Value* items = arena_->array<Value>(3);
    items[0] = of_int(static_cast<std::int64_t>(reals_[1]));  // COCO writes the height first
    items[1] = of_int(static_cast<std::int64_t>(reals_[0]));
    items[2] = Value();
    at_ = counts;
    items[2].source = here();
    if (!json(shape, items[2])) {
        return false;
    }
    at_ = start;
    v.items = items;
    v.size = 3;
    return skip(shape.depth);
}

}  // namespace lsmap::data

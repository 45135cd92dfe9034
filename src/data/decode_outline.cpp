#include "data/decode.hpp"
#include "diag/codes/data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lsmap::data {

bool Decoder::listed_points(const Shape& shape, Value& v, std::size_t& stride, bool& has_column) {
    const std::uint32_t* start = at_;
    has_column = false;
    if (cur() == '{') {
        stride = 2;
        return parallel(shape, v, has_column);
    }
    if (cur() != '[') {
        return wrong_kind(shape, start, v);
    }
    Flat found;
    if (!flat(found)) {
        return false;
    }
    if (!found.fits || (found.width != 0 && found.width != 2 && found.width != stride)) {
        return no_numbers(shape, start, v);
    }
    stride = found.width == 0 ? stride : found.width;
    return reals_.size() % stride == 0 ||
           wrong_length(shape, start, v, counted(reals_.size(), "numbers"),
                        stride == 3 ? "three for each point" : "an x and a y for each point");
}

bool Decoder::polygon(const Shape& shape, Value& v) {
    std::size_t stride = 2;
    bool has_column = false;
    if (!listed_points(shape, v, stride, has_column)) {
        return false;
    }
    if (!v.present()) {
        return true;
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
    bool has_column = false;
    if (!listed_points(shape, v, stride, has_column)) {
        return false;
    }
    if (!v.present()) {
        return true;
    }
    const double* third = has_column && has_third ? column_[2].data()
                          : stride == 3           ? reals_.data() + 2
                                                  : nullptr;
    const std::size_t third_stride = has_column ? 1 : 3;
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

}  // namespace lsmap::data

#include "data/decode.hpp"
#include "data/mask.hpp"
#include "diag/codes/data.hpp"

#include <fmt/format.h>

#include <cmath>

namespace lsmap::data {
namespace {

constexpr double painted_from = 0.5;  // of the scores in a bitmap

void keep(Value& v, const raster::Mask& mask, Arena& arena) {
    const Value made = mask_value(mask, arena);
    v.items = made.items;
    v.size = made.size;
}

}  // namespace

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
    constexpr double longest_side = 1U << 31U;
    for (const double side : reals_) {
        fits = fits && side == std::floor(side) && side >= 0 && side <= longest_side;
    }
    if (!fits || reals_.size() != 2) {
        return misfit(shape, start, v,
                      diag::make(diag::wrong_kind, shape.subject,
                                 "an object without a `size` of two whole numbers and `counts`",
                                 "`" + shape.type + "`"));
    }
    const auto height = static_cast<std::uint32_t>(reals_[0]);  // COCO writes the height first
    const auto width = static_cast<std::uint32_t>(reals_[1]);
    if (!raster::is_size(width, height)) {
        return misfit(
            shape, start, v,
            diag::make(diag::mask_too_large, shape.subject, width, height, raster::most_pixels));
    }
    raster::CocoCounts runs(width, height, runs_);
    std::string problem;
    at_ = counts;
    if (!(kind == json_string ? counts_text(runs, problem) : counts_list(runs, problem))) {
        return false;
    }
    if (problem.empty() && !runs.is_full()) {
        problem = fmt::format("add up to {} pixels", runs.sum());
    }
    if (!problem.empty()) {
        auto d = diag::make(diag::run_lengths_unreadable, shape.subject, std::move(problem));
        d.note(fmt::format("its `size` is {} high and {} wide, {} pixels", height, width,
                           std::uint64_t{width} * height));
        return misfit(shape, start, v, std::move(d));
    }
    keep(v, {width, height, raster::Order::columns, runs_}, *arena_);
    at_ = start;
    return skip(shape.depth);
}

bool Decoder::counts_text(raster::CocoCounts& counts, std::string& problem) {
    Value written;
    if (!text(written)) {
        return false;
    }
    problem = raster::decode_coco(written.str(), counts);
    return true;
}

bool Decoder::counts_list(raster::CocoCounts& counts, std::string& problem) {
    ++at_;
    for (std::size_t number = 1; cur() != ']'; ++number) {
        double d = 0;
        bool fits = true;
        if (!real(d, fits)) {
            return false;
        }
        constexpr double most = 1e15;
        if (!fits || d != std::floor(d) || std::fabs(d) > most) {
            problem = fmt::format("have something else than a whole number in place {}", number);
            return true;
        }
        if (!counts.add(static_cast<std::int64_t>(d))) {
            problem = d < 0 ? fmt::format("have a length below 0 in place {}", number)
                            : "add up to more pixels than it has";
            return true;
        }
        if (cur() == ',') {
            ++at_;
        } else if (cur() != ']') {
            return false;
        }
    }
    return true;  // the array is passed over once more, and then checked to be JSON
}

// Behind the `[` of a row, to behind its `]`.
Decoder::RowEnd Decoder::bitmap_row(raster::RunWriter& row) {
    if (cur() == ']') {
        ++at_;
        return RowEnd::fits;
    }
    while (true) {
        const char c = cur();
        if (c == 't' || c == 'f') {
            if (!scalar()) {
                return RowEnd::no_json;
            }
            row.add(c == 't', 1);
        } else {
            double d = 0;
            bool fits = true;
            if (!real(d, fits)) {
                return RowEnd::no_json;
            }
            if (!fits || !(d >= 0 && d <= 1)) {
                return RowEnd::misfits;
            }
            row.add(d >= painted_from, 1);
        }
        const char next = cur();
        ++at_;
        if (next != ',') {
            return next == ']' ? RowEnd::fits : RowEnd::no_json;
        }
    }
}

bool Decoder::bitmap(const Shape& shape, Value& v) {
    const std::uint32_t* start = at_;
    if (cur() != '[') {
        return wrong_kind(shape, start, v);
    }
    raster::RunWriter runs(runs_);
    std::uint64_t width = 0, height = 0;
    ++at_;
    while (cur() != ']') {
        ++height;
        RowEnd end = RowEnd::misfits;
        const std::uint64_t before = runs.sum();
        if (cur() == '[') {
            ++at_;
            end = bitmap_row(runs);
        }
        if (end == RowEnd::no_json) {
            return false;
        }
        if (end == RowEnd::misfits) {
            auto d = diag::make(diag::bitmap_value, shape.subject, height);
            d.help(
                "declare rows of other numbers as `[[number]]` and say what is painted: "
                "threshold(rows, at: 128)");
            return misfit(shape, start, v, std::move(d));
        }
        width = height == 1 ? runs.sum() : width;
        if (runs.sum() - before != width) {
            return misfit(
                shape, start, v,
                diag::make(diag::rows_uneven, shape.subject, height, runs.sum() - before, width));
        }
        if (!raster::is_size(width, height)) {
            return misfit(shape, start, v,
                          diag::make(diag::mask_too_large, shape.subject, width, height,
                                     raster::most_pixels));
        }
        if (cur() == ',') {
            ++at_;
        } else if (cur() != ']') {
            return false;
        }
    }
    keep(v,
         {static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(height),
          raster::Order::rows, runs_},
         *arena_);
    at_ = start;
    return skip(shape.depth);
}

bool Decoder::png(const Shape& shape, Value& v) {
    const std::uint32_t* start = at_;
    if (cur() != '"') {
        return wrong_kind(shape, start, v);
    }
    Value written;
    if (!text(written)) {
        return false;
    }
    std::string problem = raster::read_png_text(written.str(), picture_);
    if (!problem.empty()) {
        return misfit(shape, start, v,
                      diag::make(diag::picture_unreadable, shape.subject, std::move(problem)));
    }
    keep(v, {picture_.width, picture_.height, raster::Order::rows, picture_.runs}, *arena_);
    return true;
}

}  // namespace lsmap::data

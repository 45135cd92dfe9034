#pragma once
#include <algorithm>
#include <compare>
#include <cstdint>
#include <span>
#include <vector>

// Masks as run lengths, and the formats that they come in and go out in.
namespace lsmap::raster {

// Which way runs go through the pixels: row by row (Label Studio), column by column (COCO).
enum class Order : std::uint8_t { rows, columns };

using Run = std::uint32_t;

// The most pixels that a mask may have: one whose header lies about its size takes no memory.
inline constexpr std::uint64_t most_pixels = 100'000'000;
// False for masks beyond that. Sides may be 0.
bool is_size(std::uint64_t width, std::uint64_t height);

// Which pixels are painted: run lengths of unpainted and painted ones in turn, unpainted first (0
// where the first pixel is painted). No other run is 0, and together they are width * height.
struct Mask {
    std::uint32_t width = 0, height = 0;
    Order order = Order::rows;
    std::span<const Run> runs;

    std::uint64_t pixels() const { return std::uint64_t{width} * height; }
    std::uint32_t lines() const { return order == Order::rows ? height : width; }
    std::uint32_t line_length() const { return order == Order::rows ? width : height; }
};

// Puts run lengths together: what is alike and adjacent becomes one run.
class RunWriter {
 public:
    explicit RunWriter(std::vector<Run>& runs) : runs_(runs) { runs_.clear(); }
    void add(bool painted, std::uint64_t count) {
        if (count == 0) {
            return;
        }
        sum_ += count;
        if (runs_.empty() && painted) {
            runs_.push_back(0);
        }
        const bool last_is_painted = runs_.size() % 2 == 0;
        if (!runs_.empty() && last_is_painted == painted) {
            runs_.back() += static_cast<Run>(count);
        } else {
            runs_.push_back(static_cast<Run>(count));
        }
    }
    // Unpainted pixels up to there.
    void skip_to(std::uint64_t pixel) { add(false, pixel - sum_); }
    std::uint64_t sum() const { return sum_; }

 private:
    std::vector<Run>& runs_;
    std::uint64_t sum_ = 0;
};

// How many pixels are painted.
std::uint64_t area_of(const Mask& mask);

// The smallest upright box around the painted pixels, in pixels; all 0 where none is.
struct PixelBox {
    std::uint32_t x1 = 0, y1 = 0, x2 = 0, y2 = 0;
};
PixelBox bounds_of(const Mask& mask);

// Its runs in the other way through the pixels, or as they are.
std::vector<Run> runs_in(const Mask& mask, Order order);

// How many pixels are painted in both. Of one size.
std::uint64_t common_area(const Mask& a, const Mask& b);

// Calls `each(line, from, to)` for the part of every painted run that is in one line (row or
// column, by the mask's order), in order.
template <class Each> void for_each_span(const Mask& mask, Each each) {
    const std::uint32_t length = mask.line_length();
    std::uint64_t at = 0;
    for (std::size_t i = 0; i < mask.runs.size(); ++i) {
        if (i % 2 == 1) {
            auto line = static_cast<std::uint32_t>(at / length);
            auto from = static_cast<std::uint32_t>(at % length);
            for (std::uint32_t left = mask.runs[i]; left != 0; ++line, from = 0) {
                const std::uint32_t part = std::min(left, length - from);
                each(line, from, from + part);
                left -= part;
            }
        }
        at += mask.runs[i];
    }
}

// Painted pixels x1 … x2 - 1 of a row. Sorted by y, then x1; those of one row do not touch.
struct RowSpan {
    std::uint32_t y, x1, x2;
    friend auto operator<=>(const RowSpan&, const RowSpan&) = default;
};
std::vector<RowSpan> row_spans(const Mask& mask);

}  // namespace lsmap::raster

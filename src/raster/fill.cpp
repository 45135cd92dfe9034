#include "raster/outline.hpp"

#include <algorithm>
#include <cmath>

namespace lsmap::raster {
namespace {

// The first of `most` pixels in a row whose centre is not before `at`.
std::uint32_t first_pixel(double at, std::uint32_t most) {
    const double pixel = std::ceil(at - 0.5);
    return !(pixel > 0) ? 0 : pixel >= most ? most : static_cast<std::uint32_t>(pixel);
}

struct Crossing {
    std::uint32_t row;
    double x;
};

// Where the sides of the polygon cross the middles of rows. False: too often.
bool cross_rows(std::span<const double> polygon, std::uint32_t width, std::uint32_t height,
                std::vector<Crossing>& crossings) {
    const std::size_t count = polygon.size() / 2;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t j = i + 1 == count ? 0 : i + 1;
        const bool down = polygon[2 * i + 1] < polygon[2 * j + 1];
        const std::size_t upper = down ? i : j, lower = down ? j : i;
        const double x1 = polygon[2 * upper], y1 = polygon[2 * upper + 1];
        const double x2 = polygon[2 * lower], y2 = polygon[2 * lower + 1];
        const std::uint32_t begin = first_pixel(y1, height), end = first_pixel(y2, height);
        if (end - begin > most_crossings - crossings.size()) {
            return false;
        }
        for (std::uint32_t row = begin; row < end; ++row) {
            const double x = x1 + (row + 0.5 - y1) / (y2 - y1) * (x2 - x1);
            crossings.push_back({row, x > 0 ? std::min<double>(x, width) : 0});  // NaN: 0
        }
    }
    return true;
}

}  // namespace

std::optional<std::vector<Run>> fill(std::span<const std::span<const double>> polygons,
                                     std::uint32_t width, std::uint32_t height) {
    std::vector<RowSpan> spans;
    std::vector<Crossing> crossings;
    std::size_t crossed = 0;
    for (const std::span<const double> polygon : polygons) {
        crossings.clear();
        if (!cross_rows(polygon, width, height, crossings)) {
            return std::nullopt;
        }
        crossed += crossings.size();
        if (crossed > most_crossings) {
            return std::nullopt;
        }
        std::ranges::sort(crossings, [](const Crossing& a, const Crossing& b) {
            return a.row != b.row ? a.row < b.row : a.x < b.x;
        });
        for (std::size_t i = 0; i + 1 < crossings.size(); i += 2) {
            const std::uint32_t from = first_pixel(crossings[i].x, width);
            const std::uint32_t to = first_pixel(crossings[i + 1].x, width);
            if (from < to) {
                spans.push_back({crossings[i].row, from, to});
            }
        }
    }
    std::ranges::sort(spans);
    std::vector<Run> runs;
    RunWriter writer(runs);
    for (const RowSpan& span : spans) {
        const std::uint64_t row = std::uint64_t{span.y} * width;
        const std::uint64_t from = std::max(writer.sum(), row + span.x1);
        if (from < row + span.x2) {
            writer.skip_to(from);
            writer.add(true, row + span.x2 - from);
        }
    }
    writer.skip_to(std::uint64_t{width} * height);
    return runs;
}

}  // namespace lsmap::raster

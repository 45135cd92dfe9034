#include "raster/paste.hpp"

#include <cmath>

namespace lsmap::raster {
namespace {

// The first pixel whose centre is at `at` or behind it.
std::uint32_t pixel_at(double at, std::uint32_t count) {
    return static_cast<std::uint32_t>(
        std::clamp(std::ceil(at - 0.5), 0.0, static_cast<double>(count)));
}

// Where the cell `i` of `count` begins between two places.
double edge(double from, double to, std::size_t i, std::size_t count) {
    return i == count ? to
                      : from + static_cast<double>(i) * (to - from) / static_cast<double>(count);
}

// How far a pixel's centre is behind that of a cell: of `cell` and the one behind it.
struct Between {
    std::ptrdiff_t cell;
    double share;
};
Between between(std::uint32_t pixel, double from, double to, std::size_t count) {
    const double at = (pixel + 0.5 - from) * static_cast<double>(count) / (to - from) - 0.5;
    const double cell = std::floor(at);
    return {static_cast<std::ptrdiff_t>(cell), at - cell};
}

}  // namespace

std::vector<Run> paste(const Mask& cut, const Place& place) {
    std::vector<Run> runs;
    RunWriter writer(runs);
    const std::vector<RowSpan> spans = row_spans(cut);
    for (std::size_t first = 0, last = 0; first < spans.size(); first = last) {
        const std::uint32_t row = spans[first].y;
        while (last < spans.size() && spans[last].y == row) {
            ++last;
        }
        const auto top = pixel_at(edge(place.y1, place.y2, row, cut.height), place.height);
        const auto end = pixel_at(edge(place.y1, place.y2, row + 1, cut.height), place.height);
        for (std::uint32_t y = top; y < end; ++y) {
            for (std::size_t i = first; i < last; ++i) {
                const auto column = [&](std::uint32_t x) {
                    return pixel_at(edge(place.x1, place.x2, x, cut.width), place.width);
                };
                const std::uint32_t from = column(spans[i].x1), to = column(spans[i].x2);
                if (from < to) {
                    writer.skip_to(std::uint64_t{y} * place.width + from);
                    writer.add(true, to - from);
                }
            }
        }
    }
    writer.skip_to(std::uint64_t{place.width} * place.height);
    return runs;
}

std::vector<Run> paste(std::span<const std::vector<double>> cells, double least,
                       const Place& place) {
    std::vector<Run> runs;
    RunWriter writer(runs);
    const std::size_t columns = cells.empty() ? 0 : cells.front().size();
    const std::uint32_t left = pixel_at(place.x1, place.width);
    const std::uint32_t right = pixel_at(place.x2, place.width);
    const std::uint32_t bottom = pixel_at(place.y2, place.height);
    std::vector<Between> across;
    for (std::uint32_t x = left; x < right && columns != 0; ++x) {
        across.push_back(between(x, place.x1, place.x2, columns));
    }
    const auto cell = [&](std::ptrdiff_t row, std::ptrdiff_t column) {
        const bool is_cell = row >= 0 && row < std::ssize(cells) && column >= 0 &&
                             column < static_cast<std::ptrdiff_t>(columns);
        return is_cell ? cells[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)]
                       : 0.0;
    };
    for (std::uint32_t y = pixel_at(place.y1, place.height); y < bottom && !across.empty(); ++y) {
        const auto [row, down] = between(y, place.y1, place.y2, cells.size());
        writer.skip_to(std::uint64_t{y} * place.width + left);
        for (const auto& [column, along] : across) {
            const double above = (1 - along) * cell(row, column) + along * cell(row, column + 1);
            const double below =
                (1 - along) * cell(row + 1, column) + along * cell(row + 1, column + 1);
            writer.add((1 - down) * above + down * below >= least, 1);
        }
    }
    writer.skip_to(std::uint64_t{place.width} * place.height);
    return runs;
}

}  // namespace lsmap::raster

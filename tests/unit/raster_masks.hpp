#pragma once
#include "raster/mask.hpp"

#include <cstdint>
#include <random>
#include <string>
#include <vector>

// Masks as plain pixels, to compare with.
namespace lsmap::test {

struct Pixels {
    std::uint32_t width = 0, height = 0;
    std::vector<bool> painted;  // row by row

    bool at(std::uint32_t x, std::uint32_t y) const { return painted[std::size_t{y} * width + x]; }
    std::vector<raster::Run> runs(raster::Order order) const {
        std::vector<raster::Run> made;
        raster::RunWriter writer(made);
        const bool by_rows = order == raster::Order::rows;
        for (std::uint32_t line = 0; line < (by_rows ? height : width); ++line) {
            for (std::uint32_t i = 0; i < (by_rows ? width : height); ++i) {
                writer.add(by_rows ? at(i, line) : at(line, i), 1);
            }
        }
        return made;
    }
};

// Random pixels of every density: none, all, noise, and patches with holes.
class RandomPixels {
 public:
    std::uint64_t below(std::uint64_t n) { return engine_() % n; }
    Pixels next() {
        constexpr std::uint32_t sides[] = {1, 1, 2, 3, 5, 8, 17, 31, 63, 64, 65, 100, 128, 130};
        return next(sides[below(std::size(sides))], sides[below(std::size(sides))]);
    }
    Pixels next(std::uint32_t width, std::uint32_t height) {
        Pixels made{width, height, std::vector<bool>(std::size_t{width} * height)};
        const std::uint64_t kind = below(6);
        if (kind == 5) {
            for (int patch = 0; patch < 8; ++patch) {
                const std::uint64_t x1 = below(width), x2 = x1 + 1 + below(width - x1);
                const std::uint64_t y1 = below(height), y2 = y1 + 1 + below(height - y1);
                for (std::uint64_t y = y1; y < y2; ++y) {
                    for (std::uint64_t x = x1; x < x2; ++x) {
                        made.painted[y * width + x] = patch % 3 != 2;
                    }
                }
            }
            return made;
        }
        const std::uint64_t share[] = {0, 16, 1, 8, 15};  // sixteenths
        for (std::size_t i = 0; i < made.painted.size(); ++i) {
            made.painted[i] = below(16) < share[kind];
        }
        return made;
    }
    std::vector<std::uint8_t> bytes(std::size_t most) {
        std::vector<std::uint8_t> made(below(most + 1));
        for (std::uint8_t& byte : made) {
            byte = static_cast<std::uint8_t>(below(256));
        }
        return made;
    }

 private:
    std::mt19937_64 engine_{11};  // fixed: a failure comes back
};

inline std::uint64_t sum_of(const std::vector<raster::Run>& runs) {
    std::uint64_t sum = 0;
    for (const raster::Run run : runs) {
        sum += run;
    }
    return sum;
}

}  // namespace lsmap::test

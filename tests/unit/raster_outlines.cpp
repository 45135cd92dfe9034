#include "raster/outline.hpp"
#include "raster_masks.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cmath>

using namespace lsmap::raster;
using lsmap::test::Pixels;
using lsmap::test::RandomPixels;

namespace {

using Runs = std::vector<Run>;

// How many parts: pixels that share a side.
std::size_t parts_of(Pixels pixels) {
    std::size_t parts = 0;
    for (std::size_t first = 0; first < pixels.painted.size(); ++first) {
        if (!pixels.painted[first]) {
            continue;
        }
        ++parts;
        std::vector<std::size_t> open = {first};
        pixels.painted[first] = false;
        while (!open.empty()) {
            const std::size_t at = open.back();
            open.pop_back();
            const std::size_t x = at % pixels.width;
            const auto visit = [&](bool inside, std::size_t next) {
                if (inside && pixels.painted[next]) {
                    pixels.painted[next] = false;
                    open.push_back(next);
                }
            };
            visit(x > 0, at - 1);
            visit(x + 1 < pixels.width, at + 1);
            visit(at >= pixels.width, at - pixels.width);
            visit(at + pixels.width < pixels.painted.size(), at + pixels.width);
        }
    }
    return parts;
}

double clockwise_area(const Ring& ring) {
    double twice = 0;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const Corner& a = ring[i];
        const Corner& b = ring[(i + 1) % ring.size()];
        twice += double{1} * a.x * b.y - double{1} * b.x * a.y;
    }
    return twice / 2;
}

std::vector<std::vector<double>> polygons_of(const std::vector<Ring>& rings) {
    std::vector<std::vector<double>> polygons;
    for (const Ring& ring : rings) {
        std::vector<double>& polygon = polygons.emplace_back();
        for (const Corner& corner : ring) {
            polygon.push_back(corner.x);
            polygon.push_back(corner.y);
        }
    }
    return polygons;
}

Runs filled(const std::vector<std::vector<double>>& polygons, std::uint32_t width,
            std::uint32_t height) {
    std::vector<std::span<const double>> views(polygons.begin(), polygons.end());
    const std::optional<Runs> runs = fill(views, width, height);
    REQUIRE(runs);
    return *runs;
}

Pixels picture(std::initializer_list<std::string> rows) {
    Pixels made{static_cast<std::uint32_t>(rows.begin()->size()),
                static_cast<std::uint32_t>(rows.size()),
                {}};
    for (const std::string& row : rows) {
        for (const char c : row) {
            made.painted.push_back(c == '#');
        }
    }
    return made;
}

std::vector<Ring> contour(const Pixels& pixels) {
    const Runs runs = pixels.runs(Order::rows);
    const auto rings = contour_of({pixels.width, pixels.height, Order::rows, runs});
    REQUIRE(rings);
    return *rings;
}

}  // namespace

TEST_CASE("a mask has the same pixels by rows and by columns") {
    RandomPixels random;
    for (int round = 0; round < 1500; ++round) {
        const Pixels pixels = random.next();
        INFO(round << ": " << pixels.width << " x " << pixels.height);
        const Runs rows = pixels.runs(Order::rows), columns = pixels.runs(Order::columns);
        const Mask by_rows{pixels.width, pixels.height, Order::rows, rows};
        const Mask by_columns{pixels.width, pixels.height, Order::columns, columns};
        REQUIRE(runs_in(by_rows, Order::columns) == columns);
        REQUIRE(runs_in(by_columns, Order::rows) == rows);
        REQUIRE(runs_in(by_rows, Order::rows) == rows);

        PixelBox box{pixels.width, pixels.height, 0, 0};
        std::uint64_t area = 0;
        for (std::uint32_t y = 0; y < pixels.height; ++y) {
            for (std::uint32_t x = 0; x < pixels.width; ++x) {
                if (pixels.at(x, y)) {
                    ++area;
                    box = {std::min(box.x1, x), std::min(box.y1, y), std::max(box.x2, x + 1),
                           std::max(box.y2, y + 1)};
                }
            }
        }
        box = area == 0 ? PixelBox{} : box;
        for (const Mask& mask : {by_rows, by_columns}) {
            REQUIRE(area_of(mask) == area);
            const PixelBox got = bounds_of(mask);
            REQUIRE(std::array{got.x1, got.y1, got.x2, got.y2} ==
                    std::array{box.x1, box.y1, box.x2, box.y2});
        }

        const Pixels other = random.next(pixels.width, pixels.height);
        std::uint64_t common = 0;
        for (std::size_t i = 0; i < pixels.painted.size(); ++i) {
            common += pixels.painted[i] && other.painted[i] ? 1 : 0;
        }
        const Runs others = other.runs(Order::rows);
        const Mask of_other{pixels.width, pixels.height, Order::rows, others};
        REQUIRE(common_area(by_rows, of_other) == common);
        REQUIRE(common_area(by_columns, of_other) == common);
    }
}

TEST_CASE("masks without pixels") {
    for (const auto& [width, height] :
         {std::array{0U, 0U}, std::array{0U, 5U}, std::array{5U, 0U}}) {
        const Mask mask{width, height, Order::columns, {}};
        CHECK(runs_in(mask, Order::rows).empty());
        CHECK(area_of(mask) == 0);
        CHECK(bounds_of(mask).x2 == 0);
        const auto rings = contour_of(mask);
        REQUIRE(rings);
        CHECK(rings->empty());
        const std::array<double, 6> triangle = {0, 0, 9, 0, 0, 9};
        const std::span<const double> polygon = triangle;
        const auto runs = fill({&polygon, 1}, width, height);
        REQUIRE(runs);
        CHECK(runs->empty());
    }
}

TEST_CASE("filling the contour of a mask gives the mask, one polygon for each part") {
    RandomPixels random;
    for (int round = 0; round < 1500; ++round) {
        const Pixels pixels = random.next();
        INFO(round << ": " << pixels.width << " x " << pixels.height);
        const std::vector<Ring> rings = contour(pixels);
        const Runs rows = pixels.runs(Order::rows);
        REQUIRE(filled(polygons_of(rings), pixels.width, pixels.height) == rows);
        REQUIRE(rings.size() == parts_of(pixels));
        double area = 0;
        for (const Ring& ring : rings) {
            REQUIRE(ring.size() >= 4);
            REQUIRE(clockwise_area(ring) > 0);
            area += clockwise_area(ring);
        }
        REQUIRE(area ==
                static_cast<double>(area_of({pixels.width, pixels.height, Order::rows, rows})));
    }
}

TEST_CASE("contours keep corners only") {
    CHECK(contour(picture({"...", ".#.", "..."})) ==
          std::vector<Ring>{{{1, 1}, {2, 1}, {2, 2}, {1, 2}}});
    CHECK(contour(picture({"###", "###", "###"})) ==
          std::vector<Ring>{{{0, 0}, {3, 0}, {3, 3}, {0, 3}}});
    CHECK(contour(picture({"#.", "##"})) ==
          std::vector<Ring>{{{0, 0}, {1, 0}, {1, 1}, {2, 1}, {2, 2}, {0, 2}}});
    // Pixels that touch at a corner are two parts.
    CHECK(contour(picture({"#.", ".#"})) ==
          std::vector<Ring>{{{0, 0}, {1, 0}, {1, 1}, {0, 1}}, {{1, 1}, {2, 1}, {2, 2}, {1, 2}}});
    // The slit to the hole runs along the upper side of the pixel left of it.
    CHECK(contour(picture({"###", "#.#", "###"})) ==
          std::vector<Ring>{
              {{0, 0}, {3, 0}, {3, 3}, {0, 3}, {0, 1}, {1, 1}, {1, 2}, {2, 2}, {2, 1}, {0, 1}}});
}

TEST_CASE("a pixel is filled where its centre is within") {
    const auto cells = [](const std::vector<std::vector<double>>& polygons) {
        const Runs runs = filled(polygons, 4, 3);
        std::string text;
        for (std::size_t i = 0; i < runs.size(); ++i) {
            text.append(runs[i], i % 2 == 1 ? '#' : '.');
        }
        return text.substr(0, 4) + "/" + text.substr(4, 4) + "/" + text.substr(8);
    };
    CHECK(cells({}) == "..../..../....");
    CHECK(cells({{0.4, 0.4, 1.6, 0.4, 1.6, 1.6, 0.4, 1.6}}) == "##../##../....");
    CHECK(cells({{0.6, 0.6, 1.4, 0.6, 1.4, 1.4, 0.6, 1.4}}) == "..../..../....");
    // Neighbours that share a side share no pixel and leave none out.
    CHECK(cells({{0, 0, 1.5, 0, 1.5, 3, 0, 3}}) == "#.../#.../#...");
    CHECK(cells({{1.5, 0, 4, 0, 4, 3, 1.5, 3}}) == ".###/.###/.###");
    // Beyond the edges; either way round; two polygons together.
    CHECK(cells({{-5, -5, 9, -5, 9, 9, -5, 9}}) == "####/####/####");
    CHECK(cells({{-5, 9, 9, 9, 9, -5, -5, -5}}) == "####/####/####");
    CHECK(cells({{0, 0, 2, 0, 2, 2, 0, 2}, {1, 1, 3, 1, 3, 3, 1, 3}}) == "##../###./.##.");
    // Too few points, far too large ones.
    CHECK(cells({{}, {1, 1}, {0, 0, 4, 3}}) == "..../..../....");
    CHECK(cells({{-1e308, -1e308, 1e308, -1e308, 1e308, 1e308, -1e308, 1e308}}) != "");
    // Where a polygon lies over itself it is outside again.
    CHECK(cells({{0, 0, 4, 0, 4, 3, 0, 3, 0, 0, 1, 1, 3, 1, 3, 2, 1, 2, 1, 1}}) ==
          "####/#..#/####");
}

TEST_CASE("outlines that are too long are refused") {
    const std::vector<double> comb = [] {
        std::vector<double> points;
        for (int i = 0; i < 50; ++i) {
            points.insert(points.end(), {double{0} + i, 0, i + 0.5, 1e8});
        }
        return points;
    }();
    const std::span<const double> polygon = comb;
    CHECK_FALSE(fill({&polygon, 1}, 1, 100'000'000));
}

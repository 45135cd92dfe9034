#include "run_rules.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <random>
#include <string>
#include <string_view>

using namespace lsmap;
namespace fs = std::filesystem;

namespace {

constexpr double tolerance = 1e-6;  // pixels

constexpr std::string_view config = R"(<View>
  <Image name="image" value="$image"/>
  <RectangleLabels name="box" toName="image"><Label value="A"/></RectangleLabels>
  <PolygonLabels name="outline" toName="image"><Label value="A"/></PolygonLabels>
</View>)";

// The same box in every form in which models give one.
constexpr std::string_view rules = R"(lsmap 1
config "config.xml"
input {
  w: int, h: int
  deg: cxcywhr<px, deg>, rad: cxcywhr<px, rad>
  deg_ccw: cxcywhr<px, deg, ccw>, rad_ccw: cxcywhr<px, rad, ccw>
  named: cxcywhr<px, deg>
  norm: cxcywhr<norm, rad>, percent: cxcywhr<percent, deg, ccw>
  quad: quad<px>, quad_back: quad<px>, quad_flat: quad<px>, quad_norm: quad<norm>
  parts: { x: px, y: px, w: px, h: px, turn: angle<rad, ccw> }
  box: xywh<px>, turn: angle<deg, ccw>
}
task {
  object image { value: "i.jpg", size: [w, h], outside: keep }
  prediction "m" {
    -> box { box: deg, label: "A", id: "deg" }
    -> box { box: rad, label: "A", id: "rad" }
    -> box { box: deg_ccw, label: "A", id: "deg_ccw" }
    -> box { box: rad_ccw, label: "A", id: "rad_ccw" }
    -> box { box: named, label: "A", id: "named" }
    -> box { box: norm, label: "A", id: "norm" }
    -> box { box: percent, label: "A", id: "percent" }
    -> box { box: quad, label: "A", id: "quad" }
    -> box { box: quad_back, label: "A", id: "quad_back" }
    -> box { box: quad_flat, label: "A", id: "quad_flat" }
    -> box { box: quad_norm, label: "A", id: "quad_norm" }
    -> box { box: cxcywhr<px, rad, ccw>(parts.x, parts.y, parts.w, parts.h, parts.turn), label: "A", id: "parts" }
    -> box { box: box, rotation: turn, label: "A", id: "rotation" }
    -> outline { polygon: deg, label: "A", id: "outline" }
    -> outline { polygon: quad, label: "A", id: "outline_quad" }
  }
})";

struct Point {
    double x, y;
};
using Corners = std::array<Point, 4>;

struct Box {  // pixels, degrees clockwise on the picture
    double cx, cy, w, h, degrees;
    int image_w, image_h;
};

// Clockwise from the one that is top left before turning.
Corners corners_of(const Box& b) {
    const double c = std::cos(b.degrees * std::numbers::pi / 180);
    const double s = std::sin(b.degrees * std::numbers::pi / 180);
    const auto at = [&](double along, double down) {
        return Point{b.cx + along * c - down * s, b.cy + along * s + down * c};
    };
    return {at(-b.w / 2, -b.h / 2), at(b.w / 2, -b.h / 2), at(b.w / 2, b.h / 2),
            at(-b.w / 2, b.h / 2)};
}

// Label Studio's own reading of a rectangle: percent to pixels, then about the corner (x, y).
Corners drawn(const nlohmann::json& value, int image_w, int image_h) {
    const double x = value["x"].get<double>() * image_w / 100;
    const double y = value["y"].get<double>() * image_h / 100;
    const double w = value["width"].get<double>() * image_w / 100;
    const double h = value["height"].get<double>() * image_h / 100;
    const double turn = value["rotation"].get<double>() * std::numbers::pi / 180;
    const double c = std::cos(turn);
    const double s = std::sin(turn);
    return {{{x, y},
             {x + w * c, y + w * s},
             {x + w * c - h * s, y + w * s + h * c},
             {x - h * s, y + h * c}}};
}

Corners drawn_outline(const nlohmann::json& value, int image_w, int image_h) {
    Corners corners{};
    for (std::size_t i = 0; i < 4; ++i) {
        corners[i] = {value["points"][i][0].get<double>() * image_w / 100,
                      value["points"][i][1].get<double>() * image_h / 100};
    }
    return corners;
}

double distance(const Corners& a, const Corners& b) {
    double most = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        most = std::max(most, std::hypot(a[i].x - b[i].x, a[i].y - b[i].y));
    }
    return most;
}

std::string number(double d) { return fmt::format("{:.17g}", d); }

std::string in_pairs(const Corners& c, std::array<std::size_t, 4> order, double w = 1,
                     double h = 1) {
    std::string text;
    for (const std::size_t i : order) {
        text += fmt::format("{}[{},{}]", text.empty() ? "" : ",", number(c[i].x / w),
                            number(c[i].y / h));
    }
    return "[" + text + "]";
}

std::string record(const Box& b) {
    const Corners c = corners_of(b);
    const auto five = [&](double x, double y, double w, double h, double turn) {
        return fmt::format("[{},{},{},{},{}]", number(x), number(y), number(w), number(h),
                           number(turn));
    };
    const double rad = b.degrees * std::numbers::pi / 180;
    const double w = b.image_w;
    const double h = b.image_h;
    std::string flat;
    for (const Point& p : c) {
        flat += fmt::format("{}{},{}", flat.empty() ? "" : ",", number(p.x), number(p.y));
    }
    std::string json = fmt::format(R"({{"w":{},"h":{})", b.image_w, b.image_h);
    const auto add = [&](std::string_view key, std::string_view value) {
        json += fmt::format(R"(,"{}":{})", key, value);
    };
    add("deg", five(b.cx, b.cy, b.w, b.h, b.degrees));
    add("rad", five(b.cx, b.cy, b.w, b.h, rad));
    add("deg_ccw", five(b.cx, b.cy, b.w, b.h, -b.degrees));
    add("rad_ccw", five(b.cx, b.cy, b.w, b.h, -rad));
    add("named", fmt::format(R"({{"angle":{},"cx":{},"cy":{},"w":{},"h":{}}})", number(b.degrees),
                             number(b.cx), number(b.cy), number(b.w), number(b.h)));
    add("norm", five(b.cx / w, b.cy / h, b.w / w, b.h / h, rad));
    add("percent", five(b.cx / w * 100, b.cy / h * 100, b.w / w * 100, b.h / h * 100, -b.degrees));
    add("quad", in_pairs(c, {0, 1, 2, 3}));
    add("quad_back", in_pairs(c, {0, 3, 2, 1}));
    add("quad_flat", "[" + flat + "]");
    add("quad_norm", in_pairs(c, {0, 1, 2, 3}, w, h));
    add("parts", fmt::format(R"({{"x":{},"y":{},"w":{},"h":{},"turn":{}}})", number(b.cx),
                             number(b.cy), number(b.w), number(b.h), number(-rad)));
    // The slot `rotation` turns about the corner: the box as it is before that.
    add("box",
        fmt::format("[{},{},{},{}]", number(c[0].x), number(c[0].y), number(b.w), number(b.h)));
    add("turn", number(-b.degrees));
    return json + "}";
}

void check_box(test::Rules& boxes, const Box& box) {
    const Corners wanted = corners_of(box);
    const nlohmann::json task = nlohmann::json::parse(boxes.task(record(box)));
    const nlohmann::json& results = task["predictions"][0]["result"];
    INFO(record(box));
    REQUIRE(results.size() == 15);
    for (const nlohmann::json& result : results) {
        const std::string id = result["id"];
        INFO(id);
        const nlohmann::json& value = result["value"];
        const Corners made = value.contains("points")
                                 ? drawn_outline(value, box.image_w, box.image_h)
                                 : drawn(value, box.image_w, box.image_h);
        if (id == "quad_back") {  // its sides change places: the same corners from the first one on
            const Corners back = {wanted[0], wanted[1], wanted[2], wanted[3]};
            CHECK(distance(made, back) < tolerance);
        } else {
            CHECK(distance(made, wanted) < tolerance);
        }
        if (value.contains("rotation")) {
            CHECK(value["rotation"].get<double>() >= 0);
            CHECK(value["rotation"].get<double>() < 360);
        }
    }
}

}  // namespace

TEST_CASE("a turned box in any form is drawn where its corners are") {
    test::Rules boxes(config, rules);
    std::mt19937 random(20240229);
    const auto between = [&](double low, double high) {
        return std::uniform_real_distribution<double>(low, high)(random);
    };
    for (int i = 0; i < 2000; ++i) {
        Box box{};
        box.image_w = static_cast<int>(std::exp(between(std::log(16), std::log(12000))));
        box.image_h = static_cast<int>(std::exp(between(std::log(16), std::log(12000))));
        box.cx = between(0, box.image_w);
        box.cy = between(0, box.image_h);
        box.w = std::exp(between(std::log(0.5), std::log(box.image_w)));
        box.h = std::exp(between(std::log(0.5), std::log(box.image_h)));
        box.degrees = between(-720, 720);
        check_box(boxes, box);
    }
}

TEST_CASE("a box turned by a whole number of degrees, on pictures of many shapes") {
    test::Rules boxes(config, rules);
    for (const auto& [w, h] :
         {std::pair{640, 480}, {480, 640}, {1000, 1000}, {4000, 10}, {10, 4000}}) {
        for (int degrees = -360; degrees <= 360; degrees += 5) {
            check_box(boxes,
                      {w / 2.0, h / 2.0, w / 4.0, h / 8.0, static_cast<double>(degrees), w, h});
        }
    }
}

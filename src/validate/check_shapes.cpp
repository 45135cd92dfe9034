// Shapes on images: what goes beyond the edge, lines and their vertices.
#include "diag/codes/validate.hpp"
#include "validate/result_check.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <unordered_set>

namespace lsmap::validate::further {
namespace {

using json::Kind;
using json::Value;

// Percent that rounding may leave a point beyond the edge.
constexpr double tolerance = 1e-3;

bool is_outside(double percent) { return percent < -tolerance || percent > 100 + tolerance; }

void report_outside(ResultCheck& r, const Value& at, std::string what) {
    r.find(at, false, Harm::wrong, diag::leaves_the_object, std::move(what), "image")
        .help("cut the shape at the edge");
}

// Some number of these keys is above 100, which the server refuses and which is told already.
bool is_told(ResultCheck& r, std::initializer_list<std::string_view> keys) {
    return std::ranges::any_of(keys, [&](auto key) { return !(r.number(key) <= 100); });
}

bool is_number(const Value& value) { return value.is(Kind::number); }

void control_points(ResultCheck& r, const Value& vertex) {
    for (const std::string_view key : {"controlPoint1", "controlPoint2"}) {
        const Value point = vertex[key];
        if (!is_number(point["x"]) || !is_number(point["y"])) {
            r.find(vertex, false, Harm::aborts, diag::value_lacks_key, "curved vertex",
                   std::string(key))
                .note("the editor breaks down over it");
        }
    }
}

}  // namespace

// A box turned about its top left corner. The sides are lengths in pixels along themselves, so that
// corners need the size of the image; without it only an upright box can be told to leave it.
void box(ResultCheck& r) {
    const double x = r.number("x");
    const double y = r.number("y");
    const double width = r.number("width");
    const double height = r.number("height");
    const Value image_width = r.r.json["original_width"];
    const Value image_height = r.r.json["original_height"];
    const double rotation = std::isnan(r.number("rotation")) ? 0 : r.number("rotation");
    if (is_told(r, {"x", "y", "width", "height"})) {
        return;
    }
    double w = 1;
    double h = 1;
    if (rotation != 0) {
        if (!is_number(image_width) || !is_number(image_height) || image_width.number() <= 0 ||
            image_height.number() <= 0) {
            return;
        }
        w = image_width.number();
        h = image_height.number();
    }
    const double c = std::cos(rotation * std::numbers::pi / 180);
    const double s = std::sin(rotation * std::numbers::pi / 180);
    const double across = width * w;
    const double down = height * h;
    const double corners[][2] = {{0, 0},
                                 {across * c, across * s},
                                 {across * c - down * s, across * s + down * c},
                                 {-down * s, down * c}};
    for (const auto& corner : corners) {
        if (is_outside(x + corner[0] / w) || is_outside(y + corner[1] / h)) {
            report_outside(r, r.r.value, "the box");
            return;
        }
    }
}

void ellipse(ResultCheck& r) {
    if (!is_told(r, {"x", "y"}) && (is_outside(r.number("x")) || is_outside(r.number("y")))) {
        report_outside(r, r.r.value, "the ellipse");
    }
}

void keypoint(ResultCheck& r) {
    if (!is_told(r, {"x", "y"}) && (is_outside(r.number("x")) || is_outside(r.number("y")))) {
        report_outside(r, r.r.value, "the point");
    }
}

void polygon(ResultCheck& r) {
    const Value points = r.key("points");
    if (!editor_takes(points, Shape::points)) {
        return;
    }
    if (points.size() < 3) {
        r.find(points, false, Harm::wrong, diag::nothing_to_draw,
               fmt::format("a polygon of {} point{}", points.size(), points.size() == 1 ? "" : "s"))
            .help("a polygon takes three points");
    }
    for (Value point = points.first(); point; point = point.next()) {
        const double x = point.first().number();
        const double y = point.first().next().number();
        if (x < -tolerance || y < -tolerance) {  // above 100 the server has told
            report_outside(r, point, "the point");
            return;
        }
    }
}

void vertices(ResultCheck& r) {
    const Value list = r.key("vertices");
    if (!list.is(Kind::array)) {
        return;
    }
    if (list.size() == 0) {
        r.find(list, false, Harm::hidden, diag::nothing_to_draw, "a line without vertices");
    }
    check_vertices(r, list);
    for (Value vertex = list.first(); vertex; vertex = vertex.next()) {
        const Value x = vertex["x"];
        const Value y = vertex["y"];
        if (is_number(x) && is_number(y) && (is_outside(x.number()) || is_outside(y.number()))) {
            report_outside(r, vertex, "the vertex");
            return;
        }
    }
}

// Vertices are linked by their ids.
void check_vertices(ResultCheck& r, const Value& list) {
    std::unordered_set<std::string> ids;
    for (Value vertex = list.first(); vertex; vertex = vertex.next()) {
        const Value id = vertex["id"];
        if (id.is(Kind::string) && !ids.insert(id.text()).second) {
            r.find(id, false, Harm::wrong, diag::vertex_link,
                   fmt::format("a vertex has the id `{}` already", id.text()));
        }
        if (vertex["isBezier"].is_true()) {
            control_points(r, vertex);
        }
    }
    for (Value vertex = list.first(); vertex; vertex = vertex.next()) {
        const Value before = vertex["prevPointId"];
        if (before.is(Kind::string) && !ids.contains(before.text())) {
            r.find(
                before, false, Harm::wrong, diag::vertex_link,
                fmt::format("no vertex has the id `{}`, which `prevPointId` names", before.text()));
        }
    }
}

}  // namespace lsmap::validate::further

#include "data/mask.hpp"
#include "labelstudio/payload.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace lsmap::data;
using namespace lsmap::labelstudio;

namespace {

struct Fitted {
    Fate fate;
    std::string value;
};

ObjectFacts picture(double width = 1000, double height = 500) {
    ObjectFacts facts;
    facts.width = width;
    facts.height = height;
    return facts;
}

Fitted fitted(const Payload& payload, std::vector<Value> slots, const ObjectFacts& facts,
              Outside outside = Outside::automatic) {
    Arena arena;
    const Fate fate = payload.fit(slots, facts, outside, arena);
    Output out;
    if (fate == Fate::unchanged || fate == Fate::changed) {
        payload.write(slots, facts, out);
    }
    return {fate, std::string(out.view())};
}

Fitted box(std::vector<double> reals, Outside outside = Outside::automatic,
           const ObjectFacts& facts = picture()) {
    return fitted(payload::rectangle, {of_reals(reals), missing_value()}, facts, outside);
}

Fitted ellipse(std::vector<double> center, std::vector<double> radius,
               Outside outside = Outside::automatic, double rotation = 0) {
    return fitted(payload::ellipse,
                  {of_reals(center), of_reals(radius), missing_value(), of_number(rotation)},
                  picture(), outside);
}

Fitted polygon(std::vector<double> reals, Outside outside = Outside::automatic) {
    return fitted(payload::polygon, {of_reals(reals)}, picture(), outside);
}

Fitted point(double x, double y, Outside outside = Outside::automatic) {
    const std::vector<double> reals = {x, y};
    return fitted(payload::keypoint, {of_reals(reals), missing_value()}, picture(), outside);
}

Fitted sound(double start, double end, Outside outside = Outside::automatic, double duration = 10) {
    ObjectFacts facts;
    facts.duration = duration;
    const std::vector<Value> span = {of_number(start), of_number(end)};
    return fitted(payload::audio_span, {of_items(span), missing_value()}, facts, outside);
}

Fitted text(std::int64_t start, std::int64_t end, Outside outside = Outside::automatic,
            Value expected = missing_value(), Value in_span = missing_value()) {
    ObjectFacts facts;
    facts.text = "Zoë sang";
    facts.has_text = true;
    const std::vector<Value> span = {of_int(start), of_int(end), in_span};
    return fitted(payload::text_span, {of_items(span), expected}, facts, outside);
}

}  // namespace

TEST_CASE("a box inside its image stays as it is") {
    CHECK(box({0, 0, 100, 100}).fate == Fate::unchanged);
    CHECK(box({10, 20, 40, 60}).value == R"("x":10,"y":20,"width":30,"height":40,"rotation":0,)");
}

TEST_CASE("a box is cut at the edge") {
    const Fitted cut = box({-10, 20, 40, 160});
    CHECK(cut.fate == Fate::changed);
    CHECK(cut.value == R"("x":0,"y":20,"width":40,"height":80,"rotation":0,)");
    CHECK(box({-10, 20, 40, 160}, Outside::clamp).value == cut.value);
    CHECK(box({110, 20, 140, 40}).fate == Fate::no_area);
    CHECK(box({100, 20, 140, 40}).fate == Fate::no_area);
}

TEST_CASE("what the rules say of the outside is done") {
    const std::vector<double> reals = {-10, 20, 40, 60};
    CHECK(box(reals, Outside::keep).fate == Fate::unchanged);
    CHECK(box(reals, Outside::keep).value ==
          R"("x":-10,"y":20,"width":50,"height":40,"rotation":0,)");
    CHECK(box(reals, Outside::skip).fate == Fate::outside);
    CHECK(box(reals, Outside::fail).fate == Fate::outside_fails);
    CHECK(box({10, 20, 40, 60}, Outside::fail).fate == Fate::unchanged);
}

TEST_CASE(
    "upright boxes need no size to be cut, turned ones are kept within what the server takes") {
    CHECK(box({-10, 20, 140, 60}, Outside::automatic, ObjectFacts{}).value ==
          R"("x":0,"y":20,"width":100,"height":40,"rotation":0,)");
    CHECK(box({-10, 20, 140, 60}, Outside::fail, ObjectFacts{}).fate == Fate::outside_fails);
    CHECK(box({-10, 20, 40, 160, 45}, Outside::automatic, ObjectFacts{}).value ==
          R"("x":0,"y":20,"width":40,"height":100,"rotation":45,)");
    CHECK(box({10, 20, 30, 40, 45}, Outside::automatic, ObjectFacts{}).fate == Fate::unchanged);
    CHECK(box({10, 20, 10, 60}, Outside::automatic, ObjectFacts{}).fate == Fate::no_area);
}

TEST_CASE("a box without area is skipped") {
    CHECK(box({10, 20, 10, 60}).fate == Fate::no_area);
    CHECK(box({10, 20, 5, 60}).fate == Fate::no_area);
    CHECK(box({10, 20, 20, 20}, Outside::keep).fate == Fate::no_area);
}

TEST_CASE("what rounding puts over the edge is moved back and not counted") {
    const Fitted back = box({-1e-13, 20, 100.00000000001, 60}, Outside::fail);
    CHECK(back.fate == Fate::unchanged);
    CHECK(back.value == R"("x":0,"y":20,"width":100,"height":40,"rotation":0,)");
}

TEST_CASE("a turned rectangle is kept where it overlaps") {
    CHECK(box({50, 50, 10, 10, 45}).value ==
          R"("x":50,"y":50,"width":10,"height":10,"rotation":45,)");
    CHECK(box({95, 50, 20, 20, 45}).fate == Fate::unchanged);
    CHECK(box({95, 50, 20, 20, 45}, Outside::skip).fate == Fate::outside);
    CHECK(box({95, 50, 20, 20, 45}, Outside::fail).fate == Fate::outside_fails);
    CHECK(box({120, 50, 10, 10, 45}).fate == Fate::no_area);
    CHECK(box({99, -12, 10, 2, 45}).fate == Fate::no_area);  // only its bounds overlap
}

TEST_CASE("a turned rectangle begins at a corner that the server takes") {
    // 100 by 100 pixels, turned by 90 degrees about (1050, 100): covers x 950..1050, y 100..200.
    const Fitted begun = box({105, 20, 10, 20, 90});
    CHECK(begun.fate == Fate::unchanged);
    CHECK(begun.value == R"("x":95,"y":40,"width":10,"height":20,"rotation":270,)");
}

TEST_CASE("an ellipse is kept where it overlaps, within what the server takes") {
    CHECK(ellipse({50, 50}, {10, 20}).fate == Fate::unchanged);
    CHECK(ellipse({95, 50}, {10, 20}).fate == Fate::unchanged);
    CHECK(ellipse({95, 50}, {10, 20}, Outside::skip).fate == Fate::outside);
    CHECK(ellipse({95, 50}, {10, 20}, Outside::fail).fate == Fate::outside_fails);
    CHECK(ellipse({105, 50}, {10, 20}).value ==
          R"("x":100,"y":50,"radiusX":10,"radiusY":20,"rotation":0,)");
    CHECK(ellipse({105, 50}, {10, 20}).fate == Fate::changed);
    CHECK(ellipse({115, 50}, {10, 20}).fate == Fate::no_area);
    CHECK(ellipse({108, 108}, {10, 10}).fate ==
          Fate::no_area);  // its box reaches the corner, it does not
    CHECK(ellipse({50, 50}, {60, 20}).value ==
          R"("x":50,"y":50,"radiusX":50,"radiusY":20,"rotation":0,)");
    CHECK(ellipse({50, 50}, {0, 20}).fate == Fate::no_area);
}

TEST_CASE("the reach of a turned ellipse is counted in pixels") {
    // 300 by 10 pixels about the middle of 1000 by 500: upright it leaves the image.
    CHECK(ellipse({50, 50}, {30, 2}, Outside::skip).fate == Fate::unchanged);
    CHECK(ellipse({50, 50}, {30, 2}, Outside::skip, 90).fate == Fate::outside);
    CHECK(ellipse({50, 50}, {30, 2}, Outside::skip, 180).fate == Fate::unchanged);
}

TEST_CASE("points of a polygon move to the image, or are cut off") {
    CHECK(polygon({10, 10, 40, 10, 40, 40}).fate == Fate::unchanged);
    const Fitted moved = polygon({-10, 10, 40, 10, 40, 110});
    CHECK(moved.fate == Fate::changed);
    CHECK(moved.value == R"("points":[[0,10],[40,10],[40,100]],"closed":true,)");
    const Fitted cut = polygon({-20, 20, 20, 20, 20, 60}, Outside::clip);
    CHECK(cut.fate == Fate::changed);
    CHECK(cut.value == R"("points":[[0,20],[20,20],[20,60],[0,40]],"closed":true,)");
    CHECK(polygon({-20, 20, 20, 20, 20, 60}, Outside::skip).fate == Fate::outside);
    CHECK(polygon({-20, 20, 20, 20, 20, 60}, Outside::fail).fate == Fate::outside_fails);
    CHECK(polygon({-20, 20, 20, 20, 20, 60}, Outside::keep).fate == Fate::unchanged);
}

TEST_CASE("a polygon without area is skipped") {
    CHECK(polygon({}).fate == Fate::no_area);
    CHECK(polygon({10, 10, 20, 20}).fate == Fate::no_area);
    CHECK(polygon({10, 10, 20, 20, 30, 30}).fate == Fate::no_area);
    CHECK(polygon({110, 10, 120, 20, 110, 30}).fate == Fate::no_area);
    CHECK(polygon({110, 10, 120, 20, 110, 30}, Outside::clip).fate == Fate::no_area);
}

TEST_CASE("a point moves to the image") {
    CHECK(point(50, 50).fate == Fate::unchanged);
    CHECK(point(-5, 120).fate == Fate::changed);
    CHECK(point(-5, 120).value == R"("x":0,"y":100,"width":0.5,)");
    CHECK(point(-5, 50, Outside::clip).fate == Fate::no_area);
    CHECK(point(-5, 50, Outside::keep).fate == Fate::unchanged);
    CHECK(point(-5, 50, Outside::skip).fate == Fate::outside);
    CHECK(point(-5, 50, Outside::fail).fate == Fate::outside_fails);
}

TEST_CASE("a span of sound is cut at its ends") {
    CHECK(sound(1, 2).fate == Fate::unchanged);
    CHECK(sound(8, 12).fate == Fate::changed);
    CHECK(sound(8, 12).value == R"("start":8,"end":10,"channel":0,)");
    CHECK(sound(-1, 12).value == R"("start":0,"end":10,"channel":0,)");
    CHECK(sound(11, 12).fate == Fate::no_area);
    CHECK(sound(2, 2).fate == Fate::no_area);
    CHECK(sound(3, 2).fate == Fate::no_area);
    CHECK(sound(8, 12, Outside::keep).fate == Fate::unchanged);
    CHECK(sound(8, 12, Outside::skip).fate == Fate::outside);
    CHECK(sound(8, 12, Outside::fail).fate == Fate::outside_fails);
    CHECK(sound(8, 12, Outside::automatic, not_known).fate == Fate::unchanged);
}

TEST_CASE("a span that leaves its text fails, other ends are asked for") {
    CHECK(text(0, 3).value == R"("start":0,"end":3,"text":"Zoë",)");
    CHECK(text(4, 8).value == R"("start":4,"end":8,"text":"sang",)");
    CHECK(text(4, 9).fate == Fate::outside_fails);
    CHECK(text(-1, 3).fate == Fate::outside_fails);
    CHECK(text(4, 9, Outside::keep).fate == Fate::outside_fails);
    CHECK(text(4, 9, Outside::skip).fate == Fate::outside);
    CHECK(text(4, 9, Outside::clip).value == R"("start":4,"end":8,"text":"sang",)");
    CHECK(text(9, 12, Outside::clip).fate == Fate::no_area);
    CHECK(text(5, 4).fate == Fate::bad_span);
    CHECK(text(4, 4).fate == Fate::no_area);
}

TEST_CASE("the expected text is compared with the slice") {
    CHECK(text(4, 8, Outside::automatic, of_text("sang")).fate == Fate::unchanged);
    CHECK(text(4, 8, Outside::automatic, of_text("sing")).fate == Fate::text_differs);
    CHECK(text(4, 8, Outside::automatic, missing_value(), of_text("sang")).fate == Fate::unchanged);
    CHECK(text(4, 8, Outside::automatic, missing_value(), of_text("Sang")).fate ==
          Fate::text_differs);
}

TEST_CASE("an empty list of texts is left out") {
    CHECK(fitted(payload::textarea, {of_items({})}, {}).fate == Fate::no_area);
    const std::vector<Value> one = {of_text("a")};
    CHECK(fitted(payload::textarea, {of_items(one)}, {}).fate == Fate::unchanged);
}

TEST_CASE("a mask has the size of its image, and pixels that are painted") {
    Arena arena;
    const std::vector<lsmap::raster::Run> some = {1, 2, 5}, none = {8};
    const auto fate = [&](const std::vector<lsmap::raster::Run>& runs, const ObjectFacts& facts) {
        const Value mask = mask_value({4, 2, lsmap::raster::Order::rows, runs}, arena);
        return fitted(payload::brush, {mask}, facts).fate;
    };
    CHECK(fate(some, picture(4, 2)) == Fate::unchanged);
    CHECK(fate(some, {}) == Fate::unchanged);
    CHECK(fate(some, picture(2, 4)) == Fate::other_size);
    CHECK(fate(none, picture(2, 4)) == Fate::other_size);
    CHECK(fate(none, picture(4, 2)) == Fate::no_area);
    ObjectFacts inches = picture(8.5, 11);
    inches.in_pixels = false;  // says nothing of pixels
    CHECK(fate(some, inches) == Fate::unchanged);
}

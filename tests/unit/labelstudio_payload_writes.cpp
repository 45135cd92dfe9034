#include "data/mask.hpp"
#include "labelstudio/date_format.hpp"
#include "labelstudio/payload.hpp"
#include "labelstudio/tags.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace lsmap::data;
using namespace lsmap::labelstudio;

namespace {

std::string written(const Payload& payload, std::vector<Value> slots,
                    const ObjectFacts& facts = {}) {
    Output out;
    payload.write(slots, facts, out);
    return std::string(out.view());
}

const Value none = missing_value();

struct Reals {
    std::vector<double> numbers;
    Value value() const { return of_reals(numbers); }
};

}  // namespace

// The values are those of Label Studio's documented examples, without the label key.
TEST_CASE("a rectangle writes its corner, sides and rotation") {
    const Reals box{{10, 20, 40, 60}};
    CHECK(written(payload::rectangle, {box.value(), none}) ==
          R"("x":10,"y":20,"width":30,"height":40,"rotation":0,)");
    CHECK(written(payload::rectangle, {box.value(), of_number(-30)}) ==
          R"("x":10,"y":20,"width":30,"height":40,"rotation":330,)");
    const Reals rect{{10, 20, 30, 40, 45}};
    CHECK(written(payload::rectangle, {rect.value(), none}) ==
          R"("x":10,"y":20,"width":30,"height":40,"rotation":45,)");
    CHECK(written(payload::rectangle, {rect.value(), of_number(720)}) ==
          R"("x":10,"y":20,"width":30,"height":40,"rotation":45,)");
}

TEST_CASE("an ellipse writes its centre and radii") {
    const Reals center{{50, 50}};
    const Reals radius{{10, 20}};
    const std::string expected = R"("x":50,"y":50,"radiusX":10,"radiusY":20,"rotation":0,)";
    CHECK(written(payload::ellipse, {center.value(), radius.value(), none, none}) == expected);
    const Reals box{{40, 30, 60, 70}};
    CHECK(written(payload::ellipse, {none, none, box.value(), none}) == expected);
    CHECK(written(payload::ellipse, {none, none, box.value(), of_number(90)}) ==
          R"("x":50,"y":50,"radiusX":10,"radiusY":20,"rotation":90,)");
}

TEST_CASE("an ellipse in a turned rectangle has that rectangle's middle") {
    ObjectFacts facts;
    facts.width = 1000;
    facts.height = 500;
    // 200 by 100 pixels from (500, 100), turned by 90 degrees: reaches to (400, 300).
    const Reals rect{{50, 20, 20, 20, 90}};
    CHECK(written(payload::ellipse, {none, none, rect.value(), none}, facts) ==
          R"("x":45,"y":40,"radiusX":10,"radiusY":10,"rotation":90,)");
}

TEST_CASE("a polygon writes its points and is closed") {
    const Reals points{{10, 10, 40, 12.5, 25, 60}};
    CHECK(written(payload::polygon, {points.value()}) ==
          R"("points":[[10,10],[40,12.5],[25,60]],"closed":true,)");
}

TEST_CASE("a key point always has a width") {
    const Reals point{{42.5, 17}};
    CHECK(written(payload::keypoint, {point.value(), none}) == R"("x":42.5,"y":17,"width":0.5,)");
    CHECK(written(payload::keypoint, {point.value(), of_number(2)}) ==
          R"("x":42.5,"y":17,"width":2,)");
}

TEST_CASE("a span of text writes the slice, counted in code points") {
    ObjectFacts facts;
    facts.text = "Zoë 😀 met \"Pia\"";
    facts.has_text = true;
    const std::vector<Value> first = {of_int(0), of_int(5)};
    CHECK(written(payload::text_span, {of_items(first), none}, facts) ==
          R"("start":0,"end":5,"text":"Zoë 😀",)");
    const std::vector<Value> last = {of_int(10), of_int(15)};
    CHECK(written(payload::text_span, {of_items(last), none}, facts) ==
          R"("start":10,"end":15,"text":"\"Pia\"",)");
    const TextOffsets offsets(facts.text);
    facts.offsets = &offsets;
    CHECK(written(payload::text_span, {of_items(last), none}, facts) ==
          R"("start":10,"end":15,"text":"\"Pia\"",)");
}

TEST_CASE("a span of a text that is not known writes what the rule says") {
    const std::vector<Value> span = {of_int(0), of_int(5)};
    CHECK(written(payload::text_span, {of_items(span), none}) == R"("start":0,"end":5,)");
    CHECK(written(payload::text_span, {of_items(span), of_text("Marie")}) ==
          R"("start":0,"end":5,"text":"Marie",)");
}

TEST_CASE("a span of sound has a channel") {
    const std::vector<Value> span = {of_number(1.25), of_number(3.5)};
    CHECK(written(payload::audio_span, {of_items(span), none}) ==
          R"("start":1.25,"end":3.5,"channel":0,)");
    CHECK(written(payload::audio_span, {of_items(span), of_int(1)}) ==
          R"("start":1.25,"end":3.5,"channel":1,)");
}

TEST_CASE("answers write their own keys") {
    CHECK(written(payload::choices, {}).empty());
    CHECK(written(payload::taxonomy, {}).empty());
    CHECK(written(payload::partner, {}).empty());
    const std::vector<Value> texts = {of_text("A summary.", true), of_text("a\nb")};
    CHECK(written(payload::textarea, {of_items(texts)}) == R"("text":["A summary.","a\nb"],)");
    CHECK(written(payload::number, {of_number(7.5)}) == R"("number":7.5,)");
    CHECK(written(payload::number, {of_number(7)}) == R"("number":7,)");
    CHECK(written(payload::rating, {of_int(4)}) == R"("rating":4,)");
}

TEST_CASE("a date is written in the control's format") {
    constexpr std::int64_t moment = 1711880430123456;  // 2024-03-31T10:20:30.123456Z, a Sunday
    const auto date = [&](std::string_view format) {
        ObjectFacts facts;
        facts.date_format = format;
        return written(payload::datetime, {of_int(moment)}, facts);
    };
    CHECK(date("") == R"("datetime":"2024-03-31T10:20",)");
    CHECK(date("%Y-%m-%d") == R"("datetime":"2024-03-31",)");
    CHECK(date("%H:%M") == R"("datetime":"10:20",)");
    CHECK(date("%Y-01-01") == R"("datetime":"2024-01-01",)");
    CHECK(date("%Y-%m-01") == R"("datetime":"2024-03-01",)");
    CHECK(date("%d.%m.%Y") == R"("datetime":"31.03.2024",)");
    CHECK(date("%A %a %B %b %e %-m %_H %I%p %j %S.%L %f %u%w %y %q %s %Q %Z %%") ==
          R"("datetime":"Sunday Sun March Mar 31 3 10 10AM 091 30.123 123456 70 24 1 1711880430 )"
          R"(1711880430123 +0000 %",)");
    Output out;
    write_date(-1, "%Y-%m-%d %H:%M:%S.%f", out);
    CHECK(out.view() == R"("1969-12-31 23:59:59.999999")");
}

TEST_CASE("directives that are not known are found") {
    CHECK_FALSE(unknown_directive("%d.%-m.%Y %% x"));
    CHECK(unknown_directive("%d %k") == "%k");
    CHECK(unknown_directive("%d %") == "%");
    CHECK(unknown_directive("%-") == "%-");
}

// The documented mask of 4 x 2 pixels, of which the second and third are painted.
TEST_CASE("masks write the stream of a brush, or a picture") {
    Arena arena;
    const std::vector<lsmap::raster::Run> rows = {1, 2, 5}, columns = {2, 1, 1, 1, 3};
    const Value by_rows = mask_value({4, 2, lsmap::raster::Order::rows, rows}, arena);
    const Value by_columns = mask_value({4, 2, lsmap::raster::Order::columns, columns}, arena);
    for (const Value& mask : {by_rows, by_columns}) {
        CHECK(written(payload::brush, {mask}) ==
              R"("format":"rle","rle":[0,0,0,32,57,27,252,96,19,255,225,48,0],)");
        const std::string picture = written(payload::bitmask_labels, {mask});
        CHECK(picture.starts_with(R"("imageDataURL":"data:image/png;base64,iVBORw0KGgo)"));
        CHECK(picture.ends_with(R"(",)"));
        CHECK(written(payload::bitmask, {mask}) == picture + R"("width":4,"height":2,)");
    }
    CHECK(payload::brush.own_size(std::vector{by_columns}).width == 4);
    CHECK(payload::brush.own_size(std::vector{by_columns}).height == 2);
}

TEST_CASE("every payload of the table can be written") {
    for (const ControlKind& kind : control_kinds()) {
        CAPTURE(kind.tag);
        if (kind.payload != nullptr) {
            CHECK(kind.payload->write != nullptr);
            // What stands on an object may leave it; a message of a Chat is one itself.
            CHECK(
                (kind.payload->fit != nullptr || !kind.payload->is_geometry || kind.is_own_object));
        }
    }
}

TEST_CASE("a ranking writes ids as text, under its name or its buckets") {
    const std::vector<Value> ids = {of_text("mdn"), of_text("7")};
    ObjectFacts facts;
    facts.control_name = "rank";
    CHECK(written(payload::ranker, {of_items(ids)}, facts) == R"("ranker":{"rank":["mdn","7"]},)");
    const std::vector<std::string> parts = {"best", "rest"};
    facts.parts = parts;
    const std::vector<Value> map = {of_text("best"), of_items({ids.data(), 1}), of_text("rest"),
                                    of_items({})};
    CHECK(written(payload::ranker, {of_items(map)}, facts) ==
          R"("ranker":{"best":["mdn"],"rest":[]},)");
}

TEST_CASE("a box of OcrLabels is a share of its page") {
    const Reals box{{12, 40, 32, 43}};
    CHECK(
        written(payload::ocr_box, {box.value(), none, of_text("42.00"), of_int(1)}) ==
        R"("x":0.12,"y":0.4,"width":0.2,"height":0.03,"rotation":0,"pageIndex":1,"ocrtext":"42.00",)");
    CHECK(written(payload::ocr_box, {box.value(), of_number(90), none}) ==
          R"("x":0.12,"y":0.4,"width":0.2,"height":0.03,"rotation":90,)");
}

TEST_CASE("a message has its time in milliseconds") {
    CHECK(written(payload::chat_message, {of_text("user"), of_text("a\"b"), none}) ==
          R"("chatmessage":{"role":"user","content":"a\"b"},)");
    CHECK(
        written(payload::chat_message, {of_text("user"), of_text(""), of_int(1757612212681999)}) ==
        R"("chatmessage":{"role":"user","content":"","createdAt":1757612212681},)");
    CHECK(written(payload::chat_message, {of_text("user"), of_text(""), of_int(-1)}) ==
          R"("chatmessage":{"role":"user","content":"","createdAt":-1},)");
}

#include "data/cursor.hpp"
#include "data_read.hpp"

#include <catch2/catch.hpp>

#include <memory>
#include <random>

namespace lsmap::data {
namespace {

struct Sample {
    const char* type;
    const char* json;
};
// Every form that the cursor knows, in texts that it takes without help.
constexpr Sample samples[] = {
    {"{ path: string, width: int, height: int, detections: [{ name: string, confidence: score, "
     "box: xyxy<px> }] }",
     R"({"path":"a.jpg","width":640,"height":480,"detections":[)"
     R"({"name":"boat","id":3,"confidence":0.40901970863342285,"box":[272.5,-0.125,306.18197631,1e2]},)"
     R"({"name":"car","id":4,"confidence":1,"box":[1,2,3,4]},)"
     R"({"confidence":0.5,"name":"bus","more":{"a":[true,null,"x"]},"box":[0.1,0.2,0.3,0.4]}]})"},
    {"[{ id: id, area: xywh<px>, at: point<px>, size: size<hw>, corners: quad<px> }]",
     R"([ {"id" : 17, "area": [1.5, 2.5, 3, 4], "at": [7, 8.25], "size": [480, 640],)"
     R"( "corners": [[0,0],[1,0],[1,1],[0,1]]},)"
     "\n"
     R"( {"id" : "b-1", "area": [[1,2],[3,4]], "at": [0,0], "size": [1, 2], "corners": [0,0,1,0,1,1,0,1]} ])"},
    {"{ outline: polygon<px>, parts: [polygon<px>], near: bool, far?: number, kind: \"a\" | int }",
     R"({"outline":[[1,2],[3,4],[5,6],[1,2]],"parts":[[1,2,3,4,5,6],[]],"near":true,"far":null,"kind":7})"},
    {"{ text: string, words: map<number>, rows: [(int, string, ..)], maybe: int? }",
     R"({"text":"Zoë 東京 😀 and some more to be longer than one block","words":{"a":1,"b\n":-2.5e-3},)"
     R"("rows":[[1,"x"],[2,"y",null,{"deep":[[]]}]],"maybe":null})"},
    {"{ first: string, escaped: string, rest: [string | number | [int]] }",
     R"({"first":"","escaped":"\u00e9\ud83d\ude00\"\\\/\t","rest":["a",1,[2,3],"b"]})"},
    {"{ big: number, exact: int, tiny: number, odd: [number] }",
     R"({"big":123456789012345678901234567890,"exact":9007199254740993,"tiny":5e-324,)"
     R"("odd":[0,-0,12.5,1e22,1e23,0.3000000000000000444089209850062616169452667236328125,18.0,)"
     R"(1234567.123456789012,99999999.5,1.7976931348623157e308]})"},
};

// Forms that it hands over, beside what it knows.
constexpr Sample others[] = {
    {"{ n: try int, t: try [int], r: try { a: int, b: [try string] }, u: try (int | [int]), k: int "
     "}",
     R"({"n":"x","t":[1,"2"],"r":{"a":1,"b":["x",7]},"u":[1,2.5],"k":3})"},
    {"{ rows: [{ at: datetime<iso>, points: keypoints<px, xyv>, raw: json, turned: cxcywhr<px, "
     "rad> }] }",
     R"({"rows":[{"at":"2024-05-31T14:30:00Z","points":[1,2,2,3,4,0],"raw":{"a":[1]},"turned":[1,2,3,4,0.5]}]})"},
};

// Makes all that `Cursor` would hand over fail.
struct NoHelp final : Cursor::Rest {
    bool decode(const Shape&, std::string_view, Value&) override { return false; }
};

class Random {
 public:
    explicit Random(std::uint32_t seed) : engine_(seed) {}
    std::size_t below(std::size_t n) { return engine_() % n; }

    std::string changed(std::string text) {
        static const std::string bytes =
            std::string("{}[],:\"\\ 0123456789.eE+-tfnux\n") + '\0' + "\xC3\xFF";
        for (std::size_t n = below(3); n > 0 && !text.empty(); --n) {
            const std::size_t at = below(text.size());
            const std::size_t size = 1 + below(12);
            switch (below(7)) {
                case 0:
                    text.erase(at, size);
                    break;
                case 1:
                    text.insert(at, 1, bytes[below(bytes.size())]);
                    break;
                case 2:
                    text[at] = bytes[below(bytes.size())];
                    break;
                case 3:
                    text.resize(at);
                    break;
                case 4: {  // a piece of the text stands twice, or elsewhere
                    const std::string piece = text.substr(at, size);
                    text.insert(below(text.size()), piece);
                    break;
                }
                default: {  // blanks where they may stand
                    const std::size_t comma = text.find_first_of(",:[]{}", at);
                    if (comma != std::string::npos) {
                        text.insert(comma + below(2), below(2) == 0 ? " " : "\n\t ");
                    }
                    break;
                }
            }
        }
        return text;
    }

 private:
    std::mt19937 engine_;
};

std::string all_of(const Decode& d) {
    std::string text;
    for (const Problem& problem : d.decoded.problems) {
        text +=
            fmt::format("{} at {}\n", problem.diagnostic.message, problem.source - d.json.data());
    }
    if (d.decoded.syntax) {
        return "syntax: " + d.decoded.syntax->diagnostic.message;
    }
    return text + fmt::format("{} lenient\n", d.decoded.lenient) + d.value();
}

TEST_CASE("the cursor takes the usual without help") {
    for (const Sample& sample : samples) {
        INFO(sample.json);
        Decode decode(sample.type);
        Cursor cursor;
        NoHelp none;
        Value v;
        const std::string text = std::string(sample.json) + std::string(padding, ' ');
        const std::string_view json = std::string_view(text).substr(0, text.size() - padding);
        for (int i = 0; i < 2; ++i) {  // the second time by what the first one taught it
            CHECK(cursor.read(*decode.shape, json, decode.arena, none, v));
        }
        decode.reader = Reader(false);
        decode(sample.json);
        CHECK(shown(decode.types, decode.type, v) == decode.value());
    }
}

TEST_CASE("the cursor and the decoder alone make the same values of any text") {
    Random random(20250611);
    std::size_t taken = 0;
    std::vector<Sample> all(std::begin(samples), std::end(samples));
    all.insert(all.end(), std::begin(others), std::end(others));
    for (const Sample& sample : all) {
        Decode with(sample.type);
        Decode without(sample.type);
        without.reader = Reader(false);
        for (int round = 0; round < 4000; ++round) {
            const std::string text = random.changed(sample.json);
            INFO(text);
            with(text);
            without(text);
            REQUIRE(all_of(with) == all_of(without));
            taken += without.decoded.syntax ? 0 : 1;
        }
    }
    CHECK(taken > 8000);
}

}  // namespace
}  // namespace lsmap::data

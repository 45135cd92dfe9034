#include "data_read.hpp"

#include <catch2/catch.hpp>

namespace lsmap::data {
namespace {

Needs field(std::uint32_t index, Needs part) {
    Needs needs;
    needs.parts.emplace(index, std::move(part));
    return needs;
}
Needs element(Needs part) {
    Needs needs;
    needs.element = std::make_unique<Needs>(std::move(part));
    return needs;
}

TEST_CASE("records: order, keys, what is missing") {
    Decode decode(R"({ a: int, b?: string, c from "the key": [number] })");
    CHECK(decode(R"({"a":1,"b":"x","the key":[1,2]})") == R"({a: 1, b: "x", c: [1, 2]})");
    CHECK(decode(R"({"the key":[],"b":null,"other":{"a":[]},"a":2})") ==
          R"({a: 2, b: missing, c: []})");
    CHECK(decode(R"({ "\u0061" : 3 , "the\u0020key" : [ ] })") == R"({a: 3, b: missing, c: []})");
    CHECK(decode(R"({"a":1})") == "`the key` is missing");
    CHECK(decode(R"({"a":null,"the key":[]})") == "`a` is null, not `int`");
    CHECK(decode(R"({"a":1,"b":"x","the key":[1,"2"]})") ==
          "an element of `the key` is a string, not `number`");
    CHECK(decode("[]") == "the record is an array, not `" + decode.types.print(decode.type) + "`");
    CHECK(decode(R"({"a":1,"the key":[],"a":1})") == "syntax: key `a` stands twice in one object");
    CHECK(decode(R"({"x":1,"x":1,"a":1,"the key":[]})") == "{a: 1, b: missing, c: []}");
    CHECK(decode(R"({"x":1,"a":1,"the key":[]})", true) == "key `x` is not declared in the record");
}

TEST_CASE("a bad value stays in its place and the rest is read") {
    Decode decode("[{ a: int, b: int }]");
    CHECK(decode(R"([{"a":1,"b":2},{"a":"1","b":3},{"b":4},{"a":5,"b":6}])") ==
          "`a` is a string, not `int`");
    CHECK(decode.value() == "[{a: 1, b: 2}, {a: bad, b: 3}, {a: bad, b: 4}, {a: 5, b: 6}]");
    REQUIRE(decode.decoded.problems.size() == 2);
    const Value& second = decode.decoded.root.items[1].items[0];
    CHECK(second.size == 0);
    CHECK(second.source == decode.decoded.problems[0].source);
    const auto where = locate(decode.json, decode.decoded.problems[1].source, 5, 10);
    CHECK(where.pointer == "/2");
    CHECK(where.line == 5);
    CHECK(where.column == 42);
    CHECK(where.excerpt == R"({"b":4})");
}

TEST_CASE("what no rule reads is not decoded") {
    Needs all = all_needs();
    Decode decode("{ a: int, b: [{ c: int, d: int }] }", field(1, element(field(0, all_needs()))));
    CHECK(decode(R"({"a":"not seen","b":[{"d":"nor this","c":1},{"c":2}]})") ==
          "{a: missing, b: [{c: 1, d: missing}, {c: 2, d: missing}]}");
    CHECK(decode(R"({"b":[{"c":"seen"}]})") == "`c` is a string, not `int`");
    CHECK(decode(R"({"a":01,"b":[]})") == "syntax: number `01` begins with a needless 0");
    CHECK(decode(R"({"a":[1,{"x":tru}],"b":[]})") == "syntax: expected a value, not `tru`");

    Needs any;
    any.any = true;
    Decode count("{ b: [int] }", field(0, std::move(any)));
    CHECK(count(R"({"b":["x",null,3]})") == "{b: [0, missing, 0]}");
}

TEST_CASE("lists and tuples") {
    CHECK(decode("[int]", "[]") == "[]");
    CHECK(decode("[int; 2]", "[1,2]") == "[1, 2]");
    CHECK(decode("[int; 2]", "[1]") == "the record has 1 element; `[int; 2]` takes 2");
    CHECK(decode("[int?]", "[1,null]") == "[1, missing]");
    CHECK(decode("(int, string, score?)", R"([1,"a",0.5])") == R"([1, "a", 0.5])");
    CHECK(decode("(int, string, score?)", R"([1,"a"])") == R"([1, "a", missing])");
    CHECK(decode("(int, string, score?)", R"([1])") ==
          "the record has 1 element; `(int, string, score?)` takes 2 to 3");
    CHECK(decode("(int, string)", R"([1,"a",2])") ==
          "the record has 3 elements; `(int, string)` takes 2");
    CHECK(decode("(a: int, ..)", R"([1,"a",[2]])") == "[1]");
    CHECK(decode("(a: int, b: int)", R"([1,"a"])") == "`b` is a string, not `int`");
}

TEST_CASE("maps keep the order of the file") {
    CHECK(decode("map<int>", R"({"z":1,"a":2})") == R"(["z", 1, "a", 2])");
    CHECK(decode("map<int>", "{}") == "[]");
    CHECK(decode("map<int>", R"({"a":1,"b":2,"\u0061":3})") ==
          "syntax: key `\\u0061` stands twice in one object");
    CHECK(decode("map<[int]>", R"({"a":[1],"b":[]})") == R"(["a", [1], "b", []])");
}

TEST_CASE("try takes anything and counts what did not fit") {
    Decode decode("{ a: try int, b: try [{ c: int }] }");
    CHECK(decode(R"({"a":"x","b":[{"c":1},{"c":"y"}]})") == "{a: missing, b: missing}");
    CHECK(decode.decoded.lenient == 2);
    CHECK(decode(R"({"a":1,"b":[{"c":1}]})") == "{a: 1, b: [{c: 1}]}");
    CHECK(decode.decoded.lenient == 0);
    CHECK(decode(R"({"a":1x})") == "syntax: `x` right behind a number");
}

TEST_CASE("unions are told apart by kind, length, first element, literal and required field") {
    CHECK(decode("int | string", "\"a\"") == "|1 \"a\"");
    CHECK(decode("int | string", "true") == "the record is `true`, not `int | string`");
    CHECK(decode("[int; 2] | [int; 3]", "[1,2,3]") == "|1 [1, 2, 3]");
    CHECK(decode("[int; 2] | [int; 3]", "[]") == "the record has 0 elements; `[int; 2]` takes 2");
    CHECK(decode("[int] | [string] | [[int]]", R"(["a"])") == "|1 [\"a\"]");
    CHECK(decode("[int] | [string] | [[int]]", "[[1]]") == "|2 [[1]]");
    CHECK(decode("[int] | [string]", "[]") == "|0 []");
    const char* kinds = R"({ kind: "a", x: int } | { kind: "b" | "c", x: string })";
    CHECK(decode(kinds, R"({"x":"v","kind":"c"})") == R"(|1 {kind: |1 "c", x: "v"})");
    CHECK(decode(kinds, R"({"kind":"a","x":"v"})") == "`x` is a string, not `int`");
    const char* required = "{ box: [int], id: int } | { points: [int], id: int }";
    CHECK(decode(required, R"({"id":1,"points":[2]})") == "|1 {points: [2], id: 1}");
    CHECK(decode(required, R"({"id":1,"box":[2]})") == "|0 {box: [2], id: 1}");
    CHECK(decode("[int] | { a: int }", R"({"a":1})") == "|1 {a: 1}");
    CHECK(decode("(int | string)?", "null") == "missing");
}

TEST_CASE("alternatives that nothing tells apart overlap") {
    const auto why = [](const char* text) {
        types::TypeStore types;
        const auto overlap = overlap_of_union(types, declared_type(types, text));
        return overlap ? overlap->why : "";
    };
    CHECK(why("int | string") == "");
    CHECK(why("int | number") == "both may be a number");
    CHECK(why("id | string") == "both may be a string");
    CHECK(why("\"a\" | string") == "both may be a string");
    CHECK(why("\"a\" | \"b\" | int") == "");
    CHECK(why("[int; 2] | [int; 3]") == "");
    CHECK(why("[int] | [number]") ==
          "both may be an array of the same length and the same kind of first element");
    CHECK(why("{ a: int } | { b: int }") == "");
    CHECK(why("{ a: int } | { a: string }") ==
          "both are objects, and no required field or literal tells them apart");
    CHECK(why("{ a?: int } | { b?: int }") ==
          "both are objects, and no required field or literal tells them apart");
    CHECK(why(R"({ k: "a" } | { k: "b" })") == "");
}

TEST_CASE("json that is none is told with its place") {
    struct Row {
        const char* json;
        const char* message;
        std::size_t place;
    };
    const Row rows[] = {
        {"", "nothing but blanks stands where JSON should", 0},
        {"{\"a\": NaN}", "`NaN` is not JSON: a JSON number is finite", 6},
        {"[-Infinity]", "`-Infinity` is not JSON: a JSON number is finite", 1},
        {"[True]", "`True` is Python; JSON writes `true`", 1},
        {"{'a': 1}", "expected a key in double quotes, not `'`", 1},
        {"['a']", "single quotes; JSON writes strings in double quotes", 1},
        {"[1, 2,]", "a comma too many before `]`", 5},
        {"{\"a\": 1, }", "a comma too many before `}`", 7},
        {"[1 2]", "expected `,` or `]`, not `2`", 3},
        {"[01]", "number `01` begins with a needless 0", 1},
        {"[1.]", "a digit is missing behind the point in number `1.`", 3},
        {"[1, // x\n2]", "expected a value, not `/`", 4},
        {"{\"a\" 1}", "expected `:` behind a key, not `1`", 5},
        {"{\"a\": [1, 2", "the JSON ends inside an array", 11},
        {"{\"a\": \"x", "the JSON ends inside a string", 8},
        {"[\"a\tb\"]", "a string holds a tab, which JSON writes as `\\t`", 3},
        {"[\"\\ud800\"]", "`\\ud800` is half of a character", 2},
        {"[\"\\x\"]", "`\\x` is no escape of JSON", 2},
        {"[\"a\xFF\"]", "byte 0xff is not UTF-8, which JSON is written in", 3},
        {"{} {}", "expected the end of the record, not `{`", 3},
        {"[1}", "expected `,` or `]`, not `}`", 2},
    };
    for (const Row& row : rows) {
        CAPTURE(row.json);
        Decode decode("json");
        CHECK(decode(row.json) == std::string("syntax: ") + row.message);
        REQUIRE(decode.decoded.syntax);
        CHECK(static_cast<std::size_t>(decode.decoded.syntax->source - decode.json.data()) ==
              row.place);
    }
    const std::string nul("[1\0]", 4);
    CHECK(decode("json", nul) == "syntax: a NUL byte right behind a number");
}

TEST_CASE("depth has a limit") {
    const auto nested = [](std::size_t depth) {
        return std::string(depth, '[') + std::string(depth, ']');
    };
    CHECK(decode("json", nested(depth_limit)) == nested(depth_limit));
    const std::string message = "syntax: nested deeper than 256 arrays and objects";
    CHECK(decode("json", nested(depth_limit + 1)) == message);
    CHECK(decode("[{ a: json }]", "[{\"a\":" + nested(depth_limit - 1) + "}]") == message);
    CHECK(decode("[{ a: int }]", "[{\"x\":" + nested(depth_limit - 2) + ",\"a\":1}]") ==
          "[{a: 1}]");
    CHECK(decode("json", nested(1000000)) == message);
}

}  // namespace
}  // namespace lsmap::data

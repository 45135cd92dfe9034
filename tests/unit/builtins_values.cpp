#include "builtins_call.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <limits>

using lsmap::test::BuiltinCalls;
using lsmap::test::Typed;
namespace types = lsmap::types;

namespace {
constexpr std::int64_t greatest = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t smallest = std::numeric_limits<std::int64_t>::min();
}  // namespace

TEST_CASE_METHOD(BuiltinCalls, "lists: empty ones and corners") {
    CHECK(result("first", {ints({})}) == "missing");
    CHECK(result("last", {ints({1, 2})}) == "2");
    CHECK(result("one", {ints({7})}) == "7");
    CHECK(error("one", {ints({})}) == "`one` wants exactly one element, there are 0");
    CHECK(error("one", {ints({1, 2})}) == "`one` wants exactly one element, there are 2");
    CHECK(result("count", {list(t.optional(t.integer()), {integer(1), missing(t.integer())})}) ==
          "2");
    CHECK(result("sum", {ints({})}) == "0");
    CHECK(result("sum", {list(t.number(), {})}) == "0");
    CHECK(error("sum", {ints({greatest, 1})}) == "the result of `sum` is too large for an int");
    CHECK(error("sum", {list(t.number(), {number(1e308), number(1e308)})}) != "");
    CHECK(result("sum", {list(t.number(), {number(1e16), number(1), number(-1e16)})}) == "0");
    const Typed sum_of_scores = call("sum", {list(t.score(), {score(1), score(0.5)})});
    CHECK(sum_of_scores.type == t.number());
    CHECK(call("mean", {list(t.score(), {score(1), score(0.5)})}).type == t.optional(t.score()));
    CHECK(result("mean", {ints({1, 2})}) == "1.5");
    CHECK(result("mean", {ints({})}) == "missing");
    CHECK(result("any", {list(t.boolean(), {})}) == "false");
    CHECK(result("all", {list(t.boolean(), {})}) == "true");
    CHECK(result("concat", {ints({1}), ints({}), ints({2, 3})}) == "[1, 2, 3]");
    CHECK(result("flatten", {list(t.list(t.integer()), {ints({1}), ints({}), ints({2})})}) ==
          "[1, 2]");
    CHECK(result("distinct", {texts({"b", "a", "b"})}) == R"(["b", "a"])");
    CHECK(result("distinct", {list(t.number(), {number(0.0), number(-0.0)})}) == "[0]");
    CHECK(result("distinct", {ints({1, 2, 3}), texts({"x", "y", "x"})}) == "[1, 2]");
    CHECK(result("index_of", {texts({"a", "b"}), text("b")}) == "1");
    CHECK(result("index_of", {texts({}), text("b")}) == "missing");
    CHECK(result("reverse", {ints({1, 2, 3})}) == "[3, 2, 1]");
    CHECK(result("chunk", {ints({1, 2, 3}), integer(2)}) == "[[1, 2], [3]]");
    CHECK(result("chunk", {ints({}), integer(2)}) == "[]");
    CHECK(result("chunk", {ints({1}), integer(greatest)}) == "[[1]]");
    CHECK(error("chunk", {ints({1}), integer(0)}) != "");
    CHECK(result("range", {integer(-3)}) == "[]");
    CHECK(result("range", {integer(2), integer(8), integer(4)}) == "[2, 6]");
    CHECK(result("range", {integer(1), integer(-2), integer(-2)}) == "[1, -1]");
    CHECK(result("range", {integer(greatest - 1), integer(greatest)}) == "[9223372036854775806]");
    CHECK(result("range", {integer(greatest), integer(smallest), integer(smallest)}) ==
          "[9223372036854775807, -1]");
    CHECK(error("range", {integer(0), integer(1), integer(0)}) == "the step of `range` is 0");
    CHECK(error("range", {integer(smallest), integer(greatest)}) != "");
}

TEST_CASE_METHOD(BuiltinCalls, "order: ties, texts, fields") {
    CHECK(result("max", {ints({})}) == "missing");
    CHECK(result("max", {texts({"Z", "a", "ä"})}) == R"("ä")");
    CHECK(result("min", {integer(3), number(2.5), integer(4)}) == "2.5");
    CHECK(result("max", {texts({"a", "b"}), ints({1, 5})}) == "5");
    CHECK(result("argmax", {ints({5, 7, 7})}) == "1");
    CHECK(result("argmax", {texts({"a", "b", "c"}), ints({1, 9, 9})}) == R"("b")");
    CHECK(result("rank", {texts({"a", "b", "c"}), ints({1, 2, 2})}) == R"(["b", "c", "a"])");
    CHECK(result("top", {ints({1, 3, 2}), integer(2)}) == "[3, 2]");
    CHECK(result("top", {ints({1}), integer(9)}) == "[1]");
    CHECK(error("top", {ints({1}), integer(-1)}) != "");
    const types::TypeId a = t.intern(types::LiteralType{"a"}),
                        b = t.intern(types::LiteralType{"b"});
    Typed literals = texts({"b", "a"});
    literals.type = t.list(t.intern(types::UnionType{{b, a}}));
    CHECK(result("max", {literals}) ==
          R"("b")");  // by the text, not by the order of the alternatives
}

TEST_CASE_METHOD(BuiltinCalls, "numbers: overflow, signs, rounding") {
    CHECK(result("abs", {integer(-3)}) == "3");
    CHECK(error("abs", {integer(smallest)}) != "");
    CHECK(result("floor", {number(-2.5)}) == "-3");
    CHECK(result("ceil", {number(-2.5)}) == "-2");
    CHECK(result("round", {number(2.5)}) == "3");
    CHECK(result("round", {number(-2.5)}) == "-3");
    CHECK(error("floor", {number(0x1p63)}) != "");
    CHECK(result("floor", {number(-0x1p63)}) == "-9223372036854775808");
    CHECK(result("round", {number(2.675), integer(2)}) == "2.67");  // the binary64 is below 2.675
    CHECK(result("format", {number(0.125), integer(2)}) == R"("0.12")");
    CHECK(result("format", {number(-0.001), integer(2)}) == R"("0.00")");
    CHECK(result("format", {integer(greatest), integer(1)}) == R"("9223372036854775807.0")");
    CHECK(error("format", {number(1), integer(18)}) == "0 to 17 digits can be asked for, not 18");
    CHECK(result("clamp", {integer(7), integer(0), integer(5)}) == "5");
    CHECK(error("clamp", {integer(7), integer(5), integer(0)}) != "");
    CHECK(result("div", {integer(-7), integer(2)}) == "-4");
    CHECK(result("div", {integer(7), integer(-2)}) == "-4");
    CHECK(error("div", {integer(smallest), integer(-1)}) != "");
    CHECK(error("div", {integer(1), integer(0)}) == "division by zero");
    CHECK(result("mod", {integer(-7), integer(3)}) == "2");
    CHECK(result("mod", {integer(7), integer(-3)}) == "-2");
    CHECK(result("mod", {integer(smallest), integer(-1)}) == "0");
    CHECK(result("mod", {number(-7.5), number(2)}) == "0.5");
    CHECK(error("log", {number(0)}) != "");
    CHECK(error("sqrt", {number(-1)}) != "");
    CHECK(error("exp", {number(710)}) != "");
    const auto logprob = [&](double d) {
        return Typed{t.intern(types::LogitType{true}), lsmap::data::of_number(d)};
    };
    CHECK(call("exp", {logprob(1e-7)}).value.number == 1);
    CHECK(call("exp", {logprob(-1e9)}).value.number == 0);
    CHECK(call("exp", {logprob(-1)}).type == t.score());
    CHECK(error("exp", {logprob(0.5)}) == "a log probability is 0 or below, not 0.5");
    CHECK(result("sigmoid", {number(-1e5)}) == "0");
    CHECK(result("sigmoid", {number(1e5)}) == "1");
    CHECK(result("softmax", {list(t.number(), {number(1e300), number(1e300)})}) == "[0.5, 0.5]");
    CHECK(result("softmax", {list(t.number(), {})}) == "[]");
    for (const char* good : {"1", " 1.0 ", "+1", "1e0", "\t1\n"}) {
        CHECK(result("parse_number", {text(good)}) == "1");
    }
    for (const char* bad :
         {"", " ", "1,5", "nan", "inf", "0x10", "1 2", "--1", "+-1", "1e999", "1."}) {
        INFO(bad);
        const bool is_point = std::string(bad) == "1.";  // what from_chars takes
        CHECK(result("parse_number", {text(bad)}) == (is_point ? "1" : "missing"));
    }
    CHECK(result("parse_int", {text("-42")}) == "-42");
    CHECK(result("parse_int", {text("9223372036854775808")}) == "missing");
    CHECK(result("parse_int", {text("1.0")}) == "missing");
}

TEST_CASE_METHOD(BuiltinCalls, "strings: Unicode, empty texts, paths") {
    CHECK(result("trim", {text("\u2003\u00a0a b\u3000\n")}) == R"("a b")");
    CHECK(result("trim", {text(" \n")}) == R"("")");
    CHECK(result("lower", {text("ÄÉΣЖ1")}) == R"("äéσж1")");
    CHECK(result("upper", {text("äéσж1")}) == R"("ÄÉΣЖ1")");
    CHECK(result("length", {text("a\u00e9\U0001f600")}) == "3");
    CHECK(result("split", {text(""), text(",")}) == R"([""])");
    CHECK(result("split", {text("a,b,"), text(",")}) == R"(["a", "b", ""])");
    CHECK(error("split", {text("a"), text("")}) != "");
    CHECK(result("join_text", {texts({"", "a", ""}), text("-")}) == R"("-a-")");
    CHECK(result("join_text", {texts({})}) == R"("")");
    CHECK(result("lines", {text("a\r\n\nb")}) == R"(["a", "", "b"])");
    CHECK(result("lines", {text("")}) == "[]");
    CHECK(result("words", {text(" a\u00a0\tb ")}) == R"(["a", "b"])");
    CHECK(result("words", {text("  ")}) == "[]");
    CHECK(result("replace", {text("aaa"), text("aa"), text("b")}) == R"("ba")");
    CHECK(error("replace", {text("a"), text(""), text("b")}) != "");
    CHECK(result("strip_prefix", {text("B-PER"), text("I-")}) == R"("B-PER")");
    CHECK(result("strip_suffix", {text("a"), text("aa")}) == R"("a")");
    CHECK(result("base_name", {text("a/b\\c.d")}) == R"("c.d")");
    CHECK(result("base_name", {text("a/")}) == R"("")");
    CHECK(result("stem", {text("x/.git")}) == R"(".git")");
    CHECK(result("url_encode", {text("a b&c/ü")}) == R"("a%20b%26c/%C3%BC")");
    CHECK(result("strip_fence", {text("Sure!\n```json\n{\"a\": 1}\n```\nDone")}) ==
          R"("{"a": 1}")");
    CHECK(result("strip_fence", {text("```\n1")}) == R"("1")");
    CHECK(result("strip_fence", {text(" a ``` b ")}) == R"("a ``` b")");
    CHECK(result("strip_fence", {text("```")}) == R"("```")");
}

TEST_CASE_METHOD(BuiltinCalls, "regular expressions are compiled before the run") {
    CHECK(result("matches", {text("größe 12"), text("\\d+$")}) == "true");
    CHECK(result("capture", {text("größe"), text("r(.)ß")}) == R"("ö")");
    CHECK(result("capture", {text("abc"), text("b")}) == R"("b")");
    CHECK(result("capture", {text("b"), text("(a)|b")}) == "missing");
    CHECK(result("capture", {text(""), text("()")}) == R"("")");
    CHECK(error("matches", {text("a"), text("(")})
              .starts_with("the regular expression cannot be read"));
    CHECK(error("matches", {text("a"), text("((a{100}){100}){100}")}) != "");
    const auto* row = lsmap::builtins::find("matches").at(0);
    const std::vector<const lsmap::data::Value*> not_constant(2, nullptr);
    std::string problem;
    const bool is_prepared = row->prepare(not_constant, problem) != nullptr;
    CHECK_FALSE(is_prepared);
    CHECK(problem ==
          "the regular expression is to be written in the rules, not taken from the data");
}

TEST_CASE_METHOD(BuiltinCalls, "text positions count code points") {
    CHECK(result("find", {text("größe: 5"), text("5")}) == "7..8");
    CHECK(result("find", {text("abab"), text("ab"), integer(1)}) == "2..4");
    CHECK(result("find", {text("abab"), text("ab"), integer(9)}) == "missing");
    CHECK(result("find", {text("abab"), text("ab"), integer(-1)}) == "missing");
    CHECK(error("find", {text("a"), text("")}) != "");
    CHECK(result("find_all", {text("öaöa"), text("a")}) == "[1..2, 3..4]");
    CHECK(result("anchor", {text("ab ab ab"), text("ab"), integer(2)}) == "3..5");
    CHECK(result("anchor", {text("a__a"), text("a"), integer(1)}) == "0..1");
    CHECK(result("anchor", {text("a_a"), text("a"), integer(1)}) == "0..1");  // as near: the first
    CHECK(result("anchor", {text("abab"), text("ab"), integer(greatest)}) == "2..4");
    CHECK(result("anchor", {text("abab"), text("ab"), integer(smallest)}) == "0..2");
    CHECK(result("anchor", {text("abab"), text("")}) == "missing");
    CHECK(result("anchor_all", {text("a b a"), texts({"a", "x", "a"})}) == "[0..1, missing, 4..5]");
    CHECK(result("slice", {text("größe"), span(1, 3)}) == R"("rö")");
    CHECK(result("slice", {text("größe"), span(5, 5)}) == R"("")");
    CHECK(error("slice", {text("größe"), span(3, 6)}) ==
          "`slice`: 3..6 is not within the text, which has 5 characters");
    CHECK(error("slice", {text("größe"), span(-1, 2)}) != "");
    CHECK(error("slice", {text("größe"), span(3, 2)}) != "");
    CHECK(result("trim_span", {text("ö  bc "), span(1, 6)}) == "3..5");
    CHECK(result("trim_span", {text("a  b"), span(1, 3)}) == "missing");
}

TEST_CASE_METHOD(BuiltinCalls, "geometry") {
    const auto polygon = [&](std::vector<double> xy) {
        return reals(types::PolygonType{types::Unit::px}, std::move(xy));
    };
    const auto obox = [&](types::Unit unit, std::vector<double> numbers) {
        return reals(types::OboxType{unit}, std::move(numbers));
    };
    CHECK(result("bounds", {polygon({1, 5, 3, 2, 2, 9})}) == "(1 2 3 9)");
    CHECK(error("bounds", {polygon({})}) == "the polygon has no points");
    CHECK(result("bounds", {list(box(0, 0, 1, 1).type, {})}) == "missing");
    CHECK(result("bounds", {list(box(0, 0, 1, 1).type, {box(0, 0, 1, 1), box(2, 2, 3, 3)})}) ==
          "(0 0 3 3)");
    CHECK(result("bounds", {obox(types::Unit::px, {5, 5, 4, 2, 90})}) == "(4 3 6 7)");
    CHECK(result("bounds", {obox(types::Unit::norm, {0.5, 0.5, 0.5, 0.25, 0})}) ==
          "(0.25 0.375 0.75 0.625)");
    CHECK(error("bounds", {obox(types::Unit::norm, {0.5, 0.5, 0.5, 0.25, 30})}) != "");
    CHECK(result("area", {box(2, 2, 0, 0)}) == "0");
    CHECK(result("area", {reals(types::BoxType{types::Unit::percent}, {0, 0, 50, 50})}) == "0.25");
    CHECK(result("area", {polygon({0, 0, 0, 4, 4, 4})}) == "8");
    CHECK(result("area", {polygon({})}) == "0");
    CHECK(result("iou", {box(0, 0, 0, 0), box(0, 0, 0, 0)}) == "0");
    CHECK(result("iou", {box(0, 0, 2, 2), box(1, 0, 3, 2)}) == fmt::format("{}", 1.0 / 3));
    CHECK(result("iou", {obox(types::Unit::px, {0, 0, 2, 2, 0}),
                         obox(types::Unit::px, {0, 0, 2, 2, 90})}) == "1");
    CHECK(result("iou", {obox(types::Unit::px, {0, 0, 1, 0, 1, 1, 0, 1}),
                         obox(types::Unit::px, {9, 9, 1, 1, 45})}) == "0");
    CHECK(result("hull", {polygon({4, 4, 0, 0, 2, 2, 4, 0, 0, 4, 2, 0})}) == "(0 0 4 0 4 4 0 4)");
    CHECK(result("hull", {polygon({1, 1, 1, 1})}) == "(1 1)");
    CHECK(result("outline", {box(1, 2, 3, 4)}) == "(1 2 3 2 3 4 1 4)");
    CHECK(result("clip", {box(0, 0, 4, 4), box(4, 0, 8, 4)}) == "missing");
    CHECK(result("clip", {polygon({0, 0, 4, 0, 4, 4, 0, 4}), box(2, -1, 9, 9)}) ==
          "(2 0 4 0 4 4 2 4)");
    CHECK(result("clip", {polygon({0, 0, 1, 0, 1, 1}), box(5, 5, 9, 9)}) == "missing");
    CHECK(result("clamp_to", {box(-1, 2, 9, 4), box(0, 0, 5, 5)}) == "(0 2 5 4)");
    const Typed two_px{t.intern(types::LengthType{types::Unit::px}), lsmap::data::of_number(2)};
    CHECK(result("simplify", {polygon({0, 0, 5, 1, 10, 0, 10, 10, 0, 10}), two_px}) ==
          "(0 0 10 0 10 10 0 10)");
    CHECK(result("simplify", {polygon({1, 1, 1, 1, 1, 1, 1, 1}), two_px}) == "(1 1)");
    const Typed size = reals(types::SizeType{types::SizeForm::value}, {640, 320});
    const Typed rescaled = call("rescale", {box(0, 32, 320, 320), size});
    CHECK(show(rescaled) == "(0 0.1 0.5 1)");
    CHECK(t.print(rescaled.type) == "box<norm>");
    CHECK(error("rescale",
                {box(0, 0, 1, 1), reals(types::SizeType{types::SizeForm::value}, {0, 1})}) != "");
}

TEST_CASE_METHOD(BuiltinCalls, "the run's own facts") {
    CHECK(result("file_name", {}) == R"("scan.v2.jsonl")");
    CHECK(result("file_stem", {}) == R"("scan.v2")");
    CHECK(result("record_index", {}) == "4");
    CHECK_FALSE(lsmap::builtins::find("file_stem").at(0)->pure);
}

TEST_CASE_METHOD(BuiltinCalls, "masks: parts, sizes, limits") {
    const auto mask = [&](std::vector<std::vector<std::int64_t>> rows) {
        std::vector<Typed> lists;
        for (const std::vector<std::int64_t>& row : rows) {
            lists.push_back(ints(row));
        }
        return call("threshold", {list(t.list(t.integer()), lists), integer(1)});
    };
    const Typed corner = mask({{0, 1}, {1, 1}});
    CHECK(result("area", {corner}) == "3");
    CHECK(result("contour", {corner}) == "[(1 0 2 0 2 2 0 2 0 1 1 1)]");
    CHECK(result("contour", {mask({{0, 0}})}) == "[]");
    CHECK(result("contour", {mask({})}) == "[]");
    CHECK(result("bounds", {mask({{0, 0}, {0, 2}})}) == "(1 1 2 2)");
    CHECK(result("iou", {corner, mask({{0, 1}, {0, 0}})}) == "0.3333333333333333");
    CHECK(error("iou", {corner, mask({{1}})}) ==
          "`iou` wants masks of one size, these have 2 x 2 and 1 x 1");
    const Typed square = reals(types::PolygonType{types::Unit::px}, {0, 0, 2, 0, 2, 2, 0, 2});
    const auto size = [&](double width, double height) {
        return reals(types::SizeType{types::SizeForm::value}, {width, height});
    };
    CHECK(result("area", {call("fill", {square, size(9, 1)})}) == "2");
    CHECK(result("area", {call("fill", {square, size(0, 5)})}) == "0");
    CHECK(result("area", {call("fill", {list(square.type, {}), size(4, 4)})}) == "0");
    CHECK(error("fill", {square, size(1.5, 5)}) != "");
    CHECK(error("fill", {square, size(1e5, 1e5)}) != "");
    const Typed tall = reals(types::PolygonType{types::Unit::px}, {0, 0, 1, 1e8, 0, 1e8});
    CHECK(error("fill", {tall, size(1, 1e8)}) ==
          "the polygons cross more than 4000000 rows of pixels");
}

TEST_CASE_METHOD(BuiltinCalls, "stretches: ends, gaps, order") {
    const auto numbers = [&](const std::vector<double>& of) {
        std::vector<Typed> items;
        for (const double d : of) {
            items.push_back(number(d));
        }
        return list(t.number(), items);
    };
    const types::TypeId seconds = t.intern(types::TimeType{types::TimeUnit::s});
    const auto times = [&](const std::vector<double>& of) {
        Typed made = numbers(of);
        made.type = t.list(seconds);
        return made;
    };
    const auto time = [&](double d) { return Typed{seconds, number(d).value}; };
    CHECK(result("ranges", {numbers({}), number(1), time(1)}) == "[]");
    CHECK(result("ranges", {numbers({1, 1}), number(1), time(0.5)}) ==
          "[{span: 0..1, index: 0, items: [1, 1]}]");
    CHECK(result("ranges", {numbers({0, 1}), number(1), times({3, 4})}) ==
          "[{span: 4..4, index: 1, items: [1]}]");
    CHECK(error("ranges", {numbers({1}), number(1), time(0)}) ==
          "the step of `ranges` is above 0, not 0");
    CHECK(error("ranges", {numbers({1}), number(1), times({})}) ==
          "`ranges` has 1 scores and 0 times");
    CHECK(error("ranges", {numbers({1, 1}), number(1), times({2, 1})}) != "");

    const Typed three = ints({1, 2, 3});
    CHECK(result("merge_adjacent", {ints({}), times({}), times({})}) == "[]");
    CHECK(result("merge_adjacent", {three, times({0, 1, 3}), times({1, 2, 4})}) ==
          "[{span: 0..2, items: [1, 2]}, {span: 3..4, items: [3]}]");
    // One within another does not end the stretch; one that starts before it opens another.
    CHECK(result("merge_adjacent", {three, times({0, 1, 5}), times({9, 2, 6})}) ==
          "[{span: 0..9, items: [1, 2, 3]}]");
    CHECK(result("merge_adjacent", {ints({1, 2}), times({5, 0}), times({6, 9})}) ==
          "[{span: 5..6, items: [1]}, {span: 0..9, items: [2]}]");
    CHECK(result("merge_adjacent",
                 {three, times({0, 1, 2}), times({1, 2, 3}), texts({"a", "a", "b"})}) ==
          "[{span: 0..2, items: [1, 2]}, {span: 2..3, items: [3]}]");
    CHECK(error("merge_adjacent", {ints({1}), times({1}), times({0})}) ==
          "element 0 ends at 0, before its start at 1");
    CHECK(error("merge_adjacent", {ints({1}), times({0}), times({1}), texts({"a"}), time(-1)}) ==
          "the gap of `merge_adjacent` is 0 or more, not -1");
}

TEST_CASE_METHOD(BuiltinCalls, "words out of pieces, places of words") {
    CHECK(result("word_pieces", {texts({})}) == "[]");
    CHECK(result("word_pieces", {texts({"##a", "##b", "c"})}) == R"(["ab", "c"])");
    CHECK(result("word_pieces", {texts({"Hi", "!", "\u0120you", "th"})}) == R"(["Hi!", "youth"])");
    CHECK(result("word_pieces", {texts({"\u2581", "\u0120"})}) == R"(["", ""])");
    CHECK(result("word_spans", {text(" \u00e4\u00e4\u00a0\U0001f600 ")}) == "[1..3, 4..5]");
    CHECK(result("word_spans", {text("")}) == "[]");
    CHECK(result("part_spans", {texts({"", "ab", ""}), text("--")}) == "[0..0, 2..4, 6..6]");
}

TEST_CASE_METHOD(BuiltinCalls, "times in texts") {
    CHECK(result("parse_time", {text(" 01:02,500 ")}) == "62.5");
    CHECK(result("parse_time", {text("250 ms")}) == "0.25");
    CHECK(result("parse_time", {text("s")}) == "missing");
    CHECK(result("parse_time", {text("1e999s")}) == "missing");
    CHECK(result("parse_time", {text("00:61")}) == "missing");
    CHECK(result("parse_datetime", {text("1970-01-01"), text("%Y-%m-%d")}) == "0");
    CHECK(result("parse_datetime", {text("1970-02-30"), text("%Y-%m-%d")}) == "missing");
}

TEST_CASE_METHOD(BuiltinCalls, "shapes of a changed copy") {
    const auto size = [&](double w, double h) {
        return reals(types::SizeType{types::SizeForm::value}, {w, h});
    };
    const Typed all = box(0, 0, 640, 480);
    CHECK(result("unletterbox", {all, size(640, 480), size(640, 480)}) == "(0 0 640 480)");
    CHECK(error("unletterbox", {all, size(0, 480), size(640, 480)}) ==
          "`unletterbox` wants a size above 0, not 0 x 480");
    CHECK(error("unletterbox", {all, size(640, 480), size(640, -1)}) != "");
    CHECK(error("rescale", {all, size(640, 0)}) == "`rescale` wants a size above 0, not 640 x 0");
    const Typed share = reals(types::PointType{types::Unit::norm}, {0.5, 0});
    const Typed corner = reals(types::PointType{types::Unit::norm}, {0, 0});
    const types::TypeId degrees = t.intern(types::AngleType{});
    CHECK(error("rotate", {share, {degrees, number(30).value}, corner}) ==
          "`rotate` wants px: the width and the height of the picture are not the same");
    CHECK(result("rotate", {share, {degrees, number(180).value}, corner}) == "(-0.5 0)");
}

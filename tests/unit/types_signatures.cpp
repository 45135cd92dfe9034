#include "builtins/builtin.hpp"
#include "types/signature.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace lsmap::types;

namespace {

struct Fixture {
    TypeStore t;
    Signatures signatures{t};

    std::variant<Match, Mismatch> match(std::string_view text, std::vector<Argument> arguments,
                                        bool present_if_not_empty = false) {
        return match_signature(signatures.of(text), arguments, present_if_not_empty, t);
    }
    // The printed result, or the reason why it does not fit.
    std::string result(std::string_view text, std::vector<Argument> arguments,
                       bool present = false) {
        const auto matched = match(text, std::move(arguments), present);
        const auto* fits = std::get_if<Match>(&matched);
        return fits != nullptr ? t.print(fits->result) : std::get<Mismatch>(matched).reason;
    }
    static Argument of(TypeId type) { return {.type = type}; }
    Argument literal(double value) {
        const bool whole = value == static_cast<double>(static_cast<std::int64_t>(value));
        return {.type = whole ? t.integer() : t.number(), .literal = value};
    }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "every signature of the table can be read, once each") {
    std::set<std::string_view> seen;
    for (const lsmap::builtins::Builtin* row : lsmap::builtins::all()) {
        INFO(row->signature);
        CHECK(seen.insert(row->signature).second);
        CHECK_NOTHROW(signatures.of(row->signature));
        CHECK(signatures.of(row->signature).name == lsmap::builtins::name_of(*row));
    }
    CHECK_THROWS(signatures.of("f(x: nonsense) -> int"));
    CHECK_THROWS(signatures.of("f(x: int"));
}

TEST_CASE_METHOD(Fixture, "type variables take the type of the argument") {
    CHECK(result("first(xs: [T]) -> T?", {of(t.list(t.string()))}) == "string?");
    CHECK(result("first(xs: [T]) -> T?", {of(t.list(t.string(), 1))}, true) == "string");
    CHECK(result("first(xs: [T]) -> T?", {of(t.intern(ListType{t.string(), 0, 2}))}, true) ==
          "string");
    CHECK(result("first(xs: [T]) -> T?", {of(t.list(t.string()))}, true) == "string?");
    CHECK(result("f(xs: [T], by: .K) -> map<K>",
                 {of(t.list(t.json())), {.type = t.integer(), .selector = true}}) == "map<int>");
    CHECK(result("f(x: T) -> T", {of(t.error())}) == "unknown");
    CHECK(result("f(xs: [T], ys: [T]) -> [T]", {of(t.list(t.never())), of(t.list(t.score()))}) ==
          "[score]");
}

TEST_CASE_METHOD(Fixture,
                 "variables are widened from int to number and from literals to their base") {
    const TypeId a = t.intern(LiteralType{"a"}), b = t.intern(LiteralType{"b"});
    CHECK(result("f(a: N, b: N) -> N", {of(t.integer()), of(t.number())}) == "number");
    CHECK(result("f(a: N, b: N) -> N", {of(t.number()), of(t.integer())}) == "number");
    CHECK(result("f(a: N, b: N) -> N", {of(t.integer()), of(t.integer())}) == "int");
    CHECK(result("f(xs: [T], x: T) -> T", {of(t.list(a)), of(t.string())}) == "string");
    CHECK(result("f(xs: [T], x: T) -> T", {of(t.list(a)), of(a)}) == R"("a")");
    CHECK(result("f(x: T, y: T) -> T", {of(a), of(t.integer())}) ==
          R"(`y` wants "a"; this is int)");
    CHECK(result("f(x: E, y: E) -> E", {of(a), of(b)}) == "string");
    CHECK(result("f(x: number) -> number", {of(t.integer())}) == "number");
}

TEST_CASE_METHOD(Fixture, "constrained variables refuse what is not of their kind") {
    CHECK(result("f(xs: [Q]) -> Q", {of(t.list(t.intern(LengthType{Unit::px})))}) == "px");
    CHECK(result("f(xs: [Q]) -> Q", {of(t.list(t.string()))}) ==
          "`xs` wants [Q], Q being a quantity (int, number, score, logit, length, angle or time); "
          "this is [string]");
    CHECK(result("f(x: S) -> S", {of(t.intern(ScoreType{true}))}) == "score<percent>");
    CHECK(result("f(x: S) -> S", {of(t.number())}) == "`x` wants a score; this is number");
    CHECK(
        result("f(x: E) -> E", {of(t.boolean())}).starts_with("`x` wants something with an order"));
}

TEST_CASE_METHOD(Fixture, "units are variables too") {
    const std::string_view text = "iou(a: box<U>, b: box<U>) -> number";
    const TypeId px = t.intern(BoxType{Unit::px}), norm = t.intern(BoxType{Unit::norm});
    CHECK(result(text, {of(px), of(px)}) == "number");
    CHECK(result(text, {of(px), of(norm)}) == "`b` wants box<px>; this is box<norm>");
    CHECK(result("f(a: polygon<U>, by: U) -> point<U>",
                 {of(t.intern(PolygonType{Unit::norm})), of(t.intern(LengthType{Unit::norm}))}) ==
          "point<norm>");
    // Within a generic function the unit is one of its own variables.
    const TypeId generic = t.intern(BoxType{Unit::variable, BoxForm::value, 1});
    CHECK(result("f(a: box<U>) -> point<U>", {of(generic)}) == "point<V>");
    CHECK(result(text, {of(generic), of(px)}) == "`b` wants box<V>; this is box<px>");
}

TEST_CASE_METHOD(Fixture, "missing values fit only where the parameter may be missing") {
    const TypeId maybe = t.optional(t.string());
    CHECK(result("trim(s: string) -> string", {of(maybe)}) ==
          "`s` wants string; this may be missing");
    CHECK(result("f(a: string, near?: int) -> int",
                 {of(t.string()), of(t.optional(t.integer()))}) == "int");
    CHECK(result("f(a: string, near?: int) -> int", {of(t.string()), of(t.null())}) == "int");
    CHECK(result("first(xs: [T]) -> T?", {of(t.list(maybe))}) == "elements of `xs` may be missing");
    CHECK(result("count(xs: [T?]) -> int", {of(t.list(maybe))}) == "int");
    CHECK(result("f(x: T) -> T", {of(maybe)}) == "`x` wants T; this may be missing");
}

TEST_CASE_METHOD(Fixture, "bare literals take the type that the other arguments settle") {
    const std::string_view clamp = "clamp(x: Q, low: Q, high: Q) -> Q";
    CHECK(result(clamp, {literal(0), of(t.score()), literal(1)}) == "score");
    CHECK(result(clamp, {of(t.score()), literal(0), literal(2)}) ==
          "`high` wants score; this is int");
    CHECK(result(clamp, {of(t.integer()), literal(0), literal(0.5)}) == "number");
    CHECK(result(clamp, {literal(-0.5), literal(0), literal(1)}) == "number");
    CHECK(result(clamp, {of(t.intern(LengthType{Unit::px})), literal(0), literal(0)}) == "px");
    CHECK(result(clamp, {of(t.intern(LengthType{Unit::px})), literal(0), literal(5)}) ==
          "`high` wants px; this is int");
    CHECK(result("f(s: score) -> int", {literal(0.5)}) == "int");
    CHECK(result("f(s: score) -> int", {literal(1.5)}) == "`s` wants score; this is number");
}

TEST_CASE_METHOD(Fixture, "arguments find their parameters by place and by name") {
    const std::string_view text = "replace(s: string, old: string, new?: string) -> string";
    const Argument s = of(t.string());
    const Argument named{.name = "old", .type = t.string()};
    CHECK(result(text, {s, named}) == "string");
    CHECK(result(text, {s}) == "`old` is not given");
    CHECK(result(text, {s, s, named}) == "`old` is given twice");
    CHECK(result(text, {s, {.name = "older", .type = t.string()}}) ==
          "there is no parameter `older`");
    CHECK(result(text, {s, s, s, s}) == "it takes 3 arguments");
    const auto left_out = std::get<Match>(match(text, {s, s}));
    REQUIRE(left_out.places.size() == 3);
    CHECK_FALSE(left_out.places[2].argument);
    CHECK(left_out.places[2].optional);

    const std::string_view most = "max(a: E, b: E, more...: E) -> E";
    const auto many =
        std::get<Match>(match(most, {literal(1), literal(2), literal(3), literal(0.5)}));
    CHECK(many.places.size() == 4);
    CHECK(many.places[3].argument == 3);
    CHECK(many.places[0].type == t.number());

    const std::string_view by = "max(xs: [T], by: .E) -> E?";
    const Argument field{.name = "by", .type = t.score(), .selector = true};
    const auto selected = std::get<Match>(match(by, {of(t.list(t.json())), field}));
    CHECK(t.print(selected.places[1].type) == "[score]");
    CHECK(result(by, {of(t.list(t.json())), of(t.score())}) == "`by` wants a field, as `.score`");
    CHECK(result("f(x: int) -> int", {{.type = t.integer(), .selector = true}}) ==
          "`x` wants a value, not a field");
}

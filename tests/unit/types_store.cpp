#include "types/type.hpp"
#include "types/units.hpp"

#include <catch2/catch.hpp>

using namespace lsmap::types;

TEST_CASE("equal types have one id, different ones two") {
    TypeStore t;
    CHECK(t.intern(BoxType{Unit::px}) == t.intern(BoxType{Unit::px}));
    CHECK(t.intern(BoxType{Unit::px}) != t.intern(BoxType{Unit::px, BoxForm::xyxy}));
    CHECK(t.list(t.integer()) != t.list(t.integer(), 1));
    CHECK(t.intern(LiteralType{"1"}) != t.intern(LiteralType{std::int64_t{1}}));
    CHECK(t.intern(LiteralType{"a b"}) != t.intern(LiteralType{"a"}));
    CHECK(t.intern(OboxType{Unit::px, OboxForm::cxcywhr}) !=
          t.intern(OboxType{Unit::px, OboxForm::cxcywhr, 0, AngleType{true}}));
    const auto record = [&](std::string name, std::string key, lsmap::Span span) {
        return t.intern(RecordType{{{std::move(name), std::move(key), t.string(), span}}});
    };
    CHECK(record("a", "a", {1, 2}) == record("a", "", {3, 4}));
    CHECK(record("a", "a", {}) != record("a", "b", {}));
    CHECK(t.intern(TupleType{{{"a", t.integer()}}}) != t.intern(TupleType{{{"", t.integer()}}}));
    CHECK(t.intern(TupleType{{}, true}) != t.intern(TupleType{}));
    CHECK(t.intern(LabelType{{1, 2}}) != t.intern(LabelType{{12}}));
}

TEST_CASE("an optional of an optional is the same optional") {
    TypeStore t;
    const TypeId once = t.optional(t.integer());
    CHECK(t.optional(once) == once);
    CHECK(t.without_optional(once) == t.integer());
    CHECK(t.without_optional(t.integer()) == t.integer());
    CHECK(t.optional(t.error()) == t.error());
    CHECK(t.optional(t.null()) == t.null());
    CHECK(t.optional(t.never()) == t.null());
}

TEST_CASE("types are printed as they are written") {
    TypeStore t;
    const TypeId text = t.intern(OffsetType{OffsetKind::chars});
    const TypeId choice =
        t.intern(UnionType{{t.intern(LiteralType{"a"}), t.intern(LiteralType{"b \"c\""})}});
    const std::pair<TypeId, std::string> rows[] = {
        {t.intern(BoxType{Unit::px}), "box<px>"},
        {t.intern(BoxType{Unit::variable, BoxForm::value, 1}), "box<V>"},
        {t.intern(OboxType{Unit::px, OboxForm::cxcywhr, 0, AngleType{true, true}}),
         "cxcywhr<px, rad, ccw>"},
        {t.list(t.string()), "[string]"},
        {t.list(t.string(), 2), "[string; 2..]"},
        {t.intern(ListType{t.integer(), 0, 4}), "[int; 4]"},
        {t.intern(ScoreType{true}), "score<percent>"},
        {t.intern(TimeType{TimeUnit::s}), "time<s>"},
        {text, "offset<char>"},
        {t.intern(SpanType{text}), "span<offset<char>>"},
        {t.optional(t.string()), "string?"},
        {choice, R"("a" | "b \"c\"")"},
        {t.optional(choice), R"(("a" | "b \"c\"")?)"},
        {t.intern(OptionalType{t.score(), true}), "try score"},
        {t.intern(AngleType{}), "angle<deg>"},
        {t.intern(LengthType{Unit::percent, Axis::x}), "percent"},
        {t.intern(DateTimeType{"%Y"}), R"(datetime<"%Y">)"},
        {t.intern(FrameType{true, 1}), "page<1>"},
        {t.intern(SizeType{SizeForm::hw}), "size<hw>"},
        {t.intern(MapType{t.integer()}), "map<int>"},
        {t.intern(LabelType{{1}}), "label"},
        {t.intern(TupleType{{{"a", t.integer()}, {"", t.optional(t.id())}}, true}),
         "(a: int, id?, ..)"},
        {t.intern(
             RecordType{{{"name", "", t.string(), {}}, {"p", "q", t.optional(t.score()), {}}}}),
         R"({ name: string, p? from "q": score })"},
        {t.intern(RecordType{}), "{}"},
    };
    for (const auto& [type, text_of_type] : rows) {
        CHECK(t.print(type) == text_of_type);
    }
    RecordType many;
    for (const char* name : {"first", "second", "third", "fourth", "fifth", "sixth", "seventh"}) {
        many.fields.push_back({name, name, t.string(), {}});
    }
    CHECK(t.print(t.intern(many)) == "{ first, second, third, … }");
}

TEST_CASE("value types have no encodings, all the way down") {
    TypeStore t;
    const TypeId xyxy = t.intern(BoxType{Unit::px, BoxForm::xyxy});
    const TypeId box = t.intern(BoxType{Unit::px});
    CHECK(t.value_type(xyxy) == box);
    CHECK(t.value_type(t.list(xyxy, 1)) == t.list(box, 1));
    CHECK(t.value_type(t.intern(OptionalType{xyxy, true})) == t.optional(box));
    CHECK(t.value_type(t.intern(MapType{xyxy})) == t.intern(MapType{box}));
    CHECK(t.value_type(t.intern(SizeType{SizeForm::hw})) == t.intern(SizeType{SizeForm::value}));
    CHECK(t.value_type(t.intern(OboxType{Unit::px, OboxForm::cxcywhr, 0, AngleType{true}})) ==
          t.intern(OboxType{Unit::px}));
    CHECK(t.value_type(t.intern(KeypointsType{Unit::px, KeypointForm::xyv})) ==
          t.list(t.intern(KeypointType{Unit::px, KeypointForm::xyv})));
    CHECK(t.value_type(t.intern(TimeType{TimeUnit::clock})) == t.intern(TimeType{TimeUnit::s}));
    CHECK(t.value_type(t.intern(TimeType{TimeUnit::ms})) == t.intern(TimeType{TimeUnit::ms}));
    CHECK(t.value_type(t.intern(DateTimeType{"unix"})) == t.intern(DateTimeType{"iso"}));
    CHECK(t.value_type(t.intern(RecordType{{{"b", "bbox", xyxy, {}}}})) ==
          t.intern(RecordType{{{"b", "b", box, {}}}}));
    CHECK(t.value_type(t.integer()) == t.integer());
}

TEST_CASE("the base of literals is string or int") {
    TypeStore t;
    const TypeId a = t.intern(LiteralType{"a"}), one = t.intern(LiteralType{std::int64_t{1}});
    CHECK(t.base_of_literal(a) == t.string());
    CHECK(t.base_of_literal(one) == t.integer());
    CHECK(t.base_of_literal(t.intern(UnionType{{a, t.intern(LiteralType{"b"})}})) == t.string());
    const TypeId mixed = t.intern(UnionType{{a, one}});
    CHECK(t.base_of_literal(mixed) == mixed);
    CHECK(t.base_of_literal(t.score()) == t.score());
}

TEST_CASE("every unit word is found and comes back") {
    for (const LengthUnit& row : length_units()) {
        CHECK(find_length_unit(row.word) == &row);
        CHECK(word(row.unit) == row.word);
    }
    for (const TimeUnitRow& row : time_units()) {
        CHECK(find_time_unit(row.word) == &row);
        CHECK(word(row.unit) == row.word);
        CHECK((!row.divides || row.seconds == 1 / row.per_second));
    }
    CHECK(find_length_unit("pixel") == nullptr);
    CHECK(find_time_unit("") == nullptr);
    CHECK(find_offset_kind("utf16") == OffsetKind::utf16);
    CHECK_FALSE(find_offset_kind("utf8"));
}

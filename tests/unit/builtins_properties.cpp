#include "base/exact_math.hpp"
#include "builtins_call.hpp"
#include "data/compare.hpp"
#include "data/mask.hpp"
#include "syntax/build_ast.hpp"
#include "syntax/parse.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <map>
#include <random>
#include <set>

using lsmap::test::BuiltinCalls;
using lsmap::test::Typed;
using lsmap::test::TypeId;
namespace types = lsmap::types;
namespace data = lsmap::data;

namespace {

// Random values of the types that signatures speak of.
struct Generator : BuiltinCalls {
    std::mt19937_64 random{7};  // fixed: a failure comes back

    std::int64_t below(std::int64_t n) {
        return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(n));
    }
    double real() {
        const double corners[] = {0, -0.0, 1, -1, 0.5, 1e300, -1e300, 5e-324, 0.1, 255};
        return below(3) == 0 ? corners[below(10)] : static_cast<double>(below(2000)) / 10 - 100;
    }
    std::string word() {
        const char* pieces[] = {"a",  "b", " ", "ö",   "\U0001f600", ",",
                                "\n", "/", "1", "```", "\u00a0"};
        std::string out;
        for (std::int64_t i = below(6); i > 0; --i) {
            out += pieces[below(11)];
        }
        return out;
    }
    // A concrete type for a pattern; the same for each variable of one call.
    TypeId concrete(TypeId pattern, std::map<std::string, TypeId>& chosen, types::Unit unit) {
        types::Type type = t[pattern];
        if (const auto* variable = std::get_if<types::VariableType>(&type)) {
            const TypeId px = t.intern(types::LengthType{types::Unit::px});
            const std::map<std::string, std::vector<TypeId>> choices = {
                {"T",
                 {t.integer(), t.string(), t.score(), t.intern(types::BoxType{types::Unit::px})}},
                {"K", {t.integer(), t.string()}},
                {"N", {t.integer(), t.number()}},
                {"Q", {t.integer(), t.number(), t.score(), px}},
                {"S", {t.score(), t.intern(types::ScoreType{true})}},
                {"O",
                 {t.intern(types::OffsetType{types::OffsetKind::chars}),
                  t.intern(types::OffsetType{types::OffsetKind::byte})}},
                {"E", {t.integer(), t.number(), t.string(), t.score()}},
            };
            const auto& of = choices.at(variable->name);
            const auto size = static_cast<std::int64_t>(of.size());
            return chosen.try_emplace(variable->name, of[static_cast<std::size_t>(below(size))])
                .first->second;
        }
        if (const auto* optional = std::get_if<types::OptionalType>(&type)) {
            return t.optional(concrete(optional->inner, chosen, unit));
        }
        const auto with = [&](auto shape) {
            shape.unit = shape.unit == types::Unit::variable ? unit : shape.unit;
            shape.variable = 0;
            return t.intern(shape);
        };
        if (auto* list = std::get_if<types::ListType>(&type)) {
            list->element = concrete(list->element, chosen, unit);
            return t.intern(type);
        }
        if (auto* map = std::get_if<types::MapType>(&type)) {
            map->value = concrete(map->value, chosen, unit);
            return t.intern(type);
        }
        if (const auto* box = std::get_if<types::BoxType>(&type)) {
            return with(*box);
        }
        if (const auto* obox = std::get_if<types::OboxType>(&type)) {
            return with(*obox);
        }
        if (const auto* point = std::get_if<types::PointType>(&type)) {
            return with(*point);
        }
        if (const auto* polygon = std::get_if<types::PolygonType>(&type)) {
            return with(*polygon);
        }
        if (const auto* length = std::get_if<types::LengthType>(&type)) {
            return with(*length);
        }
        return pattern;
    }
    Typed value(TypeId type) {
        const types::Type of = t[type];
        if (const auto* optional = std::get_if<types::OptionalType>(&of)) {
            return below(3) == 0 ? missing(optional->inner)
                                 : Typed{type, value(optional->inner).value};
        }
        if (const auto* list = std::get_if<types::ListType>(&of)) {
            return items(list->element, static_cast<std::size_t>(below(5)));
        }
        if (const auto* map = std::get_if<types::MapType>(&of)) {
            Typed made = list(t.string(), {text("k"), value(map->value)});
            made.type = type;
            return made;
        }
        if (std::holds_alternative<types::SpanType>(of)) {
            const std::int64_t start = below(4);
            return span(start, start + below(4));
        }
        if (type == t.integer() || std::holds_alternative<types::OffsetType>(of)) {
            return {type, data::of_int(below(8) == 0 ? std::numeric_limits<std::int64_t>::max()
                                                     : below(12) - 4)};
        }
        if (type == t.string()) {
            return text(word());
        }
        if (type == t.boolean()) {
            return boolean(below(2) == 0);
        }
        if (const auto* score_type = std::get_if<types::ScoreType>(&of)) {
            return {type, data::of_number(static_cast<double>(below(11)) /
                                          (score_type->percent ? 0.1 : 10))};
        }
        const auto some = [&](std::size_t count) {
            std::vector<double> numbers(count);
            std::ranges::generate(numbers, [&] { return static_cast<double>(below(20)); });
            return reals(of, numbers);
        };
        if (std::holds_alternative<types::BoxType>(of)) {
            return some(4);
        }
        if (std::holds_alternative<types::OboxType>(of)) {
            return some(below(2) == 0 ? 5 : 8);
        }
        if (std::holds_alternative<types::PointType>(of) ||
            std::holds_alternative<types::SizeType>(of)) {
            return some(2);
        }
        if (std::holds_alternative<types::MaskType>(of)) {
            const auto side = [&] { return static_cast<std::uint32_t>(below(6)); };
            lsmap::raster::Mask mask{side(), side(), lsmap::raster::Order::columns, {}};
            std::vector<lsmap::raster::Run> runs;
            lsmap::raster::RunWriter writer(runs);
            while (writer.sum() < mask.pixels()) {
                writer.add(below(2) == 0, 1);
            }
            mask.runs = runs;
            return {type, data::mask_value(mask, arena)};
        }
        if (std::holds_alternative<types::PolygonType>(of)) {
            return some(2 * static_cast<std::size_t>(below(7)));
        }
        return {type, data::of_number(real())};
    }
    Typed items(TypeId element, std::size_t count) {
        std::vector<Typed> made;
        for (std::size_t i = 0; i < count; ++i) {
            made.push_back(value(element));
        }
        return list(element, made);
    }
};

double units_in_last_place(double got, long double wanted) {
    const double near = std::fabs(static_cast<double>(wanted));
    const double unit = std::nextafter(near, HUGE_VAL) - near;
    return static_cast<double>(std::fabs(static_cast<long double>(got) - wanted)) / unit;
}

}  // namespace

TEST_CASE_METHOD(Generator, "every builtin gives a value of its declared type, or a data error") {
    for (const lsmap::builtins::Builtin* row : lsmap::builtins::all()) {
        INFO(row->signature);
        const types::Signature& signature = signatures.of(row->signature);
        int results = 0;
        for (int round = 0; round < 300; ++round) {
            std::map<std::string, TypeId> chosen;
            const types::Unit unit = below(2) == 0 ? types::Unit::px : types::Unit::norm;
            std::vector<Typed> args;
            for (const types::Signature::Param& param : signature.params) {
                const TypeId type = concrete(param.type, chosen, unit);
                if (param.selector) {  // one value for each element
                    args.push_back(items(type, args[0].value.size));
                } else if (param.variadic) {
                    for (std::int64_t i = below(3); i > 0; --i) {
                        args.push_back(value(type));
                    }
                } else {
                    args.push_back(value(param.optional ? t.optional(type) : type));
                }
            }
            try {
                const Typed result = call(lsmap::builtins::name_of(*row), args);
                ++results;
                INFO(show(result));
                REQUIRE(is_in(result.value, result.type));
            } catch (const lsmap::builtins::DataError& error) {
                REQUIRE_FALSE(error.message.empty());
            }
        }
        CHECK(results > 0);
    }
}

TEST_CASE("every example of a builtin can be read") {
    std::set<std::string_view> with_examples;
    for (const lsmap::builtins::Builtin* row : lsmap::builtins::all()) {
        INFO(row->signature);
        for (const auto& example : row->examples) {
            for (const std::string_view side : {example.source, example.result}) {
                INFO(side);
                lsmap::SourceMap sources;
                const lsmap::FileId file = sources.add("<example>", std::string(side));
                lsmap::diag::Sink sink;
                const auto tree = lsmap::syntax::parse_expr(sources[file], file, sink);
                const auto expr = lsmap::syntax::build_expr(tree, sources[file], file, sink);
                CHECK_FALSE(sink.has_errors());
                with_examples.insert(lsmap::builtins::name_of(*row));
            }
        }
    }
    CHECK(with_examples.size() == lsmap::builtins::names().size());
}

TEST_CASE("every builtin has a text, a family and a call") {
    for (const lsmap::builtins::Builtin* row : lsmap::builtins::all()) {
        INFO(row->signature);
        CHECK(row->doc.ends_with('.'));
        CHECK_FALSE(row->family.empty());
        CHECK(row->call != nullptr);
        CHECK_FALSE(lsmap::builtins::find(lsmap::builtins::name_of(*row)).empty());
    }
    CHECK(lsmap::builtins::find("nonsense").empty());
    const std::vector<std::string> names = lsmap::builtins::names();
    CHECK(std::set<std::string>(names.begin(), names.end()).size() == names.size());
}

TEST_CASE_METHOD(Generator, "comparison is an order and agrees with the hash") {
    const TypeId lists = t.list(t.optional(t.number()));
    for (int round = 0; round < 2000; ++round) {
        const Typed a = value(lists), b = value(lists), c = value(lists);
        const auto before = [&](const Typed& x, const Typed& y) {
            return data::compare(x.value, y.value, lists, t) < 0;
        };
        const bool same = data::equal(a.value, b.value, lists, t);
        REQUIRE(data::equal(a.value, a.value, lists, t));
        REQUIRE(int{before(a, b)} + int{before(b, a)} + int{same} == 1);
        REQUIRE((!(before(a, b) && before(b, c)) || before(a, c)));
        const bool same_hash = data::hash(a.value, lists, t) == data::hash(b.value, lists, t);
        REQUIRE(same == same_hash);
    }
}

TEST_CASE("exp and log are within one unit in the last place") {
    std::mt19937_64 random(1);
    double worst_exp = 0, worst_log = 0;
    for (int i = 0; i < 200000; ++i) {
        const double wide = std::uniform_real_distribution<>(-700, 700)(random);
        const double x = i % 2 == 0 ? wide : wide / 700;
        worst_exp = std::max(worst_exp, units_in_last_place(lsmap::exact_exp(x),
                                                            std::exp(static_cast<long double>(x))));
        const double y = i % 2 == 0 ? std::ldexp(std::fabs(x), i % 1900 - 950) : 1 + x / 3;
        worst_log = std::max(worst_log, units_in_last_place(lsmap::exact_log(y),
                                                            std::log(static_cast<long double>(y))));
    }
    CHECK(worst_exp <= 1);
    CHECK(worst_log <= 1);
    CHECK(lsmap::exact_exp(0) == 1);
    CHECK(lsmap::exact_log(1) == 0);
    CHECK(std::isinf(lsmap::exact_exp(710)));
    CHECK(lsmap::exact_exp(-746) == 0);
    CHECK(lsmap::exact_exp(-745) > 0);
    CHECK(std::isnan(lsmap::exact_log(-1)));
    // The bits themselves, so that another compiler or machine shows where it differs.
    CHECK(lsmap::exact_exp(1) == 0x1.5bf0a8b145769p+1);
    CHECK(lsmap::exact_log(10) == 0x1.26bb1bbb55516p+1);
}

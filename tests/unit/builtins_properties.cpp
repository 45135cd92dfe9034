#include "base/exact_math.hpp"
#include "base/overloaded.hpp"
#include "builtins/row_cells.hpp"
#include "builtins_call.hpp"
#include "data/compare.hpp"
#include "data/mask.hpp"
#include "syntax/build_ast.hpp"
#include "syntax/parse.hpp"
#include "types/bindings.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <cmath>
#include <map>
#include <random>
#include <set>

using lsmap::test::BuiltinCalls;
using lsmap::test::Typed;
using lsmap::test::TypeId;
using lsmap::test::Value;
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
    std::int64_t whole() {
        const std::int64_t corners[] = {0, 1, -1, std::numeric_limits<std::int64_t>::max(),
                                        std::numeric_limits<std::int64_t>::min()};
        return below(6) == 0 ? corners[below(5)] : below(12) - 4;
    }
    std::string word() {
        const char* pieces[] = {"a",     "b",   " ",       "\u00f6", "\U0001f600", ",", "\n", "/",
                                "1",     "```", "\u00a0",  "##",     "\u2581",     "-", "O",  "B-",
                                "00:01", "<p>", "e\u0301", "%Y",     "\u200d",     "\""};
        std::string out;
        for (std::int64_t i = below(6); i > 0; --i) {
            out += pieces[below(std::ssize(pieces))];
        }
        return out;
    }
    // The types that a variable can stand for: all of these that fit its constraint.
    std::vector<TypeId> choices(TypeId variable) {
        using types::TimeUnit;
        const TypeId pool[] = {
            t.integer(),
            t.number(),
            t.string(),
            t.boolean(),
            t.id(),
            t.score(),
            t.intern(types::ScoreType{true}),
            t.intern(types::LogitType{}),
            t.intern(types::LengthType{types::Unit::px}),
            t.intern(types::LengthType{types::Unit::norm, types::Axis::x}),
            t.intern(types::AngleType{}),
            t.intern(types::TimeType{TimeUnit::s}),
            t.intern(types::TimeType{TimeUnit::ms}),
            t.intern(types::DateTimeType{"iso"}),
            t.intern(types::FrameType{}),
            t.intern(types::FrameType{true, 1}),
            t.intern(types::OffsetType{types::OffsetKind::chars}),
            t.intern(types::OffsetType{types::OffsetKind::byte}),
            t.intern(types::BoxType{types::Unit::px}),
            t.intern(types::SpanType{t.intern(types::OffsetType{types::OffsetKind::chars})}),
            t.list(t.integer()),
        };
        std::vector<TypeId> fitting;
        for (const TypeId type : pool) {
            if (types::Bindings(t).fit(variable, type)) {
                fitting.push_back(type);
            }
        }
        return fitting;
    }
    struct Chosen {
        std::map<std::string, TypeId> types;
        std::map<std::uint8_t, types::Unit> units;
    };
    // A concrete type for a pattern; the same for each variable of one call.
    TypeId concrete(TypeId pattern, Chosen& chosen) {
        types::Type type = t[pattern];
        const auto inside = [&](TypeId& id) { id = concrete(id, chosen); };
        const auto with_unit = [&](auto& shape) {
            if (shape.unit == types::Unit::variable) {
                const types::Unit units[] = {types::Unit::px,   types::Unit::percent,
                                             types::Unit::norm, types::Unit::permille,
                                             types::Unit::inch, types::Unit::pt};
                shape.unit =
                    chosen.units.try_emplace(shape.variable, units[below(6)]).first->second;
                shape.variable = 0;
            }
        };
        if (const auto* variable = std::get_if<types::VariableType>(&type)) {
            const std::vector<TypeId> of = choices(pattern);
            const auto one = static_cast<std::size_t>(below(std::ssize(of)));
            return chosen.types.try_emplace(variable->name, of[one]).first->second;
        }
        if (const auto* optional = std::get_if<types::OptionalType>(&type)) {
            return t.optional(concrete(optional->inner, chosen));
        }
        std::visit(
            lsmap::Overloaded{
                [&](types::ListType& of) { inside(of.element); },
                [&](types::MapType& of) { inside(of.value); },
                [&](types::SpanType& of) { inside(of.of); },
                [&](types::UnionType& of) { std::ranges::for_each(of.alternatives, inside); },
                [&](types::RecordType& of) {
                    std::ranges::for_each(of.fields, inside, &types::Field::type);
                },
                [&](types::BoxType& of) { with_unit(of); },
                [&](types::OboxType& of) { with_unit(of); },
                [&](types::PointType& of) { with_unit(of); },
                [&](types::PolygonType& of) { with_unit(of); },
                [&](types::LengthType& of) { with_unit(of); },
                [](auto&) {},
            },
            type);
        return t.intern(type);
    }
    // One coordinate: mostly a small one, so that shapes meet.
    double coordinate() { return below(12) == 0 ? real() : static_cast<double>(below(20)); }
    Typed value(TypeId type) {
        const types::Type of = t[type];
        const auto some = [&](std::size_t count, auto make) {
            std::vector<double> numbers(count);
            std::ranges::generate(numbers, make);
            return reals(of, numbers);
        };
        const auto point = [&] { return coordinate(); };
        const auto plain = [&](Value v) { return Typed{type, v}; };
        const auto not_negative = [&](std::int64_t least) {
            return plain(data::of_int(below(10) == 0 ? std::numeric_limits<std::int64_t>::max()
                                                     : least + below(9)));
        };
        return std::visit(
            lsmap::Overloaded{
                [&](const types::OptionalType& o) {
                    return below(3) == 0 ? missing(o.inner) : Typed{type, value(o.inner).value};
                },
                [&](const types::ListType& list) {
                    const auto fewest = std::max(list.at_least, list.exactly.value_or(0));
                    Typed made =
                        items(list.element,
                              list.exactly ? fewest : fewest + static_cast<std::size_t>(below(5)));
                    made.type = type;
                    return made;
                },
                [&](const types::MapType& map) {
                    Typed made = list(t.string(), {text("k"), value(map.value)});
                    made.type = type;
                    return made;
                },
                [&](const types::RecordType& record) {
                    std::vector<Typed> fields;
                    for (const types::Field& field : record.fields) {
                        fields.push_back(value(field.type));
                    }
                    Typed made = list(t.string(), fields);
                    made.type = type;
                    return made;
                },
                [&](const types::SpanType& span) {
                    Typed a = value(span.of), b = value(span.of);
                    const bool is_time = t.is<types::TimeType>(span.of);
                    if (is_time ? b.value.number < a.value.number
                                : b.value.integer < a.value.integer) {
                        std::swap(a, b);
                    }
                    Typed made = list(span.of, {a, b});
                    made.type = type;
                    return made;
                },
                [&](const types::UnionType& either) {
                    const auto one =
                        static_cast<std::size_t>(below(std::ssize(either.alternatives)));
                    Typed made = value(either.alternatives[one]);
                    made.type = type;
                    made.value.alternative = static_cast<std::uint16_t>(one);
                    return made;
                },
                [&](const types::LiteralType& literal) {
                    const auto* word_of = std::get_if<std::string>(&literal.value);
                    return plain(word_of != nullptr
                                     ? text(*word_of).value
                                     : data::of_int(std::get<std::int64_t>(literal.value)));
                },
                [&](const types::IntType&) { return plain(data::of_int(whole())); },
                [&](const types::DateTimeType&) { return plain(data::of_int(whole())); },
                [&](const types::OffsetType&) { return not_negative(0); },
                [&](const types::FrameType& frame) { return not_negative(frame.base); },
                [&](const types::StringType&) { return text(word()); },
                [&](const types::IdType&) { return plain(text(word()).value); },
                [&](const types::BoolType&) { return boolean(below(2) == 0); },
                [&](const types::ScoreType& score_type) {
                    return plain(data::of_number(static_cast<double>(below(11)) /
                                                 (score_type.percent ? 0.1 : 10)));
                },
                [&](const types::BoxType&) {
                    Typed made = some(4, point);
                    std::vector<double> r(made.value.reals, made.value.reals + 4);
                    return reals(of, {std::min(r[0], r[2]), std::min(r[1], r[3]),
                                      std::max(r[0], r[2]), std::max(r[1], r[3])});
                },
                [&](const types::OboxType&) {
                    if (below(2) == 0) {
                        return some(8, point);
                    }
                    return reals(of, {coordinate(), coordinate(), std::fabs(coordinate()),
                                      std::fabs(coordinate()), real()});
                },
                [&](const types::PointType&) { return some(2, point); },
                [&](const types::SizeType&) {
                    return some(2, [&] { return static_cast<double>(below(20)); });
                },
                [&](const types::PolygonType&) {
                    return some(2 * static_cast<std::size_t>(below(7)), point);
                },
                [&](const types::MaskType&) { return plain(random_mask()); },
                [&](const auto&) { return plain(data::of_number(real())); },
            },
            of);
    }
    // Whether a call with these arguments is one of this row, not of an overload before it.
    bool is_call_of(const lsmap::builtins::Builtin& row, const std::vector<Typed>& args) {
        for (const lsmap::builtins::Builtin* one :
             lsmap::builtins::find(lsmap::builtins::name_of(row))) {
            if (one == &row) {
                return true;
            }
            try {
                call_row(*one, args);
                return false;
            } catch (const lsmap::builtins::DataError&) {
                return false;
            } catch (const std::string&) {  // it does not fit
            }
        }
        return false;
    }
    Value random_mask() {
        const auto side = [&] { return static_cast<std::uint32_t>(below(6)); };
        lsmap::raster::Mask mask{side(), side(), lsmap::raster::Order::columns, {}};
        std::vector<lsmap::raster::Run> runs;
        lsmap::raster::RunWriter writer(runs);
        while (writer.sum() < mask.pixels()) {
            writer.add(below(2) == 0, 1);
        }
        mask.runs = runs;
        return data::mask_value(mask, arena);
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
            Chosen chosen;
            std::vector<Typed> args;
            std::string given;
            for (const types::Signature::Param& param : signature.params) {
                const TypeId type = concrete(param.type, chosen);
                if (param.selector && param.optional && below(3) == 0 && args.size() >= 2) {
                    break;  // this one and what follows is left out
                }
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
            for (const Typed& arg : args) {
                given += show(arg) + "; ";
            }
            INFO(given);
            if (!is_call_of(*row, args)) {
                continue;
            }
            std::string shown[2];
            bool fits = true;
            for (std::string& outcome : shown) {  // the same arguments give the same
                try {
                    const Typed result = call_row(*row, args);
                    outcome = show(result);
                    INFO(outcome);
                    fits = fits && is_in(result.value, result.type);
                    ++results;
                    if (!fits) {
                        FAIL_CHECK(outcome << " is not in " << t.print(result.type));
                    }
                } catch (const lsmap::builtins::DataError& error) {
                    REQUIRE_FALSE(error.message.empty());
                    outcome = error.message;
                } catch (const std::string& misfit) {
                    FAIL(misfit);
                }
            }
            CHECK(shown[0] == shown[1]);
            if (!fits) {
                break;  // one failure of a row is enough
            }
        }
        CHECK(results > 0);
    }
}

// What `parse_row` reads is JSON, whatever the text and the cells are.
TEST_CASE_METHOD(Generator, "the cells of a row are a JSON array") {
    using lsmap::builtins::CellKind;
    for (int round = 0; round < 2000; ++round) {
        lsmap::builtins::RowForms forms;
        for (std::int64_t i = 1 + below(2); i > 0; --i) {
            lsmap::builtins::RowForm form;
            for (std::int64_t k = below(4); k > 0; --k) {
                form.cells.push_back({static_cast<CellKind>(below(4)), below(2) == 0});
            }
            form.fewest = static_cast<std::size_t>(below(std::ssize(form.cells) + 1));
            form.repeats_last = below(2) == 0;
            form.more = below(2) == 0;
            forms.forms.push_back(form);
        }
        const std::vector<Value> args = {
            text(word()).value, below(2) == 0 ? data::missing_value() : text(word()).value};
        const std::vector<TypeId> argument_types(2, t.string());
        lsmap::builtins::CallContext context{arena,     t, argument_types, t.string(), &forms,
                                             file_path, 0};
        INFO(args[0].str());
        try {
            const Value row = lsmap::builtins::row_cells().call(args, context);
            INFO(row.str());
            REQUIRE(nlohmann::json::parse(row.str()).is_array());
        } catch (const lsmap::builtins::DataError& error) {
            REQUIRE((args[1].present() && args[1].size == 0));
        }
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

#pragma once
#include "base/overloaded.hpp"
#include "builtins_call.hpp"
#include "data/mask.hpp"
#include "types/bindings.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace lsmap::test {

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
            Overloaded{
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
            Overloaded{
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
    bool is_call_of(const builtins::Builtin& row, const std::vector<Typed>& args) {
        for (const builtins::Builtin* one : builtins::find(builtins::name_of(row))) {
            if (one == &row) {
                return true;
            }
            try {
                call_row(*one, args);
                return false;
            } catch (const builtins::DataError&) {
                return false;
            } catch (const std::string&) {  // it does not fit
            }
        }
        return false;
    }
    Value random_mask() {
        const auto side = [&] { return static_cast<std::uint32_t>(below(6)); };
        raster::Mask mask{side(), side(), raster::Order::columns, {}};
        std::vector<raster::Run> runs;
        raster::RunWriter writer(runs);
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

}  // namespace lsmap::test

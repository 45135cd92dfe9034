#include "types/bindings.hpp"

#include "base/overloaded.hpp"
#include "types/signature.hpp"

#include <algorithm>

namespace lsmap::types {
namespace {

bool is_quantity(const TypeStore& types, TypeId type) {
    return types.is<IntType>(type) || types.is<NumberType>(type) || types.is<ScoreType>(type) ||
           types.is<LogitType>(type) || types.is<LengthType>(type) || types.is<AngleType>(type) ||
           types.is<TimeType>(type);
}
bool is_number(const TypeStore& types, TypeId type) {
    return types.is<IntType>(type) || types.is<NumberType>(type);
}
bool is_score(const TypeStore& types, TypeId type) { return types.is<ScoreType>(type); }
bool is_offset(const TypeStore& types, TypeId type) { return types.is<OffsetType>(type); }
bool is_place(const TypeStore& types, TypeId type) {
    return is_offset(types, type) || types.is<FrameType>(type);
}
bool is_time(const TypeStore& types, TypeId type) { return types.is<TimeType>(type); }
bool is_ordered(const TypeStore& types, TypeId type) {
    return is_quantity(types, type) || types.is<StringType>(type) || types.is<DateTimeType>(type) ||
           types.is<FrameType>(type) || types.is<OffsetType>(type);
}

constexpr Constraint constraints[] = {
    {"N", is_number, "an int or a number"},
    {"Q", is_quantity, "a quantity (int, number, score, logit, length, angle or time)"},
    {"S", is_score, "a score"},
    {"O", is_offset, "a text position"},
    {"P", is_place, "a text position, a frame or a page"},
    {"D", is_time, "a time"},
    {"E", is_ordered, "something with an order (a quantity, string, datetime, frame or offset)"},
};
const Constraint* constraint_of(std::string_view variable) {
    const auto* row = std::ranges::find(constraints, variable, &Constraint::variable);
    return row == std::end(constraints) ? nullptr : row;
}

}  // namespace

Bindings::Bound* Bindings::find(std::string_view variable) {
    const auto found = std::ranges::find(types_bound_, variable, &Bound::variable);
    return found == types_bound_.end() ? nullptr : &*found;
}

// The conversions that hold for every argument.
bool Bindings::converts(TypeId from, TypeId to) const {
    if (from == to || types_.is<ErrorType>(from) || types_.is<NeverType>(from) ||
        types_.is<ErrorType>(to)) {
        return true;
    }
    if (types_.is<IntType>(from)) {
        return types_.is<NumberType>(to) || types_.is<IdType>(to);
    }
    if (types_.is<StringType>(from)) {
        return types_.is<IdType>(to);
    }
    if (const TypeId base = types_.base_of_literal(from); base != from) {
        const auto* alternatives = types_.as<UnionType>(to);
        const bool is_one =
            alternatives != nullptr &&
            std::ranges::find(alternatives->alternatives, from) != alternatives->alternatives.end();
        return is_one || converts(base, to);
    }
    if (const auto* optional = types_.as<OptionalType>(to)) {
        return from == types_.null() || converts(types_.without_optional(from), optional->inner);
    }
    const auto* list = types_.as<ListType>(from);
    if (list != nullptr && types_.is<SizeType>(to)) {
        return list->exactly == 2 && is_number(types_, list->element);
    }
    const auto* wanted = types_.as<ListType>(to);
    if (list != nullptr && wanted != nullptr) {
        const bool is_long_enough = wanted->exactly
                                        ? list->exactly == wanted->exactly
                                        : fewest_elements(types_, from) >= wanted->at_least;
        return is_long_enough && converts(list->element, wanted->element);
    }
    return false;
}

bool Bindings::fit_variable(const std::string& variable, TypeId actual) {
    if (types_.is<NeverType>(actual)) {
        return true;
    }
    if (types_.is_optional(actual) || actual == types_.null()) {
        return false;
    }
    if (const Constraint* constraint = constraint_of(variable)) {
        actual = types_.base_of_literal(actual);
        if (!constraint->holds(types_, actual)) {
            return false;
        }
    }
    Bound* bound = find(variable);
    if (bound == nullptr) {
        types_bound_.push_back({variable, actual});
        return true;
    }
    if (converts(actual, bound->type)) {
        return true;
    }
    const TypeId base = types_.base_of_literal(actual);
    if (converts(bound->type, base)) {  // int, then number; "a", then string
        bound->type = base;
        return true;
    }
    return false;
}

bool Bindings::fit_unit(Unit pattern, std::uint8_t variable, Unit unit, std::uint8_t its_variable) {
    if (pattern != Unit::variable) {
        return pattern == unit;
    }
    auto& bound = units_.at(variable);
    if (!bound) {
        bound = BoundUnit{unit, its_variable};
    }
    return bound->unit == unit && bound->variable == its_variable;
}

bool Bindings::fit(TypeId pattern, TypeId actual) {
    if (types_.is<ErrorType>(actual)) {
        return true;
    }
    const Type wanted = types_[pattern];  // copies: interning moves the types
    const Type given = types_[actual];
    const auto units_fit = [&](const auto& p, auto... same) {
        const auto* a = std::get_if<std::decay_t<decltype(p)>>(&given);
        return a != nullptr && ((p.*same == (*a).*same) && ...) &&
               fit_unit(p.unit, p.variable, a->unit, a->variable);
    };
    return std::visit(
        Overloaded{
            [&](const VariableType& p) { return fit_variable(p.name, actual); },
            [&](const OptionalType& p) {
                return actual == types_.null() || fit(p.inner, types_.without_optional(actual));
            },
            [&](const ListType& p) {
                const auto* a = std::get_if<ListType>(&given);
                if (a == nullptr) {
                    return types_.is<NeverType>(actual);
                }
                const bool is_long_enough = p.exactly
                                                ? a->exactly == p.exactly
                                                : fewest_elements(types_, actual) >= p.at_least;
                return is_long_enough && fit(p.element, a->element);
            },
            [&](const MapType& p) {
                const auto* a = std::get_if<MapType>(&given);
                return a != nullptr && fit(p.value, a->value);
            },
            [&](const SpanType& p) {
                const auto* a = std::get_if<SpanType>(&given);
                return a != nullptr && fit(p.of, a->of);
            },
            [&](const LengthType& p) {
                return p.unit == Unit::variable ? units_fit(p) : converts(actual, pattern);
            },
            [&](const PointType& p) { return units_fit(p); },
            [&](const PolygonType& p) { return units_fit(p); },
            [&](const BoxType& p) { return units_fit(p, &BoxType::form); },
            [&](const OboxType& p) { return units_fit(p, &OboxType::form); },
            [&](const KeypointType& p) { return units_fit(p, &KeypointType::form); },
            [&](const auto&) { return converts(actual, pattern); },
        },
        wanted);
}

bool Bindings::fit_literal(TypeId pattern, double value, TypeId own) {
    if (const auto* optional = types_.as<OptionalType>(pattern)) {
        return fit_literal(optional->inner, value, own);
    }
    const TypeId wanted = instantiate(pattern);
    if (const auto* variable = types_.as<VariableType>(wanted)) {
        const bool as_score = constraint_of(variable->name) != nullptr && variable->name == "S";
        return fit_variable(std::string(variable->name),
                            as_score ? types_.score() : types_.base_of_literal(own));
    }
    if (types_.is<ScoreType>(wanted)) {
        return value >= 0 && value <= 1;
    }
    if (types_.is<LengthType>(wanted) || types_.is<TimeType>(wanted) ||
        types_.is<AngleType>(wanted)) {
        return value == 0;
    }
    return fit(pattern, types_.base_of_literal(own));
}

template <class T> T Bindings::with_unit(T type) const {
    if (type.unit == Unit::variable && units_.at(type.variable)) {
        const BoundUnit bound = *units_.at(type.variable);
        type.unit = bound.unit;
        type.variable = bound.variable;
    }
    return type;
}

TypeId Bindings::instantiate(TypeId pattern, std::optional<TypeId> unbound) {
    Type type = types_[pattern];
    const auto inside = [&](TypeId& id) { id = instantiate(id, unbound); };
    return std::visit(
        Overloaded{
            [&](const VariableType& t) {
                const Bound* bound = find(t.name);
                return bound != nullptr ? bound->type : unbound.value_or(pattern);
            },
            [&](const OptionalType& t) { return types_.optional(instantiate(t.inner, unbound)); },
            [&](ListType& t) { return inside(t.element), types_.intern(type); },
            [&](MapType& t) { return inside(t.value), types_.intern(type); },
            [&](SpanType& t) { return inside(t.of), types_.intern(type); },
            [&](RecordType& t) {
                std::ranges::for_each(t.fields, inside, &Field::type);
                return types_.intern(type);
            },
            [&](const LengthType& t) { return types_.intern(with_unit(t)); },
            [&](const PointType& t) { return types_.intern(with_unit(t)); },
            [&](const PolygonType& t) { return types_.intern(with_unit(t)); },
            [&](const BoxType& t) { return types_.intern(with_unit(t)); },
            [&](const OboxType& t) { return types_.intern(with_unit(t)); },
            [&](const KeypointType& t) { return types_.intern(with_unit(t)); },
            [&](const auto&) { return pattern; },
        },
        type);
}

const Constraint* Bindings::open_constraint(TypeId pattern) const {
    if (const auto* variable = types_.as<VariableType>(pattern)) {
        const bool is_bound =
            std::ranges::find(types_bound_, variable->name, &Bound::variable) != types_bound_.end();
        return is_bound ? nullptr : constraint_of(variable->name);
    }
    const auto* list = types_.as<ListType>(pattern);
    return list == nullptr ? nullptr : open_constraint(list->element);
}

}  // namespace lsmap::types

#include "types/type.hpp"

#include "base/overloaded.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

namespace lsmap::types {
namespace {

unsigned number_of(TypeId id) { return static_cast<unsigned>(id); }

template <class Enum> unsigned place_of(Enum e) { return static_cast<unsigned>(e); }

// Text of a variable length, so that no two types share a key.
void add_text(std::string& key, std::string_view text) {
    fmt::format_to(std::back_inserter(key), " {}:{}", text.size(), text);
}

}  // namespace

TypeStore::TypeStore() {
    error_ = intern(ErrorType{});
    never_ = intern(NeverType{});
    null_ = intern(NullType{});
    bool_ = intern(BoolType{});
    int_ = intern(IntType{});
    number_ = intern(NumberType{});
    string_ = intern(StringType{});
    id_ = intern(IdType{});
    json_ = intern(JsonType{});
    score_ = intern(ScoreType{});
}

TypeId TypeStore::intern(Type type) {
    if (auto* record = std::get_if<RecordType>(&type)) {
        for (Field& field : record->fields) {
            if (field.json_key.empty()) {
                field.json_key = field.name;
            }
        }
    }
    const auto next = static_cast<TypeId>(types_.size());
    const auto [place, is_new] = by_key_.try_emplace(key(type), next);
    if (is_new) {
        types_.push_back(std::move(type));
    }
    return place->second;
}

std::string TypeStore::key(const Type& type) const {
    std::string rest = std::visit(
        Overloaded{
            [](const LiteralType& t) {
                if (const auto* number = std::get_if<std::int64_t>(&t.value)) {
                    return fmt::format("i{}", *number);
                }
                return "s" + std::get<std::string>(t.value);
            },
            [](const ScoreType& t) { return fmt::format("{:d}", t.percent); },
            [](const LogitType& t) { return fmt::format("{:d}", t.logprob); },
            [](const LengthType& t) {
                return fmt::format("{} {} {}", place_of(t.unit), place_of(t.axis), t.variable);
            },
            [](const AngleType& t) {
                return fmt::format("{:d} {:d}", t.radians, t.counter_clockwise);
            },
            [](const TimeType& t) { return fmt::format("{}", place_of(t.unit)); },
            [](const DateTimeType& t) { return t.format; },
            [](const FrameType& t) { return fmt::format("{:d} {}", t.page, t.base); },
            [](const OffsetType& t) { return fmt::format("{}", place_of(t.kind)); },
            [](const SizeType& t) { return fmt::format("{}", place_of(t.form)); },
            [](const PointType& t) { return fmt::format("{} {}", place_of(t.unit), t.variable); },
            [](const BoxType& t) {
                return fmt::format("{} {} {}", place_of(t.unit), place_of(t.form), t.variable);
            },
            [](const OboxType& t) {
                return fmt::format("{} {} {} {:d} {:d}", place_of(t.unit), place_of(t.form),
                                   t.variable, t.angle.radians, t.angle.counter_clockwise);
            },
            [](const PolygonType& t) { return fmt::format("{} {}", place_of(t.unit), t.variable); },
            [](const KeypointType& t) {
                return fmt::format("{} {} {}", place_of(t.unit), place_of(t.form), t.variable);
            },
            [](const KeypointsType& t) {
                return fmt::format("{} {} {}", place_of(t.unit), place_of(t.form), t.variable);
            },
            [](const MaskType& t) { return fmt::format("{}", place_of(t.form)); },
            [](const SpanType& t) { return fmt::format("{}", number_of(t.of)); },
            [](const ListType& t) {
                return fmt::format("{} {} {}", number_of(t.element), t.at_least,
                                   t.exactly ? fmt::format("{}", *t.exactly) : "-");
            },
            [](const TupleType& t) {
                std::string key = t.open ? "open" : "";
                for (const TuplePlace& place : t.places) {
                    add_text(key, place.name);
                    fmt::format_to(std::back_inserter(key), " {}", number_of(place.type));
                }
                return key;
            },
            [](const MapType& t) { return fmt::format("{}", number_of(t.value)); },
            [](const RecordType& t) {
                std::string key;
                for (const Field& field : t.fields) {
                    add_text(key, field.name);
                    add_text(key, field.json_key);
                    fmt::format_to(std::back_inserter(key), " {}", number_of(field.type));
                }
                return key;
            },
            [](const UnionType& t) {
                std::string key;
                for (const TypeId alternative : t.alternatives) {
                    fmt::format_to(std::back_inserter(key), " {}", number_of(alternative));
                }
                for (const TypeId declared : t.declared) {
                    fmt::format_to(std::back_inserter(key), " from {}", number_of(declared));
                }
                return key;
            },
            [](const OptionalType& t) {
                return fmt::format("{} {:d}", number_of(t.inner), t.lenient);
            },
            [](const LabelType& t) {
                return fmt::format("{} {:d}", fmt::join(t.controls, " "), t.path);
            },
            [](const VariableType& t) { return t.name; },
            [](const auto&) { return std::string(); },  // types without parts
        },
        type);
    return fmt::format("{} {}", type.index(), rest);
}

TypeId TypeStore::optional(TypeId inner) {
    if (inner == error_ || inner == null_ || is<OptionalType>(inner)) {
        return inner;
    }
    return inner == never_ ? null_ : intern(OptionalType{inner});
}

TypeId TypeStore::list(TypeId element, std::uint32_t at_least) {
    return intern(ListType{element, at_least});
}

TypeId TypeStore::without_optional(TypeId type) const {
    const auto* optional_type = as<OptionalType>(type);
    return optional_type == nullptr ? type : optional_type->inner;
}

TypeId TypeStore::value_type(TypeId declared) {
    const auto number = static_cast<std::uint32_t>(declared);
    if (const auto known = value_types_.find(number); known != value_types_.end()) {
        return known->second;
    }
    const TypeId made = make_value_type(declared);
    value_types_.emplace(number, made);
    return made;
}

TypeId TypeStore::make_value_type(TypeId declared) {
    // A copy: interning what is inside moves the types.
    Type type = (*this)[declared];
    const auto of = [this](TypeId& inside) { inside = value_type(inside); };
    return std::visit(
        Overloaded{
            [&](TimeType& t) {
                const bool is_text = t.unit == TimeUnit::clock || t.unit == TimeUnit::iso;
                return is_text ? intern(TimeType{TimeUnit::s}) : declared;
            },
            [&](DateTimeType& t) { return t.format = "iso", intern(std::move(type)); },
            [&](SizeType& t) { return t.form = SizeForm::value, intern(std::move(type)); },
            [&](BoxType& t) { return t.form = BoxForm::value, intern(std::move(type)); },
            [&](OboxType& t) {
                t.form = OboxForm::value;
                t.angle = {};
                return intern(std::move(type));
            },
            [&](KeypointsType& t) {
                return list(intern(KeypointType{t.unit, t.form, t.variable}));
            },
            [&](MaskType& t) { return t.form = MaskForm::value, intern(std::move(type)); },
            [&](SpanType& t) { return of(t.of), intern(std::move(type)); },
            [&](ListType& t) { return of(t.element), intern(std::move(type)); },
            [&](TupleType& t) {
                std::ranges::for_each(t.places, of, &TuplePlace::type);
                return intern(std::move(type));
            },
            [&](MapType& t) { return of(t.value), intern(std::move(type)); },
            [&](RecordType& t) {
                for (Field& field : t.fields) {
                    of(field.type);
                    field.json_key = field.name;  // the key is part of the encoding
                }
                return intern(std::move(type));
            },
            [&](UnionType& t) {
                std::vector<TypeId> before = t.alternatives;
                std::ranges::for_each(t.alternatives, of);
                const std::set<TypeId> different(t.alternatives.begin(), t.alternatives.end());
                if (t.declared.empty() && different.size() < t.alternatives.size()) {
                    t.declared = std::move(before);
                }
                return intern(std::move(type));
            },
            [&](OptionalType& t) { return optional(value_type(t.inner)); },
            [&](auto&) { return declared; },
        },
        type);
}

TypeId TypeStore::base_of_literal(TypeId type) const {
    if (const auto* literal = as<LiteralType>(type)) {
        return std::holds_alternative<std::string>(literal->value) ? string_ : int_;
    }
    const auto* alternatives = as<UnionType>(type);
    if (alternatives == nullptr) {
        return type;
    }
    std::optional<TypeId> base;
    for (const TypeId alternative : alternatives->alternatives) {
        const TypeId its_base = base_of_literal(alternative);
        if (!is<LiteralType>(alternative) || base.value_or(its_base) != its_base) {
            return type;
        }
        base = its_base;
    }
    return base.value_or(type);
}

}  // namespace lsmap::types

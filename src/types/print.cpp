#include "base/overloaded.hpp"
#include "types/type.hpp"
#include "types/units.hpp"

#include <fmt/format.h>

#include <array>
#include <iterator>

namespace lsmap::types {
namespace {

constexpr std::size_t long_record = 72;  // characters
constexpr std::size_t names_of_long_record = 3;

std::string_view unit_word(Unit unit, std::uint8_t variable) {
    constexpr std::array<std::string_view, 4> variables = {"U", "V", "W", "X"};
    return unit == Unit::variable ? variables[variable % variables.size()] : word(unit);
}

std::string with_unit(std::string_view shape, Unit unit, std::uint8_t variable) {
    return fmt::format("{}<{}>", shape, unit_word(unit, variable));
}

// In enumerator order.
constexpr std::array<std::string_view, 6> box_words = {"box",    "xyxy", "xywh",
                                                       "cxcywh", "yxyx", "xxyy"};
constexpr std::array<std::string_view, 3> size_words = {"size", "size<wh>", "size<hw>"};
constexpr std::array<std::string_view, 4> mask_words = {"mask", "rle", "bitmap", "png"};
constexpr std::array<std::string_view, 3> keypoint_words = {"xy", "xyv", "xyc"};

template <std::size_t N, class Enum>
std::string_view word_of(const std::array<std::string_view, N>& words, Enum e) {
    return words[static_cast<std::size_t>(e)];
}

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
        }
        if (c == '\n') {
            out += "\\n";
        } else {
            out += c;
        }
    }
    return out + '"';
}

std::string angle_word(const AngleType& angle) {
    return fmt::format("{}{}", angle.radians ? "rad" : "deg",
                       angle.counter_clockwise ? ", ccw" : "");
}

std::string print_record(const TypeStore& types, const RecordType& record) {
    std::string fields, names;
    for (std::size_t i = 0; i < record.fields.size(); ++i) {
        const Field& field = record.fields[i];
        const auto* optional = types.as<OptionalType>(field.type);
        const bool marked = optional != nullptr && !optional->lenient;
        const std::string from = field.json_key == field.name
                                     ? std::string()
                                     : fmt::format(" from {}", quoted(field.json_key));
        fmt::format_to(std::back_inserter(fields), "{}{}{}{}: {}", i == 0 ? "" : ", ", field.name,
                       marked ? "?" : "", from, types.print(marked ? optional->inner : field.type));
        if (i < names_of_long_record) {
            fmt::format_to(std::back_inserter(names), "{}, ", field.name);
        }
    }
    if (fields.empty()) {
        return "{}";
    }
    const bool is_long = fields.size() > long_record && record.fields.size() > 1;
    return is_long ? fmt::format("{{ {}… }}", names) : fmt::format("{{ {} }}", fields);
}

std::string print_tuple(const TypeStore& types, const TupleType& tuple) {
    std::string out = "(";
    for (const TuplePlace& place : tuple.places) {
        out += out.size() == 1 ? "" : ", ";
        out += place.name.empty() ? "" : place.name + ": ";
        out += types.print(place.type);
    }
    if (tuple.open) {
        out += out.size() == 1 ? ".." : ", ..";
    }
    return out + ")";
}

std::string in_brackets_if_union(const TypeStore& types, TypeId type) {
    const std::string text = types.print(type);
    return types.is<UnionType>(type) ? "(" + text + ")" : text;
}

}  // namespace

std::string TypeStore::print(TypeId id) const {
    if (!is<RecordType>(id)) {
        return print_new(id);
    }
    const auto number = static_cast<std::uint32_t>(id);
    if (const auto known = printed_.find(number); known != printed_.end()) {
        return known->second;
    }
    return printed_.emplace(number, print_new(id)).first->second;
}

std::string TypeStore::print_new(TypeId id) const {
    using S = std::string;
    return std::visit(
        Overloaded{
            [](const ErrorType&) -> S { return "unknown"; },
            [](const NeverType&) -> S { return "never"; },
            [](const NullType&) -> S { return "null"; },
            [](const BoolType&) -> S { return "bool"; },
            [](const IntType&) -> S { return "int"; },
            [](const NumberType&) -> S { return "number"; },
            [](const StringType&) -> S { return "string"; },
            [](const IdType&) -> S { return "id"; },
            [](const JsonType&) -> S { return "json"; },
            [](const LiteralType& t) -> S {
                const auto* text = std::get_if<std::string>(&t.value);
                return text != nullptr ? quoted(*text)
                                       : fmt::format("{}", std::get<std::int64_t>(t.value));
            },
            [](const ScoreType& t) -> S { return t.percent ? "score<percent>" : "score"; },
            [](const LogitType& t) -> S { return t.logprob ? "logprob" : "logit"; },
            [](const LengthType& t) { return S(unit_word(t.unit, t.variable)); },
            [](const AngleType& t) { return fmt::format("angle<{}>", angle_word(t)); },
            [](const TimeType& t) { return fmt::format("time<{}>", word(t.unit)); },
            [](const DateTimeType& t) {
                const bool is_word = t.format == "iso" || t.format == "unix";
                return fmt::format("datetime<{}>", is_word ? t.format : quoted(t.format));
            },
            [](const FrameType& t) {
                return fmt::format("{}{}", t.page ? "page" : "frame", t.base == 0 ? "" : "<1>");
            },
            [](const OffsetType& t) { return fmt::format("offset<{}>", word(t.kind)); },
            [](const SizeType& t) { return S(word_of(size_words, t.form)); },
            [](const PointType& t) { return with_unit("point", t.unit, t.variable); },
            [](const BoxType& t) {
                return with_unit(word_of(box_words, t.form), t.unit, t.variable);
            },
            [](const OboxType& t) {
                if (t.form == OboxForm::cxcywhr) {
                    return fmt::format("cxcywhr<{}, {}>", unit_word(t.unit, t.variable),
                                       angle_word(t.angle));
                }
                return with_unit(t.form == OboxForm::quad ? "quad" : "obox", t.unit, t.variable);
            },
            [](const RectType&) -> S { return "rotated rectangle"; },
            [](const PolygonType& t) { return with_unit("polygon", t.unit, t.variable); },
            [](const KeypointType& t) {
                return fmt::format("keypoint<{}, {}>", unit_word(t.unit, t.variable),
                                   word_of(keypoint_words, t.form));
            },
            [](const KeypointsType& t) {
                return fmt::format("keypoints<{}, {}>", unit_word(t.unit, t.variable),
                                   word_of(keypoint_words, t.form));
            },
            [](const MaskType& t) { return S(word_of(mask_words, t.form)); },
            [this](const SpanType& t) { return fmt::format("span<{}>", print(t.of)); },
            [this](const ListType& t) {
                const S element = print(t.element);
                if (t.exactly) {
                    return fmt::format("[{}; {}]", element, *t.exactly);
                }
                return t.at_least == 0 ? fmt::format("[{}]", element)
                                       : fmt::format("[{}; {}..]", element, t.at_least);
            },
            [this](const TupleType& t) { return print_tuple(*this, t); },
            [this](const MapType& t) { return fmt::format("map<{}>", print(t.value)); },
            [this](const RecordType& t) { return print_record(*this, t); },
            [this](const UnionType& t) {
                S out;
                for (const TypeId alternative : t.declared.empty() ? t.alternatives : t.declared) {
                    out += (out.empty() ? "" : " | ") + print(alternative);
                }
                return out;
            },
            [this](const OptionalType& t) {
                const S inner = in_brackets_if_union(*this, t.inner);
                return t.lenient ? "try " + inner : inner + "?";
            },
            [](const RegionType&) -> S { return "region"; },
            [](const LabelType& t) -> S { return t.path ? "path" : "label"; },
            [](const VariableType& t) { return t.name; },
        },
        (*this)[id]);
}

}  // namespace lsmap::types

#include "data/compare.hpp"

#include "base/hash.hpp"
#include "base/overloaded.hpp"

#include <algorithm>
#include <bit>

namespace lsmap::data {
namespace {

using types::TypeId;
using types::TypeStore;

// Which member of a value counts.
enum class Kind : std::uint8_t {
    nothing,
    boolean,
    integer,
    number,
    text,
    pair,
    reals,
    parts,
    alternative
};

Kind kind_of(const types::Type& type, const TypeStore& types) {
    using namespace types;
    return std::visit(
        Overloaded{
            [](const BoolType&) { return Kind::boolean; },
            [](const IntType&) { return Kind::integer; },
            [](const FrameType&) { return Kind::integer; },
            [](const OffsetType&) { return Kind::integer; },
            [](const DateTimeType&) { return Kind::integer; },
            [](const LiteralType& t) {
                return std::holds_alternative<std::int64_t>(t.value) ? Kind::integer : Kind::text;
            },
            [](const NumberType&) { return Kind::number; },
            [](const ScoreType&) { return Kind::number; },
            [](const LogitType&) { return Kind::number; },
            [](const LengthType&) { return Kind::number; },
            [](const AngleType&) { return Kind::number; },
            [](const TimeType&) { return Kind::number; },
            [](const StringType&) { return Kind::text; },
            [](const IdType&) { return Kind::text; },
            [](const JsonType&) { return Kind::text; },
            [](const LabelType& t) { return t.path ? Kind::parts : Kind::text; },
            [](const SizeType&) { return Kind::pair; },
            [](const PointType&) { return Kind::reals; },
            [](const BoxType&) { return Kind::reals; },
            [](const OboxType&) { return Kind::reals; },
            [](const RectType&) { return Kind::reals; },
            [](const PolygonType&) { return Kind::reals; },
            [&](const UnionType& t) {
                const bool literals = std::ranges::all_of(
                    t.alternatives, [&](TypeId one) { return types.is<LiteralType>(one); });
                return literals ? kind_of(types[t.alternatives[0]], types) : Kind::alternative;
            },
            [](const ListType&) { return Kind::parts; },
            [](const TupleType&) { return Kind::parts; },
            [](const MapType&) { return Kind::parts; },
            [](const RecordType&) { return Kind::parts; },
            [](const SpanType&) { return Kind::parts; },
            [](const KeypointType&) { return Kind::parts; },
            [](const KeypointsType&) { return Kind::parts; },
            [](const MaskType&) { return Kind::parts; },
            [](const auto&) { return Kind::nothing; },  // null, never, error, variables
        },
        type);
}

// How a value, or a part of one, is compared.
struct Form {
    Kind kind;
    TypeId type;  // of lists, records, unions and the like
};

Form form_of(TypeId type, const TypeStore& types) {
    const TypeId inner = types.without_optional(type);
    return {kind_of(types[inner], types), inner};
}

std::size_t part_count(const Value& value, const Form& form, const TypeStore& types) {
    const auto* tuple = types.as<types::TupleType>(form.type);
    const auto* record = types.as<types::RecordType>(form.type);
    const bool is_span =
        types.is<types::SpanType>(form.type);  // the expected text is no part of it
    const std::size_t most = tuple != nullptr    ? tuple->places.size()
                             : record != nullptr ? record->fields.size()
                             : is_span           ? 2
                                                 : value.size;
    return std::min<std::size_t>(value.size, most);
}

Form part_form(const Form& form, std::size_t i, const TypeStore& types) {
    using namespace types;
    return std::visit(
        Overloaded{
            [&](const ListType& t) { return form_of(t.element, types); },
            [&](const MapType& t) { return form_of(i % 2 == 0 ? types.string() : t.value, types); },
            [&](const SpanType& t) { return form_of(t.of, types); },
            [&](const RecordType& t) { return form_of(t.fields[i].type, types); },
            [&](const TupleType& t) { return form_of(t.places[i].type, types); },
            [&](const KeypointType& t) {
                const bool is_number = i == 2 && t.form == KeypointForm::xyc;
                return Form{i == 0      ? Kind::reals
                            : is_number ? Kind::number
                                        : Kind::integer,
                            form.type};
            },
            [&](const MaskType&) {
                return Form{i < 2 ? Kind::integer : Kind::text, form.type};
            },
            [&](const auto&) {
                return Form{Kind::text, types.string()};
            },  // of a path
        },
        types[form.type]);
}

Form alternative_form(const Value& value, const Form& form, const TypeStore& types) {
    return form_of(types.as<types::UnionType>(form.type)->alternatives[value.alternative], types);
}

std::weak_ordering order(double a, double b) {
    return a < b   ? std::weak_ordering::less
           : b < a ? std::weak_ordering::greater
                   : std::weak_ordering::equivalent;
}

std::weak_ordering order(std::span<const double> a, std::span<const double> b) {
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        if (const auto o = order(a[i], b[i]); o != 0) {
            return o;
        }
    }
    return a.size() <=> b.size();
}

std::weak_ordering order(const Value& a, const Value& b, const Form& form, const TypeStore& types) {
    if (!a.present() || !b.present()) {
        return a.present() <=> b.present();
    }
    switch (form.kind) {
        case Kind::nothing:
            return std::weak_ordering::equivalent;
        case Kind::boolean:
            return a.boolean <=> b.boolean;
        case Kind::integer:
            return a.integer <=> b.integer;
        case Kind::number:
            return order(a.number, b.number);
        case Kind::text:
            return a.str() <=> b.str();  // bytes of UTF-8 stand in the order of code points
        case Kind::pair:
            return order(std::span(a.reals, 2), std::span(b.reals, 2));
        case Kind::reals:
            return order(a.numbers(), b.numbers());
        case Kind::alternative:
            return a.alternative != b.alternative
                       ? a.alternative <=> b.alternative
                       : order(a, b, alternative_form(a, form, types), types);
        case Kind::parts:
            break;
    }
    const std::size_t size_a = part_count(a, form, types), size_b = part_count(b, form, types);
    for (std::size_t i = 0; i < std::min(size_a, size_b); ++i) {
        if (const auto o = order(a.items[i], b.items[i], part_form(form, i, types), types);
            o != 0) {
            return o;
        }
    }
    return size_a <=> size_b;
}

std::uint64_t hash_of(double number, std::uint64_t seed) {
    return hash_number(std::bit_cast<std::uint64_t>(number == 0 ? 0.0 : number), seed);  // -0 is 0
}

std::uint64_t hash_of(const Value& value, const Form& form, const TypeStore& types,
                      std::uint64_t seed) {
    if (!value.present()) {
        return mix(seed);
    }
    const auto of_reals_in = [&](std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            seed = hash_of(value.reals[i], seed);
        }
        return hash_number(count, seed);
    };
    switch (form.kind) {
        case Kind::nothing:
            return seed;
        case Kind::boolean:
            return hash_number(value.boolean ? 1 : 0, seed);
        case Kind::integer:
            return hash_number(static_cast<std::uint64_t>(value.integer), seed);
        case Kind::number:
            return hash_of(value.number, seed);
        case Kind::text:
            return hash_text(value.str(), seed);
        case Kind::pair:
            return of_reals_in(2);
        case Kind::reals:
            return of_reals_in(value.size);
        case Kind::alternative:
            return hash_of(value, alternative_form(value, form, types), types,
                           hash_number(value.alternative, seed));
        case Kind::parts:
            break;
    }
    const std::size_t count = part_count(value, form, types);
    for (std::size_t i = 0; i < count; ++i) {
        seed = hash_of(value.items[i], part_form(form, i, types), types, seed);
    }
    return hash_number(count, seed);
}

}  // namespace

std::weak_ordering compare(const Value& a, const Value& b, TypeId type, const TypeStore& types) {
    return order(a, b, form_of(type, types), types);
}

bool equal(const Value& a, const Value& b, TypeId type, const TypeStore& types) {
    return compare(a, b, type, types) == 0;
}

std::uint64_t hash(const Value& value, TypeId type, const TypeStore& types) {
    return hash_of(value, form_of(type, types), types, hash_start);
}

}  // namespace lsmap::data

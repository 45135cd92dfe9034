#include "base/overloaded.hpp"
#include "check/checker.hpp"
#include "diag/codes/types.hpp"

#include <algorithm>

// Whether JSON values tell the alternatives of a union apart: by kind, by array length, by the kind
// of the first element, by a field. The decoder chooses by that test alone, it never tries.
namespace lsmap::check {
namespace {

using types::TypeStore;

enum Kind : unsigned { boolean = 1, number = 2, text = 4, array = 8, object = 16, everything = 31 };

// An array as seen from outside: how many elements it may have, and of which kinds the first is.
struct Array {
    std::uint32_t least = 0;
    std::optional<std::uint32_t> most;
    unsigned first = everything;
};

unsigned kinds(const TypeStore& s, TypeId type) {
    return std::visit(
        Overloaded{
            [](const types::BoolType&) { return unsigned(boolean); },
            [](const types::IntType&) { return unsigned(number); },
            [](const types::NumberType&) { return unsigned(number); },
            [](const types::StringType&) { return unsigned(text); },
            [](const types::LabelType&) { return unsigned(text); },
            [](const types::IdType&) { return unsigned(number | text); },
            [](const types::LiteralType& t) {
                return unsigned(std::holds_alternative<std::string>(t.value) ? text : number);
            },
            [](const types::ScoreType&) { return unsigned(number); },
            [](const types::LogitType&) { return unsigned(number); },
            [](const types::LengthType&) { return unsigned(number); },
            [](const types::AngleType&) { return unsigned(number); },
            [](const types::TimeType& t) {
                const bool is_text =
                    t.unit == types::TimeUnit::clock || t.unit == types::TimeUnit::iso;
                return unsigned(is_text ? text : number);
            },
            [](const types::DateTimeType& t) {
                return unsigned(t.format == "unix" ? number : text);
            },
            [](const types::FrameType&) { return unsigned(number); },
            [](const types::OffsetType&) { return unsigned(number); },
            [](const types::SizeType&) { return unsigned(array); },
            [](const types::PointType&) { return unsigned(array | object); },
            [](const types::BoxType&) { return unsigned(array | object); },
            [](const types::OboxType& t) {
                return unsigned(t.form == types::OboxForm::quad ? array | object : array);
            },
            [](const types::PolygonType&) { return unsigned(array | object); },
            [](const types::KeypointsType&) { return unsigned(array | object); },
            [](const types::MaskType& t) {
                return unsigned(t.form == types::MaskForm::bitmap ? array
                                : t.form == types::MaskForm::png  ? text
                                                                  : object);
            },
            [](const types::ListType&) { return unsigned(array); },
            [](const types::TupleType&) { return unsigned(array); },
            [](const types::MapType&) { return unsigned(object); },
            [](const types::RecordType&) { return unsigned(object); },
            [&](const types::OptionalType& t) { return kinds(s, t.inner); },
            [&](const types::UnionType& t) {
                unsigned all = 0;
                for (const TypeId one : t.alternatives) {
                    all |= kinds(s, one);
                }
                return all;
            },
            [](const auto&) { return unsigned(everything); },
        },
        s[type]);
}

// Numbers in a row, or points: of any length between.
Array flat_or_points(std::uint32_t points, std::optional<std::uint32_t> numbers) {
    return {points, numbers, unsigned(number) | unsigned(array) | unsigned(object)};
}

Array array_form(const TypeStore& s, TypeId type) {
    return std::visit(
        Overloaded{
            [](const types::SizeType&) {
                return Array{2, 2, number};
            },
            [](const types::PointType&) {
                return Array{2, 2, number};
            },
            [](const types::BoxType&) { return flat_or_points(2, 4); },
            [](const types::OboxType& t) {
                return t.form == types::OboxForm::quad ? flat_or_points(4, 8) : Array{5, 5, number};
            },
            [](const types::PolygonType&) { return flat_or_points(0, std::nullopt); },
            [](const types::KeypointsType&) { return flat_or_points(0, std::nullopt); },
            [](const types::MaskType&) {
                return Array{0, std::nullopt, array};
            },
            [&](const types::ListType& t) {
                const unsigned first = kinds(s, t.element);
                return t.exactly ? Array{*t.exactly, *t.exactly, first}
                                 : Array{t.at_least, std::nullopt, first};
            },
            [&](const types::TupleType& t) {
                Array form{0, static_cast<std::uint32_t>(t.places.size()), everything};
                for (const types::TuplePlace& place : t.places) {
                    form.least += s.is_optional(place.type) ? 0U : 1U;
                }
                if (t.open) {
                    form.most.reset();
                }
                form.first = t.places.empty() ? unsigned(everything) : kinds(s, t.places[0].type);
                return form;
            },
            [](const auto&) { return Array{}; },
        },
        s[type]);
}

bool lengths_differ(const Array& a, const Array& b) {
    return (a.most && *a.most < b.least) || (b.most && *b.most < a.least);
}

bool literals_differ(const TypeStore& s, TypeId a, TypeId b) {
    const auto all = [&](TypeId type) {
        const auto* either = s.as<types::UnionType>(type);
        return either == nullptr ? std::vector{type} : either->alternatives;
    };
    const std::vector<TypeId> as = all(a);
    const std::vector<TypeId> bs = all(b);
    const auto is_literal = [&](TypeId t) { return s.is<types::LiteralType>(t); };
    return std::ranges::all_of(as, is_literal) && std::ranges::all_of(bs, is_literal) &&
           std::ranges::none_of(as, [&](TypeId t) { return std::ranges::find(bs, t) != bs.end(); });
}

// Objects: a field whose literals differ, or one that is required here and unknown there.
bool objects_differ(const TypeStore& s, TypeId a, TypeId b) {
    const auto keys = [&](TypeId type) -> std::optional<std::vector<types::Field>> {
        if (const auto* record = s.as<types::RecordType>(type)) {
            return record->fields;
        }
        if (s.is<types::MaskType>(type)) {  // COCO's run lengths
            const TypeId any = s.json();
            return std::vector<types::Field>{{"counts", "counts", any, {}},
                                             {"size", "size", any, {}}};
        }
        return std::nullopt;
    };
    const auto fields_a = keys(a);
    const auto fields_b = keys(b);
    if (!fields_a || !fields_b) {
        return false;
    }
    const auto has_own = [&](const auto& mine, const auto& others) {
        return std::ranges::any_of(mine, [&](const types::Field& field) {
            return !s.is_optional(field.type) &&
                   std::ranges::find(others, field.json_key, &types::Field::json_key) ==
                       others.end();
        });
    };
    const bool tagged = std::ranges::any_of(*fields_a, [&](const types::Field& field) {
        const auto same = std::ranges::find(*fields_b, field.json_key, &types::Field::json_key);
        return same != fields_b->end() && literals_differ(s, field.type, same->type);
    });
    return tagged || has_own(*fields_a, *fields_b) || has_own(*fields_b, *fields_a);
}

bool told_apart(const TypeStore& s, TypeId a, TypeId b) {
    if (literals_differ(s, a, b)) {
        return true;
    }
    const unsigned both = kinds(s, a) & kinds(s, b);
    if (both == 0) {
        return true;
    }
    if ((both & ~(unsigned(array) | unsigned(object))) != 0) {
        return false;
    }
    if ((both & unsigned(array)) != 0) {
        const Array form_a = array_form(s, a);
        const Array form_b = array_form(s, b);
        if (!lengths_differ(form_a, form_b) && (form_a.first & form_b.first) != 0) {
            return false;
        }
    }
    return (both & unsigned(object)) == 0 || objects_differ(s, a, b);
}

}  // namespace

void Checker::check_alternatives(std::span<const TypeId> alternatives, Span span) {
    for (std::size_t i = 0; i < alternatives.size(); ++i) {
        for (std::size_t j = i + 1; j < alternatives.size(); ++j) {
            if (told_apart(store(), alternatives[i], alternatives[j])) {
                continue;
            }
            sink_
                .emit(span, diag::alternatives_overlap, print(alternatives[i]),
                      print(alternatives[j]))
                .note(
                    "alternatives are told apart by the kind of JSON value, the length of an "
                    "array, the kind of its "
                    "first element, or a field that is required or has another literal")
                .help("take `json` and `as<T>(…)` where only the rules can tell");
            return;
        }
    }
}

}  // namespace lsmap::check

#include "data/shape.hpp"

#include "base/overloaded.hpp"
#include "data/shape_tree.hpp"
#include "data/told_apart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <utility>

namespace lsmap::data {

KeyBytes::KeyBytes(std::string key) : text(std::move(key)) {
    std::string quoted = text + '"';
    quoted.resize(sizeof bytes, '\0');
    std::memcpy(bytes, quoted.data(), sizeof bytes);
    std::string used(std::min(text.size() + 1, sizeof bytes), '\xFF');
    used.resize(sizeof mask, '\0');
    std::memcpy(mask, used.data(), sizeof mask);
    if (text.find_first_of("\"\\") != std::string::npos) {
        bytes[0] = ~std::uint64_t{0};  // stands in JSON with escapes only: never matches
        mask[0] = ~std::uint64_t{0};
    }
}

namespace {

using types::TypeId;

const Needs nothing;

const Needs& part_of(const Needs& needs, std::size_t part, const Needs& all) {
    if (needs.all) {
        return all;
    }
    const auto found = needs.parts.find(static_cast<std::uint32_t>(part));
    return found == needs.parts.end() ? nothing : found->second;
}

void make_slots(Shape& record) {
    std::size_t count = 4;
    while (count < record.fields.size() * 4) {
        count *= 2;
    }
    record.slots.assign(count, 0);
    for (std::size_t i = 0; i < record.fields.size(); ++i) {
        std::string padded = record.fields[i].key.text;
        const std::size_t size = padded.size();
        padded.resize(size + sizeof(std::uint64_t), '\0');
        std::size_t h = key_hash(padded.data(), size);
        while (record.slots[h & (count - 1)] != 0) {
            ++h;
        }
        record.slots[h & (count - 1)] = static_cast<std::uint16_t>(i + 1);
    }
}

class Builder {
 public:
    explicit Builder(const types::TypeStore& types) : types_(types) { all_.all = true; }

    Shape make(TypeId type, const Needs& needs, std::string subject);
    const Needs& all() const { return all_; }
    std::uint32_t orders() const { return orders_; }
    std::uint32_t records() const { return records_; }

 private:
    void fill(Shape& shape, const types::Type& type, const Needs& needs);
    void list(Shape& shape, const types::ListType& type, const Needs& needs);
    void tuple(Shape& shape, const types::TupleType& type, const Needs& needs);
    void record(Shape& shape, const types::RecordType& type, const Needs& needs);
    void alternatives(Shape& shape, const types::UnionType& type, const Needs& needs);
    std::optional<Span> declaration(const types::Field& field) const;

    const types::TypeStore& types_;
    Needs all_;
    std::uint32_t orders_ = 0;
    std::uint32_t records_ = 0;
    std::uint32_t depth_ = 0;
    std::optional<Span> declared_, whole_;  // the field around; all fields of the root
};

bool holds(const Span& outer, const Span& inner) {
    return outer.file == inner.file && outer.begin <= inner.begin && inner.end <= outer.end;
}

void scalar(Shape& shape, Form form, std::uint8_t kinds) {
    shape.form = form;
    shape.kinds = kinds;
}

void array(Shape& shape, Form form, std::uint32_t at_least, std::uint32_t at_most,
           std::uint8_t first_kinds, std::uint8_t kinds = json_array | json_object) {
    shape.form = form;
    shape.kinds = kinds;
    shape.at_least = at_least;
    shape.at_most = at_most;
    shape.first_kinds = first_kinds;
}

constexpr std::uint32_t any_length = std::numeric_limits<std::uint32_t>::max();

void mask(Shape& shape, types::MaskForm form) {
    switch (form) {
        case types::MaskForm::value:
        case types::MaskForm::rle:
            return scalar(shape, Form::rle, json_object);
        case types::MaskForm::bitmap:
            return array(shape, Form::bitmap, 0, any_length, json_array, json_array);
        case types::MaskForm::png:
            return scalar(shape, Form::png, json_string);
    }
}

Shape Builder::make(TypeId type, const Needs& needs, std::string subject) {
    Shape shape;
    if (const auto* optional = types_.as<types::OptionalType>(type)) {
        // Whether a value fits must not depend on who reads which part of it.
        shape = make(optional->inner, optional->lenient ? all_ : needs, std::move(subject));
        shape.optional = true;
        shape.lenient = optional->lenient;
        shape.kinds = optional->lenient ? json_any : shape.kinds;
        return shape;
    }
    shape.subject = std::move(subject);
    shape.declared = declared_;
    shape.type = types_.print(type);
    shape.depth = depth_;
    const bool is_container = types_.is<types::ListType>(type) ||
                              types_.is<types::TupleType>(type) ||
                              types_.is<types::MapType>(type) || types_.is<types::RecordType>(type);
    depth_ += is_container ? 1 : 0;
    fill(shape, types_[type], needs);
    depth_ = shape.depth;
    if (needs.empty()) {
        shape.form = Form::presence;
    }
    return shape;
}

void Builder::fill(Shape& shape, const types::Type& type, const Needs& needs) {
    const auto natural = [&](double low) {
        scalar(shape, Form::integer, json_number);
        shape.low = low;
    };
    std::visit(
        Overloaded{
            [&](const types::BoolType&) { scalar(shape, Form::boolean, json_bool); },
            [&](const types::IntType&) { scalar(shape, Form::integer, json_number); },
            [&](const types::NumberType&) { scalar(shape, Form::number, json_number); },
            [&](const types::StringType&) { scalar(shape, Form::string, json_string); },
            [&](const types::IdType&) { scalar(shape, Form::id, json_string | json_number); },
            [&](const types::JsonType&) { scalar(shape, Form::json, json_any); },
            [&](const types::LiteralType& t) {
                const bool text = std::holds_alternative<std::string>(t.value);
                scalar(shape, Form::literal, text ? json_string : json_number);
                shape.literals = {t.value};
            },
            [&](const types::ScoreType& t) {
                scalar(shape, Form::number, json_number);
                shape.low = 0;
                shape.high = t.percent ? 100 : 1;
            },
            [&](const types::LogitType&) { scalar(shape, Form::number, json_number); },
            [&](const types::LengthType&) { scalar(shape, Form::number, json_number); },
            [&](const types::AngleType&) { scalar(shape, Form::number, json_number); },
            [&](const types::TimeType& t) {
                using types::TimeUnit;
                const bool is_text = t.unit == TimeUnit::clock || t.unit == TimeUnit::iso;
                scalar(shape,
                       t.unit == TimeUnit::clock ? Form::clock
                       : is_text                 ? Form::iso_duration
                                                 : Form::number,
                       is_text ? json_string : json_number);
            },
            [&](const types::DateTimeType& t) {
                scalar(shape, Form::datetime, t.format == "unix" ? json_number : json_string);
                shape.text = t.format;
            },
            [&](const types::FrameType& t) { natural(t.base); },
            [&](const types::OffsetType&) { natural(0); },
            [&](const types::SizeType& t) {
                array(shape, Form::size, 2, 2, json_number);
                shape.encoding = static_cast<std::uint8_t>(t.form);
            },
            [&](const types::PointType&) { array(shape, Form::point, 2, 2, json_number); },
            [&](const types::BoxType& t) {
                array(shape, Form::box, 2, 4, json_number | json_array | json_object);
                shape.encoding = static_cast<std::uint8_t>(t.form);
            },
            [&](const types::OboxType& t) {
                if (t.form == types::OboxForm::cxcywhr) {
                    array(shape, Form::cxcywhr, 5, 5, json_number);
                    shape.radians = t.angle.radians;
                    shape.counter_clockwise = t.angle.counter_clockwise;
                } else {
                    array(shape, Form::quad, 4, 8, json_number | json_array | json_object);
                }
            },
            [&](const types::PolygonType&) {
                array(shape, Form::polygon, 0, any_length, json_number | json_array | json_object);
            },
            [&](const types::KeypointsType& t) {
                array(shape, Form::keypoints, 0, any_length, json_number | json_array);
                shape.encoding = static_cast<std::uint8_t>(t.form);
            },
            [&](const types::MaskType& t) { mask(shape, t.form); },
            [&](const types::ListType& t) { list(shape, t, needs); },
            [&](const types::TupleType& t) { tuple(shape, t, needs); },
            [&](const types::SpanType& t) {
                tuple(shape, {.places = {{"start", t.of}, {"end", t.of}}}, needs);
            },
            [&](const types::MapType& t) {
                scalar(shape, Form::map, json_object);
                shape.children.push_back(make(t.value,
                                              needs.all       ? all_
                                              : needs.element ? *needs.element
                                                              : nothing,
                                              "an element of " + shape.subject));
            },
            [&](const types::RecordType& t) { record(shape, t, needs); },
            [&](const types::UnionType& t) { alternatives(shape, t, needs); },
            // Types that no JSON is declared with.
            [&](const auto&) { scalar(shape, Form::presence, json_any); },
        },
        type);
}

void Builder::list(Shape& shape, const types::ListType& type, const Needs& needs) {
    const Needs& of_element = needs.all ? all_ : needs.element ? *needs.element : nothing;
    shape.children.push_back(make(type.element, of_element, "an element of " + shape.subject));
    array(shape, Form::list, type.exactly.value_or(type.at_least),
          type.exactly.value_or(any_length), shape.children[0].kinds, json_array);
}

void Builder::tuple(Shape& shape, const types::TupleType& type, const Needs& needs) {
    std::uint32_t at_least = 0;
    for (std::size_t i = 0; i < type.places.size(); ++i) {
        const types::TuplePlace& place = type.places[i];
        std::string subject = place.name.empty()
                                  ? fmt::format("place {} of {}", i + 1, shape.subject)
                                  : fmt::format("`{}`", place.name);
        shape.children.push_back(make(place.type, part_of(needs, i, all_), std::move(subject)));
        if (!types_.is_optional(place.type)) {
            at_least = static_cast<std::uint32_t>(i + 1);
        }
    }
    const auto places = static_cast<std::uint32_t>(type.places.size());
    array(shape, Form::tuple, at_least, type.open ? any_length : places,
          type.places.empty() ? json_any : shape.children[0].kinds, json_array);
    shape.open = type.open;
}

// Types that look alike are one type, with the places where it stood first: within another field of
// the root that is not the place of this one.
std::optional<Span> Builder::declaration(const types::Field& field) const {
    const bool elsewhere =
        field.span.begin == field.span.end ||
        (declared_ && whole_ && !holds(*declared_, field.span) && holds(*whole_, field.span));
    return elsewhere ? declared_ : field.span;
}

void Builder::record(Shape& shape, const types::RecordType& type, const Needs& needs) {
    scalar(shape, Form::record, json_object);
    shape.order = orders_;
    shape.record = records_++;
    orders_ += static_cast<std::uint32_t>(type.fields.size() + 1);
    const bool is_root = !declared_;
    if (is_root && !type.fields.empty()) {
        whole_ = Span{type.fields.front().span.begin, type.fields.back().span.end,
                      type.fields.front().span.file};
    }
    for (std::size_t i = 0; i < type.fields.size(); ++i) {
        const types::Field& field = type.fields[i];
        const std::string& key = field.json_key.empty() ? field.name : field.json_key;
        const Needs& part = part_of(needs, i, all_);
        FieldShape& made = shape.fields.emplace_back();
        made.key = KeyBytes(key);
        made.needed = !part.empty();
        made.required = !types_.is_optional(field.type);
        const std::optional<Span> around =
            std::exchange(declared_, is_root ? field.span : declaration(field));
        made.shape = make(field.type, part, fmt::format("`{}`", key));
        declared_ = around;
        shape.needed += made.needed ? 1 : 0;
    }
    make_slots(shape);
}

void Builder::alternatives(Shape& shape, const types::UnionType& type, const Needs& needs) {
    shape.form = Form::alternatives;
    shape.kinds = 0;
    Needs only_kind;
    only_kind.any = true;
    const std::size_t count = type.alternatives.size();
    for (std::size_t i = 0; i < count; ++i) {
        const Needs& part = part_of(needs, i, all_);
        shape.children.push_back(
            make(type.alternatives[i], part.empty() ? only_kind : part, shape.subject));
        shape.kinds = static_cast<std::uint8_t>(shape.kinds | shape.children.back().kinds);
    }
    shape.tests.resize(count * count);
    for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t j = 0; j < count; ++j) {
            if (i == j) {
                continue;
            }
            shape.tests[i * count + j] =
                object_test(types_, type.alternatives[i], type.alternatives[j]);
        }
    }
}

}  // namespace

ShapePtr make_shape(const types::TypeStore& types, types::TypeId declared, const Needs& needs,
                    std::string subject) {
    static std::atomic<std::uint64_t> next_serial{1};
    Builder builder(types);
    auto shape = std::make_unique<Shape>(builder.make(declared, needs, std::move(subject)));
    shape->orders = builder.orders();
    shape->records = builder.records();
    shape->serial = next_serial++;
    return ShapePtr(shape.release());
}

void ShapeDelete::operator()(const Shape* shape) const { delete shape; }

std::optional<Overlap> overlap_of_union(const types::TypeStore& types, types::TypeId type) {
    Builder builder(types);
    const Shape shape = builder.make(type, builder.all(), {});
    const std::size_t count = shape.children.size();
    if (shape.form != Form::alternatives) {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t j = i + 1; j < count; ++j) {
            std::string why =
                why_alike(shape.children[i], shape.children[j], shape.tests[i * count + j]);
            if (!why.empty()) {
                return Overlap{i, j, std::move(why)};
            }
        }
    }
    return std::nullopt;
}

}  // namespace lsmap::data

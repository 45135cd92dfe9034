#include "diag/codes/data.hpp"
#include "labelstudio/date_format.hpp"
#include "run/machine.hpp"
#include "run/obox.hpp"

#include <algorithm>
#include <cmath>

namespace lsmap::run {
namespace {

// Applies `change(number, is_y)` to a number or to all coordinates of a shape.
template <class Change>
Value changed(const Value& v, plan::ShapeForm form, types::Axis axis, data::Arena& arena,
              Change change) {
    if (form == plan::ShapeForm::keypoint) {
        Value* items = arena.array<Value>(v.size);
        std::copy(v.items, v.items + v.size, items);
        items[0] = changed(v.items[0], plan::ShapeForm::point, axis, arena, change);
        Value made = data::of_items({items, v.size});
        made.source = v.source;
        return made;
    }
    if (!is_reals(form)) {
        return data::of_number(change(v.number, axis == types::Axis::y));
    }
    double* reals = arena.array<double>(v.size);
    // The angle behind a centre and two sides is no length.
    const std::uint32_t lengths = v.size == 5 ? 4 : v.size;
    for (std::uint32_t i = 0; i + 1 < lengths; i += 2) {
        reals[i] = change(v.reals[i], false);
        reals[i + 1] = change(v.reals[i + 1], true);
    }
    if (v.size == 5) {
        reals[4] = v.reals[4];
    }
    Value made = data::of_reals({reals, v.size});
    made.source = v.source;
    return made;
}

diag::Diagnostic unusable_size(const plan::Plan& plan, std::uint32_t object,
                               const labelstudio::ObjectFacts& facts) {
    if (object == none) {
        return diag::make(diag::size_not_positive, "the object");
    }
    auto d = diag::make(diag::size_not_positive,
                        plan.program.config->objects[labelstudio::ObjectId{object}].name);
    if (!std::isnan(facts.width) && !std::isnan(facts.height) &&
        (facts.width != 0 || facts.height != 0)) {
        d.note(fmt::format("it is {} x {}", facts.width, facts.height));
    }
    return d;
}

}  // namespace

Value Machine::convert_span(NodeId id, const plan::Convert& conversion, const Value& value) {
    plan::Convert part = conversion;
    part.conversion = conversion.inner;
    const bool counts = conversion.inner == ir::Conversion::frame_base ||
                        conversion.inner == ir::Conversion::frame_to_time ||
                        conversion.inner == ir::Conversion::int_to_number;
    part.form = counts ? plan::ShapeForm::integer : plan::ShapeForm::number;
    Value* items = arena_->array<Value>(value.size);
    for (std::uint32_t i = 0; i < value.size; ++i) {
        items[i] = i < 2 && sound(value.items[i]).present() ? convert(id, part, value.items[i])
                                                            : value.items[i];
    }
    // What is shorter than a frame is still seen in one.
    if (conversion.inner == ir::Conversion::time_to_frame &&
        value.items[1].number > value.items[0].number && items[1].integer <= items[0].integer) {
        items[1].integer = items[0].integer + 1;
    }
    Value made = data::of_items({items, value.size});
    made.source = value.source;
    return made;
}

// Turned boxes are turned in pixels: percent of the width is not percent of the height.
Value Machine::convert_obox(NodeId id, const plan::Convert& conversion, const Value& value) {
    labelstudio::ObjectFacts facts;
    if (conversion.object != none) {
        facts = facts_of(conversion.object, item_);
    }
    const bool relative = conversion.per_percent != 0;
    const bool to_bounds = conversion.conversion == ir::Conversion::obox_bounds;
    const bool has_size = facts.width > 0 && facts.height > 0;
    if (!has_size && !(to_bounds && (!relative || value.size == 8))) {
        raise_at(id, unusable_size(*plan_, conversion.object, facts),
                 conversion.object == none ? &value : &objects_[conversion.object].size, &value);
    }
    const auto [per_x, per_y] = pixels_per_unit(conversion.per_percent, facts.width, facts.height);
    const double* r = value.reals;
    OrientedBox box{};
    std::array<Corner, 4> corners;
    if (value.size == 5) {
        box = {r[0] * per_x, r[1] * per_y, r[2] * per_x, r[3] * per_y, r[4]};
        corners = corners_of(box);
    } else {
        for (std::size_t i = 0; i < 4; ++i) {
            corners[i] = {r[2 * i] * per_x, r[2 * i + 1] * per_y};
        }
    }
    const auto put = [&](std::initializer_list<double> list) {
        double* reals = arena_->array<double>(list.size());
        std::copy(list.begin(), list.end(), reals);
        Value made = data::of_reals({reals, list.size()});
        made.source = value.source;
        return made;
    };
    if (to_bounds) {
        const auto [x1, x2] = std::minmax({corners[0].x, corners[1].x, corners[2].x, corners[3].x});
        const auto [y1, y2] = std::minmax({corners[0].y, corners[1].y, corners[2].y, corners[3].y});
        return put({x1 / per_x, y1 / per_y, x2 / per_x, y2 / per_y});
    }
    const double width = facts.width;
    const double height = facts.height;
    if (conversion.conversion == ir::Conversion::obox_to_polygon) {
        double* reals = arena_->array<double>(8);
        for (std::size_t i = 0; i < 4; ++i) {
            reals[2 * i] = corners[i].x / width * 100;
            reals[2 * i + 1] = corners[i].y / height * 100;
        }
        Value made = data::of_reals({reals, 8});
        made.source = value.source;
        return made;
    }
    if (value.size == 8) {
        if (const auto why = not_rectangular(corners)) {
            auto d = diag::make(diag::not_a_rectangle, *why);
            d.help(
                "take `bounds(…)` for the upright box around it, `hull(…)`, or a polygon control");
            raise_at(id, std::move(d), &value);
        }
        box = oriented_box(corners);
        corners = corners_of(box);
    }
    return put({corners[0].x / width * 100, corners[0].y / height * 100, box.width / width * 100,
                box.height / height * 100, box.degrees});
}

Value Machine::record_to_map(const Value& value, types::TypeId type) {
    const auto* record = types_.as<types::RecordType>(types_.without_optional(type));
    Value* items = arena_->array<Value>(2 * static_cast<std::size_t>(value.size));
    std::uint32_t size = 0;
    for (std::uint32_t i = 0; i < value.size; ++i) {
        if (sound(value.items[i]).present()) {
            const types::Field& field = record->fields[i];
            items[size++] = data::of_text(field.json_key.empty() ? field.name : field.json_key);
            items[size++] = value.items[i];
        }
    }
    Value made = data::of_items({items, size});
    made.source = value.source;
    return made;
}

const labelstudio::ObjectFacts& Machine::sized_facts(NodeId id, const plan::Convert& conversion,
                                                     const Value& value) {
    const labelstudio::ObjectFacts& facts = facts_of(conversion.object, item_);
    if (!(facts.width > 0 && facts.height > 0)) {
        raise_at(id, unusable_size(*plan_, conversion.object, facts),
                 &objects_[conversion.object].size, &value);
    }
    return facts;
}

// What `convert` does for geometry_to_percent: boxes are by far the commonest geometry.
Value Machine::box_to_percent(NodeId id, const plan::Convert& conversion, const Value& value) {
    const labelstudio::ObjectFacts& facts = sized_facts(id, conversion, value);
    const double* corners = value.reals;
    double* percent = arena_->array<double>(4);
    percent[0] = corners[0] / facts.width * 100;
    percent[1] = corners[1] / facts.height * 100;
    percent[2] = corners[2] / facts.width * 100;
    percent[3] = corners[3] / facts.height * 100;
    Value made = data::of_reals({percent, 4});
    made.source = value.source;
    return made;
}

Value Machine::convert(NodeId id, const plan::Convert& conversion, const Value& value) {
    const double factor = conversion.factor;
    const auto number_changed = [&](auto change) {
        return changed(value, conversion.form, conversion.axis, *arena_, change);
    };
    // A time that stood as text (`"00:01:02"`) is a number from here on.
    const auto unquoted = [&](Value made) {
        const bool is_number =
            !is_reals(conversion.form) && conversion.form != plan::ShapeForm::keypoint;
        if (is_number && made.source != nullptr && *made.source == '"') {
            made.size = 0;
        }
        return made;
    };
    const auto finite = [&](Value made) {
        if (!is_reals(conversion.form) && conversion.form != plan::ShapeForm::keypoint &&
            !std::isfinite(made.number)) {
            raise_at(id, diag::make(diag::result_not_finite), &value);
        }
        return made;
    };
    switch (conversion.conversion) {
        case ir::Conversion::int_to_number: {
            Value made = value;  // keeps the text it was read from
            made.number = static_cast<double>(value.integer);
            return made;
        }
        case ir::Conversion::int_to_id: {
            scratch_.clear();
            scratch_.integer(value.integer);
            Value made = data::of_text(arena_->copy(scratch_.view()), true);
            made.numeric_id = true;
            made.source = value.source;
            return made;
        }
        case ir::Conversion::string_to_id:
        case ir::Conversion::id_to_text: {
            Value made = value;
            made.numeric_id = false;
            return made;
        }
        case ir::Conversion::scale:
            return factor == 1 ? unquoted(value)
                               : finite(number_changed([&](double d, bool) { return d * factor; }));
        case ir::Conversion::unscale:
            return factor == 1 ? unquoted(value)
                               : finite(number_changed([&](double d, bool) { return d / factor; }));
        case ir::Conversion::check_score:
            if (!(value.number >= 0 && value.number <= factor)) {
                raise_at(id,
                         diag::make(diag::score_outside, fmt::format("{}", value.number),
                                    fmt::format("{}", factor)),
                         &value);
            }
            return value;
        case ir::Conversion::number_to_int: {
            const double d = conversion.is_time ? std::round(value.number) : value.number;
            if (!(d >= -9223372036854775808.0 && d < 9223372036854775808.0)) {
                raise_at(id, diag::make(diag::int_overflow), &value);
            }
            if (d != std::floor(d)) {
                raise_at(
                    id,
                    diag::make(diag::builtin_failed, fmt::format("{} is not a whole number", d)),
                    &value);
            }
            Value made = value;
            made.integer = static_cast<std::int64_t>(d);
            return made;
        }
        case ir::Conversion::length_to_percent:
        case ir::Conversion::geometry_to_percent: {
            const labelstudio::ObjectFacts& facts = sized_facts(id, conversion, value);
            return number_changed(
                [&](double d, bool is_y) { return d / (is_y ? facts.height : facts.width) * 100; });
        }
        case ir::Conversion::percent_to_size: {
            const labelstudio::ObjectFacts& facts = sized_facts(id, conversion, value);
            return number_changed(
                [&](double d, bool is_y) { return d / 100 * (is_y ? facts.height : facts.width); });
        }
        case ir::Conversion::box_to_polygon: {
            const double* r = value.reals;
            double* reals = arena_->array<double>(8);
            const double corners[] = {r[0], r[1], r[2], r[1], r[2], r[3], r[0], r[3]};
            std::copy(std::begin(corners), std::end(corners), reals);
            Value made = data::of_reals({reals, 8});
            made.source = value.source;
            return made;
        }
        case ir::Conversion::box_to_rect: {
            const double* r = value.reals;
            double* reals = arena_->array<double>(5);
            const double rect[] = {r[0], r[1], r[2] - r[0], r[3] - r[1], 0};
            std::copy(std::begin(rect), std::end(rect), reals);
            Value made = data::of_reals({reals, 5});
            made.source = value.source;
            return made;
        }
        case ir::Conversion::obox_to_rect_size:
        case ir::Conversion::obox_to_rect_relative:
        case ir::Conversion::obox_to_polygon:
        case ir::Conversion::obox_bounds:
            return convert_obox(id, conversion, value);
        case ir::Conversion::time_to_seconds: {
            if (!conversion.by_rate) {
                return factor == 1
                           ? unquoted(value)
                           : finite(number_changed([&](double d, bool) { return d / factor; }));
            }
            const Value& rate = objects_[conversion.object].rate;
            if (!rate.present() || !(rate.number > 0)) {
                raise_at(id, diag::make(diag::division_by_zero), &rate, &value);
            }
            return finite(number_changed([&](double d, bool) { return d / rate.number; }));
        }
        case ir::Conversion::angle_to_degrees:
            return factor == 1 ? value : finite(data::of_number(value.number * factor));
        case ir::Conversion::frame_base: {
            Value made = value;
            if (__builtin_add_overflow(value.integer, static_cast<std::int64_t>(factor),
                                       &made.integer)) {
                raise_at(id, diag::make(diag::int_overflow), &value);
            }
            return made;
        }
        case ir::Conversion::time_to_frame:
        case ir::Conversion::frame_to_time:
            return convert_frame(id, conversion, value);
        case ir::Conversion::polygon_points: {
            Value* points = arena_->array<Value>(value.size / 2);
            for (std::uint32_t i = 0; i < value.size / 2; ++i) {
                points[i] = data::of_reals({value.reals + std::size_t{2} * i, 2});
                points[i].source = value.source;
            }
            Value made = data::of_items({points, value.size / 2});
            made.source = value.source;
            return made;
        }
        case ir::Conversion::datetime_to_text: {
            scratch_.clear();
            labelstudio::write_date(value.integer, conversion.format, scratch_);
            const std::string_view quoted = scratch_.view();
            Value made = data::of_text(arena_->copy(quoted.substr(1, quoted.size() - 2)));
            made.source = value.source;
            return made;
        }
        case ir::Conversion::wrap_list: {
            Value* items = arena_->array<Value>(1);
            items[0] = value;
            return data::of_items({items, 1});
        }
        case ir::Conversion::span_parts:
            return convert_span(id, conversion, value);
        case ir::Conversion::text_span:
            return convert_text_span(id, conversion, value);
        case ir::Conversion::to_json: {
            data::Output text;
            write_value(text, value, plan_->types[nodes_[id].a]);
            Value made = data::of_text(arena_->copy(text.view()));
            made.source = value.source;
            return made;
        }
        case ir::Conversion::record_to_map:
            return record_to_map(value, plan_->types[nodes_[id].a]);
        case ir::Conversion::dynamic_label: {
            const bool is_one =
                conversion.label_set == none || is_label(conversion.label_set, value.str());
            return is_one ? value : data::missing_value();
        }
    }
    return value;
}

}  // namespace lsmap::run

#include "check/shape_help.hpp"
#include "check/slot_converter.hpp"
#include "diag/codes/config.hpp"
#include "diag/codes/types.hpp"

#include <fmt/format.h>

#include <numbers>

// Shapes, lengths and angles into slots.
namespace lsmap::check {

using ir::Conversion;
using types::Axis;
using types::Unit;

double per_percent(Unit unit) {
    for (const types::LengthUnit& row : types::length_units()) {
        if (row.unit == unit) {
            return row.per_percent;
        }
    }
    return 0;
}

std::optional<ir::ExprId> SlotConverter::convert(ir::ExprId value, TypeId wanted) {
    types::TypeStore& store = checker_.store();
    const TypeId from = store.without_optional(checker_.type_of(value));
    if (checker_.known(value).bare_number) {
        if (const std::optional<ir::ExprId> literal = bare(value, wanted)) {
            return literal;
        }
    }
    if (const auto* box = store.as<types::BoxType>(wanted)) {
        return to_box(value, from, box->unit, wanted);
    }
    if (store.is<types::PolygonType>(wanted)) {
        return to_polygon(value, from, wanted);
    }
    if (store.is<types::MaskType>(wanted)) {
        return to_mask(value, from, wanted);
    }
    if (store.is<types::PointType>(wanted)) {
        const auto* point = store.as<types::PointType>(from);
        return point == nullptr ? std::nullopt : geometry(value, point->unit, wanted);
    }
    if (store.is<types::LengthType>(wanted)) {
        const auto* length = store.as<types::LengthType>(from);
        return length == nullptr ? std::nullopt : to_length(value, *length, wanted);
    }
    if (store.is<types::AngleType>(wanted)) {
        const auto* angle = store.as<types::AngleType>(from);
        return angle == nullptr ? std::nullopt : to_degrees(value, *angle, wanted);
    }
    if (const auto* span = store.as<types::SpanType>(wanted)) {
        const auto* own = store.as<types::SpanType>(from);
        return own == nullptr ? std::nullopt : to_span(value, own->of, span->of, wanted);
    }
    if (const auto* frame = store.as<types::FrameType>(wanted)) {
        return to_frame(value, from, *frame, wanted);
    }
    if (store.is<types::DateTimeType>(wanted) && store.is<types::DateTimeType>(from)) {
        return value;
    }
    return std::nullopt;
}

ir::ExprId SlotConverter::node(ir::ExprId value, TypeId type, Conversion conversion, double factor,
                               Axis axis, std::optional<Conversion> inner) {
    types::TypeStore& store = checker_.store();
    const TypeId result = store.is_optional(checker_.type_of(value)) ? store.optional(type) : type;
    return checker_.add(
        {result, at_, ir::Convert{value, conversion, factor, axis, object_id_, {}, inner}},
        {{}, checker_.known(value).origin});
}

std::optional<ir::ExprId> SlotConverter::bare(ir::ExprId value, TypeId wanted) {
    types::TypeStore& store = checker_.store();
    if (!store.is<types::LengthType>(wanted) && !store.is<types::AngleType>(wanted) &&
        !store.is<types::TimeType>(wanted)) {
        return std::nullopt;
    }
    const data::Value* constant = checker_.constant(value);
    if (constant == nullptr) {
        return std::nullopt;
    }
    const bool is_int = checker_.type_of(value) == store.integer();
    const double number = is_int ? static_cast<double>(constant->integer) : constant->number;
    return checker_.constant_node(wanted, data::of_number(number), at_);
}

std::optional<ir::ExprId> SlotConverter::geometry(ir::ExprId value, Unit unit, TypeId wanted) {
    if (unit == Unit::percent) {
        return value;
    }
    const double scale = per_percent(unit);
    if (scale > 0) {
        return scale < 1
                   ? node(value, wanted, Conversion::scale, unit == Unit::norm ? 100 : 1 / scale)
                   : node(value, wanted, Conversion::unscale, scale);
    }
    return with_size(value, unit) ? node(value, wanted, Conversion::geometry_to_percent)
                                  : checker_.error_node(at_);
}

std::optional<ir::ExprId> SlotConverter::to_length(ir::ExprId value, const types::LengthType& from,
                                                   TypeId wanted) {
    if (from.axis == Axis::y) {
        return std::nullopt;  // percent of the height are not percent of the width
    }
    if (per_percent(from.unit) > 0) {
        return geometry(value, from.unit, wanted);
    }
    return with_size(value, from.unit)
               ? node(value, wanted, Conversion::length_to_percent, 1, Axis::x)
               : checker_.error_node(at_);
}

std::optional<ir::ExprId> SlotConverter::to_degrees(ir::ExprId value, const types::AngleType& from,
                                                    TypeId wanted) {
    const double factor =
        (from.radians ? 180 / std::numbers::pi : 1) * (from.counter_clockwise ? -1 : 1);
    return factor == 1 ? std::optional(value)
                       : node(value, wanted, Conversion::angle_to_degrees, factor);
}

std::optional<ir::ExprId> SlotConverter::to_box(ir::ExprId value, TypeId from, Unit,
                                                TypeId wanted) {
    types::TypeStore& store = checker_.store();
    if (const auto* box = store.as<types::BoxType>(from)) {
        return geometry(value, box->unit, wanted);
    }
    if (const auto* turned = store.as<types::OboxType>(from)) {
        const TypeId rect = store.intern(types::RectType{});
        if (!with_size(value, turned->unit)) {
            return checker_.error_node(at_);
        }
        const double scale = per_percent(turned->unit);
        return scale > 0 ? node(value, rect, Conversion::obox_to_rect_relative, scale)
                         : node(value, rect, Conversion::obox_to_rect_size);
    }
    if (store.is<types::PolygonType>(from) || store.is<types::MaskType>(from)) {
        wrong_shape(
            value, from, wanted,
            fmt::format("take the upright box around it: bounds({})", checker_.source_text(at_)));
        return checker_.error_node(at_);
    }
    return std::nullopt;
}

std::optional<ir::ExprId> SlotConverter::to_polygon(ir::ExprId value, TypeId from, TypeId wanted) {
    types::TypeStore& store = checker_.store();
    if (const auto* polygon = store.as<types::PolygonType>(from)) {
        return geometry(value, polygon->unit, wanted);
    }
    if (const auto* box = store.as<types::BoxType>(from)) {
        const std::optional<ir::ExprId> percent =
            geometry(value, box->unit, store.intern(types::BoxType{Unit::percent}));
        return store.is_error(checker_.type_of(*percent))
                   ? percent
                   : node(*percent, wanted, Conversion::box_to_polygon);
    }
    if (const auto* turned = store.as<types::OboxType>(from)) {
        return with_size(value, turned->unit)
                   ? node(value, wanted, Conversion::obox_to_polygon, per_percent(turned->unit))
                   : checker_.error_node(at_);
    }
    return told(value, from, wanted,
                polygon_help(store, from, control_.name, checker_.source_text(at_)));
}

std::optional<ir::ExprId> SlotConverter::to_mask(ir::ExprId value, TypeId from, TypeId wanted) {
    return told(value, from, wanted, mask_help(checker_.store(), from, checker_.source_text(at_)));
}

std::optional<ir::ExprId> SlotConverter::told(ir::ExprId value, TypeId from, TypeId wanted,
                                              std::string help) {
    if (help.empty()) {
        return std::nullopt;
    }
    wrong_shape(value, from, wanted, std::move(help));
    return checker_.error_node(at_);
}

ir::ExprId Checker::convert_to_slot(ir::ExprId value, TypeId slot_type,
                                    labelstudio::ControlId control, labelstudio::ObjectId object,
                                    std::string_view slot, Span at) {
    const TypeId from = type_of(value);
    const std::string place =
        fmt::format("slot `{}` of control `{}`", slot, config().controls[control].name);
    if (store().is_error(from) || from == store().never()) {
        return value;
    }
    if (from == store().null()) {
        return require(value, slot_type, place, at);
    }
    if (store().is_optional(from) && !store().is_optional(slot_type)) {
        return require(value, store().without_optional(from), place, at);
    }
    const TypeId wanted = store().without_optional(slot_type);
    if (const auto record = record_to_slot(value, wanted, config().controls[control],
                                           std::string(slot), place, at)) {
        return *record;
    }
    const SlotPlace slot_place{control, object, slot, at};
    if (const std::optional<ir::ExprId> converted = slot_value(value, wanted, slot_place)) {
        return *converted;
    }
    return require(value, slot_type, place, at);
}

std::optional<ir::ExprId> Checker::slot_value(ir::ExprId value, TypeId wanted,
                                              const SlotPlace& place) {
    if (store().is<types::ListType>(wanted)) {
        return slot_list(value, wanted, place);
    }
    if (store().is<types::RecordType>(wanted)) {
        return slot_record(value, wanted, place);
    }
    return SlotConverter(*this, config().controls[place.control], config().objects[place.object],
                         place.object, place.slot, place.at)
        .convert(value, wanted);
}

}  // namespace lsmap::check

#include "check/checker.hpp"
#include "check/shape_help.hpp"
#include "diag/codes/config.hpp"
#include "diag/codes/names.hpp"
#include "diag/codes/types.hpp"

#include <fmt/format.h>

#include <numbers>

// Units and shapes into slots: the only place where they are converted without being asked to.
namespace lsmap::check {
namespace {

using ir::Conversion;
using types::Axis;
using types::Unit;

// How many of the unit are one percent of a side; 0: that depends on the size.
double per_percent(Unit unit) {
    for (const types::LengthUnit& row : types::length_units()) {
        if (row.unit == unit) {
            return row.per_percent;
        }
    }
    return 0;
}

class SlotConverter {
 public:
    SlotConverter(Checker& checker, const labelstudio::Control& control,
                  const labelstudio::Object& object, labelstudio::ObjectId object_id,
                  std::string_view slot, Span at)
        : checker_(checker),
          control_(control),
          object_(object),
          object_id_(object_id),
          slot_(slot),
          at_(at) {}

    // `wanted` has no `?`; nothing where the value is of another sort.
    std::optional<ir::ExprId> convert(ir::ExprId value, TypeId wanted) {
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

 private:
    // The result may be missing where the value may be: a conversion of nothing is nothing.
    ir::ExprId node(ir::ExprId value, TypeId type, Conversion conversion, double factor = 1,
                    Axis axis = Axis::none, std::optional<Conversion> inner = {}) {
        types::TypeStore& store = checker_.store();
        const TypeId result =
            store.is_optional(checker_.type_of(value)) ? store.optional(type) : type;
        return checker_.add(
            {result, at_, ir::Convert{value, conversion, factor, axis, object_id_, {}, inner}},
            {{}, checker_.known(value).origin});
    }
    const Checker::BoundObject* bound() const { return checker_.bound_object(object_id_); }

    // `width: 2` is percent, `rotation: 45` degrees: the documented unit of the slot.
    std::optional<ir::ExprId> bare(ir::ExprId value, TypeId wanted) {
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

    // Lengths, points, boxes, polygons of any unit to percent of the object.
    std::optional<ir::ExprId> geometry(ir::ExprId value, Unit unit, TypeId wanted) {
        if (unit == Unit::percent) {
            return value;
        }
        const double scale = per_percent(unit);
        if (scale > 0) {
            return scale < 1 ? node(value, wanted, Conversion::scale,
                                    unit == Unit::norm ? 100 : 1 / scale)
                             : node(value, wanted, Conversion::unscale, scale);
        }
        return with_size(value, unit) ? node(value, wanted, Conversion::geometry_to_percent)
                                      : checker_.error_node(at_);
    }
    std::optional<ir::ExprId> to_length(ir::ExprId value, const types::LengthType& from,
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
    std::optional<ir::ExprId> to_degrees(ir::ExprId value, const types::AngleType& from,
                                         TypeId wanted) {
        const double factor =
            (from.radians ? 180 / std::numbers::pi : 1) * (from.counter_clockwise ? -1 : 1);
        return factor == 1 ? std::optional(value)
                           : node(value, wanted, Conversion::angle_to_degrees, factor);
    }
    std::optional<ir::ExprId> to_box(ir::ExprId value, TypeId from, Unit, TypeId wanted) {
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
            wrong_shape(value, from, wanted,
                        fmt::format("take the upright box around it: bounds({})",
                                    checker_.source_text(at_)));
            return checker_.error_node(at_);
        }
        return std::nullopt;
    }
    std::optional<ir::ExprId> to_polygon(ir::ExprId value, TypeId from, TypeId wanted) {
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
    std::optional<ir::ExprId> to_mask(ir::ExprId value, TypeId from, TypeId wanted) {
        return told(value, from, wanted,
                    mask_help(checker_.store(), from, checker_.source_text(at_)));
    }
    // Nothing where there is no help: what does not fit is told in general then.
    std::optional<ir::ExprId> told(ir::ExprId value, TypeId from, TypeId wanted, std::string help) {
        if (help.empty()) {
            return std::nullopt;
        }
        wrong_shape(value, from, wanted, std::move(help));
        return checker_.error_node(at_);
    }
    std::optional<ir::ExprId> to_span(ir::ExprId value, TypeId from, TypeId to, TypeId wanted) {
        types::TypeStore& store = checker_.store();
        if (from == to) {
            return value;
        }
        if (store.is<types::TimeType>(to)) {
            if (const auto* time = store.as<types::TimeType>(from)) {
                return time_span(value, time->unit, wanted);
            }
            if (const auto* frame = store.as<types::FrameType>(from)) {
                return with_fps(value, "seconds", "frames")
                           ? parts(value, wanted, Conversion::frame_to_time, frame->base)
                           : checker_.error_node(at_);
            }
        }
        if (const auto* frame = store.as<types::FrameType>(to)) {
            return frame_span(value, from, *frame, wanted);
        }
        if (to == store.number() || store.is<types::DateTimeType>(to)) {
            return axis_span(value, from, to, wanted);
        }
        if (store.is<types::OffsetType>(to) && store.is<types::OffsetType>(from)) {
            return text_span(value, store.as<types::OffsetType>(from)->kind,
                             store.as<types::OffsetType>(to)->kind, wanted);
        }
        if ((from == store.integer() || from == store.number()) &&
            (store.is<types::OffsetType>(to) || store.is<types::TimeType>(to))) {
            const bool is_text = store.is<types::OffsetType>(to);
            checker_.sink()
                .emit(at_, diag::slot_wants, std::string(slot_), control_.name,
                      checker_.print(wanted))
                .at(checker_.described(value))
                .help(is_text ? "say in the input what the positions count: `start: offset<char>` "
                                "(or byte, utf16)"
                              : "say in the input what the times count: `start: time<s>` (or ms, "
                                "samples)");
            return checker_.error_node(at_);
        }
        return std::nullopt;
    }
    ir::ExprId parts(ir::ExprId value, TypeId wanted, Conversion inner, double factor) {
        return node(value, wanted, Conversion::span_parts, factor, Axis::none, inner);
    }
    std::optional<ir::ExprId> frame_span(ir::ExprId value, TypeId from, const types::FrameType& to,
                                         TypeId wanted) {
        types::TypeStore& store = checker_.store();
        if (const auto* frame = store.as<types::FrameType>(from)) {
            return frame->page != to.page
                       ? std::nullopt
                       : std::optional(
                             parts(value, wanted, Conversion::frame_base, to.base - frame->base));
        }
        const auto* time = store.as<types::TimeType>(from);
        if (time == nullptr || to.page) {
            return std::nullopt;
        }
        const TypeId second = store.intern(types::TimeType{types::TimeUnit::s});
        const std::optional<ir::ExprId> seconds =
            time_span(value, time->unit, store.intern(types::SpanType{second}));
        if (store.is_error(checker_.type_of(*seconds)) || !with_fps(value, "frames", "times")) {
            return checker_.error_node(at_);
        }
        return parts(*seconds, wanted, Conversion::time_to_frame, to.base);
    }
    std::optional<ir::ExprId> to_frame(ir::ExprId value, TypeId from, const types::FrameType& to,
                                       TypeId wanted) {
        types::TypeStore& store = checker_.store();
        if (const auto* frame = store.as<types::FrameType>(from)) {
            const double step = to.base - frame->base;
            return frame->page != to.page ? std::nullopt
                   : step == 0            ? std::optional(value)
                                          : node(value, wanted, Conversion::frame_base, step);
        }
        const auto* time = store.as<types::TimeType>(from);
        if (time == nullptr || to.page) {
            return std::nullopt;
        }
        const std::optional<ir::ExprId> seconds = to_seconds(value, time->unit);
        if (store.is_error(checker_.type_of(*seconds)) || !with_fps(value, "frames", "times")) {
            return checker_.error_node(at_);
        }
        return node(*seconds, wanted, Conversion::time_to_frame, to.base);
    }
    // The axis of a time series, which counts what the config says.
    std::optional<ir::ExprId> axis_span(ir::ExprId value, TypeId from, TypeId to, TypeId wanted) {
        types::TypeStore& store = checker_.store();
        if (from == store.integer() && to == store.number()) {
            return parts(value, wanted, Conversion::int_to_number, 1);
        }
        const bool is_dates = to != store.number();
        auto& report = checker_.sink()
                           .emit(at_, diag::axis_differs, object_.name,
                                 is_dates ? "dates" : "numbers", checker_.print(from))
                           .at(checker_.described(value))
                           .label(object_.span, is_dates ? "it has timeFormat and timeColumn"
                                                         : "it has not both timeFormat and "
                                                           "timeColumn");
        if (is_dates) {
            report.help(
                "say in the input how they are written: `start: datetime<iso>`, "
                "`datetime<unix>` or `datetime<\"%Y-%m-%d\">`");
        } else if (store.is<types::TimeType>(from)) {
            report.help(
                "divide by the unit that the time column counts in: `span(start / 1s, end "
                "/ 1s)`");
        } else {
            report.help("add timeColumn and timeFormat to the config, or declare `number`s");
        }
        return checker_.error_node(at_);
    }
    std::optional<ir::ExprId> to_seconds(ir::ExprId value, types::TimeUnit unit) {
        const TypeId second = checker_.store().intern(types::TimeType{types::TimeUnit::s});
        if (unit == types::TimeUnit::samples) {
            return with_rate(value) ? node(value, second, Conversion::time_to_seconds, 0)
                                    : checker_.error_node(at_);
        }
        for (const types::TimeUnitRow& row : types::time_units()) {
            if (row.unit == unit && row.per_second > 0 && row.per_second != 1) {
                return node(value, second, Conversion::time_to_seconds, row.per_second);
            }
        }
        return value;
    }
    std::optional<ir::ExprId> time_span(ir::ExprId value, types::TimeUnit unit, TypeId wanted) {
        if (unit == types::TimeUnit::samples) {
            return with_rate(value) ? parts(value, wanted, Conversion::time_to_seconds, 0)
                                    : checker_.error_node(at_);
        }
        for (const types::TimeUnitRow& row : types::time_units()) {
            if (row.unit == unit && row.per_second > 0 && row.per_second != 1) {
                return node(value, wanted, Conversion::span_parts, row.per_second, Axis::none,
                            Conversion::time_to_seconds);
            }
        }
        return value;  // clock and iso are read as seconds
    }

    std::optional<ir::ExprId> text_span(ir::ExprId value, types::OffsetKind from,
                                        types::OffsetKind to, TypeId wanted) {
        const Checker::BoundObject* known = bound();
        const std::string units = std::string(types::noun(from)) + "s";
        const std::string to_units = std::string(types::noun(to)) + "s";
        if (known == nullptr || !known->text) {
            const bool has_many = object_.kind->text == labelstudio::TextSource::paragraphs;
            cannot_convert(value, to_units, units, "its text is not known",
                           has_many ? "text: [… for …]" : "text: …");
            return checker_.error_node(at_);
        }
        if (from == types::OffsetKind::token &&
            object_.kind->text == labelstudio::TextSource::paragraphs) {
            report_unit(value, to_units, units)
                .label(object_.span, "tokens count through one text, and it has many")
                .help("declare what the positions in the paragraph count: `offset<char>`");
            return checker_.error_node(at_);
        }
        if (from == types::OffsetKind::token && !known->tokens) {
            cannot_convert(value, to_units, units, "its tokens are not known", "tokens: […]");
            return checker_.error_node(at_);
        }
        return node(value, wanted, Conversion::text_span);
    }
    bool with_rate(ir::ExprId value) {
        if (bound() != nullptr && bound()->rate) {
            return true;
        }
        cannot_convert(value, "seconds", "samples", "its sampling rate is not known",
                       "rate: 16000");
        return false;
    }
    // Without the fact it is the rate at which the editor counts frames.
    bool with_fps(ir::ExprId value, std::string_view wanted, std::string_view what) {
        const Checker::BoundObject* known = bound();
        const bool is_given = known != nullptr && known->fps;
        if (is_given && known->counts_optional) {
            report_unit(value, std::string(wanted), std::string(what))
                .label(known->span, "its frames per second may be missing")
                .help("say what happens then: fps: … ?? skip \"no frame rate\"");
            return false;
        }
        if (is_given || object_.frame_rate > 0) {
            return true;
        }
        cannot_convert(value, std::string(wanted), std::string(what),
                       "its frames per second are not known", "fps: 25");
        return false;
    }

    // ---- what is missing
    // ----------------------------------------------------------------------------
    bool with_size(ir::ExprId value, Unit unit) {
        const Checker::BoundObject* known = bound();
        const bool relative = per_percent(unit) > 0;
        const std::string what(types::word(unit));
        if (known == nullptr || !known->size) {
            cannot_convert(value, "percent of the image", relative ? "a turned box" : what,
                           "its size in pixels is not known", size_help());
            return false;
        }
        if (known->size_optional) {
            auto& report =
                report_unit(value, "percent of the image", relative ? "a turned box" : what);
            report.label(known->span, "its `size` may be missing")
                .help("say what happens then: size: … ?? skip \"no size\"");
            return false;
        }
        if (!relative && known->size_unit != unit) {
            auto& report = report_unit(value, "percent of the image", what);
            report
                .label(known->span,
                       fmt::format("its `size` is in {}", types::word(known->size_unit)))
                .help(fmt::format("give the size in {}", what));
            return false;
        }
        return true;
    }
    diag::Diagnostic& report_unit(ir::ExprId value, std::string wanted, std::string unit) {
        std::string described = checker_.described(value);
        if (const auto& origin = checker_.known(value).origin) {
            const SourceFile& file = checker_.sources()[origin->span.file];
            const LineColumn at = file.position(origin->span.begin);
            described += fmt::format(" ({}:{}:{})", file.path, at.line, at.column);
        }
        return checker_.sink()
            .emit(at_, diag::unit_not_convertible, std::string(slot_), control_.name,
                  std::move(wanted), std::move(unit))
            .at(std::move(described));
    }
    void cannot_convert(ir::ExprId value, std::string wanted, std::string unit, std::string why,
                        std::string line) {
        auto& report = report_unit(value, std::move(wanted), std::move(unit));
        report.label(object_.span, std::move(why));
        if (const Checker::BoundObject* known = bound()) {
            const SourceFile& file = checker_.sources()[known->span.file];
            report.help(fmt::format("add to `object {}` ({}:{}): {}", object_.name, file.path,
                                    file.line_of(known->span.begin), line));
        } else {
            report.help(fmt::format("add to the task: object {} {{ {} }}", object_.name, line));
        }
    }
    // With the record's own fields where they have the usual names.
    std::string size_help() const {
        const types::TypeStore& store = checker_.store();
        const auto* record = store.as<types::RecordType>(
            checker_.program().variables[checker_.program().record].type);
        bool width = false;
        bool height = false;
        for (const types::Field& field :
             record != nullptr ? record->fields : std::vector<types::Field>{}) {
            if (store.is<types::SizeType>(field.type)) {
                return "size: " + field.name;
            }
            width |= field.name == "width";
            height |= field.name == "height";
        }
        return width && height ? "size: [width, height]" : "size: [WIDTH, HEIGHT]";
    }
    void wrong_shape(ir::ExprId value, TypeId, TypeId wanted, std::string help) {
        checker_.sink()
            .emit(at_, diag::slot_wants, std::string(slot_), control_.name, checker_.print(wanted))
            .at(checker_.described(value))
            .help(std::move(help));
    }
    Checker& checker_;
    const labelstudio::Control& control_;
    const labelstudio::Object& object_;
    labelstudio::ObjectId object_id_;
    std::string_view slot_;
    Span at_;
};

}  // namespace

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

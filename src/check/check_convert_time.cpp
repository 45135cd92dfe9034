#include "check/slot_converter.hpp"
#include "diag/codes/config.hpp"
#include "diag/codes/names.hpp"
#include "diag/codes/types.hpp"

#include <fmt/format.h>

// Spans, times and frames into slots.
namespace lsmap::check {

using ir::Conversion;
using types::Axis;

std::optional<ir::ExprId> SlotConverter::to_span(ir::ExprId value, TypeId from, TypeId to,
                                                 TypeId wanted) {
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
            .emit(at_, diag::slot_wants, std::string(slot_), control_.name, checker_.print(wanted))
            .at(checker_.described(value))
            .help(is_text ? "say in the input what the positions count: `start: offset<char>` "
                            "(or byte, utf16)"
                          : "say in the input what the times count: `start: time<s>` (or ms, "
                            "samples)");
        return checker_.error_node(at_);
    }
    return std::nullopt;
}

ir::ExprId SlotConverter::parts(ir::ExprId value, TypeId wanted, Conversion inner, double factor) {
    return node(value, wanted, Conversion::span_parts, factor, Axis::none, inner);
}

std::optional<ir::ExprId> SlotConverter::frame_span(ir::ExprId value, TypeId from,
                                                    const types::FrameType& to, TypeId wanted) {
    types::TypeStore& store = checker_.store();
    if (const auto* frame = store.as<types::FrameType>(from)) {
        return frame->page != to.page ? std::nullopt
                                      : std::optional(parts(value, wanted, Conversion::frame_base,
                                                            to.base - frame->base));
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

std::optional<ir::ExprId> SlotConverter::to_frame(ir::ExprId value, TypeId from,
                                                  const types::FrameType& to, TypeId wanted) {
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

std::optional<ir::ExprId> SlotConverter::axis_span(ir::ExprId value, TypeId from, TypeId to,
                                                   TypeId wanted) {
    types::TypeStore& store = checker_.store();
    if (from == store.integer() && to == store.number()) {
        return parts(value, wanted, Conversion::int_to_number, 1);
    }
    const bool is_dates = to != store.number();
    auto& report = checker_.sink()
                       .emit(at_, diag::axis_differs, object_.name, is_dates ? "dates" : "numbers",
                             checker_.print(from))
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

std::optional<ir::ExprId> SlotConverter::to_seconds(ir::ExprId value, types::TimeUnit unit) {
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

std::optional<ir::ExprId> SlotConverter::time_span(ir::ExprId value, types::TimeUnit unit,
                                                   TypeId wanted) {
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

std::optional<ir::ExprId> SlotConverter::text_span(ir::ExprId value, types::OffsetKind from,
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

bool SlotConverter::with_rate(ir::ExprId value) {
    if (bound() != nullptr && bound()->rate) {
        return true;
    }
    cannot_convert(value, "seconds", "samples", "its sampling rate is not known", "rate: 16000");
    return false;
}

bool SlotConverter::with_fps(ir::ExprId value, std::string_view wanted, std::string_view what) {
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

}  // namespace lsmap::check

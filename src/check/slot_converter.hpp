#pragma once
#include "check/checker.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace lsmap::check {

// How many of the unit are one percent of a side; 0: that depends on the size.
double per_percent(types::Unit unit);

// Units and shapes into one slot: the only place where they are converted without being asked to.
// A conversion that the object's facts do not allow is reported and gives an error node.
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
    std::optional<ir::ExprId> convert(ir::ExprId value, TypeId wanted);

 private:
    // The result may be missing where the value may be: a conversion of nothing is nothing.
    ir::ExprId node(ir::ExprId value, TypeId type, ir::Conversion conversion, double factor = 1,
                    types::Axis axis = types::Axis::none, std::optional<ir::Conversion> inner = {});
    // nullptr: the task does not bind the object.
    const Checker::BoundObject* bound() const { return checker_.bound_object(object_id_); }
    // `width: 2` is percent, `rotation: 45` degrees: the documented unit of the slot.
    std::optional<ir::ExprId> bare(ir::ExprId value, TypeId wanted);
    // Lengths, points, boxes, polygons of any unit to percent of the object.
    std::optional<ir::ExprId> geometry(ir::ExprId value, types::Unit unit, TypeId wanted);
    std::optional<ir::ExprId> to_length(ir::ExprId value, const types::LengthType& from,
                                        TypeId wanted);
    std::optional<ir::ExprId> to_degrees(ir::ExprId value, const types::AngleType& from,
                                         TypeId wanted);
    std::optional<ir::ExprId> to_box(ir::ExprId value, TypeId from, types::Unit, TypeId wanted);
    std::optional<ir::ExprId> to_polygon(ir::ExprId value, TypeId from, TypeId wanted);
    std::optional<ir::ExprId> to_mask(ir::ExprId value, TypeId from, TypeId wanted);
    // Nothing where there is no help: what does not fit is told in general then.
    std::optional<ir::ExprId> told(ir::ExprId value, TypeId from, TypeId wanted, std::string help);

    // check_convert_time.cpp: `from` and `to` are what the spans are of.
    std::optional<ir::ExprId> to_span(ir::ExprId value, TypeId from, TypeId to, TypeId wanted);
    // Both ends by the conversion `inner`.
    ir::ExprId parts(ir::ExprId value, TypeId wanted, ir::Conversion inner, double factor);
    std::optional<ir::ExprId> frame_span(ir::ExprId value, TypeId from, const types::FrameType& to,
                                         TypeId wanted);
    std::optional<ir::ExprId> to_frame(ir::ExprId value, TypeId from, const types::FrameType& to,
                                       TypeId wanted);
    // The axis of a time series, which counts what the config says.
    std::optional<ir::ExprId> axis_span(ir::ExprId value, TypeId from, TypeId to, TypeId wanted);
    std::optional<ir::ExprId> to_seconds(ir::ExprId value, types::TimeUnit unit);
    std::optional<ir::ExprId> time_span(ir::ExprId value, types::TimeUnit unit, TypeId wanted);
    std::optional<ir::ExprId> text_span(ir::ExprId value, types::OffsetKind from,
                                        types::OffsetKind to, TypeId wanted);
    bool with_rate(ir::ExprId value);
    // Without the fact it is the rate at which the editor counts frames.
    bool with_fps(ir::ExprId value, std::string_view wanted, std::string_view what);

    // check_convert_needs.cpp: whether the size is known; false: reported, with the line to add.
    bool with_size(ir::ExprId value, types::Unit unit);
    diag::Diagnostic& report_unit(ir::ExprId value, std::string wanted, std::string unit);
    void cannot_convert(ir::ExprId value, std::string wanted, std::string unit, std::string why,
                        std::string line);
    // With the record's own fields where they have the usual names.
    std::string size_help() const;
    void wrong_shape(ir::ExprId value, TypeId, TypeId wanted, std::string help);

    Checker& checker_;
    const labelstudio::Control& control_;
    const labelstudio::Object& object_;
    labelstudio::ObjectId object_id_;
    std::string_view slot_;
    Span at_;
};

}  // namespace lsmap::check

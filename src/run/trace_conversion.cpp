#include "run/json_extent.hpp"
#include "run/machine.hpp"
#include "run/obox.hpp"
#include "types/units.hpp"

#include <algorithm>
#include <array>
#include <cmath>

// The arithmetic of conversions as it is told by a trace: `96 px / 1920 px * 100`.
namespace lsmap::run {
namespace {

constexpr std::size_t most_numbers = 16;  // of a shape that are told

// A number as it stands in the data, or as it was computed.
std::string number_text(double number) {
    constexpr double from = 1e-10;
    const double short_one = std::round(number / from) * from;
    return std::fabs(number) < 1e5 && std::fabs(number - short_one) < from
               ? fmt::format("{:.12g}", number)
               : fmt::format("{}", number);
}

std::string unit_suffix(types::Unit unit) {
    const bool is_length =
        unit == types::Unit::px || unit == types::Unit::pt || unit == types::Unit::inch;
    return is_length ? " " + std::string(types::word(unit)) : "";
}

void tell(TraceStep& step, std::string key, std::string value, std::string formula) {
    if (step.numbers.size() == most_numbers) {
        ++step.left_out;
        return;
    }
    step.numbers.push_back({std::move(key), std::move(value), std::move(formula), {}});
}

// The name of coordinate `i` of a shape.
std::string coordinate(plan::ShapeForm form, std::uint32_t i, std::uint32_t size) {
    static constexpr std::array<std::string_view, 4> sides = {"x", "y", "width", "height"};
    static constexpr std::array<std::string_view, 4> centre = {"cx", "cy", "width", "height"};
    const bool is_turned = size == 5;
    if (form == plan::ShapeForm::size) {
        return std::string(sides[i + 2]);
    }
    if (form == plan::ShapeForm::point || form == plan::ShapeForm::rect) {
        return std::string(sides[i]);
    }
    return is_turned ? std::string(centre[i]) : fmt::format("{}{}", sides[i % 2], i / 2 + 1);
}

// `formula(number, is_y)` of a number, or of each coordinate of a shape.
template <class Formula>
void tell_each(const plan::Convert& conversion, const Value& before, const Value& after,
               TraceStep& step, Formula formula) {
    const bool is_keypoint = conversion.form == plan::ShapeForm::keypoint;
    if (!is_keypoint && !is_reals(conversion.form)) {
        step.how = formula(before.number, conversion.axis == types::Axis::y);
        return;
    }
    const Value& from = is_keypoint ? before.items[0] : before;
    const Value& to = is_keypoint ? after.items[0] : after;
    const plan::ShapeForm form = is_keypoint ? plan::ShapeForm::point : conversion.form;
    const std::uint32_t lengths = from.size == 5 ? 4 : from.size;
    for (std::uint32_t i = 0; i < lengths; ++i) {
        tell(step, coordinate(form, i, from.size), number_text(to.reals[i]),
             formula(from.reals[i], i % 2 == 1));
    }
}

std::string to_percent(double number, double whole, const std::string& unit) {
    return fmt::format("{}{} / {}{} * 100", number_text(number), unit, number_text(whole), unit);
}

// Keys and places in which the corners of a box stand in the data.
constexpr std::array<std::array<std::string_view, 4>, 4> corner_keys = {
    {{"x1", "xmin", "left", "x"},
     {"y1", "ymin", "top", "y"},
     {"x2", "xmax", "right", ""},
     {"y2", "ymax", "bottom", ""}}};

// A turned box of the data in pixels, or in what else the size stands in.
struct InPixels {
    OrientedBox box;
    std::array<Corner, 4> corners;
    std::string unit;
};
InPixels in_pixels(const Value& value, AxisScale per_unit, std::string unit) {
    std::array<double, 8> reals{};
    for (std::uint32_t i = 0; i < value.size; ++i) {
        const bool is_angle = value.size == 5 && i == 4;
        reals[i] = value.reals[i] * (is_angle ? 1 : i % 2 == 1 ? per_unit.y : per_unit.x);
    }
    const OrientedBox box = oriented_box(data::of_reals({reals.data(), value.size}));
    if (value.size == 5) {
        return {box, corners_of(box), std::move(unit)};
    }
    return {
        box,
        {{{reals[0], reals[1]}, {reals[2], reals[3]}, {reals[4], reals[5]}, {reals[6], reals[7]}}},
        std::move(unit)};
}

// `960 - 200 / 2 * cos 30 + 100 / 2 * sin 30`: where the top left corner is after turning.
std::string corner_formula(double centre, double along, std::string_view along_by,
                           std::string_view sign, double across, std::string_view across_by,
                           double degrees) {
    if (degrees == 0) {
        const bool is_x = along_by == "cos";
        return fmt::format("{} - {} / 2", number_text(centre), number_text(is_x ? along : across));
    }
    const std::string turn = number_text(degrees);
    return fmt::format("{} - {} / 2 * {} {} {} {} / 2 * {} {}", number_text(centre),
                       number_text(along), along_by, turn, sign, number_text(across), across_by,
                       turn);
}

void tell_rectangle(const InPixels& turned, const labelstudio::ObjectFacts& facts,
                    const Value& after, TraceStep& step) {
    const OrientedBox& box = turned.box;
    const auto share = [&](const std::string& place, double whole) {
        return fmt::format("({}){} / {}{} * 100", place, turned.unit, number_text(whole),
                           turned.unit);
    };
    step.how = fmt::format(
        "centre {}, {}, sides {} by {}{}, turned by {} degrees; placed by its own top "
        "left corner",
        number_text(box.cx), number_text(box.cy), number_text(box.width), number_text(box.height),
        turned.unit, number_text(box.degrees));
    tell(step, "x", number_text(after.reals[0]),
         share(corner_formula(box.cx, box.width, "cos", "+", box.height, "sin", box.degrees),
               facts.width));
    tell(step, "y", number_text(after.reals[1]),
         share(corner_formula(box.cy, box.width, "sin", "-", box.height, "cos", box.degrees),
               facts.height));
    tell(step, "width", number_text(after.reals[2]),
         to_percent(box.width, facts.width, turned.unit));
    tell(step, "height", number_text(after.reals[3]),
         to_percent(box.height, facts.height, turned.unit));
}

void tell_corners(const InPixels& turned, const labelstudio::ObjectFacts& facts, const Value& after,
                  TraceStep& step) {
    step.how = "its four corners";
    for (std::uint32_t i = 0; i < 4; ++i) {
        const Corner& corner = turned.corners[i];
        tell(step, coordinate(plan::ShapeForm::polygon, 2 * i, 8), number_text(after.reals[2 * i]),
             to_percent(corner.x, facts.width, turned.unit));
        tell(step, coordinate(plan::ShapeForm::polygon, 2 * i + 1, 8),
             number_text(after.reals[2 * i + 1]), to_percent(corner.y, facts.height, turned.unit));
    }
}

void tell_bounds(const InPixels& turned, AxisScale per_unit, const Value& after, TraceStep& step) {
    step.how = "the upright box around it";
    for (std::uint32_t i = 0; i < 4; ++i) {
        std::string all;
        for (const Corner& corner : turned.corners) {
            all += (all.empty() ? "" : ", ") +
                   number_text(i % 2 == 1 ? corner.y / per_unit.y : corner.x / per_unit.x);
        }
        tell(step, coordinate(plan::ShapeForm::box, i, 4), number_text(after.reals[i]),
             fmt::format("the {} of {}", i < 2 ? "least" : "greatest", all));
    }
}

std::string seconds_to_frame(double seconds, double fps, std::int64_t base) {
    const std::string first = base == 0 ? "" : fmt::format(" + {}", base);
    return fmt::format("round({} s * {} frames a second){}", number_text(seconds), number_text(fps),
                       first);
}

std::string frame_to_seconds(std::int64_t frame, double fps, std::int64_t base) {
    return base == 0 ? fmt::format("{} / {} frames a second", frame, number_text(fps))
                     : fmt::format("({} - {}) / {} frames a second", frame, base, number_text(fps));
}

}  // namespace

// Start and end, each by the conversion below it.
void Machine::trace_span(const plan::Convert& conversion, const Value& before, const Value& after,
                         TraceStep& step) {
    static constexpr std::array<const char*, 2> ends = {"start", "end"};
    plan::Convert part = conversion;
    part.conversion = conversion.inner;
    part.form = plan::ShapeForm::number;
    const bool makes_frames = conversion.inner == ir::Conversion::time_to_frame;
    const bool counts = makes_frames || conversion.inner == ir::Conversion::frame_base;
    for (std::uint32_t i = 0; i < 2; ++i) {
        const Value& from = before.items[i];
        const Value& to = after.items[i];
        if (!from.present() || !to.present()) {
            continue;
        }
        TraceStep inner;
        trace_conversion(part, from, to, inner);
        if (inner.how.empty()) {
            continue;
        }
        const bool is_short =
            makes_frames && i == 1 &&
            std::round(from.number * facts_of(conversion.object, item_).fps) + conversion.factor <
                static_cast<double>(to.integer);
        tell(step, ends[i], counts ? fmt::format("{}", to.integer) : number_text(to.number),
             inner.how + (is_short ? ", one frame at least" : ""));
    }
    step.how = step.numbers.empty() ? "" : "start and end";
}

void Machine::trace_text_span(const plan::Convert& conversion, const Value& before,
                              const Value& after, TraceStep& step) {
    const std::string from(types::noun(conversion.offset_from));
    const bool is_token = conversion.offset_from == types::OffsetKind::token;
    const std::int64_t last = before.items[1].integer - 1;
    step.how = fmt::format("from {}s to {}s of the text of `{}`", from,
                           types::noun(conversion.offset_to), name_of(conversion.object));
    tell(step, "start", fmt::format("{}", after.items[0].integer),
         fmt::format("the start of {} {}", from, before.items[0].integer));
    tell(step, "end", fmt::format("{}", after.items[1].integer),
         is_token ? fmt::format("the end of {} {}", from, last)
                  : fmt::format("the start of {} {}", from, before.items[1].integer));
}

void Machine::trace_obox(const plan::Convert& conversion, const Value& before, const Value& after,
                         TraceStep& step) {
    labelstudio::ObjectFacts facts;
    if (conversion.object != none) {
        facts = facts_of(conversion.object, item_);
    }
    const AxisScale per_unit = pixels_per_unit(conversion.per_percent, facts.width, facts.height);
    const bool is_share = conversion.per_percent != 0;
    const InPixels turned =
        in_pixels(before, per_unit, is_share ? " px" : unit_suffix(conversion.unit));
    if (conversion.conversion == ir::Conversion::obox_bounds) {
        tell_bounds(turned, per_unit, after, step);
    } else if (conversion.conversion == ir::Conversion::obox_to_polygon) {
        tell_corners(turned, facts, after, step);
    } else {
        tell_rectangle(turned, facts, after, step);
    }
}

// What a conversion does with its numbers; leaves `step` alone where it changes none.
void Machine::trace_conversion(const plan::Convert& conversion, const Value& before,
                               const Value& after, TraceStep& step) {
    if (!before.present() || !after.present()) {
        return;
    }
    const double factor = conversion.factor;
    const auto base = static_cast<std::int64_t>(factor);
    const auto each = [&](auto formula) { tell_each(conversion, before, after, step, formula); };
    const auto by_factor = [&](std::string_view sign) {
        if (factor != 1) {
            each([&](double number, bool) {
                return fmt::format("{} {} {}", number_text(number), sign, number_text(factor));
            });
        }
    };
    const auto by_size = [&](std::string_view direction, auto formula) {
        const labelstudio::ObjectFacts& facts = facts_of(conversion.object, item_);
        each([&](double number, bool is_y) {
            return formula(number, is_y ? facts.height : facts.width);
        });
        const std::string size = fmt::format("{} percent of {} by {}, the size of `{}`", direction,
                                             number_text(facts.width), number_text(facts.height),
                                             name_of(conversion.object));
        step.how = step.how.empty() ? size : size + ": " + step.how;
    };
    switch (conversion.conversion) {
        case ir::Conversion::scale:
        case ir::Conversion::angle_to_degrees:
            by_factor("*");
            return;
        case ir::Conversion::unscale:
            by_factor("/");
            return;
        case ir::Conversion::length_to_percent:
        case ir::Conversion::geometry_to_percent:
            by_size("to", [&](double number, double whole) {
                return to_percent(number, whole, unit_suffix(conversion.unit));
            });
            return;
        case ir::Conversion::percent_to_size:
            by_size("from", [](double number, double whole) {
                return fmt::format("{} / 100 * {}", number_text(number), number_text(whole));
            });
            return;
        case ir::Conversion::obox_to_rect_size:
        case ir::Conversion::obox_to_rect_relative:
        case ir::Conversion::obox_to_polygon:
        case ir::Conversion::obox_bounds:
            trace_obox(conversion, before, after, step);
            return;
        case ir::Conversion::box_to_polygon:
            step.how = "its four corners";
            return;
        case ir::Conversion::box_to_rect:
            step.how = "upright";
            return;
        case ir::Conversion::time_to_seconds:
            if (conversion.by_rate) {
                step.how = fmt::format("{} / {}, the rate of `{}`", number_text(before.number),
                                       number_text(objects_[conversion.object].rate.number),
                                       name_of(conversion.object));
            } else {
                by_factor("/");
            }
            return;
        case ir::Conversion::frame_base:
            step.how =
                fmt::format("{} {} {}", before.integer, base < 0 ? '-' : '+', std::abs(base));
            return;
        case ir::Conversion::time_to_frame:
            step.how =
                seconds_to_frame(before.number, facts_of(conversion.object, item_).fps, base);
            return;
        case ir::Conversion::frame_to_time:
            step.how =
                frame_to_seconds(before.integer, facts_of(conversion.object, item_).fps, base);
            return;
        case ir::Conversion::span_parts:
            trace_span(conversion, before, after, step);
            return;
        case ir::Conversion::text_span:
            trace_text_span(conversion, before, after, step);
            return;
        case ir::Conversion::datetime_to_text:
            step.how = "as the config's format has it";
            return;
        case ir::Conversion::check_score:
            step.how = fmt::format("checked: 0 to {}", factor);
            return;
        case ir::Conversion::int_to_number:
        case ir::Conversion::int_to_id:
        case ir::Conversion::string_to_id:
        case ir::Conversion::id_to_text:
        case ir::Conversion::number_to_int:
        case ir::Conversion::polygon_points:
        case ir::Conversion::wrap_list:
        case ir::Conversion::record_to_map:
        case ir::Conversion::to_json:
        case ir::Conversion::dynamic_label:
            return;
    }
}

// The numbers of a box in pixels that became percent: `x: 5 = 96 px / 1920 px * 100`.
void Machine::trace_box(NodeId id, std::string_view written, std::vector<TraceNumber>& numbers) {
    told_box_ = none;
    while (nodes_[id].op == plan::Op::convert &&
           plan_->converts[nodes_[id].b].conversion != ir::Conversion::geometry_to_percent) {
        id = nodes_[id].a;
    }
    const plan::Node& node = nodes_[id];
    if (node.op != plan::Op::convert || plan_->converts[node.b].form != plan::ShapeForm::box) {
        return;
    }
    const plan::Convert& conversion = plan_->converts[node.b];
    const Value box = eval(node.a);
    const labelstudio::ObjectFacts& facts = facts_of(conversion.object, item_);
    if (!box.present() || box.size != 4) {
        return;
    }
    const std::string unit = unit_suffix(conversion.unit);
    const double* r = box.reals;
    const auto whole = [&](double of) { return fmt::format(" / {}{} * 100", of, unit); };
    struct Row {
        std::string_view key;
        std::string formula;
        double exact;
        std::size_t corner;
    };
    const Row rows[] = {
        {"x", number_text(r[0]) + unit + whole(facts.width), r[0] / facts.width * 100, 0},
        {"y", number_text(r[1]) + unit + whole(facts.height), r[1] / facts.height * 100, 1},
        {"width", fmt::format("({} - {}){}{}", r[2], r[0], unit, whole(facts.width)),
         (r[2] - r[0]) / facts.width * 100, 2},
        {"height", fmt::format("({} - {}){}{}", r[3], r[1], unit, whole(facts.height)),
         (r[3] - r[1]) / facts.height * 100, 3}};
    for (const Row& row : rows) {
        const std::string mark = fmt::format("\"{}\":", row.key);
        const std::size_t at = written.find(mark);
        if (at == std::string_view::npos) {
            continue;
        }
        const std::size_t begin = at + mark.size();
        TraceNumber number;
        number.key = std::string(row.key);
        number.value =
            std::string(written.substr(begin, written.find_first_of(",}", begin) - begin));
        number.formula = row.formula;
        constexpr double rounded = 1e-5;
        double shown = 0;
        if (std::sscanf(number.value.c_str(), "%lf", &shown) == 1 &&
            std::abs(shown - row.exact) > rounded) {
            number.formula += fmt::format(" = {}, cut at the edge of the object", row.exact);
        }
        if (box.source != nullptr) {
            number.pointer = trace_corner(box.source, row.corner);
        }
        numbers.push_back(std::move(number));
        told_box_ = id;
    }
}

// The pointer of a corner within the text of a box: its key or its place; that of the box where the
// number is not there as such.
std::string Machine::trace_corner(const char* source, std::size_t corner) const {
    const std::string pointer = locate(source).pointer;
    if (source < record_->json.data() || source >= record_->json.data() + record_->json.size()) {
        return pointer;  // of a named input
    }
    if (*source == '[') {
        return fmt::format("{}/{}", pointer, corner);
    }
    const std::string_view rest =
        record_->json.substr(static_cast<std::size_t>(source - record_->json.data()));
    const std::string_view text = json_extent(rest);
    for (const std::string_view key : corner_keys[corner]) {
        if (!key.empty() && text.find(fmt::format("\"{}\"", key)) != std::string_view::npos) {
            return fmt::format("{}/{}", pointer, key);
        }
    }
    return pointer;
}

}  // namespace lsmap::run

#include "diag/codes/data.hpp"
#include "labelstudio/date_format.hpp"
#include "labelstudio/payload/tracks.hpp"
#include "run/machine.hpp"

#include <cmath>

// Frames and times of a video, and what is wrong with tracks and stretches of time.
namespace lsmap::run {

// Frame n, counted from 0, begins at n / fps. A time is that of the nearest beginning, since models
// round what they print: 33 ms is the second frame at 30 a second.
Value Machine::convert_frame(NodeId id, const plan::Convert& conversion, const Value& value) {
    const labelstudio::ObjectFacts& facts = facts_of(conversion.object, item_);
    const ObjectState& object = objects_[conversion.object];
    const auto base = static_cast<std::int64_t>(conversion.factor);
    if (!(facts.fps > 0) || !std::isfinite(facts.fps)) {
        auto d = diag::make(
            diag::count_not_positive, std::string("fps"),
            plan_->program.config->objects[labelstudio::ObjectId{conversion.object}].name);
        raise_at(id, std::move(d), &object.fps, &value);
    }
    Value made;
    if (conversion.conversion == ir::Conversion::frame_to_time) {
        std::int64_t number = 0;
        if (__builtin_sub_overflow(value.integer, base, &number)) {
            raise_at(id, diag::make(diag::int_overflow), &value);
        }
        made = data::of_number(static_cast<double>(number) / facts.fps);
    } else {
        constexpr double most = 9007199254740992;
        const double number = std::round(value.number * facts.fps);
        if (!(std::fabs(number) < most)) {
            raise_at(id, diag::make(diag::int_overflow), &value);
        }
        made = data::of_int(static_cast<std::int64_t>(number) + base);
    }
    made.source = value.source;
    return made;
}

namespace {

std::string shown(const Value& position, labelstudio::Positions positions,
                  std::string_view date_format) {
    switch (positions) {
        case labelstudio::Positions::counts:
            return fmt::format("{}", position.integer);
        case labelstudio::Positions::numbers:
            return fmt::format("{}", position.number);
        case labelstudio::Positions::dates: {
            data::Output text;
            labelstudio::write_date(position.integer, date_format, text);
            return std::string(text.view());
        }
    }
    return "";
}

}  // namespace

void Machine::raise_unfit_time(labelstudio::Fate fate, const Result& result, Span at,
                               const Value& first) const {
    const plan::Rule& rule = *result.rule;
    switch (fate) {
        case labelstudio::Fate::bad_span: {
            auto d = diag::make(diag::span_backwards);
            d.note(fmt::format("it is {} to {}",
                               shown(first.items[0], rule.payload->positions, rule.date_format),
                               shown(first.items[1], rule.payload->positions, rule.date_format)));
            raise(at, std::move(d), &first);
        }
        case labelstudio::Fate::not_instant: {
            auto d = diag::make(diag::not_an_instant);
            d.note(fmt::format("it is {} to {}",
                               shown(first.items[0], rule.payload->positions, rule.date_format),
                               shown(first.items[1], rule.payload->positions, rule.date_format)));
            d.help("leave `instant` out: a span that ends where it starts is an instant");
            raise(at, std::move(d), &first);
        }
        case labelstudio::Fate::two_at_frame: {
            const Value* twice = labelstudio::payload::repeated_frame(first);
            auto d = diag::make(diag::two_keyframes, twice == nullptr ? 0 : twice->integer);
            d.help("give each object a track of its own (`group … by`), or keep one of the two");
            raise(at, std::move(d), twice, &first);
        }
        case labelstudio::Fate::bad_step:
            raise(at, diag::make(diag::step_not_positive, result.slots[1].integer),
                  &result.slots[1], &first);
        case labelstudio::Fate::two_vertices: {
            auto d = diag::make(diag::vertex_id_twice);
            d.help("leave `id` out: vertices are numbered then");
            raise(at, std::move(d), &first);
        }
        case labelstudio::Fate::lost_vertex: {
            auto d = diag::make(diag::vertex_not_before);
            d.help("put the vertex that it goes on from before it, with that `id`");
            raise(at, std::move(d), &first);
        }
        default:
            return;
    }
}

}  // namespace lsmap::run

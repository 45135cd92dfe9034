#include "labelstudio/payload.hpp"
#include "labelstudio/payload/fields.hpp"
#include "labelstudio/payload/stretches.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lsmap::labelstudio::payload {
namespace {

enum Slot : std::size_t { span_slot, channel };

Fate fit(std::span<data::Value> slots, const ObjectFacts& facts, Outside outside,
         data::Arena& arena) {
    const std::span<const data::Value> span = slots[span_slot].list();
    const double start = span[0].number;
    const double end = span[1].number;
    if (!(end > start)) {
        return Fate::no_area;
    }
    // Where the duration is not known, the lower edge still is.
    const double duration =
        std::isnan(facts.duration) ? std::numeric_limits<double>::infinity() : facts.duration;
    const bool is_inside = start >= 0 && end <= duration;
    if (is_inside) {
        return Fate::unchanged;
    }
    if (const auto fate = not_cut(outside)) {
        return *fate;
    }
    const double from = std::max(start, 0.0);
    const double to = std::min(end, duration);
    if (from >= to) {
        return Fate::no_area;
    }
    slots[span_slot] = stretch(data::of_number(from), data::of_number(to), arena);
    return Fate::changed;
}

void write(std::span<const data::Value> slots, const ObjectFacts&, data::Output& out) {
    const std::span<const data::Value> span = slots[span_slot].list();
    write_geometry(out, R"("start":)", span[0].number);
    write_geometry(out, R"("end":)", span[1].number);
    out.raw(R"("channel":)");
    out.integer(has(slots, channel) ? slots[channel].integer : 0);
    out.raw(',');
}

}  // namespace

const Payload audio_span = {.fit = &fit, .write = &write, .is_geometry = true};

}  // namespace lsmap::labelstudio::payload

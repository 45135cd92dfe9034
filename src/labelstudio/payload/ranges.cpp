#include "labelstudio/date_format.hpp"
#include "labelstudio/payload.hpp"
#include "labelstudio/payload/fields.hpp"
#include "labelstudio/payload/stretches.hpp"

#include <algorithm>
#include <compare>

// Stretches of a video in frames, of a time series in what its axis counts.
namespace lsmap::labelstudio::payload {
namespace {

enum Slot : std::size_t { span_slot, instant };

// `span` is half-open, Label Studio's range has both ends in: [3, 58) is 3 to 57.
Fate fit_frames(std::span<data::Value> slots, const ObjectFacts& facts, Outside outside,
                data::Arena& arena) {
    const std::int64_t start = slots[span_slot].items[0].integer;
    const std::int64_t end = slots[span_slot].items[1].integer;
    if (end < start) {
        return Fate::bad_span;
    }
    if (end == start) {
        return Fate::no_area;
    }
    const bool is_inside = start >= 1 && !(static_cast<double>(end - 1) > facts.frames);
    if (is_inside) {
        return Fate::unchanged;
    }
    if (const auto fate = not_cut(outside)) {
        return *fate;
    }
    const std::int64_t from = std::max<std::int64_t>(start, 1);
    const std::int64_t to = static_cast<double>(end - 1) > facts.frames
                                ? static_cast<std::int64_t>(facts.frames) + 1
                                : end;
    if (from >= to) {
        return Fate::no_area;
    }
    slots[span_slot] = stretch(data::of_int(from), data::of_int(to), arena);
    return Fate::changed;
}

void write_frames(std::span<const data::Value> slots, const ObjectFacts&, data::Output& out) {
    out.raw(R"("ranges":[{"start":)");
    out.integer(slots[span_slot].items[0].integer);
    out.raw(R"(,"end":)");
    out.integer(slots[span_slot].items[1].integer - 1);
    out.raw("}],");
}

std::partial_ordering numbers(const data::Value& a, const data::Value& b) {
    return a.number <=> b.number;
}
std::partial_ordering dates(const data::Value& a, const data::Value& b) {
    return a.integer <=> b.integer;
}
using Order = std::partial_ordering (*)(const data::Value& a, const data::Value& b);

template <Order compare>
Fate fit_ends(std::span<data::Value> slots, const ObjectFacts&, Outside, data::Arena&) {
    const data::Value* ends = slots[span_slot].items;
    const std::partial_ordering ordered = compare(ends[0], ends[1]);
    if (ordered > 0) {
        return Fate::bad_span;
    }
    if (!has(slots, instant)) {
        return Fate::unchanged;
    }
    if (slots[instant].boolean) {
        return ordered == 0 ? Fate::unchanged : Fate::not_instant;
    }
    return ordered == 0 ? Fate::no_area : Fate::unchanged;
}

// The server wants to be told whether it is an instant; it is one where start and end are the same.
template <Order compare> void write_instant(const data::Value* ends, data::Output& out) {
    out.raw(compare(ends[0], ends[1]) == 0 ? R"("instant":true,)" : R"("instant":false,)");
}

void write_numbers(std::span<const data::Value> slots, const ObjectFacts&, data::Output& out) {
    const data::Value* ends = slots[span_slot].items;
    out.raw(R"("start":)");
    out.number(ends[0]);
    out.raw(R"(,"end":)");
    out.number(ends[1]);
    out.raw(',');
    write_instant<numbers>(ends, out);
}

void write_dates(std::span<const data::Value> slots, const ObjectFacts& facts, data::Output& out) {
    const data::Value* ends = slots[span_slot].items;
    out.raw(R"("start":)");
    write_date(ends[0].integer, facts.date_format, out);
    out.raw(R"(,"end":)");
    write_date(ends[1].integer, facts.date_format, out);
    out.raw(',');
    write_instant<dates>(ends, out);
}

}  // namespace

const Payload frame_range = {.fit = &fit_frames, .write = &write_frames, .is_geometry = true};
const Payload number_range = {.fit = &fit_ends<numbers>,
                              .write = &write_numbers,
                              .is_geometry = true,
                              .positions = Positions::numbers};
const Payload date_range = {.fit = &fit_ends<dates>,
                            .write = &write_dates,
                            .is_geometry = true,
                            .positions = Positions::dates};

}  // namespace lsmap::labelstudio::payload

#include "labelstudio/payload/tracks.hpp"

#include "labelstudio/payload/fields.hpp"
#include "labelstudio/payload/shapes.hpp"
#include "labelstudio/payload/vertices.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_set>
#include <utility>

// What moves through a video: keyframes {frame, shape, rotation? or closed?, enabled?}, frames
// counted from 1. The editor draws the shape from each keyframe to the next, in between
// interpolated, if the keyframe is enabled; one that is not ends a stretch: it is the last frame
// where the shape is seen. It wants them sorted.
namespace lsmap::labelstudio::payload {
namespace {

enum Slot : std::size_t { track, step };
enum Place : std::size_t { frame, shape, third, enabled, places };

std::int64_t frame_of(const data::Value& keyframe) { return keyframe.items[frame].integer; }

bool is_in_order(std::span<const data::Value> keyframes) {
    return std::ranges::is_sorted(keyframes, {}, frame_of);
}

// Of keyframes in order; frames may be as far apart as 64 bits allow.
std::uint64_t distance(const data::Value& from, const data::Value& to) {
    return static_cast<std::uint64_t>(frame_of(to)) - static_cast<std::uint64_t>(frame_of(from));
}

using FitShape = Fate (*)(std::span<data::Value> keyframe, const ObjectFacts& facts,
                          Outside outside, data::Arena& arena);

Fate fit_box(std::span<data::Value> keyframe, const ObjectFacts& facts, Outside outside,
             data::Arena& arena) {
    return rectangle.fit(keyframe.subspan(shape, 2), facts, outside, arena);
}

bool is_closed(std::span<const data::Value> keyframe) {
    return keyframe[third].present() && keyframe[third].boolean;
}

Fate fit_line(std::span<data::Value> keyframe, const ObjectFacts&, Outside outside,
              data::Arena& arena) {
    return fit_vertices(keyframe[shape], is_closed(keyframe), outside, arena);
}

// Keyframes before the first frame or behind the last one are taken away, and those with nothing
// left in the picture.
Fate fit_keyframe(std::span<data::Value> keyframe, FitShape fit_shape, const ObjectFacts& facts,
                  Outside outside, data::Arena& arena) {
    const std::int64_t at = keyframe[frame].integer;
    const bool is_in_video = at >= 1 && !(static_cast<double>(at) > facts.frames);
    if (!is_in_video && outside != Outside::keep) {
        return outside == Outside::skip   ? Fate::outside
               : outside == Outside::fail ? Fate::outside_fails
                                          : Fate::no_area;
    }
    return fit_shape(keyframe, facts, outside, arena);
}

// A keyframe that does not say whether it is enabled is so if the next one is at most `step` frames
// on.
void switch_off_gaps(std::span<data::Value> keyframes, std::uint64_t widest, data::Arena& arena) {
    for (std::size_t i = 0; i < keyframes.size(); ++i) {
        if (keyframes[i].items[enabled].present()) {
            continue;
        }
        const bool goes_on =
            i + 1 < keyframes.size() && distance(keyframes[i], keyframes[i + 1]) <= widest;
        auto* record = arena.array<data::Value>(places);
        std::copy_n(keyframes[i].items, places, record);
        record[enabled] = data::of_bool(goes_on);
        keyframes[i] = data::of_items({record, places});
    }
}

Fate fit(std::span<data::Value> slots, FitShape fit_shape, const ObjectFacts& facts,
         Outside outside, data::Arena& arena) {
    const std::int64_t widest = has(slots, step) ? slots[step].integer : 1;
    if (widest < 1) {
        return Fate::bad_step;
    }
    const std::span<const data::Value> all = slots[track].list();
    auto* kept = arena.array<data::Value>(all.size());
    std::size_t count = 0;
    bool is_changed = false;
    for (const data::Value& keyframe : all) {
        auto* record = arena.array<data::Value>(places);
        std::copy_n(keyframe.items, places, record);
        const Fate fate = fit_keyframe({record, places}, fit_shape, facts, outside, arena);
        is_changed |= fate != Fate::unchanged;
        if (fate == Fate::unchanged || fate == Fate::changed) {
            kept[count++] = data::of_items({record, places});
        } else if (fate != Fate::no_area) {
            return fate;
        }
    }
    const std::span<data::Value> keyframes(kept, count);
    if (keyframes.empty()) {
        return Fate::no_area;
    }
    if (!is_in_order(keyframes)) {
        std::ranges::stable_sort(keyframes, {}, frame_of);
    }
    if (std::ranges::adjacent_find(keyframes, {}, frame_of) != keyframes.end()) {
        return Fate::two_at_frame;
    }
    switch_off_gaps(keyframes, static_cast<std::uint64_t>(widest), arena);
    slots[track] = data::of_items(keyframes);
    return is_changed ? Fate::changed : Fate::unchanged;
}

Fate fit_boxes(std::span<data::Value> slots, const ObjectFacts& facts, Outside outside,
               data::Arena& arena) {
    return fit(slots, &fit_box, facts, outside, arena);
}

Fate fit_lines(std::span<data::Value> slots, const ObjectFacts& facts, Outside outside,
               data::Arena& arena) {
    return fit(slots, &fit_line, facts, outside, arena);
}

void write_sequence_head(const ObjectFacts& facts, data::Output& out) {
    if (!std::isnan(facts.frames)) {
        out.raw(R"("framesCount":)");
        out.integer(static_cast<std::int64_t>(facts.frames));
        out.raw(',');
    }
    if (!std::isnan(facts.duration)) {
        write_geometry(out, R"("duration":)", facts.duration);
    }
    out.raw(R"("sequence":[)");
}

// The editor's word for the time of frame n is n / fps, though the frame begins at (n - 1) / fps.
void write_keyframe_head(const data::Value& keyframe, const ObjectFacts& facts, bool is_first,
                         data::Output& out) {
    out.raw(is_first ? R"({"frame":)" : R"(,{"frame":)");
    out.integer(frame_of(keyframe));
    out.raw(',');
    if (!std::isnan(facts.fps)) {
        write_geometry(out, R"("time":)", static_cast<double>(frame_of(keyframe)) / facts.fps);
    }
    out.raw(keyframe.items[enabled].boolean ? R"("enabled":true,)" : R"("enabled":false,)");
}

void write_boxes(std::span<const data::Value> slots, const ObjectFacts& facts, data::Output& out) {
    write_sequence_head(facts, out);
    bool is_first = true;
    for (const data::Value& keyframe : slots[track].list()) {
        write_keyframe_head(keyframe, facts, std::exchange(is_first, false), out);
        rectangle.write({keyframe.items + shape, 2}, facts, out);
        out.truncate(out.size() - 1);
        out.raw('}');
    }
    out.raw("],");
}

void write_lines(std::span<const data::Value> slots, const ObjectFacts& facts, data::Output& out) {
    write_sequence_head(facts, out);
    bool is_first = true;
    for (const data::Value& keyframe : slots[track].list()) {
        write_keyframe_head(keyframe, facts, std::exchange(is_first, false), out);
        write_vertices(keyframe.items[shape], out);
        out.raw(is_closed({keyframe.items, places}) ? R"("closed":true})" : R"("closed":false})");
    }
    out.raw("],");
}

}  // namespace

const data::Value* repeated_frame(const data::Value& track_value) {
    std::unordered_set<std::int64_t> frames;
    for (const data::Value& keyframe : track_value.list()) {
        if (!frames.insert(frame_of(keyframe)).second) {
            return &keyframe.items[frame];
        }
    }
    return nullptr;
}

const Payload box_track = {.fit = &fit_boxes, .write = &write_boxes, .is_geometry = true};
const Payload vector_track = {.fit = &fit_lines, .write = &write_lines, .is_geometry = true};

}  // namespace lsmap::labelstudio::payload

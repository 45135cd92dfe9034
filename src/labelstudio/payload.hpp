#pragma once
#include "data/arena.hpp"
#include "data/output.hpp"
#include "data/text_offsets.hpp"
#include "data/value.hpp"

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

namespace lsmap::labelstudio {

inline constexpr double not_known = std::numeric_limits<double>::quiet_NaN();

// What a control takes: numbers from `least` to `most`, 0 to `stars` stars.
struct AnswerLimits {
    double least = -std::numeric_limits<double>::infinity();
    double most = std::numeric_limits<double>::infinity();
    std::int64_t stars = 5;
};

// What is known of the object that a result stands on (NaN: not known), and of the control it is
// for.
struct ObjectFacts {
    double width = not_known, height = not_known;  // pixels, or the unit in which `size` was given
    double duration = not_known;                   // seconds
    std::string_view text{};
    bool has_text = false;
    // Index of `text`, kept by the caller for as long as the text stays; nullptr: made for every
    // call.
    const data::TextOffsets* offsets = nullptr;
    std::string_view date_format{};  // Control::date_format, of the control that is written
    AnswerLimits limits;             // of that control, too
};

enum class Outside : std::uint8_t { automatic, clip, clamp, keep, skip, fail };

enum class Fate : std::uint8_t {
    unchanged,
    changed,        // cut or moved to the edge; counted
    no_area,        // nothing of it is left (or the list is empty): skipped and counted
    outside,        // outside: skip
    outside_fails,  // outside: fail, or a text span that leaves the text
    bad_span,       // ends before it starts
    text_differs,   // the expected text is not the slice
    beyond_limit    // a number that the control does not take
};

// How the `value` of a kind of result is made. `slots` are the values of the kind's slot record, in
// its order, already in Label Studio's units; optional ones may be missing.
struct Payload {
    // Cuts, moves or refuses geometry that leaves the object, in place. nullptr: nothing can leave
    // it.
    Fate (*fit)(std::span<data::Value> slots, const ObjectFacts& facts, Outside outside,
                data::Arena& arena);
    // Writes the keys of `value` but the label key, each followed by a comma: `"x":1,"y":2,`.
    void (*write)(std::span<const data::Value> slots, const ObjectFacts& facts, data::Output& out);
    // True where a per-region result repeats these keys (geometry), false for choices, text and the
    // like.
    bool is_geometry;
};

namespace payload {
extern const Payload rectangle;   // slots: box (box<percent> or rect), rotation?
extern const Payload ellipse;     // center?, radius?, box?, rotation?: center and radius, or box
extern const Payload polygon;     // polygon
extern const Payload keypoint;    // point, width? (0.5)
extern const Payload text_span;   // span<offset<char>>, text?
extern const Payload audio_span;  // span<time<s>>, channel?
extern const Payload choices, taxonomy;  // nothing of their own: the label key is all
extern const Payload partner;            // the same below another tool's region (Labels on Image)
extern const Payload textarea;           // texts
extern const Payload number, rating;
extern const Payload datetime;  // date: integer microseconds, written by facts.date_format
}  // namespace payload

}  // namespace lsmap::labelstudio

#pragma once
#include "data/arena.hpp"
#include "data/output.hpp"
#include "data/text_offsets.hpp"
#include "data/value.hpp"

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

namespace lsmap::markup {
class Page;
}

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
    bool in_pixels = true;
    double duration = not_known;                 // seconds
    double fps = not_known, frames = not_known;  // frames per second, and how many there are
    std::string_view text{};
    bool has_text = false;
    // Index of `text`, kept by the caller for as long as the text stays; nullptr: made for every
    // call.
    const data::TextOffsets* offsets = nullptr;
    const markup::Page* page = nullptr;    // whose text `text` is
    std::int64_t parts_of_text = -1;       // how many paragraphs there are; -1: not known
    std::string_view date_format{};        // Control::date_format, of the control that is written
    std::string_view control_name{};       // its name
    std::span<const std::string> parts{};  // its Buckets
    std::span<const std::string_view> item_ids{};  // ids of the items of a List, sorted
    bool has_item_ids = false;
    AnswerLimits limits;  // of that control, too
};

enum class Outside : std::uint8_t { automatic, clip, clamp, keep, skip, fail };

enum class Fate : std::uint8_t {
    unchanged,
    changed,           // cut or moved to the edge; counted
    no_area,           // nothing of it is left (or the list is empty): skipped and counted
    outside,           // outside: skip
    outside_fails,     // outside: fail, or a text span that leaves the text
    bad_span,          // ends before it starts
    text_differs,      // the expected text is not the slice
    beyond_limit,      // a number that the control does not take
    two_at_frame,      // a track has two keyframes at one frame
    bad_step,          // `step` of a track is less than one frame
    not_instant,       // `instant: true` of a stretch
    two_vertices,      // two vertices of a line have one id
    lost_vertex,       // a vertex goes on from one that does not stand before it
    bad_ranking,       // see ranking_flaw
    not_an_object,     // JSON of another kind
    inside_character,  // a position that cuts a character in two
    no_part,           // `part_slot` names a paragraph that is not there
    no_node,           // `from` or `to` names a node that the page does not have
    beyond_node,       // a position behind the end of that node
    other_size         // a mask that has not the size of the object
};

struct PixelSize {
    double width = 0, height = 0;
};

// How the ends of a span stand in memory: integers, numbers, microseconds since 1970.
enum class Positions : std::uint8_t { counts, numbers, dates };

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
    // Slots by their place, for messages and for what is evaluated first.
    std::uint8_t main_slot = 0;                   // the geometry or span
    std::uint8_t text_slot = no_slot;             // the text that the span should have
    std::uint8_t part_slot = no_slot;             // which of the object's texts the span is in
    static constexpr std::uint8_t no_slot = 255;  // there is none
    Positions positions = Positions::counts;      // the ends of a span, for messages
    // The size in pixels that the geometry brings along (a mask): the image's, where none is given.
    PixelSize (*own_size)(std::span<const data::Value> slots) = nullptr;
    // A key that it has in common with geometry, and is not to be repeated: a TextArea's `text`
    // below a span of text.
    std::string_view own_key{};
};

namespace payload {
extern const Payload rectangle;  // slots: box (box<percent> or rect), rotation?
extern const Payload ellipse;    // center?, radius?, box?, rotation?: center and radius, or box
extern const Payload polygon;    // polygon
extern const Payload keypoint;   // point, width? (0.5)
extern const Payload text_span;  // span<offset<char>>, text?
extern const Payload html_span;  // span<offset<char>>?, from?, to?: {xpath, offset}, text?
extern const Payload paragraph_span;  // paragraph, span<offset<utf16>>, text?
extern const Payload audio_span;      // span<time<s>>, channel?
extern const Payload vector;          // vertices (records: point, id?, after?, bezier?), closed?
extern const Payload box_track;       // track (records: frame, box, rotation?, enabled?), step?
extern const Payload vector_track;    // track (records: frame, vertices, closed?, enabled?), step?
extern const Payload frame_range;     // span<frame<1>>
extern const Payload number_range, date_range;  // span<number> or span<datetime<iso>>, instant?
extern const Payload choices, taxonomy;         // nothing of their own: the label key is all
extern const Payload partner;   // the same below another tool's region (Labels on Image)
extern const Payload textarea;  // texts
extern const Payload number, rating;
extern const Payload datetime;        // date: integer microseconds, written by facts.date_format
extern const Payload pairwise;        // prefer: "left" or "right"
extern const Payload ranker;          // ranking: ids, with buckets a map of ids
extern const Payload chat_message;    // role, content, created? (integer microseconds)
extern const Payload react_code;      // value: JSON text of an object
extern const Payload brush;           // mask
extern const Payload bitmask_labels;  // mask
extern const Payload bitmask;         // mask: without a label key, the size stands beside it
extern const Payload ocr_box;         // box (box<percent> or rect), rotation?, page?, text?
}  // namespace payload

}  // namespace lsmap::labelstudio

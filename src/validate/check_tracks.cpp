// What moves through a video: boxes, lines, stretches of frames.
#include "diag/codes/validate.hpp"
#include "validate/result_check.hpp"

#include <algorithm>
#include <vector>

namespace lsmap::validate::further {
namespace {

using json::Kind;
using json::Value;

// Frames in their order; the editor draws nothing else. Sorting the texts of the keyframes in place
// loses nothing.
void check_sequence(ResultCheck& r) {
    const Value sequence = r.key("sequence");
    if (!sequence.is(Kind::array)) {
        return;
    }
    if (sequence.size() == 0) {
        r.find(sequence, false, Harm::hidden, diag::nothing_to_draw, "a track without keyframes");
        return;
    }
    std::vector<Value> frames;
    for (Value keyframe = sequence.first(); keyframe; keyframe = keyframe.next()) {
        if (!is_whole(keyframe["frame"])) {
            return;
        }
        frames.push_back(keyframe);
    }
    const auto frame = [](const Value& keyframe) { return keyframe["frame"].number(); };
    std::vector<Value> sorted = frames;
    std::ranges::stable_sort(sorted, {}, frame);
    const auto twice = std::ranges::adjacent_find(sorted, {}, frame);
    if (twice != sorted.end()) {
        r.find((twice + 1)->operator[]("frame"), false, Harm::wrong, diag::mixed_positions,
               fmt::format("frame {} has two keyframes", frame(*twice)));
    }
    if (!std::ranges::is_sorted(frames, {}, frame)) {
        Found found = r.find(sequence, false, Harm::hidden, diag::unsorted_frames);
        for (std::size_t i = 0; i < frames.size() && twice == sorted.end(); ++i) {
            if (frame(frames[i]) != frame(sorted[i])) {
                found.replace(frames[i], std::string(sorted[i].raw()), "sorted them");
            }
        }
    }
}

}  // namespace

void track(ResultCheck& r) { check_sequence(r); }

void lines_track(ResultCheck& r) {
    check_sequence(r);
    const Value sequence = r.key("sequence");
    for (Value keyframe = sequence.first(); keyframe; keyframe = keyframe.next()) {
        if (const Value list = keyframe["vertices"]; list.is(Kind::array)) {
            check_vertices(r, list);
        }
    }
}

// One range of frames, both ends belong to it.
void ranges(ResultCheck& r) {
    const Value list = r.key("ranges");
    if (!list.is(Kind::array)) {
        return;
    }
    if (list.size() == 0) {
        r.find(list, false, Harm::hidden, diag::nothing_to_draw, "a stretch without `ranges`");
    } else if (list.size() > 1) {
        r.find(list, false, Harm::wrong, diag::mixed_positions,
               fmt::format("{} ranges where a region has one", list.size()))
            .help("write a result with an id of its own for each");
    }
    for (Value range = list.first(); range; range = range.next()) {
        const Value start = range["start"];
        const Value end = range["end"];
        if (start.is(Kind::number) && end.is(Kind::number) && end.number() < start.number()) {
            r.find(end, false, Harm::wrong, diag::ends_before_start);
        }
    }
}

}  // namespace lsmap::validate::further

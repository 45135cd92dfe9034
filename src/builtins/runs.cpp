#include "builtins/build_value.hpp"
#include "builtins/families.hpp"
#include "data/compare.hpp"

#include <algorithm>

// Stretches of a sequence: where scores stay high, and neighbours that belong together.
namespace lsmap::builtins {
namespace {

// ---- ranges
// ------------------------------------------------------------------------------------------------

using End = Value (*)(Args, std::size_t index);

// The runs of elements that are at least `at`. `start` of the first and `end` of the last one make
// the span.
Value runs_of(Args args, End start, End end, CallContext& context) {
    const auto scores = args[0].list();
    const types::TypeId type = context.argument_types[1];
    const auto is_high = [&](const Value& score) {
        return data::compare(score, args[1], type, context.types) >= 0;
    };
    std::vector<Value> found;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        if (!is_high(scores[i])) {
            continue;
        }
        const std::size_t first = i;
        while (i + 1 < scores.size() && is_high(scores[i + 1])) {
            ++i;
        }
        const Value ends[] = {start(args, first), end(args, i)};
        const Value fields[] = {new_list(ends, context),
                                data::of_int(static_cast<std::int64_t>(first)),
                                data::of_items(scores.subspan(first, i + 1 - first))};
        found.push_back(new_list(fields, context));
    }
    return new_list(found, context);
}

Value ranges_by_step(Args args, CallContext& context) {
    if (!(args[2].number > 0)) {
        throw DataError{fmt::format("the step of `ranges` is above 0, not {}", args[2].number)};
    }
    const auto at = [](Args given, std::size_t index) {
        return finite(static_cast<double>(index) * given[2].number, "ranges");
    };
    return runs_of(
        args, at,
        [](Args given, std::size_t index) {
            return finite(static_cast<double>(index + 1) * given[2].number, "ranges");
        },
        context);
}
Value ranges_at_times(Args args, CallContext& context) {
    const std::size_t scores = args[0].size, times = args[2].size;
    if (scores != times) {
        throw DataError{fmt::format("`ranges` has {} scores and {} times", scores, times)};
    }
    const types::TypeId time = element_type(context, 2);
    for (std::size_t i = 1; i < times; ++i) {
        if (data::compare(args[2].list()[i], args[2].list()[i - 1], time, context.types) < 0) {
            throw DataError{
                fmt::format("the times of `ranges` go backwards at place {}, from 0", i)};
        }
    }
    const auto at = [](Args given, std::size_t index) { return given[2].list()[index]; };
    return runs_of(args, at, at, context);
}
Value ranges_of_frames(Args args, CallContext& context) {
    const auto at = [](Args, std::size_t index) {
        return data::of_int(static_cast<std::int64_t>(index));
    };
    return runs_of(
        args, at,
        [](Args, std::size_t index) { return data::of_int(static_cast<std::int64_t>(index) + 1); },
        context);
}

// ---- merge_adjacent
// ----------------------------------------------------------------------------------------

// How the ends of the spans are compared: times are numbers, the rest are whole.
struct OfTimes {
    using Number = double;
    static Number of(const Value& v) { return v.number; }
    static Value value(Number n) { return data::of_number(n); }
    static bool is_near(Number end, Number start, Number gap) { return start - end <= gap; }
};
struct OfPlaces {
    using Number = std::int64_t;
    static Number of(const Value& v) { return v.integer; }
    static Value value(Number n) { return data::of_int(n); }
    static bool is_near(Number end, Number start, Number gap) {
        Number distance = 0;
        return start <= end || (!__builtin_sub_overflow(start, end, &distance) && distance <= gap);
    }
};

// Where the arguments stand: start and end in two lists, or in one of spans.
struct Places {
    std::size_t by, gap;
};

template <class Kind, class Ends>
Value merged(Args args, Places places, Ends ends, CallContext& context) {
    using Number = typename Kind::Number;
    const auto all = args[0].list();
    const auto keys = args[places.by].present() ? args[places.by].list() : std::span<const Value>();
    const types::TypeId key_type = element_type(context, places.by);
    const Number gap = args[places.gap].present() ? Kind::of(args[places.gap]) : Number{0};
    if (gap < 0) {
        throw DataError{fmt::format("the gap of `merge_adjacent` is 0 or more, not {}", gap)};
    }
    std::vector<Value> found;
    std::size_t first = 0;
    Number start{}, end{};
    const auto finish = [&](std::size_t behind) {
        if (behind > first) {
            const Value span[] = {Kind::value(start), Kind::value(end)};
            const Value fields[] = {new_list(span, context),
                                    data::of_items(all.subspan(first, behind - first))};
            found.push_back(new_list(fields, context));
        }
    };
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto [from, to] = ends(i);
        if (to < from) {
            throw DataError{
                fmt::format("element {} ends at {}, before its start at {}", i, to, from)};
        }
        const bool joins =
            i > 0 && start <= from && Kind::is_near(end, from, gap) &&
            (keys.empty() || data::equal(keys[i - 1], keys[i], key_type, context.types));
        if (joins) {
            end = std::max(end, to);
            continue;
        }
        finish(i);
        first = i;
        start = from;
        end = to;
    }
    finish(all.size());
    return new_list(found, context);
}
template <class Kind> Value merge_starts_and_ends(Args args, CallContext& context) {
    const auto ends = [&](std::size_t i) {
        return std::pair(Kind::of(args[1].list()[i]), Kind::of(args[2].list()[i]));
    };
    return merged<Kind>(args, {3, 4}, ends, context);
}
template <class Kind> Value merge_spans(Args args, CallContext& context) {
    const auto ends = [&](std::size_t i) {
        const auto span = args[1].list()[i].list();
        return std::pair(Kind::of(span[0]), Kind::of(span[1]));
    };
    return merged<Kind>(args, {2, 3}, ends, context);
}

constexpr std::string_view family = "sequences";

constexpr Builtin rows[] = {
    {.signature = "ranges(scores: [Q], at: Q, step: D) -> [{ span: span<D>, index: int, items: [Q; "
                  "1..] }]",
     .doc = "The stretches in which scores that come every `step` stay at `at` or above: from the "
            "start of the first step to the end of the last one. `index` is the number of the "
            "first step, `items` are its scores.",
     .examples = {{"[r.span.start for r in ranges([0.1, 0.8, 0.9, 0.2, 0.7], at: 0.5, step: 0.5s)]",
                   "[0.5s, 2s]"},
                  {"[r.span.end for r in ranges([0.1, 0.8, 0.9, 0.2, 0.7], at: 0.5, step: 0.5s)]",
                   "[1.5s, 2.5s]"},
                  {"[max(r.items) for r in ranges([0.1, 0.8, 0.9, 0.2, 0.7], at: 0.5, step: "
                   "0.5s)]",
                   "[0.9, 0.7]"}},
     .call = ranges_by_step,
     .family = family},
    {.signature = "ranges(scores: [Q], at: Q, times: [D]) -> [{ span: span<D>, index: int, items: "
                  "[Q; 1..] }]",
     .doc = "The same for scores at given times: from that of the first score to that of the last "
            "one.",
     .examples = {{"[r.span.end for r in ranges([1, 1, -1], at: 0, times: [0s, 60s, 120s])]",
                   "[60s]"}},
     .call = ranges_at_times,
     .family = family},
    {.signature = "ranges(scores: [Q], at: Q, times: [datetime<iso>]) -> [{ span: "
                  "span<datetime<iso>>, index: int, items: [Q; 1..] }]",
     .doc = "The same for scores at points in time.",
     .examples = {{"[r.index for r in ranges([0, 1], at: 1, times: [datetime<unix>(0), "
                   "datetime<unix>(60)])]",
                   "[1]"}},
     .call = ranges_at_times,
     .family = family},
    {.signature = "ranges(scores: [Q], at: Q) -> [{ span: span<frame>, index: int, items: [Q; "
                  "1..] }]",
     .doc = "The same for one score for each frame, from the first frame on.",
     .examples = {{"[r.span.start for r in ranges([0.1, 0.9, 0.8], at: 0.5)]", "[frame(1)]"},
                  {"[r.span.end for r in ranges([0.1, 0.9, 0.8], at: 0.5)]", "[frame(3)]"}},
     .call = ranges_of_frames,
     .family = family},
    {.signature = "merge_adjacent(xs: [T], start: .D, end: .D, by?: .K, gap?: D) -> [{ span: "
                  "span<D>, items: [T; 1..] }]",
     .doc = "Neighbours of a list put together where one starts at most `gap` (or 0) behind the "
            "end of those before, and the field `by` is the same.",
     .examples =
         {{R"([count(r.items) for r in merge_adjacent([{ a: 0s, b: 1s, who: "x" }, { a: 1s, b: 2s, who: "x" }, { a: 2s, b: 3s, who: "y" }], start: .a, end: .b, by: .who)])",
           "[2, 1]"},
          {"[r.span.end for r in merge_adjacent([{ a: 0s, b: 1s }, { a: 1.2s, b: 2s }], start: .a, "
           "end: .b, gap: 0.5s)]",
           "[2s]"}},
     .call = merge_starts_and_ends<OfTimes>,
     .family = family},
    {.signature = "merge_adjacent(xs: [T], start: .P, end: .P, by?: .K, gap?: int) -> [{ span: "
                  "span<P>, items: [T; 1..] }]",
     .doc = "The same for positions in a text and for frames.",
     .examples = {{"[r.span.end for r in merge_adjacent([{ a: offset<char>(0), b: offset<char>(3) "
                   "}, { a: offset<char>(4), b: offset<char>(9) }], start: .a, end: .b, gap: 1)]",
                   "[offset<char>(9)]"}},
     .call = merge_starts_and_ends<OfPlaces>,
     .family = family},
    {.signature = "merge_adjacent(xs: [T], span: .span<D>, by?: .K, gap?: D) -> [{ span: span<D>, "
                  "items: [T; 1..] }]",
     .doc = "The same where the elements have a span, as what `ranges` gives.",
     .examples = {{"[r.span.end for r in merge_adjacent(ranges([1, 0, 1, 0, 0], at: 1, step: 1s), "
                   "span: .span, gap: 1s)]",
                   "[3s]"}},
     .call = merge_spans<OfTimes>,
     .family = family},
    {.signature = "merge_adjacent(xs: [T], span: .span<P>, by?: .K, gap?: int) -> [{ span: "
                  "span<P>, items: [T; 1..] }]",
     .doc = "The same for spans of a text and of frames.",
     .examples =
         {{R"([r.span.end for r in merge_adjacent([{ s: x } for x in find_all("ab ab", "ab")], span: .s, gap: 1)])",
           "[offset<char>(5)]"}},
     .call = merge_spans<OfPlaces>,
     .family = family},
};

}  // namespace

std::span<const Builtin> run_length_rows() { return rows; }

}  // namespace lsmap::builtins

#include "builtins/build_value.hpp"
#include "builtins/families.hpp"
#include "builtins/limits.hpp"
#include "data/compare.hpp"

#include <algorithm>
#include <limits>
#include <unordered_set>

namespace lsmap::builtins {
namespace {

using data::of_bool;
using data::of_int;

Value first(Args args, CallContext&) {
    return args[0].size == 0 ? data::missing_value() : args[0].list().front();
}

Value last(Args args, CallContext&) {
    return args[0].size == 0 ? data::missing_value() : args[0].list().back();
}

Value one(Args args, CallContext&) {
    if (args[0].size != 1) {
        throw DataError{fmt::format("`one` wants exactly one element, there are {}", args[0].size)};
    }
    return args[0].items[0];
}

Value count(Args args, CallContext&) { return of_int(args[0].size); }
Value count_map(Args args, CallContext&) { return of_int(args[0].size / 2); }

// ---- sums: of the list, or of the field's values behind it
// ---------------------------------------

Value sum_of_ints(std::span<const Value> items) {
    std::int64_t sum = 0;
    for (const Value& item : items) {
        sum = checked_add(sum, item.integer, "sum");
    }
    return of_int(sum);
}

double plain_sum(std::span<const Value> items) {
    double sum = 0;
    for (const Value& item : items) {
        sum += item.number;
    }
    return sum;
}

Value sum(Args args, CallContext& context) {
    const std::size_t last_arg = args.size() - 1;
    const auto items = args[last_arg].list();
    return is_int(context, element_type(context, last_arg)) ? sum_of_ints(items)
                                                            : finite(plain_sum(items), "sum");
}

Value mean(Args args, CallContext& context) {
    const std::size_t last_arg = args.size() - 1;
    const auto items = args[last_arg].list();
    if (items.empty()) {
        return data::missing_value();
    }
    const auto size = static_cast<double>(items.size());
    if (!is_int(context, element_type(context, last_arg))) {
        if (items.size() == 1) {
            return items[0];  // with the text that it was read from
        }
        return finite(plain_sum(items) / size, "mean");
    }
    return data::of_number(static_cast<double>(sum_of_ints(items).integer) / size);
}

Value any(Args args, CallContext&) {
    return of_bool(
        std::ranges::any_of(args.back().list(), [](const Value& v) { return v.boolean; }));
}

Value all(Args args, CallContext&) {
    return of_bool(
        std::ranges::all_of(args.back().list(), [](const Value& v) { return v.boolean; }));
}

// ---- lists from lists
// ------------------------------------------------------------------------------

Value joined(std::span<const Value> lists, CallContext& context) {
    std::size_t size = 0;
    for (const Value& list : lists) {
        size += list.size;
    }
    if (size > std::numeric_limits<std::uint32_t>::max()) {
        throw DataError{"the list has too many elements"};
    }
    NewList out(size, context);
    std::size_t next = 0;
    for (const Value& list : lists) {
        for (const Value& item : list.list()) {
            out[next++] = item;
        }
    }
    return out.value();
}

Value concat(Args args, CallContext& context) { return joined(args, context); }
Value flatten(Args args, CallContext& context) { return joined(args[0].list(), context); }

Value reverse(Args args, CallContext& context) {
    const auto items = args[0].list();
    NewList out(items.size(), context);
    for (std::size_t i = 0; i < items.size(); ++i) {
        out[i] = items[items.size() - 1 - i];
    }
    return out.value();
}

// Keeps the first element of each key; keys are the last argument.
Value distinct(Args args, CallContext& context) {
    const auto items = args[0].list();
    const auto keys = args.back().list();
    const types::TypeId type = element_type(context, args.size() - 1);
    const auto hash = [&](std::size_t i) {
        return static_cast<std::size_t>(data::hash(keys[i], type, context.types));
    };
    const auto equal = [&](std::size_t a, std::size_t b) {
        return data::equal(keys[a], keys[b], type, context.types);
    };
    std::unordered_set<std::size_t, decltype(hash), decltype(equal)> seen(items.size(), hash,
                                                                          equal);
    std::vector<Value> kept;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (seen.insert(i).second) {
            kept.push_back(items[i]);
        }
    }
    return new_list(kept, context);
}

Value index_of(Args args, CallContext& context) {
    const auto items = args[0].list();
    const types::TypeId type = element_type(context, 0);
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (data::equal(items[i], args[1], type, context.types)) {
            return of_int(static_cast<std::int64_t>(i));
        }
    }
    return data::missing_value();
}

Value chunk(Args args, CallContext& context) {
    const auto items = args[0].list();
    const std::int64_t wanted = args[1].integer;
    if (wanted < 1) {
        throw DataError{fmt::format("`chunk` wants a size of at least 1, not {}", wanted)};
    }
    const auto size = static_cast<std::size_t>(std::min<std::int64_t>(wanted, args[0].size));
    NewList out(size == 0 ? 0 : (items.size() + size - 1) / size, context);
    for (std::size_t begin = 0, i = 0; begin < items.size(); begin += size, ++i) {
        out[i] = data::of_items(items.subspan(begin, std::min(size, items.size() - begin)));
    }
    return out.value();
}

Value range_from(std::int64_t from, std::int64_t to, std::int64_t step, CallContext& context) {
    if (step == 0) {
        throw DataError{"the step of `range` is 0"};
    }
    // In unsigned numbers, where no difference overflows.
    const bool up = step > 0;
    const bool is_empty = up ? from >= to : from <= to;
    const auto distance = up ? static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from)
                             : static_cast<std::uint64_t>(from) - static_cast<std::uint64_t>(to);
    const auto width = up ? static_cast<std::uint64_t>(step) : -static_cast<std::uint64_t>(step);
    const std::uint64_t size = is_empty ? 0 : (distance - 1) / width + 1;
    if (size > static_cast<std::uint64_t>(most_range_elements)) {
        throw DataError{fmt::format("`range` gives at most {} elements", most_range_elements)};
    }
    NewList out(size, context);
    for (std::uint64_t i = 0; i < size; ++i) {
        out[i] = of_int(from + static_cast<std::int64_t>(i) * step);
    }
    return out.value();
}

Value range_to(Args args, CallContext& context) {
    return range_from(0, args[0].integer, 1, context);
}
Value range(Args args, CallContext& context) {
    return range_from(args[0].integer, args[1].integer, args[2].present() ? args[2].integer : 1,
                      context);
}

std::unique_ptr<Prepared> check_chunk(std::span<const Value* const> constants,
                                      std::string& problem) {
    if (constants[1] != nullptr && constants[1]->integer < 1) {
        problem = "the size of a chunk is at least 1";
    }
    return nullptr;
}

constexpr std::string_view family = "lists";

constexpr Builtin rows[] = {
    {.signature = "first(xs: [T]) -> T?",
     .doc = "The first element; missing where there is none.",
     .examples = {{"first([3, 1, 2])", "3"},
                  {"present(first([x for x in [1, 2] where x > 5]))", "false"}},
     .call = first,
     .present_if_not_empty = true,
     .reads_all = false,
     .family = family},
    {.signature = "last(xs: [T]) -> T?",
     .doc = "The last element; missing where there is none.",
     .examples = {{"last([3, 1, 2])", "2"}},
     .call = last,
     .present_if_not_empty = true,
     .reads_all = false,
     .family = family},
    {.signature = "one(xs: [T]) -> T",
     .doc = "The only element. A data error where there is none or more than one.",
     .examples = {{"one([7])", "7"}},
     .call = one,
     .reads_all = false,
     .family = family},
    {.signature = "count(xs: [T?]) -> int",
     .doc = "How many elements there are, missing ones included.",
     .examples = {{"count([3, 1, 2])", "3"}, {R"(count(["a"]))", "1"}},
     .call = count,
     .reads_all = false,
     .family = family},
    {.signature = "count(m: map<T?>) -> int",
     .doc = "How many keys there are.",
     .examples = {{R"(count(parse_json<map<int>>("{\"a\": 1, \"b\": 2}") ?? fail))", "2"}},
     .call = count_map,
     .reads_all = false,
     .family = family},
    {.signature = "sum(xs: [S]) -> number",
     .doc = "The sum of scores, from left to right: a number, as it may be above 1.",
     .examples = {{"sum([score(0.5), score(0.75)])", "1.25"}},
     .call = sum,
     .family = family},
    {.signature = "sum(xs: [Q]) -> Q",
     .doc = "The sum, from left to right; 0 for an empty list.",
     .examples = {{"sum([1, 2, 3])", "6"},
                  {"sum([0.5, 0.25])", "0.75"},
                  {"sum([2px, 3px])", "5px"}},
     .call = sum,
     .family = family},
    {.signature = "sum(xs: [T], by: .S) -> number",
     .doc = "The sum of a field that is a score.",
     .examples = {{"sum([{ s: score(0.5) }, { s: score(0.75) }], by: .s)", "1.25"}},
     .call = sum,
     .family = family},
    {.signature = "sum(xs: [T], by: .Q) -> Q",
     .doc = "The sum of a field.",
     .examples = {{"sum([{ n: 1 }, { n: 4 }], by: .n)", "5"}},
     .call = sum,
     .family = family},
    {.signature = "mean(xs: [int]) -> number?",
     .doc = "The sum divided by the count; missing for an empty list.",
     .examples = {{"mean([1, 2])", "1.5"}},
     .call = mean,
     .present_if_not_empty = true,
     .family = family},
    {.signature = "mean(xs: [Q]) -> Q?",
     .doc =
         "The sum divided by the count; missing for an empty list. The mean of scores is a score.",
     .examples = {{"mean([0.5, 1.0])", "0.75"}, {"mean([score(0.5), score(1.0)])", "0.75"}},
     .call = mean,
     .present_if_not_empty = true,
     .family = family},
    {.signature = "mean(xs: [T], by: .int) -> number?",
     .doc = "The mean of a field.",
     .examples = {{"mean([{ n: 1 }, { n: 2 }], by: .n)", "1.5"}},
     .call = mean,
     .present_if_not_empty = true,
     .family = family},
    {.signature = "mean(xs: [T], by: .Q) -> Q?",
     .doc = "The mean of a field.",
     .examples = {{"mean([{ p: 0.5 }, { p: 1.0 }], by: .p)", "0.75"}},
     .call = mean,
     .present_if_not_empty = true,
     .family = family},
    {.signature = "any(xs: [bool]) -> bool",
     .doc = "Whether some element is true; false for an empty list.",
     .examples = {{"any([false, true])", "true"}, {"any([x > 5 for x in [1, 2]])", "false"}},
     .call = any,
     .family = family},
    {.signature = "any(xs: [T], by: .bool) -> bool",
     .doc = "Whether the field of some element is true.",
     .examples = {{"any([{ ok: false }, { ok: true }], by: .ok)", "true"}},
     .call = any,
     .family = family},
    {.signature = "all(xs: [bool]) -> bool",
     .doc = "Whether every element is true; true for an empty list.",
     .examples = {{"all([false, true])", "false"}, {"all([x > 0 for x in [1, 2]])", "true"}},
     .call = all,
     .family = family},
    {.signature = "all(xs: [T], by: .bool) -> bool",
     .doc = "Whether the field of every element is true.",
     .examples = {{"all([{ ok: false }, { ok: true }], by: .ok)", "false"}},
     .call = all,
     .family = family},
    {.signature = "concat(xs: [T], ys: [T], more...: [T]) -> [T]",
     .doc = "The elements of the first list, then those of the next ones.",
     .examples = {{"concat([1, 2], [3])", "[1, 2, 3]"},
                  {"concat([1], [2], [3, 4])", "[1, 2, 3, 4]"}},
     .call = concat,
     .family = family},
    {.signature = "flatten(xs: [[T]]) -> [T]",
     .doc = "The elements of the inner lists in one list.",
     .examples = {{"flatten([[1, 2], [3]])", "[1, 2, 3]"}},
     .call = flatten,
     .family = family},
    {.signature = "distinct(xs: [T]) -> [T]",
     .doc = "The elements without repetitions, each where it stands first.",
     .examples = {{"distinct([2, 1, 2])", "[2, 1]"}, {R"(distinct(["a", "a"]))", R"(["a"])"}},
     .call = distinct,
     .family = family},
    {.signature = "distinct(xs: [T], by: .K) -> [T]",
     .doc = "The first element for each value of the field.",
     .examples = {{"count(distinct([{ k: 1 }, { k: 1 }, { k: 2 }], by: .k))", "2"}},
     .call = distinct,
     .family = family},
    {.signature = "index_of(xs: [T], x: T) -> int?",
     .doc = "The place of the first element that is equal to `x`, from 0; missing where there is "
            "none.",
     .examples = {{R"(index_of(["a", "b"], "b") ?? -1)", "1"}, {"index_of([1, 2], 5) ?? -1", "-1"}},
     .call = index_of,
     .family = family},
    {.signature = "reverse(xs: [T]) -> [T]",
     .doc = "The elements from the last to the first.",
     .examples = {{"reverse([1, 2, 3])", "[3, 2, 1]"}},
     .call = reverse,
     .family = family},
    {.signature = "chunk(xs: [T], size: int) -> [[T; 1..]]",
     .doc = "The elements in lists of `size`; the last one may be shorter.",
     .examples = {{"count(chunk([1, 2, 3], 2))", "2"},
                  {"flatten(chunk([1, 2, 3], 2))", "[1, 2, 3]"}},
     .call = chunk,
     .prepare = check_chunk,
     .family = family},
    {.signature = "range(count: int) -> [int]",
     .doc = "The ints from 0 on, `count` of them.",
     .examples = {{"range(3)", "[0, 1, 2]"}},
     .call = range_to,
     .family = family},
    {.signature = "range(from: int, to: int, step?: int) -> [int]",
     .doc =
         "The ints from `from` on, without `to`, each `step` (or 1) further than the one before.",
     .examples = {{"range(2, 5)", "[2, 3, 4]"}, {"range(5, 0, -2)", "[5, 3, 1]"}},
     .call = range,
     .family = family},
};

}  // namespace

std::span<const Builtin> list_rows() { return rows; }

}  // namespace lsmap::builtins

#include "builtins/build_value.hpp"
#include "builtins/families.hpp"
#include "data/compare.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

// What asks for the greatest, the smallest, or an order.
namespace lsmap::builtins {
namespace {

// The keys stand in the last list: that of the elements, or of their field.
struct Keys {
    explicit Keys(std::span<const Value> of, types::TypeId element, const CallContext& context)
        : values(of), type(element), types(context.types) {}

    bool less(std::size_t a, std::size_t b) const {
        return data::compare(values[a], values[b], type, types) < 0;
    }
    std::size_t greatest() const {
        std::size_t best = 0;
        for (std::size_t i = 1; i < values.size(); ++i) {
            best = less(best, i) ? i : best;
        }
        return best;
    }
    std::size_t smallest() const {
        std::size_t best = 0;
        for (std::size_t i = 1; i < values.size(); ++i) {
            best = less(i, best) ? i : best;
        }
        return best;
    }

    std::span<const Value> values;
    types::TypeId type;
    const types::TypeStore& types;
};

Value max_of_list(Args args, CallContext& context) {
    const Keys keys(args.back().list(), element_type(context, args.size() - 1), context);
    return keys.values.empty() ? data::missing_value() : keys.values[keys.greatest()];
}
Value min_of_list(Args args, CallContext& context) {
    const Keys keys(args.back().list(), element_type(context, args.size() - 1), context);
    return keys.values.empty() ? data::missing_value() : keys.values[keys.smallest()];
}
Value max_of_arguments(Args args, CallContext& context) {
    return args[Keys(args, context.argument_types[0], context).greatest()];
}
Value min_of_arguments(Args args, CallContext& context) {
    return args[Keys(args, context.argument_types[0], context).smallest()];
}

Value argmax(Args args, CallContext& context) {
    const Keys keys(args[0].list(), element_type(context, 0), context);
    return keys.values.empty() ? data::missing_value()
                               : data::of_int(static_cast<std::int64_t>(keys.greatest()));
}
Value argmax_by(Args args, CallContext& context) {
    const Keys keys(args[1].list(), element_type(context, 1), context);
    return keys.values.empty() ? data::missing_value() : args[0].items[keys.greatest()];
}

// The elements from the greatest key down, ties in the order of the list, `most` of them.
Value ranked(std::span<const Value> items, const Keys& keys, std::size_t most,
             CallContext& context) {
    std::vector<std::size_t> places(items.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    std::ranges::stable_sort(places, [&](std::size_t a, std::size_t b) { return keys.less(b, a); });
    NewList out(std::min(most, items.size()), context);
    for (std::size_t i = 0; i < std::min(most, items.size()); ++i) {
        out[i] = items[places[i]];
    }
    return out.value();
}

Value rank(Args args, CallContext& context) {
    const Keys keys(args.back().list(), element_type(context, args.size() - 1), context);
    return ranked(args[0].list(), keys, args[0].size, context);
}
Value top(Args args, CallContext& context) {
    const std::size_t of = args.size() == 3 ? 2 : 0;
    if (args[1].integer < 0) {
        throw DataError{fmt::format("`top` wants a count of 0 or more, not {}", args[1].integer)};
    }
    const Keys keys(args[of].list(), element_type(context, of), context);
    return ranked(args[0].list(), keys, static_cast<std::size_t>(args[1].integer), context);
}

constexpr std::string_view family = "lists";

constexpr Builtin rows[] = {
    {.signature = "min(xs: [E]) -> E?",
     .doc = "The smallest element; missing for an empty list.",
     .examples = {{"min([3, 1, 2])", "1"}, {R"(min(["b", "a"]))", R"("a")"}},
     .call = min_of_list,
     .present_if_not_empty = true,
     .family = family},
    {.signature = "min(xs: [T], by: .E) -> E?",
     .doc = "The smallest value of a field; missing for an empty list.",
     .examples = {{"min([{ n: 3 }, { n: 1 }], by: .n)", "1"}},
     .call = min_of_list,
     .present_if_not_empty = true,
     .family = family},
    {.signature = "min(a: E, b: E, more...: E) -> E",
     .doc = "The smallest of the arguments.",
     .examples = {{"min(2, 1)", "1"}, {"min(3, 1, 2)", "1"}, {"min(2px, 5px)", "2px"}},
     .call = min_of_arguments,
     .family = family},
    {.signature = "max(xs: [E]) -> E?",
     .doc = "The greatest element; missing for an empty list.",
     .examples = {{"max([3, 1, 2])", "3"}},
     .call = max_of_list,
     .present_if_not_empty = true,
     .family = family},
    {.signature = "max(xs: [T], by: .E) -> E?",
     .doc = "The greatest value of a field; missing for an empty list.",
     .examples = {{"max([{ n: 3 }, { n: 1 }], by: .n)", "3"}},
     .call = max_of_list,
     .present_if_not_empty = true,
     .family = family},
    {.signature = "max(a: E, b: E, more...: E) -> E",
     .doc = "The greatest of the arguments.",
     .examples = {{"max(2, 1)", "2"}, {"max(0.5, 1)", "1.0"}},
     .call = max_of_arguments,
     .family = family},
    {.signature = "argmax(xs: [E]) -> int?",
     .doc = "The place of the greatest element, from 0; of equal ones the first. Missing for an "
            "empty list.",
     .examples = {{"argmax([0.1, 0.7, 0.2])", "1"}, {"argmax([5, 5])", "0"}},
     .call = argmax,
     .present_if_not_empty = true,
     .family = family},
    {.signature = "argmax(xs: [T], by: .E) -> T?",
     .doc =
         "The element whose field is greatest; of equal ones the first. Missing for an empty list.",
     .examples = {{R"(argmax([{ c: "cat", p: 0.2 }, { c: "dog", p: 0.8 }], by: .p).c)",
                   R"("dog")"}},
     .call = argmax_by,
     .present_if_not_empty = true,
     .family = family},
    {.signature = "rank(xs: [E]) -> [E]",
     .doc = "The elements from the greatest to the smallest; equal ones keep their order.",
     .examples = {{"rank([2, 3, 1])", "[3, 2, 1]"}},
     .call = rank,
     .family = family},
    {.signature = "rank(xs: [T], by: .E) -> [T]",
     .doc = "The elements from the greatest value of the field to the smallest.",
     .examples = {{"[r.n for r in rank([{ n: 1 }, { n: 3 }], by: .n)]", "[3, 1]"}},
     .call = rank,
     .family = family},
    {.signature = "top(xs: [E], n: int) -> [E]",
     .doc = "The `n` greatest elements, the greatest first; all of them where there are fewer.",
     .examples = {{"top([2, 3, 1], 2)", "[3, 2]"}},
     .call = top,
     .family = family},
    {.signature = "top(xs: [T], n: int, by: .E) -> [T]",
     .doc = "The `n` elements whose field is greatest, the greatest first.",
     .examples = {{"[r.n for r in top([{ n: 1 }, { n: 3 }], 1, by: .n)]", "[3]"}},
     .call = top,
     .family = family},
};

}  // namespace

std::span<const Builtin> order_rows() { return rows; }

}  // namespace lsmap::builtins

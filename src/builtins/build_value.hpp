#pragma once
#include "builtins/builtin.hpp"

#include <fmt/format.h>

#include <cmath>
#include <span>
#include <vector>

// What builtins build their results with; memory comes from the call's arena.
namespace lsmap::builtins {

using data::Value;
using Args = std::span<const Value>;

// A list that is filled place by place: `NewList out(n, c); out[i] = …; return out.value();`
class NewList {
 public:
    NewList(std::size_t size, CallContext& context)
        : items_(context.arena.array<Value>(size)), size_(size) {
        std::uninitialized_fill_n(items_, size, Value());
    }
    Value& operator[](std::size_t i) { return items_[i]; }
    Value value() const { return data::of_items({items_, size_}); }

 private:
    Value* items_;
    std::size_t size_;
};

inline Value new_list(std::span<const Value> items, CallContext& context) {
    NewList list(items.size(), context);
    for (std::size_t i = 0; i < items.size(); ++i) {
        list[i] = items[i];
    }
    return list.value();
}
inline Value new_text(std::string_view text, CallContext& context) {
    return data::of_text(context.arena.copy(text));
}
inline Value new_reals(std::span<const double> numbers, CallContext& context) {
    double* reals = context.arena.array<double>(numbers.size());
    std::copy(numbers.begin(), numbers.end(), reals);
    return data::of_reals({reals, numbers.size()});
}
// Half-open span of text positions.
inline Value new_span(std::int64_t start, std::int64_t end, CallContext& context) {
    const Value ends[] = {data::of_int(start), data::of_int(end)};
    return new_list(ends, context);
}
// A number that is part of the result: infinity and NaN are no numbers of the language.
inline Value finite(double number, std::string_view what) {
    if (!std::isfinite(number)) {
        throw DataError{fmt::format("the result of `{}` is too large for a number", what)};
    }
    return data::of_number(number);
}
inline std::int64_t checked_add(std::int64_t a, std::int64_t b, std::string_view what) {
    std::int64_t sum = 0;
    if (__builtin_add_overflow(a, b, &sum)) {
        throw DataError{fmt::format("the result of `{}` is too large for an int", what)};
    }
    return sum;
}
// The type of the elements of a list argument.
inline types::TypeId element_type(const CallContext& context, std::size_t argument) {
    const auto* list = context.types.as<types::ListType>(context.argument_types[argument]);
    return list == nullptr ? context.types.error() : list->element;
}
inline bool is_int(const CallContext& context, types::TypeId type) {
    return context.types.base_of_literal(type) == context.types.integer();
}

}  // namespace lsmap::builtins

#pragma once
#include "builtins/builtin.hpp"
#include "types/signature.hpp"

#include <deque>
#include <string>
#include <vector>

// Calls of builtins without the rest of the compiler.
namespace lsmap::test {

using data::Value;
using types::TypeId;

struct Typed {
    TypeId type;
    Value value;
};

struct BuiltinCalls {
    types::TypeStore t;
    types::Signatures signatures{t};
    data::Arena arena;
    std::string file_path = "in/scan.v2.jsonl";

    Typed integer(std::int64_t i) { return {t.integer(), data::of_int(i)}; }
    Typed number(double d) { return {t.number(), data::of_number(d)}; }
    Typed score(double d) { return {t.score(), data::of_number(d)}; }
    Typed text(std::string_view s) { return {t.string(), data::of_text(arena.copy(s))}; }
    Typed boolean(bool b) { return {t.boolean(), data::of_bool(b)}; }
    Typed missing(TypeId type) { return {t.optional(type), data::missing_value()}; }
    Typed reals(types::Type type, std::vector<double> numbers) {
        double* copy = arena.array<double>(numbers.size());
        std::copy(numbers.begin(), numbers.end(), copy);
        return {t.intern(std::move(type)), data::of_reals({copy, numbers.size()})};
    }
    Typed box(double x1, double y1, double x2, double y2) {
        return reals(types::BoxType{types::Unit::px}, {x1, y1, x2, y2});
    }
    Typed list(TypeId element, const std::vector<Typed>& items) {
        Value* copy = arena.array<Value>(items.size());
        for (std::size_t i = 0; i < items.size(); ++i) {
            copy[i] = items[i].value;
        }
        return {t.list(element), data::of_items({copy, items.size()})};
    }
    Typed ints(const std::vector<std::int64_t>& numbers) {
        std::vector<Typed> items;
        for (const std::int64_t i : numbers) {
            items.push_back(integer(i));
        }
        return list(t.integer(), items);
    }
    Typed texts(const std::vector<std::string>& strings) {
        std::vector<Typed> items;
        for (const std::string& s : strings) {
            items.push_back(text(s));
        }
        return list(t.string(), items);
    }
    Typed span(std::int64_t start, std::int64_t end) {
        Typed made = list(t.integer(), {integer(start), integer(end)});
        made.type =
            t.intern(types::SpanType{t.intern(types::OffsetType{types::OffsetKind::chars})});
        return made;
    }

    // The first overload that fits, as the checker takes it; int arguments are widened where
    // wanted. Text arguments count as constants for `prepare`. Throws DataError, and std::string
    // for a misfit.
    Typed call(std::string_view name, const std::vector<Typed>& args);
    Typed call_row(const builtins::Builtin& row, const std::vector<Typed>& args);
    // The message of the data error of a call; "" where there is none.
    std::string error(std::string_view name, const std::vector<Typed>& args);
    // A value in the words of the tests: `[1, 2]`, `"a"`, `missing`, `(0 0 4 4)`.
    std::string show(const Typed& value) const;
    std::string result(std::string_view name, const std::vector<Typed>& args) {
        return show(call(name, args));
    }
    // Whether the value can be one of the type.
    bool is_in(const Value& value, TypeId type) const;
};

}  // namespace lsmap::test

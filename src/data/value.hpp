#pragma once
#include <cstdint>
#include <span>
#include <string_view>

namespace lsmap::data {

enum class State : std::uint8_t {
    present,
    missing,  // absent or null
    bad,  // did not fit its declared type: `size` is its number in Decoded::problems; reading it is
          // the error
    skipped,  // `skip` was evaluated: whoever sees it leaves out the instance around (never stored
              // in data)
};

// One value at run time. Its static type says which member of the union counts; there is no tag.
//
// clang-format off
//   bool                                    boolean
//   int, frame, page, offset                integer
//   number, score, logit, length, angle,    number, in the unit of its type
//   time
//   datetime                                integer: microseconds since 1970-01-01T00:00Z
//   string, literal strings, label          text, size (UTF-8, unescaped)
//   id                                      text, size: the text that is compared; numeric_id: was a JSON number
//   json                                    text, size: the JSON text as it stood
//   list, tuple, record, keypoint, span     items, size (record: in the order of its type's fields, a field that
//                                           no rule reads is `missing`; keypoint: point, index, and visibility or
//                                           score; span: start, end[, expected text])
//   map                                     items, size: key, value, key, value, … (size counts both)
//   size                                    reals[2]: width, height
//   point, box, polygon                     reals, size: x y; x1 y1 x2 y2; x y x y …
//   obox                                    reals, size: 5 (cx cy w h degrees clockwise) or 8 (four corners)
//   rect (a rotated rectangle, percent)     reals[5]: x y width height degrees, as Label Studio has it
//   mask                                    items[3]: width, height, runs (see data/mask.hpp)
//   union                                   the alternative's own form, and `alternative`
// clang-format on
struct Value {
    union {
        double number = 0;
        std::int64_t integer;
        bool boolean;
        const char* text;
        const Value* items;
        const double* reals;
    };
    // First byte of the JSON value this was read from; nullptr where it was computed. Numbers that
    // were read keep the length of their text in `size`, so that they can be copied unchanged.
    const char* source = nullptr;
    std::uint32_t size = 0;
    std::uint16_t alternative = 0;
    State state = State::present;
    bool plain : 1 = false;       // text needs no escape in JSON
    bool numeric_id : 1 = false;  // an id that was a number

    constexpr Value() {}
    bool present() const { return state == State::present; }
    bool missing() const { return state == State::missing; }
    std::string_view str() const { return {text, size}; }
    std::span<const Value> list() const { return {items, size}; }
    std::span<const double> numbers() const { return {reals, size}; }
};
static_assert(sizeof(Value) == 24);

// A constant, which is copied as a whole: what is written field by field and copied at once makes
// the copy wait for the fields.
inline constexpr Value missing_constant = [] {
    Value v;
    v.state = State::missing;
    return v;
}();
inline Value missing_value() { return missing_constant; }
inline Value of_bool(bool b) {
    Value v;
    v.boolean = b;
    return v;
}
inline Value of_int(std::int64_t i) {
    Value v;
    v.integer = i;
    return v;
}
inline Value of_number(double d) {
    Value v;
    v.number = d;
    return v;
}
inline Value of_text(std::string_view s, bool plain = false) {
    Value v;
    v.text = s.data();
    v.size = static_cast<std::uint32_t>(s.size());
    v.plain = plain;
    return v;
}
inline Value of_items(std::span<const Value> items) {
    Value v;
    v.items = items.data();
    v.size = static_cast<std::uint32_t>(items.size());
    return v;
}
inline Value of_reals(std::span<const double> reals) {
    Value v;
    v.reals = reals.data();
    v.size = static_cast<std::uint32_t>(reals.size());
    return v;
}

}  // namespace lsmap::data

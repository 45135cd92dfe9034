#include "data/cursor.hpp"

#include "data/box_corners.hpp"
#include "data/decode.hpp"
#include "data/reader.hpp"
#include "data/wide_scan.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace lsmap::data {

bool Cursor::read(const Shape& root, std::string_view json, Arena& arena, Rest& rest, Value& v,
                  bool is_part) {
    if (learned_for_ != root.serial) {
        gaps_.assign(root.records, {});
        learned_for_ = root.serial;
    }
    end_ = json.data() + json.size();
    arena_ = &arena;
    rest_ = &rest;
    may_lack_keys_ = is_part ? &root : nullptr;
    given_up_ = false;
    pending_.clear();
    const char* p = blanks(json.data());
    // A number may be followed by nothing at all: for the Decoder.
    if (*p != '{' && *p != '[') {
        return false;
    }
    p = value(p, root, v);
    return p != nullptr && blanks(p) == end_;
}

const char* Cursor::value(const char* p, const Shape& shape, Value& v) {
    return usual(p, shape, v);
}

// The same; the commonest forms without a call.
[[gnu::always_inline]] inline const char* Cursor::usual(const char* p, const Shape& shape,
                                                        Value& v) {
    v.source = p;
    const char* end = nullptr;
    switch (shape.form) {
        case Form::number:
            end = number(p, shape, v);
            break;
        case Form::integer:
            end = integer(p, shape, v);
            break;
        case Form::string:
            end = text(p, v);
            break;
        case Form::box:
            end = box(p, shape, v);
            break;
        case Form::record:
            end = shape.lenient ? nullptr : record(p, shape, v);
            break;
        default:
            end = rare(p, shape, v);
            break;
    }
    return end != nullptr ? end : other(p, shape, v);
}

// Those that `usual` has no case for. What does not fit within `try [T]` makes all of it missing:
// the Decoder sees to that.
const char* Cursor::rare(const char* p, const Shape& shape, Value& v) {
    switch (shape.form) {
        case Form::point:
        case Form::size:
        case Form::quad:
        case Form::polygon:
            return geometry(p, shape, v);
        case Form::list:
            return shape.lenient ? nullptr : list(p, shape, v);
        case Form::tuple:
            return shape.lenient ? nullptr : tuple(p, shape, v);
        case Form::map:
            return shape.lenient ? nullptr : map(p, shape, v);
        case Form::alternatives:
            return shape.lenient ? nullptr : alternatives(p, shape, v);
        case Form::id:
            return id(p, v);
        case Form::boolean:
            return boolean(p, v);
        case Form::literal:
            return literal(p, shape, v);
        case Form::presence:
            return *p == 'n' ? nullptr : skip(p, shape.depth);
        case Form::number:
        case Form::integer:
        case Form::string:
        case Form::box:
        case Form::record:
        case Form::json:
        case Form::clock:
        case Form::iso_duration:
        case Form::datetime:
        case Form::cxcywhr:
        case Form::keypoints:
        case Form::rle:
        case Form::bitmap:
        case Form::png:
            break;
    }
    return nullptr;
}

// What is null where it may be, or for the Decoder.
const char* Cursor::other(const char* p, const Shape& shape, Value& v) {
    if (given_up_) {
        return nullptr;
    }
    Value fresh;
    fresh.source = p;
    fresh.alternative = v.alternative;
    v = fresh;
    const bool may_be_null = shape.optional && shape.form != Form::json;
    if ((may_be_null || shape.form == Form::presence) && std::memcmp(p, "null", 4) == 0) {
        v.state = State::missing;
        return p + 4;
    }
    const char* const end = skip(p, shape.depth);
    if (end == nullptr || end > end_ ||
        !rest_->decode(shape, {p, static_cast<std::size_t>(end - p)}, v)) {
        return give_up();
    }
    return end;
}

// ---- objects

// Stops at the value that follows, or behind the closing brace (`at` is 0 then). nullptr: not JSON,
// or for the Decoder.
[[gnu::always_inline]] inline const char* Cursor::gap(const char* p, const Shape& shape, Gaps& gaps,
                                                      std::uint16_t& at, bool first) {
    const std::uint16_t guess = gaps.known[at].next;
    const Gap& expected = gaps.known[guess];
    if ((~same_bytes(p, expected.bytes.data()) & expected.mask) == 0) [[likely]] {
        at = guess;
        return blanks(p + expected.size);
    }
    return new_gap(p, shape, gaps, at, first);
}

const char* Cursor::new_gap(const char* p, const Shape& shape, Gaps& gaps, std::uint16_t& at,
                            bool first) {
    Gap& before = gaps.known[at];
    for (std::uint16_t i = 2; i < gaps.count; ++i) {
        const Gap& known = gaps.known[i];
        if ((~same_bytes(p, known.bytes.data()) & known.mask) == 0) {
            before.next = i;
            at = i;
            return blanks(p + known.size);
        }
    }
    const char* const begin = p;
    p = blanks(first ? p + 1 : p);
    if (*p == '}') {
        before.next = 0;
        at = 0;
        return p + 1;
    }
    if (!first) {
        if (*p != ',') {
            return nullptr;
        }
        p = blanks(p + 1);
    }
    if (*p != '"') {
        return nullptr;
    }
    const char* const key = p + 1;
    bool escapes = false;
    const char* const key_end = string_end(key, escapes);
    if (key_end == nullptr || escapes) {
        return nullptr;
    }
    p = blanks(key_end + 1);
    if (*p != ':') {
        return nullptr;
    }
    p = blanks(p + 1);
    const FieldShape* field = shape.find(key, static_cast<std::size_t>(key_end - key));
    const auto size = static_cast<std::size_t>(p - begin);
    const bool is_kept = size <= Gap::most && gaps.count < Gaps::most && p <= end_;
    const std::uint16_t number = is_kept ? gaps.count++ : 1;
    Gap& made = gaps.known[number];
    if (is_kept) {
        std::memcpy(made.bytes.data(), begin, size);
        made.mask = size == Gap::most ? ~0U : (1U << size) - 1;
    }
    made.size = static_cast<std::uint16_t>(size);
    made.field = field != nullptr && field->needed
                     ? static_cast<std::uint16_t>(field - shape.fields.data() + 1)
                     : 0;
    before.next = is_kept ? number : before.next;
    at = number;
    return p;
}

const char* Cursor::record(const char* p, const Shape& shape, Value& v) {
    if (*p != '{') {
        return nullptr;
    }
    const std::size_t count = shape.fields.size();
    Value* items = arena_->array<Value>(count);
    std::fill_n(items, count, missing_value());
    Gaps& gaps = gaps_[shape.record];
    if (gaps.count == 0) {
        gaps.known[0] = {.bytes = {'}'}, .mask = 1, .size = 1};
        gaps.known[1] = {.bytes = {}, .mask = 1};  // matches nothing: no NUL stands there
        gaps.count = 2;
    }
    std::uint32_t found = 0;
    std::uint16_t at = 0;
    bool first = true;
    while (true) {
        p = gap(p, shape, gaps, at, first);
        if (p == nullptr) {
            return give_up();
        }
        if (at == 0) {
            break;
        }
        first = false;
        const std::uint16_t place = gaps.known[at].field;
        if (place != 0) {
            Value& item = items[place - 1];
            if (item.source != nullptr) {
                return give_up();  // the key stands twice
            }
            ++found;
            item.state = State::present;
            p = usual(p, shape.fields[place - 1].shape, item);
        } else {
            p = skip(p, shape.depth + 1);
        }
        if (p == nullptr) {
            return give_up();
        }
    }
    v.items = items;
    v.size = static_cast<std::uint32_t>(count);
    if (found != shape.needed && &shape != may_lack_keys_) {
        for (std::size_t i = 0; i < count; ++i) {
            const FieldShape& field = shape.fields[i];
            if (field.needed && field.required && items[i].source == nullptr) {
                return give_up();
            }
        }
    }
    return p;
}

const char* Cursor::map(const char* p, const Shape& shape, Value& v) {
    if (*p != '{') {
        return nullptr;
    }
    const std::size_t first = pending_.size();
    p = blanks(p + 1);
    if (*p == '}') {
        ++p;
    } else {
        while (true) {
            Value key;
            key.source = p;
            p = *p == '"' ? text(p, key) : nullptr;
            if (p == nullptr || *(p = blanks(p)) != ':') {
                return give_up();
            }
            Value item;
            p = value(blanks(p + 1), shape.children.front(), item);
            if (p == nullptr) {
                return give_up();
            }
            pending_.push_back(key);
            pending_.push_back(item);
            p = blanks(p);
            if (*p == '}') {
                ++p;
                break;
            }
            if (*p != ',') {
                return give_up();
            }
            p = blanks(p + 1);
        }
    }
    keys_.clear();
    for (std::size_t i = first; i < pending_.size(); i += 2) {
        keys_.push_back(pending_[i].str());
    }
    std::ranges::sort(keys_);
    if (std::ranges::adjacent_find(keys_) != keys_.end()) {
        return give_up();
    }
    const std::size_t count = pending_.size() - first;
    Value* items = arena_->array<Value>(count);
    std::copy_n(pending_.data() + first, count, items);
    pending_.resize(first);
    v.items = items;
    v.size = static_cast<std::uint32_t>(count);
    return p;
}

// ---- arrays

const char* Cursor::list(const char* p, const Shape& shape, Value& v) {
    if (*p != '[') {
        return nullptr;
    }
    const Shape& element = shape.children.front();
    const std::size_t first = pending_.size();
    p = blanks(p + 1);
    if (*p == ']') {
        ++p;
    } else {
        while (true) {
            Value item;
            p = usual(p, element, item);
            if (p == nullptr) {
                return give_up();
            }
            pending_.push_back(item);
            p = blanks(p);
            if (*p == ']') {
                ++p;
                break;
            }
            if (*p != ',') {
                return give_up();
            }
            p = blanks(p + 1);
        }
    }
    const std::size_t count = pending_.size() - first;
    Value* items = arena_->array<Value>(count);
    std::copy_n(pending_.data() + first, count, items);
    pending_.resize(first);
    v.items = items;
    v.size = static_cast<std::uint32_t>(count);
    return count >= shape.at_least && count <= shape.at_most ? p : give_up();
}

const char* Cursor::tuple(const char* p, const Shape& shape, Value& v) {
    if (*p != '[') {
        return nullptr;
    }
    const std::size_t places = shape.children.size();
    Value* items = arena_->array<Value>(places);
    std::fill_n(items, places, missing_value());
    std::size_t count = 0;
    p = blanks(p + 1);
    if (*p == ']') {
        ++p;
    } else {
        while (true) {
            if (count < places) {
                items[count].state = State::present;
                p = value(p, shape.children[count], items[count]);
            } else {
                p = skip(p, shape.depth + 1);
            }
            if (p == nullptr) {
                return give_up();
            }
            ++count;
            p = blanks(p);
            if (*p == ']') {
                ++p;
                break;
            }
            if (*p != ',') {
                return give_up();
            }
            p = blanks(p + 1);
        }
    }
    v.items = items;
    v.size = static_cast<std::uint32_t>(places);
    return count >= shape.at_least && count <= shape.at_most ? p : give_up();
}

// Only where the kind of the value settles which alternative it is.
const char* Cursor::alternatives(const char* p, const Shape& shape, Value& v) {
    const std::uint8_t kind = json_kind(*p);
    const std::size_t count = shape.children.size();
    std::size_t chosen = count;
    for (std::size_t i = 0; i < count; ++i) {
        if ((shape.children[i].kinds & kind) != 0) {
            if (chosen != count) {
                return nullptr;
            }
            chosen = i;
        }
    }
    if (chosen == count || shape.children[chosen].form == Form::literal) {
        return nullptr;
    }
    if (kind == json_object) {
        for (std::size_t i = 0; i < count; ++i) {
            if (i != chosen && shape.tests[chosen * count + i].by == ObjectTest::literal) {
                return nullptr;
            }
        }
    }
    v.alternative = static_cast<std::uint16_t>(chosen);
    return value(p, shape.children[chosen], v);
}

// An array of numbers (`width` 0) or of arrays of `width` numbers each, into `reals_`.
const char* Cursor::numbers(const char* p, std::size_t& width) {
    if (*p != '[') {
        return nullptr;
    }
    reals_.clear();
    width = 0;
    p = blanks(p + 1);
    if (*p == ']') {
        return p + 1;
    }
    const bool nested = *p == '[';
    while (true) {
        std::size_t before = reals_.size();
        if (nested) {
            if (*p != '[') {
                return nullptr;
            }
            p = blanks(p + 1);
        }
        while (true) {
            Number n;
            double d = 0;
            if (!scan(p, n) || !to_double(n, p, d)) {
                return nullptr;
            }
            reals_.push_back(d);
            p = blanks(n.end);
            if (*p == ']') {
                break;
            }
            if (*p != ',') {
                return nullptr;
            }
            p = blanks(p + 1);
        }
        ++p;
        if (!nested) {
            return p;
        }
        before = reals_.size() - before;
        if (width != 0 && width != before) {
            return nullptr;
        }
        width = before;
        p = blanks(p);
        if (*p == ']') {
            return p + 1;
        }
        if (*p != ',') {
            return nullptr;
        }
        p = blanks(p + 1);
    }
}

// `[a, b, …]` of so many numbers.
[[gnu::always_inline]] inline const char* Cursor::row(const char* p, double* d,
                                                      std::size_t count) const {
    if (*p != '[') {
        return nullptr;
    }
    for (std::size_t i = 0; i < count; ++i) {
        p = blanks(p + 1);
        Number n;
        if (!scan(p, n) || !to_double(n, p, d[i])) {
            return nullptr;
        }
        p = blanks(n.end);
        if (*p != (i + 1 == count ? ']' : ',')) {
            return nullptr;
        }
    }
    return p + 1;
}

// The usual box; others are left to `geometry`.
[[gnu::always_inline]] inline const char* Cursor::box(const char* p, const Shape& shape, Value& v) {
    double d[4];
    const char* const end = row(p, d, 4);
    if (end == nullptr) {
        return geometry(p, shape, v);
    }
    double* corners = arena_->array<double>(4);
    to_corners(static_cast<types::BoxForm>(shape.encoding), d, corners);
    v.reals = corners;
    v.size = 4;
    return end;
}

const char* Cursor::geometry(const char* p, const Shape& shape, Value& v) {
    std::size_t width = 0;
    p = numbers(p, width);
    if (p == nullptr) {
        return nullptr;
    }
    std::size_t count = reals_.size();
    const bool takes_pairs =
        shape.form == Form::box || shape.form == Form::quad || shape.form == Form::polygon;
    if (width != 0 && !(width == 2 && takes_pairs)) {
        return nullptr;
    }
    const double* d = reals_.data();
    switch (shape.form) {
        case Form::box: {
            if (count != 4) {
                return nullptr;
            }
            double* corners = arena_->array<double>(4);
            to_corners(static_cast<types::BoxForm>(shape.encoding), d, corners);
            v.reals = corners;
            v.size = 4;
            return p;
        }
        case Form::size:
            if (count != 2 || !(d[0] > 0 && d[1] > 0) || d[0] != std::floor(d[0]) ||
                d[1] != std::floor(d[1])) {
                return nullptr;
            }
            if (static_cast<types::SizeForm>(shape.encoding) == types::SizeForm::hw) {
                std::swap(reals_[0], reals_[1]);
            }
            break;
        case Form::point:
        case Form::quad:
            if (count != (shape.form == Form::point ? 2 : 8)) {
                return nullptr;
            }
            break;
        default:
            if (count % 2 != 0) {
                return nullptr;
            }
            if (count >= 4 && d[0] == d[count - 2] && d[1] == d[count - 1]) {
                count -= 2;  // closed by a repeated first point
            }
            break;
    }
    double* kept = arena_->array<double>(count);
    std::copy_n(d, count, kept);
    v.reals = kept;
    v.size = static_cast<std::uint32_t>(count);
    return p;
}

// ---- scalars

const char* Cursor::boolean(const char* p, Value& v) const {
    v.boolean = *p == 't';
    return std::memcmp(p, "true", 4) == 0    ? p + 4
           : std::memcmp(p, "false", 5) == 0 ? p + 5
                                             : nullptr;
}

[[gnu::always_inline]] inline const char* Cursor::number(const char* p, const Shape& shape,
                                                         Value& v) const {
    Number n;
    if (!scan(p, n) || !to_double(n, p, v.number) || v.number < shape.low ||
        v.number > shape.high) {
        return nullptr;
    }
    v.size = static_cast<std::uint32_t>(n.end - p);
    return n.end;
}

[[gnu::always_inline]] inline const char* Cursor::integer(const char* p, const Shape& shape,
                                                          Value& v) const {
    Number n;
    if (!scan(p, n)) {
        return nullptr;
    }
    constexpr std::uint64_t surely_fits = std::uint64_t{1} << 62;
    if (n.plain_int && n.exact && n.mantissa < surely_fits) [[likely]] {
        const auto amount = static_cast<std::int64_t>(n.mantissa);
        v.integer = n.negative ? -amount : amount;
    } else if (to_int(n, p, v.integer) != Whole::yes) {
        return nullptr;
    }
    if (static_cast<double>(v.integer) < shape.low) {
        return nullptr;
    }
    v.size = static_cast<std::uint32_t>(n.end - p);
    return n.end;
}

const char* Cursor::id(const char* p, Value& v) {
    if (*p == '"') {
        return text(p, v);
    }
    Number n;
    if (!scan(p, n) || !n.plain_int) {
        return nullptr;
    }
    v.text = p;
    v.size = static_cast<std::uint32_t>(n.end - p);
    v.plain = true;
    v.numeric_id = true;
    return n.end;
}

const char* Cursor::literal(const char* p, const Shape& shape, Value& v) {
    const auto* wanted = std::get_if<std::string>(&shape.literals.front());
    if (wanted == nullptr || *p != '"') {
        return nullptr;
    }
    p = text(p, v);
    return p != nullptr && v.str() == *wanted ? p : nullptr;
}

[[gnu::always_inline]] inline const char* Cursor::text(const char* p, Value& v) {
    if (*p != '"') {
        return nullptr;
    }
    bool escapes = false;
    const char* const begin = p + 1;
    const char* const end = string_end(begin, escapes);
    if (end == nullptr) {
        return nullptr;
    }
    if (escapes) [[unlikely]] {
        return escaped_text(begin, end, v);
    }
    v.text = begin;
    v.size = static_cast<std::uint32_t>(end - begin);
    v.plain = true;
    return end + 1;
}

const char* Cursor::escaped_text(const char* p, const char* end, Value& v) {
    const auto size = static_cast<std::size_t>(end - p);
    char* const to = arena_->text(size);
    const char* const unescaped_end = unescape(p, end, to);
    if (unescaped_end == nullptr) {
        return nullptr;
    }
    arena_->shrink_last(unescaped_end);
    v.text = to;
    v.size = static_cast<std::uint32_t>(unescaped_end - to);
    return v.str().find('\0') == std::string_view::npos ? end + 1 : nullptr;
}

// ---- what no rule reads

// The closing quote of the string whose first character is at `p`; nullptr: there is none, or it
// holds what no JSON string may.
[[gnu::always_inline]] inline const char* Cursor::string_end(const char* p, bool& escapes) const {
    const char* const begin = p;
    std::uint32_t high = 0;
    while (true) {
        const Plain plain = plain_of(p);
        if (plain.stops == 0) {
            high |= plain.high;
            p += 16;
            if (p >= end_) [[unlikely]] {
                return nullptr;
            }
            continue;
        }
        high |= plain.high & (plain.stops - 1) & ~plain.stops;
        p += std::countr_zero(plain.stops);
        if (*p == '"') [[likely]] {
            break;
        }
        if (*p != '\\' || p + 1 >= end_) {
            return nullptr;
        }
        escapes = true;
        // What is escaped may be a quote, but no control character.
        if (static_cast<unsigned char>(p[1]) < 0x20) {
            return nullptr;
        }
        high |= static_cast<unsigned char>(p[1]) >> 7U;
        p += 2;
    }
    return p < end_ && (high == 0 || is_utf8(begin, p)) ? p : nullptr;
}

const char* Cursor::skip_text(const char* p) {
    bool escapes = false;
    const char* const end = string_end(p + 1, escapes);
    if (end != nullptr && escapes) {
        unescaped_.resize(static_cast<std::size_t>(end - p) + padding);
        if (unescape(p + 1, end, unescaped_.data()) == nullptr) {
            return nullptr;
        }
    }
    return end == nullptr ? nullptr : end + 1;
}

const char* Cursor::skip(const char* p, std::size_t around) {
    switch (*p) {
        case '"':
            return skip_text(p);
        case 't':
            return std::memcmp(p, "true", 4) == 0 ? p + 4 : nullptr;
        case 'f':
            return std::memcmp(p, "false", 5) == 0 ? p + 5 : nullptr;
        case 'n':
            return std::memcmp(p, "null", 4) == 0 ? p + 4 : nullptr;
        case '{':
        case '[':
            break;
        default: {
            Number n;
            return scan(p, n) ? n.end : nullptr;
        }
    }
    if (around >= depth_limit) {
        return nullptr;
    }
    const bool is_object = *p == '{';
    const char close = static_cast<char>(*p + 2);  // in ASCII `}` and `]` stand two behind
    p = blanks(p + 1);
    if (*p == close) {
        return p + 1;
    }
    while (true) {
        if (is_object) {
            p = *p == '"' ? skip_text(p) : nullptr;
            if (p == nullptr || *(p = blanks(p)) != ':') {
                return nullptr;
            }
            p = blanks(p + 1);
        }
        p = skip(p, around + 1);
        if (p == nullptr) {
            return nullptr;
        }
        p = blanks(p);
        if (*p == close) {
            return p + 1;
        }
        if (*p != ',') {
            return nullptr;
        }
        p = blanks(p + 1);
    }
}

}  // namespace lsmap::data

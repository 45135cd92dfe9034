#include "data/decode.hpp"
#include "diag/codes/data.hpp"

#include <cmath>

namespace lsmap::data {
namespace {

bool starts_number(char c) { return c == '-' || is_digit(c); }

// Whether a string within has the NUL character.
bool escapes_nul(std::string_view json) {
    for (std::size_t at = json.find("u0000"); at != std::string_view::npos;
         at = json.find("u0000", at + 1)) {
        std::size_t slashes = 0;
        while (slashes < at && json[at - 1 - slashes] == '\\') {
            ++slashes;
        }
        if (slashes % 2 == 1) {
            return true;
        }
    }
    return false;
}

}  // namespace

bool Decoder::boolean(const Shape& shape, Value& v) {
    const char c = cur();
    if (c != 't' && c != 'f') {
        return wrong_kind(shape, at_, v);
    }
    v.boolean = c == 't';
    return scalar();
}

// Not inline: beside the usual number it is rare.
bool Decoder::number_at(const char* p, Number& n) const {
    return p == tail_ ? tail_number(n) : scan_number(p, n) && is_scalar_end(*n.end);
}

bool Decoder::number(const Shape& shape, Value& v) {
    const char* p = v.source;
    Number n;
    if (!starts_number(*p)) {
        return wrong_kind(shape, at_, v);
    }
    if (!number_here(at_, n)) {
        return false;
    }
    if (!to_double(n, p, v.number)) {
        return misfit(
            shape, at_, v,
            diag::make(diag::number_too_large, shape.subject, excerpt(at_), "a 64-bit float"));
    }
    if (v.number < shape.low || v.number > shape.high) {
        return outside(shape, at_, v);
    }
    v.size = static_cast<std::uint32_t>(n.end - p);
    ++at_;
    return true;
}

bool Decoder::integer(const Shape& shape, Value& v) {
    const char* p = v.source;
    Number n;
    if (!starts_number(*p)) {
        return wrong_kind(shape, at_, v);
    }
    if (!number_here(at_, n)) {
        return false;
    }
    switch (to_int(n, p, v.integer)) {
        case Whole::yes:
            break;
        case Whole::has_fraction:
            return misfit(shape, at_, v, diag::make(diag::not_whole, shape.subject, excerpt(at_)));
        case Whole::too_large:
            return misfit(shape, at_, v,
                          diag::make(diag::number_too_large, shape.subject, excerpt(at_),
                                     "a 64-bit integer"));
    }
    if (static_cast<double>(v.integer) < shape.low) {
        return outside(shape, at_, v);
    }
    v.size = static_cast<std::uint32_t>(n.end - p);
    ++at_;
    return true;
}

bool Decoder::text(Value& v) {
    const char* begin = here() + 1;
    const char* end = string_end(at_);
    if (end < begin || *end != '"') {
        return false;
    }
    ++at_;
    v.text = begin;
    v.size = static_cast<std::uint32_t>(end - begin);
    v.plain = !has_backslash(begin, end);
    if (!v.plain) {
        char* to = arena_->text(v.size);
        const char* unescaped_end = unescape(begin, end, to);
        if (unescaped_end == nullptr) {
            return false;
        }
        arena_->shrink_last(unescaped_end);
        v.text = to;
        v.size = static_cast<std::uint32_t>(unescaped_end - to);
    }
    return true;
}

bool Decoder::string(const Shape& shape, Value& v) {
    const std::uint32_t* start = at_;
    if (cur() != '"') {
        return wrong_kind(shape, start, v);
    }
    if (!text(v)) {
        return false;
    }
    if (!v.plain && v.str().find('\0') != std::string_view::npos) {
        return misfit(shape, start, v, diag::make(diag::nul_in_text, shape.subject));
    }
    return true;
}

bool Decoder::id(const Shape& shape, Value& v) {
    const char* p = v.source;
    if (*p == '"') {
        return string(shape, v);
    }
    if (!starts_number(*p)) {
        return wrong_kind(shape, at_, v);
    }
    Number n;
    if (!number_at(p, n)) {
        return false;
    }
    if (!n.plain_int) {
        // An id that has been through a table of floats: 285.0 is 285.
        std::int64_t i = 0;
        if (to_int(n, p, i) != Whole::yes) {
            return misfit(shape, at_, v, diag::make(diag::not_whole, shape.subject, excerpt(at_)));
        }
        const std::string digits = std::to_string(i);
        const std::string_view kept = arena_->copy(digits);
        v.text = kept.data();
        v.size = static_cast<std::uint32_t>(kept.size());
    } else {
        v.text = p;
        v.size = static_cast<std::uint32_t>(n.end - p);
    }
    v.plain = true;
    v.numeric_id = true;
    ++at_;
    return true;
}

bool Decoder::json(const Shape& shape, Value& v) {
    const char* begin = here();
    const std::uint32_t* start = at_;
    if (!skip(shape.depth)) {
        return false;
    }
    // Behind the last token of the value: a bracket, a string's quote, or the end of a word or
    // number.
    const char* end = base_ + at_[-1] + 1;
    if (at_ - start == 1) {
        end = string_end(start) + 1;  // works for any scalar: back from the next token over blanks
    }
    v.text = begin;
    v.size = static_cast<std::uint32_t>(end - begin);
    if (escapes_nul(v.str())) {
        return misfit(shape, start, v, diag::make(diag::nul_in_text, shape.subject));
    }
    return all_finite(shape, start, v);
}

// What is copied as it stands must be finite too: `1e400` reads as infinity elsewhere.
bool Decoder::all_finite(const Shape& shape, const std::uint32_t* start, Value& v) {
    const std::uint32_t* const end = at_;
    for (const std::uint32_t* token = start; token != end; ++token) {
        const char* p = base_ + *token;
        Number n;
        double d = 0;
        if ((*p == '-' || is_digit(*p)) && number_here(token, n) && !to_double(n, p, d)) {
            const bool is_part = token != start;
            const bool is_json =
                misfit(shape, start, v,
                       diag::make(diag::number_too_large,
                                  is_part ? "a number in " + shape.subject : shape.subject,
                                  excerpt(token), "a 64-bit float"));
            out_->problems.back().source = p;
            return is_json;
        }
    }
    return true;
}

bool Decoder::literal(const Shape& shape, Value& v) {
    const std::uint32_t* start = at_;
    const Literal& wanted = shape.literals.front();
    if ((json_kind(cur()) & shape.kinds) == 0) {
        return wrong_kind(shape, start, v);
    }
    if (const auto* integer = std::get_if<std::int64_t>(&wanted)) {
        const bool is = text_matches(wanted, start);
        v.integer = *integer;
        if (is) {
            return scalar();
        }
    } else {
        if (!text(v)) {
            return false;
        }
        if (v.str() == std::get<std::string>(wanted)) {
            return true;
        }
    }
    return misfit(
        shape, start, v,
        diag::make(diag::not_one_of, shape.subject, excerpt(start), "`" + shape.type + "`"));
}

bool Decoder::time(const Shape& shape, Value& v) {
    const std::uint32_t* start = at_;
    std::string wanted;
    bool is_time = false;
    if (shape.form == Form::datetime && shape.text == "unix") {
        const char* p = v.source;
        Number n;
        double seconds = 0;
        if (!starts_number(*p)) {
            return wrong_kind(shape, start, v);
        }
        if (!number_at(p, n)) {
            return false;
        }
        Number micros = n;
        micros.exponent += 6;
        ++at_;
        if (n.exact && to_int(micros, p, v.integer) == Whole::yes) {
            return true;
        }
        // Digits behind the microseconds are rounded.
        is_time = to_double(n, p, seconds) && std::abs(seconds) < 9e12;
        v.integer = is_time ? std::llround(seconds * 1e6) : 0;
        wanted = "seconds since 1970";
    } else {
        Value read;
        if (cur() != '"') {
            return wrong_kind(shape, start, v);
        }
        if (!text(read)) {
            return false;
        }
        v.size = static_cast<std::uint32_t>(string_end(start) + 1 - v.source);
        if (shape.form == Form::clock) {
            is_time = read_clock(read.str(), v.number);
            wanted = "a time like `00:01:02.5`";
        } else if (shape.form == Form::iso_duration) {
            is_time = read_iso_duration(read.str(), v.number);
            wanted = "a duration like `PT1M2.5S`";
        } else {
            is_time = read_datetime(read.str(), shape.text, v.integer);
            wanted = shape.text == "iso" ? "a date like `2024-05-31T14:30:00Z`"
                                         : "a date in the format `" + shape.text + "`";
        }
    }
    return is_time ||
           misfit(shape, start, v,
                  diag::make(diag::unreadable_time, shape.subject, excerpt(start), wanted));
}

}  // namespace lsmap::data

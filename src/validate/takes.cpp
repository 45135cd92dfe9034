#include "validate/takes.hpp"

#include "data/scan.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace lsmap::validate {
namespace {

using json::Kind;
using json::Value;

constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string_view without_blanks(std::string_view text) {
    while (!text.empty() && data::is_space(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && data::is_space(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

// A number in a text as Python and pydantic read it: `1e3`, ` 2.5 `, `.5`, `5.`, `inf`, `1_000`.
double number_of_text(const std::string& whole_text) {
    std::string text;
    const std::string_view trimmed = without_blanks(whole_text);
    for (std::size_t i = 0; i < trimmed.size(); ++i) {
        const bool between_digits = i > 0 && i + 1 < trimmed.size() &&
                                    data::is_digit(trimmed[i - 1]) &&
                                    data::is_digit(trimmed[i + 1]);
        if (trimmed[i] == '_' && between_digits) {
            continue;
        }
        text += lower(trimmed[i]);
    }
    const bool has_sign = text.starts_with('-') || text.starts_with('+');
    const bool negative = text.starts_with('-');
    const std::string_view size = std::string_view(text).substr(has_sign ? 1 : 0);
    if (size == "inf" || size == "infinity") {
        const double infinite = std::numeric_limits<double>::infinity();
        return negative ? -infinite : infinite;
    }
    if (size.empty() || (!data::is_digit(size[0]) && size[0] != '.')) {
        return no_number;
    }
    double number = 0;
    const auto [end, error] = std::from_chars(size.data(), size.data() + size.size(), number);
    if (end != size.data() + size.size()) {
        return no_number;
    }
    if (error == std::errc::result_out_of_range) {
        number = std::strtod(std::string(size).c_str(), nullptr);
    } else if (error != std::errc{}) {
        return no_number;
    }
    return negative ? -number : number;
}

// A whole number in a text: pydantic takes `3` and `3.0`, not `3.5` and not `3e0`.
bool is_whole_text(const std::string& text) {
    const std::string_view trimmed = without_blanks(text);
    return trimmed.find_first_of("eEiInN") == std::string_view::npos &&
           std::isfinite(number_of_text(text)) &&
           std::trunc(number_of_text(text)) == number_of_text(text);
}

bool is_nan_text(const Value& value) {
    if (!value.is(Kind::string)) {
        return false;
    }
    const std::string text = value.text();
    std::string word;
    std::ranges::transform(without_blanks(text), std::back_inserter(word), lower);
    return word == "nan" || word == "+nan" || word == "-nan";
}

bool is_yes_no_text(const std::string& text) {
    static constexpr std::string_view words[] = {"0", "off", "f", "false", "n", "no",
                                                 "1", "on",  "t", "true",  "y", "yes"};
    std::string word;
    std::ranges::transform(text, std::back_inserter(word), lower);
    return std::ranges::find(words, word) != std::end(words);
}

bool server_takes_whole(const Value& value) {
    switch (value.kind()) {
        case Kind::boolean:
            return true;
        case Kind::number:
            // A number with a fraction or exponent has to fit into 64 bits, one of digits does not.
            return std::trunc(value.number()) == value.number() &&
                   (std::abs(value.number()) < 9.2233720368547758e18 ||
                    value.raw().find_first_of(".eE") == std::string_view::npos);
        case Kind::string:
            return is_whole_text(value.text());
        case Kind::null:
        case Kind::array:
        case Kind::object:
            return false;
    }
    return false;
}

bool server_takes_yes_no(const Value& value) {
    switch (value.kind()) {
        case Kind::boolean:
            return true;
        case Kind::number:
            return value.number() == 0 || value.number() == 1;
        case Kind::string:
            return is_yes_no_text(value.text());
        case Kind::null:
        case Kind::array:
        case Kind::object:
            return false;
    }
    return false;
}

template <class Test> bool all_of(const Value& list, Kind kind, Test test) {
    if (!list.is(kind)) {
        return false;
    }
    for (Value element = list.first(); element; element = element.next()) {
        if (!test(element)) {
            return false;
        }
    }
    return true;
}

bool is_text(const Value& value) { return value.is(Kind::string); }
bool is_texts(const Value& value) { return all_of(value, Kind::array, is_text); }

bool is_byte(double n) { return n >= 0 && n <= 255 && std::trunc(n) == n; }

}  // namespace

std::string_view shape_name(Shape shape) {
    static constexpr std::string_view names[] = {"anything",
                                                 "a number",
                                                 "a whole number",
                                                 "a string",
                                                 "`true` or `false`",
                                                 "a number or a string",
                                                 "a list of strings",
                                                 "a list of lists of strings",
                                                 "a list of pairs of numbers",
                                                 "a list of whole numbers from 0 to 255",
                                                 "an object",
                                                 "an object of lists of strings",
                                                 "a list of objects",
                                                 "an object"};
    return names[static_cast<std::size_t>(shape)];
}

std::string_view kind_name(const Value& value) {
    switch (value.kind()) {
        case Kind::null:
            return "`null`";
        case Kind::boolean:
            return "a boolean";
        case Kind::number:
            return "a number";
        case Kind::string:
            return "a string";
        case Kind::array:
            return "a list";
        case Kind::object:
            return "an object";
    }
    return "";
}

std::string shown(const Value& value) {
    constexpr std::size_t most = 40;
    if (value.is(Kind::number) || value.is(Kind::boolean)) {
        return fmt::format("`{}`", value.raw().substr(0, most));
    }
    if (value.is(Kind::string) && value.raw().size() <= most) {
        return fmt::format("the string `{}`", value.raw());
    }
    return std::string(kind_name(value));
}

double server_number(const Value& value) {
    switch (value.kind()) {
        case Kind::boolean:
            return value.is_true() ? 1 : 0;
        case Kind::number:
            return value.number();
        case Kind::string:
            return number_of_text(value.text());
        case Kind::null:
        case Kind::array:
        case Kind::object:
            return no_number;
    }
    return no_number;
}

std::string_view element_name(Shape shape) {
    switch (shape) {
        case Shape::texts:
            return "a string";
        case Shape::paths:
            return "a list of strings";
        case Shape::points:
            return "a pair of numbers";
        case Shape::bytes:
            return "a whole number from 0 to 255";
        case Shape::rows:
            return "an object";
        case Shape::any:
        case Shape::number:
        case Shape::whole:
        case Shape::text:
        case Shape::yes_no:
        case Shape::position:
        case Shape::object:
        case Shape::buckets:
        case Shape::record:
            return "";
    }
    return "";
}

bool server_takes_element(const Value& element, Shape shape, double most) {
    if (shape == Shape::points) {
        return element.size() == 2 && all_of(element, Kind::array, [most](const Value& v) {
                   return server_number(v) <= most;
               });
    }
    if (shape == Shape::bytes) {
        return server_takes_whole(element) && is_byte(server_number(element));
    }
    return editor_takes_element(element, shape);
}

bool editor_takes_element(const Value& element, Shape shape) {
    switch (shape) {
        case Shape::points:
            return element.size() == 2 &&
                   all_of(element, Kind::array, [](const Value& v) { return v.is(Kind::number); });
        case Shape::bytes:
            return element.is(Kind::number) && is_byte(element.number());
        case Shape::texts:
            return is_text(element);
        case Shape::paths:
            return is_texts(element);
        case Shape::rows:
            return element.is(Kind::object);
        case Shape::any:
        case Shape::number:
        case Shape::whole:
        case Shape::text:
        case Shape::yes_no:
        case Shape::position:
        case Shape::object:
        case Shape::buckets:
        case Shape::record:
            return true;
    }
    return true;
}

bool server_takes(const Value& value, Shape shape, double most) {
    switch (shape) {
        case Shape::any:
            return true;
        case Shape::number:
            return server_number(value) <= most || (std::isinf(most) && is_nan_text(value));
        case Shape::whole:
            return server_takes_whole(value) && server_number(value) <= most;
        case Shape::text:
            return is_text(value);
        case Shape::yes_no:
            return server_takes_yes_no(value);
        case Shape::position:
            return is_text(value) || value.is(Kind::number) || value.is(Kind::boolean);
        case Shape::texts:
        case Shape::paths:
        case Shape::points:
        case Shape::rows:
            return all_of(value, Kind::array, [&](const Value& element) {
                return server_takes_element(element, shape, most);
            });
        case Shape::bytes:
            return value.is(Kind::array) && value.size() != 0 &&
                   all_of(value, Kind::array, [&](const Value& element) {
                       return server_takes_element(element, shape, most);
                   });
        case Shape::buckets:
            return all_of(value, Kind::object, is_texts);
        case Shape::object:
        case Shape::record:
            return value.is(Kind::object);
    }
    return false;
}

bool editor_takes(const Value& value, Shape shape) {
    switch (shape) {
        case Shape::any:
            return true;
        case Shape::number:
            return value.is(Kind::number);
        case Shape::whole:
            return is_whole(value);
        case Shape::text:
            return is_text(value);
        case Shape::yes_no:
            return value.is(Kind::boolean);
        case Shape::position:
            return is_text(value) || value.is(Kind::number);
        case Shape::texts:
        case Shape::paths:
        case Shape::points:
        case Shape::bytes:
        case Shape::rows:
            return all_of(value, Kind::array, [&](const Value& element) {
                return editor_takes_element(element, shape);
            });
        case Shape::buckets:
            return all_of(value, Kind::object, is_texts);
        case Shape::object:
        case Shape::record:
            return value.is(Kind::object);
    }
    return false;
}

bool is_number_text(std::string_view text) {
    data::Number number;
    std::string padded(text);
    padded.append(64, ' ');
    return !text.empty() && data::scan_number(padded.data(), number) &&
           number.end == padded.data() + text.size();
}

bool is_whole(const Value& value) {
    return value.is(Kind::number) && std::isfinite(value.number()) &&
           std::trunc(value.number()) == value.number();
}

}  // namespace lsmap::validate

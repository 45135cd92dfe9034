#pragma once
#include "validate/json.hpp"

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

// What Label Studio's two judges take for a value of a kind.
namespace lsmap::validate {

// What a key of a result holds. `points`: pairs of numbers; `bytes`: whole numbers 0..255, at least
// one; `buckets`: lists of texts by name; `rows` and `record`: objects with fields of their own.
enum class Shape : std::uint8_t {
    any,
    number,
    whole,
    text,
    yes_no,
    position,  // a number or a text
    texts,
    paths,  // lists of texts
    points,
    bytes,
    object,
    buckets,
    rows,
    record,
};

// "a number", "a list of strings": for messages.
std::string_view shape_name(Shape shape);
// "a string", "`null`", "a list", "3.5": what stands there, for messages.
std::string shown(const json::Value& value);
// The same without the value itself: "a string".
std::string_view kind_name(const json::Value& value);

// Of the elements of a list: "a pair of numbers". "": it is no list.
std::string_view element_name(Shape shape);

// The server reads values as pydantic does when it is not strict: `"3"`, `3.0` and `true` are whole
// numbers. Numbers of the value (in points, too) are at most `most`. `rows` and `record` are not
// looked into. Not `null`: see Rule::or_null.
bool server_takes(const json::Value& value, Shape shape,
                  double most = std::numeric_limits<double>::infinity());
// The editor's models want the JSON types themselves.
bool editor_takes(const json::Value& value, Shape shape);

// One element of a list of that shape.
bool server_takes_element(const json::Value& element, Shape shape,
                          double most = std::numeric_limits<double>::infinity());
bool editor_takes_element(const json::Value& element, Shape shape);

// The number that the server reads there; NaN: none.
double server_number(const json::Value& value);
// A text that is a JSON number and nothing else, so that it may stand without its quotes.
bool is_number_text(std::string_view text);
// A whole number as JSON writes it, `3`; the editor's integer also takes `3.0`.
bool is_whole(const json::Value& value);

}  // namespace lsmap::validate

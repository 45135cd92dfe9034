#pragma once
#include "infer/observe.hpp"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lsmap::infer {

// What a value may be used for, by its name, its form and its numbers.
enum class Role : std::uint8_t {
    none,
    box,       // text is the encoding: `xyxy<px>`
    polygon,   // one outline; `four` points always: an oriented box as well
    polygons,  // a list of outlines
    point,
    keypoints,
    mask,
    size,
    score,
    text,    // any text
    number,  // any number
    word,    // a text that repeats itself or is short: a class, a kind
    id,
    start,  // of a stretch of time or text
    end,
    span,  // both in one
    flag,
    other,
};

// Lengths are guessed from the numbers, their names, and the size of the picture where it is known.
struct Hints {
    bool has_text = false, has_sound = false, has_video = false, has_picture = false;
    double width = 0, height = 0;  // the largest that is seen; 0: none is
};

// The number of a box that a field holds.
enum class Part : std::uint8_t { x1, y1, x2, y2, width, height, cx, cy, none };

// An input type with what is guessed about it.
struct Declared {
    enum class Form : std::uint8_t { plain, record, list, map, tuple };
    struct Field {
        std::string name, key;  // as rules call it; as it stands in the data
        std::unique_ptr<Declared> type;
        Part part = Part::none;
    };
    Form form = Form::plain;
    std::string text = "json";  // of a plain one
    Role role = Role::none;
    bool optional = false;
    bool four = false;          // a polygon that has four points always
    std::string unit;           // of geometry: "px"
    std::string remark;         // for a person: "TODO: …", or what was seen
    std::vector<Field> fields;  // of a record or a tuple
    // The four fields that are a box together, and its encoding; none: empty.
    std::string box_form;
    std::vector<std::size_t> box_fields;
    std::unique_ptr<Declared> element;  // of a list or map
    const Observed* seen = nullptr;
    std::vector<std::string> words;  // literals that it may be, where it was not seen

    const Field* field(std::string_view name) const;
    Field* field(std::string_view name);
};

// The sizes of pictures that the samples name.
void find_size(const Observed& root, Hints& hints);

std::unique_ptr<Declared> declare(const Observed& root, const Hints& hints);

// Types of modules that stand for parts of a declared type.
using Overrides = std::map<const Declared*, std::string>;

// The type as it is written, its lines behind the first `indent` blanks in. Remarks are comments
// behind their fields.
std::string print(const Declared& type, std::size_t indent, const Overrides& overrides);

// A name of the language made of a key: letters, digits and `_`, no reserved word.
std::string name_of_key(std::string_view key);

std::string lower(std::string_view text);
bool has_word(std::string_view text, std::initializer_list<std::string_view> words);

}  // namespace lsmap::infer

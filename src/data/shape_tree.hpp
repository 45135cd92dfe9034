#pragma once
#include "data/shape.hpp"

#include <array>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// The inside of data::Shape, for shape.cpp and the decoder only.
namespace lsmap::data {

// Kinds of JSON values as a set.
inline constexpr std::uint8_t json_string = 1, json_number = 2, json_bool = 4, json_array = 8,
                              json_object = 16, json_any = 31;

// One way of decoding. `corners` and the like are encodings whose values are boxes.
enum class Form : std::uint8_t {
    presence,  // only whether it is there
    boolean,
    integer,  // from `low` on
    number,   // from `low` to `high`
    string,
    id,
    json,
    literal,  // one of `literals`
    clock,
    iso_duration,
    datetime,  // `text` is the format
    size,
    point,
    box,
    quad,
    cxcywhr,
    polygon,
    keypoints,
    rle,
    bitmap,
    png,
    list,
    tuple,
    map,
    record,
    alternatives,
};

// A JSON key as it stands in a text, closing quote included, ready for comparing 16 bytes at once.
struct KeyBytes {
    std::uint64_t bytes[2] = {0, 0};
    std::uint64_t mask[2] = {0, 0};
    std::string text;  // without the quote

    KeyBytes() = default;
    explicit KeyBytes(std::string key);
    // `at` points behind the opening quote; `data::padding` bytes behind it are readable.
    bool matches(const char* at) const {
        std::uint64_t words[2];
        std::memcpy(words, at, sizeof words);
        const bool begins =
            (((words[0] ^ bytes[0]) & mask[0]) | ((words[1] ^ bytes[1]) & mask[1])) == 0;
        return begins &&
               (text.size() < sizeof words ||
                (std::memcmp(at, text.data(), text.size()) == 0 && at[text.size()] == '"'));
    }
};

using Literal = std::variant<std::string, std::int64_t>;

// Which of two alternatives an object belongs to: by the literal under `key`, or by whether it is
// there.
struct ObjectTest {
    enum By : std::uint8_t { none, literal, first_has, second_has };
    By by = none;  // none: the two cannot be told apart
    std::string key;
    std::vector<Literal> first;  // the literals of the first
};

struct FieldShape;

struct Shape {
    Form form = Form::presence;
    bool optional = false;
    bool lenient = false;       // `try T`
    std::uint8_t encoding = 0;  // types::BoxForm, SizeForm, KeypointForm by `form`
    bool radians = false, counter_clockwise = false;
    bool open = false;  // tuple
    std::uint8_t kinds = json_any;
    std::string subject;           // how messages call the value: "`width`", "an element of `xs`"
    std::string type;              // as the user wrote it
    std::optional<Span> declared;  // the field that it is, or stands in

    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();
    std::string text;
    std::vector<Literal> literals;

    std::vector<FieldShape> fields;  // record
    std::uint32_t needed = 0;        // how many of them
    std::uint32_t order = 0;  // where the learned order of this record stands in the reader's table
    std::uint32_t record = 0;          // its number among the record types below the root
    std::vector<std::uint16_t> slots;  // hash of a key → field + 1; a power of two of them

    std::vector<Shape> children;  // places, alternatives, the element
    std::uint32_t depth = 0;      // arrays and objects around it
    // Lengths of arrays that fit.
    std::uint32_t at_least = 0;
    std::uint32_t at_most = std::numeric_limits<std::uint32_t>::max();
    std::uint8_t first_kinds =
        json_any;                   // what the first element of an array may be; null counts as any
    std::vector<ObjectTest> tests;  // of alternatives `i` and `j`: at i * children.size() + j

    // Of a root: how large the table of learned orders is, how many record types there are, and a
    // number no other root has.
    std::uint32_t orders = 0;
    std::uint32_t records = 0;
    std::uint64_t serial = 0;

    const FieldShape* find(const char* key, std::size_t size) const;
};

struct FieldShape {
    KeyBytes key;
    bool needed = false;
    bool required = false;
    Shape shape;
};

inline std::size_t key_hash(const char* key, std::size_t size) {
    std::uint64_t word = 0;
    std::memcpy(&word, key, sizeof word);
    const std::uint64_t keep = size >= 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << (size * 8)) - 1;
    const std::uint64_t last = size == 0 ? 0 : static_cast<unsigned char>(key[size - 1]);
    return static_cast<std::size_t>((((word & keep) + last * 131 + size) * 0x9E3779B97F4A7C15U) >>
                                    40);
}

inline const FieldShape* Shape::find(const char* key, std::size_t size) const {
    for (std::size_t h = key_hash(key, size);; ++h) {
        const std::uint16_t slot = slots[h & (slots.size() - 1)];
        if (slot == 0) {
            return nullptr;
        }
        const FieldShape& field = fields[slot - 1];
        if (field.key.text == std::string_view(key, size)) {
            return &field;
        }
    }
}

}  // namespace lsmap::data

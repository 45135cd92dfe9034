#pragma once
#include "data/arena.hpp"
#include "data/scan.hpp"
#include "data/shape_tree.hpp"
#include "data/value.hpp"

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace lsmap::data {

// Decodes the usual record by its Shape in one pass over the text, without looking for tokens
// first. It takes exactly the JSON of RFC 8259, and makes the same values as the Decoder. What a
// type does not fit, and forms that are rare, it hands to the Decoder value by value; where that
// does not do, it gives up, and the Decoder reads the whole record and says what is wrong.
class Cursor {
 public:
    // Decodes `json`, one value that was passed over and is JSON but for what the Decoder checks.
    // False: it is not, after all.
    class Rest {
     public:
        virtual bool decode(const Shape& shape, std::string_view json, Value& v) = 0;

     protected:
        ~Rest() = default;
    };

    // False: given up. `json` has `padding` readable bytes behind it. `is_part`: keys of the
    // outermost object may be left out.
    bool read(const Shape& root, std::string_view json, Arena& arena, Rest& rest, Value& v,
              bool is_part = false);

 private:
    // The bytes between two values of an object, `, "key": `, as they stood before, and whose value
    // follows. Objects of one source look alike: comparing these bytes settles comma, key, colon
    // and blanks at once.
    struct Gap {
        static constexpr std::size_t most = 32;
        std::array<char, most> bytes{};
        std::uint32_t mask = 0;  // a bit for each of `bytes` that counts
        std::uint16_t size = 0;
        std::uint16_t next = 0;   // the gap that came behind this one's value, last time
        std::uint16_t field = 0;  // + 1; 0: no rule reads it
    };
    // Of one record type: [0] is its closing brace (`next` of it is the gap that opened it last
    // time), [1] stands for all gaps that are too long to keep.
    struct Gaps {
        static constexpr std::size_t most = 24;
        std::array<Gap, most> known;
        std::uint16_t count = 0;
    };

    // Each takes the first byte of a value and returns what follows its last; nullptr: the Decoder
    // has to look at the value, or with `given_up_` at the record.
    const char* value(const char* p, const Shape& shape, Value& v);
    const char* usual(const char* p, const Shape& shape, Value& v);
    const char* rare(const char* p, const Shape& shape, Value& v);
    const char* record(const char* p, const Shape& shape, Value& v);
    const char* list(const char* p, const Shape& shape, Value& v);
    const char* tuple(const char* p, const Shape& shape, Value& v);
    const char* map(const char* p, const Shape& shape, Value& v);
    const char* alternatives(const char* p, const Shape& shape, Value& v);
    const char* boolean(const char* p, Value& v) const;
    const char* number(const char* p, const Shape& shape, Value& v) const;
    const char* integer(const char* p, const Shape& shape, Value& v) const;
    const char* id(const char* p, Value& v);
    const char* literal(const char* p, const Shape& shape, Value& v);
    const char* text(const char* p, Value& v);
    const char* escaped_text(const char* p, const char* end, Value& v);
    const char* row(const char* p, double* d, std::size_t count) const;
    const char* box(const char* p, const Shape& shape, Value& v);
    const char* geometry(const char* p, const Shape& shape, Value& v);
    const char* numbers(const char* p, std::size_t& width);
    const char* other(const char* p, const Shape& shape, Value& v);

    const char* gap(const char* p, const Shape& shape, Gaps& gaps, std::uint16_t& at, bool first);
    const char* new_gap(const char* p, const Shape& shape, Gaps& gaps, std::uint16_t& at,
                        bool first);

    // Passes over a value that stands in `around` arrays and objects; nullptr: not JSON.
    const char* skip(const char* p, std::size_t around);
    const char* skip_text(const char* p);
    const char* string_end(const char* p, bool& escapes) const;

    const char* give_up() {
        given_up_ = true;
        return nullptr;
    }
    const char* blanks(const char* p) const {
        return static_cast<unsigned char>(*p) > ' ' ? p : more_blanks(p);
    }
    const char* more_blanks(const char* p) const {
        for (; p < end_ && is_space(*p); ++p) {
        }
        return p;
    }

    const char* end_ = nullptr;
    Arena* arena_ = nullptr;
    Rest* rest_ = nullptr;
    const Shape* may_lack_keys_ = nullptr;
    bool given_up_ = false;
    std::vector<Value> pending_;  // elements of the lists around
    std::vector<double> reals_;
    std::vector<std::string_view> keys_;
    std::vector<char> unescaped_;
    std::vector<Gaps> gaps_;  // by Shape::record
    std::uint64_t learned_for_ = 0;
};

// Whether the bytes are UTF-8.
bool is_utf8(const char* begin, const char* end);

}  // namespace lsmap::data

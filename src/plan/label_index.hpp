#pragma once
#include "check/ir.hpp"
#include "data/arena.hpp"
#include "data/value.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lsmap::plan {

// A label table as a hash over its keys. The arm that stands first wins, ranges and `_` included.
class LabelIndex {
 public:
    struct Arm {
        data::Value value;  // text of a label, items of a path or of a list
        enum class Kind : std::uint8_t { label, skip, fail } kind = Kind::label;
        std::uint32_t reason = 0;  // of skip: Plan::reasons
        std::string message;       // of fail
        Span span;
    };
    LabelIndex(const ir::Table& table, std::vector<Arm> arms);

    // The arm for a text (or the text of an id), for a whole number; nullptr: there is none.
    const Arm* find(std::string_view key) const;
    const Arm* find(std::int64_t key) const;
    bool keys_are_text() const { return keys_are_text_; }
    const std::vector<Arm>& arms() const { return arms_; }  // in source order

 private:
    // A text of up to 16 bytes is known by its size, its first and its last eight bytes (they may
    // overlap): most keys are compared without a look at their text.
    struct Ends {
        std::uint64_t first = 0, last = 0;
        bool operator==(const Ends&) const = default;
    };
    static constexpr std::size_t short_text = 16;
    static Ends ends_of(std::string_view text);
    static std::uint64_t hash_of(std::string_view text, const Ends& ends);

    struct Place {
        Ends ends;  // of a text
        std::int64_t number = 0;
        std::string_view text;
        std::uint32_t arm = empty;
    };
    struct Range {
        std::int64_t first, last;
        std::uint32_t arm;
    };
    static constexpr std::uint32_t empty = 0xffffffff;
    void add(std::string_view text, std::int64_t number, std::uint32_t arm);
    std::uint32_t find_text(std::string_view key) const;

    bool keys_are_text_, loose_;
    std::vector<Arm> arms_;
    std::vector<Place> places_;  // a power of two, at most half full
    std::vector<Range> ranges_;
    std::uint32_t otherwise_ = empty;
    data::Arena keys_;  // keys as they are compared
};

// A key as loose tables compare it: ASCII letters in lower case, without blanks, `_` and `-`.
std::string_view loosened(std::string_view key, char* buffer);

}  // namespace lsmap::plan

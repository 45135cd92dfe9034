#pragma once
#include "diag/diagnostic.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// JSON with positions: every value is a range of bytes of the text it was read from.
namespace lsmap::validate::json {

// The most values that one record (a task) may have.
inline constexpr std::size_t most_values = std::size_t{64} << 20U;

enum class Kind : std::uint8_t { null, boolean, number, string, array, object };

class Document;

// A value of a document, or nothing. Valid as long as the document is not read anew.
class Value {
 public:
    Value() = default;
    explicit operator bool() const { return document_ != nullptr; }
    bool is(Kind kind) const;  // false for nothing
    Kind kind() const;

    std::size_t begin() const;  // bytes of the whole text
    std::size_t end() const;
    std::string_view raw() const;
    std::size_t size() const;  // elements or members
    Value first() const;       // nothing where there is none
    Value next() const;        // the next element or member
    // The last member with that key, as Python reads an object. Nothing for what is no object.
    Value operator[](std::string_view key) const;
    std::string key() const;        // of a member
    std::size_t key_begin() const;  // of a member: its opening quote
    std::size_t key_end() const;

    std::string text() const;  // of a string, decoded
    bool is_text(std::string_view text) const;
    double number() const;  // of a number; infinite beyond the range of a double
    bool is_true() const;   // the literal `true`

 private:
    friend class Document;
    Value(const Document* document, std::uint32_t index) : document_(document), index_(index) {}

    const Document* document_ = nullptr;
    std::uint32_t index_ = 0;
};

// One value of a longer text, in nodes that are reused from record to record.
class Document {
 public:
    // Reads the value that is all of text[begin, end). What is wrong with it, with its place:
    // `duplicates` leaves the rest readable, `broken` does not.
    struct Problem {
        std::size_t at;  // byte of the whole text
        diag::Diagnostic diagnostic;
    };
    std::optional<Problem> read(std::string_view text, std::size_t begin, std::size_t end);
    const std::vector<Problem>& duplicates() const { return duplicates_; }
    Value root() const { return {this, 0}; }
    // JSON pointer of the value that starts at that byte, from the root.
    std::string pointer(std::size_t byte) const;

 private:
    friend class Value;
    struct Node {
        Kind kind;
        std::uint32_t begin, end;
        std::uint32_t key_begin, key_end;  // equal: no member
        std::uint32_t next;                // 0: none
        std::uint32_t size;
    };
    bool build(std::size_t begin, std::size_t end);
    void find_duplicates(std::uint32_t object);

    std::string_view text_;
    std::vector<Node> nodes_;  // a container stands before what is in it
    std::vector<Problem> duplicates_;
};

// A text of one value has one record; of `[…]` each element is one, of several values each is.
struct Record {
    std::size_t begin = 0, end = 0;
};
struct Records {
    bool is_list = false;                     // the elements of one array
    bool is_lines = false;                    // several values, one behind the other
    std::vector<Record> all;                  // bounded by the size of the text
    std::optional<Document::Problem> broken;  // the text between records, or its end
};
Records split_records(std::string_view text);

// Line (from 1) and column (code points, from 1) of bytes; made once for a text, then quick.
class Places {
 public:
    explicit Places(std::string_view text) : text_(text) {}
    struct Place {
        std::uint64_t line = 1, column = 1;
    };
    Place at(std::size_t byte);

 private:
    std::string_view text_;
    std::vector<Place> blocks_;  // of the starts of blocks
};

// A JSON string literal of the text.
std::string quoted(std::string_view text);

}  // namespace lsmap::validate::json

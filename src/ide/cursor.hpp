#pragma once
#include "syntax/scan.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lsmap::ide {

// Letters of names and numbers.
inline bool is_word_part(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

// What kind of block is around a place, as its head says.
enum class BlockKind : std::uint8_t {
    file,
    task,
    rules,   // prediction, rules NAME(…), and `when` and `for` in them
    body,    // of a rule or `with`
    object,  // object NAME { … }
    labels,
    match,
    record,  // of a type or a value
    test,
};

// Where a cursor stands, read from the words before it alone: the text may be broken there.
struct Cursor {
    std::uint32_t byte = 0;
    // What completion replaces: from where the word (or the inside of the string) begins.
    std::uint32_t begin = 0;
    bool in_comment = false;
    bool in_string = false;
    bool string_is_open = false;   // without its closing quote
    bool in_hole = false;          // of an f-string
    bool is_entry = false;         // an item or entry may begin here
    bool is_behind_value = false;  // a value ends before it: operators, clauses, `as`, …
    bool in_clauses = false;       // behind a `for` without its `->` or `{`
    BlockKind block = BlockKind::file;
    std::string before;  // the word, mark or string before it
    std::string before_that;
    std::string closers;  // of brackets that opened in the same line: ")]"
    // The type or call around it: `xyxy` of `xyxy<|`, `iou` of `iou(a, |`; with the number of the
    // argument. "": none.
    std::string type_around, call_around;
    std::uint32_t call_at = 0;  // where the name of the call begins
    std::size_t argument = 0;
};
Cursor cursor_at(std::string_view text, std::uint32_t byte);

}  // namespace lsmap::ide

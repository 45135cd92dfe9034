#pragma once
#include "base/span.hpp"
#include "diag/diagnostic.hpp"

#include <cstdint>
#include <string_view>

namespace lsmap::syntax {

// A row of grammar/expected.def.
enum class Sort : std::uint8_t { value, name, item, colon, equals, arrow, quote, mark };
struct Expected {
    Sort sort;
    std::string_view text;
};

// Where reading stopped. `since`: where the entry or item begins; `at`: what could not be read.
struct Stop {
    std::string_view text;
    FileId file{};
    std::uint32_t since = 0;
    std::uint32_t at = 0;

    // End of the last token before `at`.
    std::uint32_t last_end() const;
    // `at`, or the begin of the word or mark that it stands in: a rule may fail within one.
    std::uint32_t token_begin() const;
    // The token at `at`; empty, behind the last token, where it stands on another line.
    Span found() const;
    std::uint32_t anchor() const;  // where that begins
};

// One thing to do where the mistake is a likely one, else "".
std::string advice(const Stop& stop, Expected expected);
bool is_reserved_word(std::string_view word);
const std::vector<std::string>& entry_words();  // `for`, `prediction`, …

// "expected …, found …", or a message of its own for common slips (`&&`, `=` for `:`, a reserved
// word as a name) with the edit that mends them.
diag::Diagnostic expected_at(const Stop& stop, Expected expected);

// The bracket at `open` was not closed; the second label points at it.
diag::Diagnostic not_closed_at(const Stop& stop, std::uint32_t open, char close);

// The string that begins at `begin` runs into the end of its line.
diag::Diagnostic string_not_closed_at(const Stop& stop, std::uint32_t begin);

// What begins at `at` looks like a further entry: `name:`, `"key" ->`, `let`, `->`.
bool entry_follows(std::string_view text, std::uint32_t at);

// Where to go on after a broken entry or item that begins at `begin` and failed at `failed`: before
// the comma, line end or bracket that ends it. Always behind `begin`.
std::uint32_t end_of_broken_entry(std::string_view text, std::uint32_t begin, std::uint32_t failed);
std::uint32_t end_of_broken_item(std::string_view text, std::uint32_t failed);

}  // namespace lsmap::syntax

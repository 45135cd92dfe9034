#pragma once
#include <cstdint>
#include <string_view>

namespace lsmap::syntax {

enum class TokenKind : std::uint8_t { end, newline, blank, comment, word, number, string, mark };

struct Token {
    TokenKind kind = TokenKind::end;
    std::uint32_t begin = 0;
    std::uint32_t end = 0;

    bool is_trivia() const { return kind >= TokenKind::newline && kind <= TokenKind::comment; }
};

// The token at `at`, by its look alone: for messages, for finding the next entry after a mistake,
// and for what stands between nodes. A string that is not closed ends with its line; a mark is as
// long as an operator of this language or of its neighbours (`&&`), else one code point.
Token token_at(std::string_view text, std::uint32_t at);

// The first token from `at` that is no blank, line end or comment.
Token next_token(std::string_view text, std::uint32_t at);

inline std::string_view text_of(std::string_view text, Token token) {
    return text.substr(token.begin, token.end - token.begin);
}

// Blanks before the first other character of the line that `at` stands in.
std::uint32_t indentation(std::string_view text, std::uint32_t at);
// Only blanks stand before `at` in its line.
bool first_on_line(std::string_view text, std::uint32_t at);
// `at` begins a line with the word of an item that is not the name of a slot (`labels: x`).
bool item_begins(std::string_view text, std::uint32_t at);

}  // namespace lsmap::syntax

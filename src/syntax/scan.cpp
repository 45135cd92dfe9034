#include "syntax/scan.hpp"

#include "grammar/words.hpp"

#include <array>

namespace lsmap::syntax {
namespace {

constexpr std::array<std::string_view, 16> long_marks = {
    "...", "->", "=>", "==", "!=", "<=", ">=", "??",
    "?.",  "..", "&&", "||", "//", "/*", ":=", "<>"};

using grammar::is_word;
using grammar::is_word_first;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::uint32_t string_end(std::string_view text, std::uint32_t at, bool raw, bool format);

// Behind the hole of an f-string whose `{` is at `at`; its strings may hold braces.
std::uint32_t hole_end(std::string_view text, std::uint32_t at) {
    std::size_t depth = 0;
    while (at < text.size() && text[at] != '\n') {
        const char c = text[at++];
        if (c == '{') {
            ++depth;
        } else if (c == '}' && --depth == 0) {
            break;
        } else if (c == '"') {
            while (at < text.size() && text[at] != '"' && text[at] != '\n') {
                at += text[at] == '\\' ? 2 : 1;
            }
            at += at < text.size() && text[at] == '"' ? 1 : 0;
        }
    }
    return at;
}

// Behind the string whose quote is at `at`.
std::uint32_t string_end(std::string_view text, std::uint32_t at, bool raw, bool format) {
    ++at;
    while (at < text.size() && text[at] != '\n') {
        const char c = text[at];
        if (c == '"') {
            return at + 1;
        }
        if (c == '\\' && !raw && at + 1 < text.size() && text[at + 1] != '\n') {
            at += 2;
        } else if (c == '{' && format) {
            at = text.substr(at, 2) == "{{" ? at + 2 : hole_end(text, at);
        } else {
            ++at;
        }
    }
    if (at > text.size()) {
        at = static_cast<std::uint32_t>(text.size());
    }
    while (at != 0 && text[at - 1] == '\r') {
        --at;
    }
    return at;
}

std::uint32_t number_end(std::string_view text, std::uint32_t at) {
    const auto digits = [&] {
        while (at < text.size() && is_digit(text[at])) {
            ++at;
        }
    };
    digits();
    if (at + 1 < text.size() && text[at] == '.' && is_digit(text[at + 1])) {
        ++at;
        digits();
    }
    if (at + 1 < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        const std::size_t sign = text[at + 1] == '+' || text[at + 1] == '-' ? 1 : 0;
        if (at + 1 + sign < text.size() && is_digit(text[at + 1 + sign])) {
            at += static_cast<std::uint32_t>(1 + sign);
            digits();
        }
    }
    while (at < text.size() && is_word(text[at])) {
        ++at;
    }
    return at;
}

std::uint32_t mark_end(std::string_view text, std::uint32_t at) {
    for (const std::string_view mark : long_marks) {
        if (text.substr(at, mark.size()) == mark) {
            return at + static_cast<std::uint32_t>(mark.size());
        }
    }
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) {
        ++at;
    }
    return at;
}

}  // namespace

Token token_at(std::string_view text, std::uint32_t at) {
    if (at >= text.size()) {
        const auto end = static_cast<std::uint32_t>(text.size());
        return {TokenKind::end, end, end};
    }
    Token token{TokenKind::mark, at, at};
    const char c = text[at];
    const auto take_while = [&](auto belongs) {
        while (token.end < text.size() && belongs(text[token.end])) {
            ++token.end;
        }
    };
    if (c == '\n') {
        token.kind = TokenKind::newline;
        token.end = at + 1;
    } else if (c == ' ' || c == '\t' || c == '\r') {
        token.kind = TokenKind::blank;
        take_while([](char x) { return x == ' ' || x == '\t' || x == '\r'; });
    } else if (c == '#') {
        token.kind = TokenKind::comment;
        take_while([](char x) { return x != '\n'; });
        token.end -= text[token.end - 1] == '\r' ? 1 : 0;
    } else if (c == '"') {
        token.kind = TokenKind::string;
        token.end = string_end(text, at, false, false);
    } else if ((c == 'f' || c == 'r') && at + 1 < text.size() && text[at + 1] == '"') {
        token.kind = TokenKind::string;
        token.end = string_end(text, at + 1, c == 'r', c == 'f');
    } else if (is_word_first(c)) {
        token.kind = TokenKind::word;
        take_while(is_word);
    } else if (is_digit(c)) {
        token.kind = TokenKind::number;
        token.end = number_end(text, at);
    } else {
        token.end = mark_end(text, at);
    }
    return token;
}

Token next_token(std::string_view text, std::uint32_t at) {
    Token token = token_at(text, at);
    while (token.is_trivia()) {
        token = token_at(text, token.end);
    }
    return token;
}

std::uint32_t indentation(std::string_view text, std::uint32_t at) {
    std::uint32_t begin = at;
    while (begin != 0 && text[begin - 1] != '\n') {
        --begin;
    }
    std::uint32_t end = begin;
    while (end < text.size() && (text[end] == ' ' || text[end] == '\t')) {
        ++end;
    }
    return end - begin;
}

bool first_on_line(std::string_view text, std::uint32_t at) {
    while (at != 0 && (text[at - 1] == ' ' || text[at - 1] == '\t')) {
        --at;
    }
    return at == 0 || text[at - 1] == '\n';
}

bool item_begins(std::string_view text, std::uint32_t at) {
    return (at == 0 || text[at - 1] == '\n') && grammar::item_begins(text.substr(at));
}

}  // namespace lsmap::syntax

#pragma once
#include <cstddef>
#include <string_view>

// Reserved words and the words of items, asked by the grammar and by the search for the next item.
namespace lsmap::grammar {

constexpr bool is_reserved(std::string_view word) {
#define RESERVED(text)                    \
    if (word == std::string_view(text)) { \
        return true;                      \
    }
#include "grammar/keywords.def"
#undef RESERVED
    return false;
}

constexpr bool is_item_word(std::string_view word) {
#define ITEM(text, declares)              \
    if (word == std::string_view(text)) { \
        return true;                      \
    }
#include "grammar/keywords.def"
#undef ITEM
    return false;
}

constexpr bool is_word_first(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
constexpr bool is_word(char c) { return is_word_first(c) || (c >= '0' && c <= '9'); }

// The line that begins at `line` is the first of an item: the word of one and, after a blank, a
// name, a string or a bracket. No bracket and no operator goes on over it, so one that is not
// closed ends there.
constexpr bool item_begins(std::string_view line) {
    if (line.empty() || line[0] < 'a' || line[0] > 'z') {
        return false;
    }
    std::size_t end = 0;
    while (end < line.size() && is_word(line[end])) {
        ++end;
    }
    std::size_t next = end;
    while (next < line.size() && (line[next] == ' ' || line[next] == '\t')) {
        ++next;
    }
    if (next == end || next == line.size() || !is_item_word(line.substr(0, end))) {
        return false;
    }
    if (is_word(line[next])) {
        std::size_t last = next;
        while (last < line.size() && is_word(line[last])) {
            ++last;
        }
        const std::string_view second = line.substr(next, last - next);
        return second == "for" || !is_reserved(second);
    }
    return std::string_view("\"`{[(").find(line[next]) != std::string_view::npos;
}

}  // namespace lsmap::grammar

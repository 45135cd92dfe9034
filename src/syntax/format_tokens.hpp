#pragma once
#include "syntax/tree.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace lsmap::syntax {

struct Comment {
    std::uint32_t begin = 0, end = 0;
    bool own_line = false;  // else it stands behind something
    bool blank_before = false;
};

// Blank, line ends and comments before a token.
struct Gap {
    std::vector<Comment> comments;
    bool newline = false;
    bool blank = false;  // a blank line stands right before the token
};

// What is not divided: a word, a mark, a literal, an item that is left as it stands.
struct FormatToken {
    std::uint32_t begin = 0, end = 0;
    Gap gap;
};

// The whole text; the last token is its end and has the comments behind everything.
std::vector<FormatToken> format_tokens(const Tree& tree, std::string_view text,
                                       const std::vector<std::uint32_t>& left_alone);

// Indices of the items (children of the file) that hold a mistake.
// `mistakes`: where the parser reported errors.
std::vector<std::uint32_t> items_with_mistakes(const Tree& tree, std::string_view text,
                                               const std::vector<std::uint32_t>& mistakes);

}  // namespace lsmap::syntax

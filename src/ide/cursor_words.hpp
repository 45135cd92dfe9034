#pragma once
#include "ide/cursor.hpp"

#include <string_view>
#include <vector>

namespace lsmap::ide {

struct Word {
    syntax::Token token;
    bool first_on_line = false;
};
// The words, marks and strings before a cursor, without the one that it stands in or at.
struct WordsBefore {
    std::vector<Word> words;
    bool first = false;  // nothing but blanks stands before the cursor's word in its line
};
// For `cursor.byte`; what the cursor stands in (a string, a comment, the hole of an f-string) is
// noted in `cursor`.
WordsBefore words_before(std::string_view text, Cursor& cursor);

}  // namespace lsmap::ide

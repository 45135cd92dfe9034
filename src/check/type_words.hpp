#pragma once
#include <string_view>
#include <vector>

namespace lsmap::check {

// A type of the language as it is written, with its arguments: "time", "time<s>". Where there are
// several ways they stand in one text: "size<wh>` or `size<hw>".
struct TypeWordText {
    std::string_view word, written;
};
std::vector<TypeWordText> type_word_texts();

}  // namespace lsmap::check

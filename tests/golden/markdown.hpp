#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace golden {

// A fenced block of a page: ```lsmap file=shared.lsmap fails
struct Block {
    std::vector<std::string> words;  // behind the fence; the first is the language
    std::string text;
    int line = 0;  // of the fence, from 1

    const std::string& language() const { return words.front(); }
    bool has(std::string_view word) const;
    // The value of a word `key=value`, "" where there is none.
    std::string value(std::string_view key) const;
    // The file that it stands for: `file=…`, else by its language; "": it is no file.
    std::string file() const;
};

std::vector<std::string> lines_of(std::string_view text);
// The blocks whose fence has words, in their order; blocks in a list are indented.
std::vector<Block> blocks_of(std::string_view page);

}  // namespace golden

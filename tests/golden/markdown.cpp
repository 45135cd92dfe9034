#include "golden/markdown.hpp"

#include "golden/folder.hpp"

#include <algorithm>

namespace golden {

bool Block::has(std::string_view word) const {
    return std::ranges::find(words, word) != words.end();
}

std::string Block::value(std::string_view key) const {
    for (const std::string& word : words) {
        if (word.starts_with(key) && word.substr(key.size()).starts_with('=')) {
            return word.substr(key.size() + 1);
        }
    }
    return "";
}

std::string Block::file() const {
    const std::string named = value("file");
    return !named.empty()                                  ? named
           : language() == "lsmap"                         ? "rules.lsmap"
           : language() == "xml"                           ? "config.xml"
           : language() == "json" || language() == "jsonl" ? "input." + language()
           : has("input")                                  ? "input." + language()
           : language() == "args"                          ? "args"
                                                           : "";
}

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::vector<Block> blocks_of(std::string_view page) {
    std::vector<Block> blocks;
    bool open = false;
    std::size_t indent = 0;
    int number = 0;
    for (const std::string& line : lines_of(page)) {
        ++number;
        const std::size_t begin = std::min(line.find_first_not_of(' '), line.size());
        if (line.compare(begin, 3, "```") == 0) {
            open = !open;
            if (open) {
                indent = begin;
                blocks.push_back({words_of(std::string_view(line).substr(begin + 3)), "", number});
            }
        } else if (open) {
            blocks.back().text += line.substr(std::min(begin, indent)) + '\n';
        }
    }
    std::erase_if(blocks, [](const Block& b) { return b.words.empty(); });
    return blocks;
}

}  // namespace golden

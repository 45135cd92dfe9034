#pragma once
#include <string>
#include <string_view>

namespace lsmap::check {

// What `same loose` compares: ASCII letters without case; blanks, `_` and `-` do not count.
inline std::string loose_key(std::string_view text) {
    std::string key;
    for (const char c : text) {
        if (c >= 'A' && c <= 'Z') {
            key += static_cast<char>(c - 'A' + 'a');
        } else if (c != ' ' && c != '\t' && c != '_' && c != '-') {
            key += c;
        }
    }
    return key;
}

}  // namespace lsmap::check

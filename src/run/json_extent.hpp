#pragma once
#include <string_view>

namespace lsmap::run {

// The JSON value that `json` begins with, in text that was read before and so is known to be JSON.
inline std::string_view json_extent(std::string_view json) {
    std::size_t depth = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (in_string) {
            i += c == '\\' ? 1 : 0;
            in_string = c != '"';
            if (!in_string && depth == 0) {
                return json.substr(0, i + 1);
            }
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if (c == '}' || c == ']' ||
                   (depth == 0 && (c == ',' || c == ' ' || c == '\n' || c == '\t' || c == '\r'))) {
            if (depth == 0) {
                return json.substr(0, i);
            }
            if (--depth == 0) {
                return json.substr(0, i + 1);
            }
        }
    }
    return json;
}

}  // namespace lsmap::run

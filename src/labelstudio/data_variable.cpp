#include "labelstudio/data_variable.hpp"

#include <algorithm>
#include <string>

namespace lsmap::labelstudio {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool starts_key(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_key(char c) { return starts_key(c) || is_digit(c); }

std::size_t key_end(std::string_view text, std::size_t i) {
    while (i < text.size() && is_key(text[i])) {
        ++i;
    }
    return i;
}

// The end of `[12]` that begins at `i`, else `i`.
std::size_t index_end(std::string_view text, std::size_t i) {
    if (i >= text.size() || text[i] != '[') {
        return i;
    }
    const std::size_t close = text.find(']', i);
    if (close == std::string_view::npos || close == i + 1) {
        return i;
    }
    const std::string_view inside = text.substr(i + 1, close - i - 1);
    return std::ranges::all_of(inside, is_digit) ? close + 1 : i;
}

}  // namespace

VariableText read_variables(std::string_view text, Span value) {
    VariableText found;
    for (std::size_t dollar = text.find('$'); dollar < text.size();
         dollar = text.find('$', dollar + 1)) {
        const std::size_t begin = dollar + 1;
        if (begin >= text.size() || !starts_key(text[begin])) {
            continue;
        }
        DataVariable variable;
        std::size_t end = key_end(text, begin);
        variable.keys.emplace_back(text.substr(begin, end - begin));
        while (true) {
            if (const std::size_t next = index_end(text, end); next != end) {
                variable.keys.emplace_back(text.substr(end, next - end));
                end = next;
            } else if (end + 1 < text.size() && text[end] == '.' && is_key(text[end + 1])) {
                const std::size_t key = end + 1;
                end = key_end(text, key);
                variable.keys.emplace_back(text.substr(key, end - key));
            } else {
                break;
            }
        }
        variable.text = text.substr(begin, end - begin);
        variable.span = value;
        if (value.size() == text.size()) {
            variable.span.begin = value.begin + static_cast<std::uint32_t>(dollar);
            variable.span.end = value.begin + static_cast<std::uint32_t>(end);
        }
        // `[{{idx}}].url`: the number of a Repeater's round, and what is read behind it.
        const std::size_t close =
            end < text.size() && text[end] == '[' ? text.find(']', end) : std::string_view::npos;
        if (close != std::string_view::npos) {
            end = close + 1;
            variable.is_round = true;
            while (end + 1 < text.size() && text[end] == '.' && is_key(text[end + 1])) {
                const std::size_t key = end + 1;
                end = key_end(text, key);
                variable.round_keys.emplace_back(text.substr(key, end - key));
            }
        }
        found.is_whole = dollar == 0 && end == text.size();
        found.variables.push_back(std::move(variable));
    }
    return found;
}

}  // namespace lsmap::labelstudio

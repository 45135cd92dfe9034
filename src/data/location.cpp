#include "data/reader.hpp"
#include "data/scan.hpp"

#include <fmt/format.h>

namespace lsmap::data {
namespace {

constexpr std::size_t excerpt_limit = 60;

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

// A container around the place that is looked for.
struct Level {
    bool is_object;
    bool in_value;      // of an object: behind the colon
    std::size_t index;  // of an array
    std::string key;
};

// `~` and `/` are escaped in JSON pointers.
std::string pointer_part(const Level& level) {
    if (!level.is_object) {
        return fmt::format("/{}", level.index);
    }
    std::string part = "/";
    for (const char c : level.key) {
        part += c == '~' ? std::string("~0") : c == '/' ? std::string("~1") : std::string(1, c);
    }
    return level.in_value ? part : std::string();
}

const char* behind_string(const char* p, const char* end) {
    for (++p; p < end && *p != '"'; ++p) {
        p += *p == '\\' && p + 1 < end ? 1 : 0;
    }
    return p < end ? p + 1 : end;
}

std::string unescaped(const char* begin, const char* end) {
    std::string key(static_cast<std::size_t>(end - begin), '\0');
    const char* key_end = unescape(begin, end, key.data());
    if (key_end == nullptr) {
        return std::string(begin, end);
    }
    key.resize(static_cast<std::size_t>(key_end - key.data()));
    return key;
}

// Follows brackets and strings up to `source`, whatever else stands there.
std::vector<Level> levels_at(std::string_view json, const char* source) {
    std::vector<Level> levels;
    const char* const end = json.data() + json.size();
    const char* p = json.data();
    while (p < source && p < end) {
        switch (*p) {
            case '"': {
                const char* behind = behind_string(p, end);
                if (behind > source || behind - p < 2 || behind[-1] != '"') {
                    return levels;  // inside this string, or it does not end
                }
                if (!levels.empty() && levels.back().is_object && !levels.back().in_value) {
                    levels.back().key = unescaped(p + 1, behind - 1);
                }
                p = behind;
                continue;
            }
            case '{':
                levels.push_back({true, false, 0, {}});
                break;
            case '[':
                levels.push_back({false, true, 0, {}});
                break;
            case '}':
            case ']':
                if (!levels.empty()) {
                    levels.pop_back();
                }
                break;
            case ':':
                if (!levels.empty()) {
                    levels.back().in_value = true;
                }
                break;
            case ',':
                if (!levels.empty()) {
                    levels.back().in_value = !levels.back().is_object;
                    ++levels.back().index;
                }
                break;
            default:
                break;
        }
        ++p;
    }
    return levels;
}

// The start of the value's text in one line.
std::string excerpt_of(const char* p, const char* end) {
    std::string excerpt;
    std::size_t characters = 0;
    for (; p < end; ++p) {
        const bool blank = static_cast<unsigned char>(*p) <= ' ';
        if (blank && (excerpt.empty() || excerpt.back() == ' ')) {
            continue;
        }
        characters += begins_character(*p) ? 1 : 0;
        if (characters > excerpt_limit) {
            return excerpt + "…";
        }
        excerpt += blank ? ' ' : *p;
    }
    while (!excerpt.empty() && excerpt.back() == ' ') {
        excerpt.pop_back();
    }
    return excerpt;
}

// Where the value at `p` ends: its bracket, its quote, or the next separator.
const char* value_end(const char* p, const char* end) {
    std::size_t depth = 0;
    while (p < end) {
        if (*p == '"') {
            p = behind_string(p, end);
        } else if (*p == '{' || *p == '[') {
            ++depth;
            ++p;
            continue;
        } else if (*p == '}' || *p == ']') {
            if (depth == 0) {
                return p;
            }
            --depth;
            ++p;
        } else if (depth == 0 && is_scalar_end(*p)) {
            return p;
        } else {
            ++p;
            continue;
        }
        if (depth == 0) {
            return p;
        }
    }
    return end;
}

}  // namespace

diag::DataLocation locate(std::string_view json, const char* source, std::uint64_t line,
                          std::uint64_t column) {
    const char* const begin = json.data();
    const char* const end = begin + json.size();
    if (source == nullptr || source < begin || source > end) {
        source = begin;
    }
    diag::DataLocation where;
    where.line = line;
    where.column = column + 1;
    for (const char* p = begin; p < source; ++p) {
        if (*p == '\n') {
            ++where.line;
            where.column = 1;
        } else if (begins_character(*p)) {
            ++where.column;
        }
    }
    for (const Level& level : levels_at(json, source)) {
        where.pointer += pointer_part(level);
    }
    where.excerpt = excerpt_of(source, value_end(source, end));
    return where;
}

}  // namespace lsmap::data

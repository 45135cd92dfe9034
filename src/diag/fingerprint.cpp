#include "diag/render.hpp"

#include <cctype>

namespace lsmap::diag {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Blanks at the ends left out, others made one.
std::string squeezed(std::string_view line) {
    std::string out;
    bool blank = false;
    for (const char c : line) {
        if (c == ' ' || c == '\t') {
            blank = !out.empty();
            continue;
        }
        out += blank ? " " : "";
        out += c;
        blank = false;
    }
    return out;
}

// Line numbers (`rules.lsmap:12:3`, `line 12`) move with the lines; other numbers stay.
std::string without_lines(std::string_view message) {
    std::string out;
    for (std::size_t i = 0; i < message.size();) {
        if (is_digit(message[i]) && (out.ends_with(':') || out.ends_with("line "))) {
            out += '#';
            while (i < message.size() && is_digit(message[i])) {
                ++i;
            }
        } else {
            out += message[i++];
        }
    }
    return out;
}

}  // namespace

std::string source_line(const Diagnostic& d, const SourceMap& sources) {
    if (!d.span) {
        return "";
    }
    const SourceFile& file = sources[d.span->file];
    return squeezed(file.line(file.line_of(d.span->begin)));
}

std::string steady_message(const Diagnostic& d) { return without_lines(d.message); }

std::string fingerprint(const Diagnostic& d, const SourceMap& sources) {
    std::uint64_t hash = 0xCBF29CE484222325ULL;  // FNV-1a, 64 bits
    const std::string key =
        fmt::format("{}\n{}\n{}\n{}", info(d.code).id, d.span ? sources[d.span->file].path : "",
                    source_line(d, sources), steady_message(d));
    for (const char c : key) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
    }
    return fmt::format("{:016x}", hash);
}

}  // namespace lsmap::diag

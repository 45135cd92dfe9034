#include "syntax/text_check.hpp"

#include "diag/codes/syntax.hpp"

#include <cstdint>

namespace lsmap::syntax {
namespace {

// Bytes of the code point at `at`, 0 where it is no UTF-8 (too long, a surrogate, above U+10FFFF).
std::size_t code_point_size(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) {
        return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
    };
    const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
    const unsigned first = byte(0);
    if (first < 0x80) {
        return 1;
    }
    if (first >= 0xC2 && first <= 0xDF) {
        return follows(1) ? 2 : 0;
    }
    if (first >= 0xE0 && first <= 0xEF) {
        const bool good = !(first == 0xE0 && byte(1) < 0xA0) && !(first == 0xED && byte(1) > 0x9F);
        return good && follows(1) && follows(2) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const bool good = !(first == 0xF0 && byte(1) < 0x90) && !(first == 0xF4 && byte(1) > 0x8F);
        return good && follows(1) && follows(2) && follows(3) ? 4 : 0;
    }
    return 0;
}

}  // namespace

bool check_text(const SourceFile& source, FileId file, diag::Sink& sink) {
    const std::string_view text = source.text;
    for (std::size_t at = 0; at < text.size();) {
        const auto c = static_cast<unsigned char>(text[at]);
        const Span here{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + 1), file};
        if (c < 0x20 || c == 0x7F) {
            const bool line_end =
                c == '\n' || (c == '\r' && at + 1 < text.size() && text[at + 1] == '\n');
            if (c != '\t' && !line_end) {
                sink.emit(here, diag::control_in_rules, fmt::format("U+{:04X}", unsigned{c}))
                    .help(c == '\r' ? "lines end with LF or CRLF" : "take it out");
                return false;
            }
        }
        const std::size_t size = code_point_size(text, at);
        if (size == 0) {
            sink.emit(here, diag::not_utf8, fmt::format("0x{:02X}", unsigned{c}))
                .help("save the file as UTF-8");
            return false;
        }
        at += size;
    }
    return true;
}

}  // namespace lsmap::syntax

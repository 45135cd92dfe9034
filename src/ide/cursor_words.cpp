#include "ide/cursor_words.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace lsmap::ide {
namespace {

using syntax::Token;
using syntax::TokenKind;

class Scanner {
 public:
    Scanner(std::string_view text, Cursor& cursor) : text_(text), cursor_(cursor) {}

    WordsBefore scan() {
        const std::uint32_t byte = cursor_.byte;
        bool first = true;
        for (std::uint32_t at = 0; at < byte;) {
            const Token token = syntax::token_at(text_, at);
            if (token.kind == TokenKind::end) {
                break;
            }
            at = std::max(token.end, at + 1);
            if (token.kind == TokenKind::newline) {
                first = true;
                continue;
            }
            if (token.kind == TokenKind::blank) {
                continue;
            }
            if (token.kind == TokenKind::comment) {
                cursor_.in_comment = token.begin < byte && byte <= token.end;
                continue;
            }
            if (token.kind == TokenKind::string && string_around(token)) {
                break;
            }
            if (token.kind == TokenKind::word && byte <= token.end) {
                cursor_.begin = token.begin;
                found_.first = first;
                return std::move(found_);
            }
            found_.words.push_back({token, first});
            first = false;
        }
        found_.first = first;
        return std::move(found_);
    }

 private:
    // True: the cursor is inside of the string.
    bool string_around(Token token) {
        const std::uint32_t byte = cursor_.byte;
        const std::string_view string = syntax::text_of(text_, token);
        const std::uint32_t quote = string.front() == '"' ? 0 : 1;
        const bool is_closed = string.size() >= quote + 2U && string.back() == '"';
        if (byte <= token.begin + quote || (byte >= token.end && (is_closed || byte > token.end))) {
            return false;
        }
        if (string.front() == 'f') {
            // In a hole an expression stands; what is before it is text.
            std::optional<std::uint32_t> hole;
            for (std::uint32_t i = token.begin + 2; i < byte; ++i) {
                const bool is_double = i + 1 < byte && text_[i] == text_[i + 1];
                if (text_[i] == '{' && is_double && !hole) {
                    ++i;
                } else if (text_[i] == '{') {
                    hole = i;
                } else if (text_[i] == '}') {
                    hole.reset();
                }
            }
            if (hole) {
                cursor_.in_hole = true;
                std::uint32_t begin = byte;
                while (begin > *hole + 1 && is_word_part(text_[begin - 1])) {
                    --begin;
                }
                cursor_.begin = begin;
                cursor_.before = begin > 0 && text_[begin - 1] == '.' ? "." : "{";
                return true;
            }
        }
        cursor_.in_string = true;
        cursor_.string_is_open = !is_closed;
        cursor_.begin = token.begin + quote + 1;
        return true;
    }

    std::string_view text_;
    Cursor& cursor_;
    WordsBefore found_;
};

}  // namespace

WordsBefore words_before(std::string_view text, Cursor& cursor) {
    return Scanner(text, cursor).scan();
}

}  // namespace lsmap::ide

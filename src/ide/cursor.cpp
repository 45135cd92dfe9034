#include "ide/cursor.hpp"

#include "ide/cursor_words.hpp"

#include <algorithm>
#include <utility>

namespace lsmap::ide {
namespace {

using syntax::TokenKind;

// A bracket that is open at the cursor.
struct Open {
    char bracket;
    std::size_t at;  // index of its word
};

class Reader {
 public:
    Reader(std::string_view text, std::uint32_t byte) : text_(text) {
        cursor_.byte = cursor_.begin = byte;
    }

    Cursor read() {
        WordsBefore before = words_before(text_, cursor_);
        words_ = std::move(before.words);
        first_ = before.first;
        if (cursor_.in_comment) {
            return cursor_;
        }
        if (cursor_.in_hole) {
            cursor_.is_entry = false;
            return cursor_;
        }
        if (!words_.empty()) {
            cursor_.before = word(words_.size() - 1);
        }
        if (words_.size() > 1) {
            cursor_.before_that = word(words_.size() - 2);
        }
        read_brackets();
        read_place();
        return cursor_;
    }

 private:
    std::string word(std::size_t i) const {
        return std::string(syntax::text_of(text_, words_[i].token));
    }
    bool is_mark(std::size_t i, std::string_view mark) const {
        return words_[i].token.kind == TokenKind::mark &&
               syntax::text_of(text_, words_[i].token) == mark;
    }

    void read_brackets() {
        std::vector<Open> open;
        for (std::size_t i = 0; i < words_.size(); ++i) {
            if (words_[i].token.kind != TokenKind::mark) {
                continue;
            }
            const char c = text_[words_[i].token.begin];
            if (c == '{' || c == '(' || c == '[') {
                open.push_back({c, i});
            } else if ((c == '}' || c == ')' || c == ']') && !open.empty()) {
                open.pop_back();
            }
        }
        const std::uint32_t line = line_begin(cursor_.byte);
        for (auto bracket = open.rbegin(); bracket != open.rend(); ++bracket) {
            if (words_[bracket->at].token.begin < line || bracket->bracket == '{') {
                break;
            }
            cursor_.closers += bracket->bracket == '(' ? ')' : ']';
        }
        if (!open.empty() && open.back().bracket == '(') {
            read_call(open.back().at);
        }
        read_type();
        // The innermost braces say what stands between them; `(` and `[` around an entry do not.
        in_brackets_ = !open.empty() && open.back().bracket != '{';
        while (!open.empty() && open.back().bracket != '{') {
            open.pop_back();
        }
        cursor_.block = open.empty() ? BlockKind::file : block_of(open, open.size() - 1);
        block_begin_ = open.empty() ? 0 : open.back().at + 1;
        has_block_ = !open.empty();
    }

    std::uint32_t line_begin(std::uint32_t byte) const {
        const std::size_t end = text_.rfind('\n', byte == 0 ? 0 : byte - 1);
        return end == std::string_view::npos || byte == 0 ? 0 : static_cast<std::uint32_t>(end + 1);
    }

    void read_call(std::size_t bracket) {
        std::size_t name = bracket;
        if (name > 0 && is_mark(name - 1, ">")) {  // to<px>(
            while (name > 0 && !is_mark(name - 1, "<")) {
                --name;
            }
            name = name == 0 ? 0 : name - 1;
        }
        if (name == 0 || words_[name - 1].token.kind != TokenKind::word) {
            return;
        }
        cursor_.call_around = word(name - 1);
        cursor_.call_at = words_[name - 1].token.begin;
        int depth = 0;
        for (std::size_t i = bracket + 1; i < words_.size(); ++i) {
            if (is_mark(i, "(") || is_mark(i, "[") || is_mark(i, "{")) {
                ++depth;
            } else if (is_mark(i, ")") || is_mark(i, "]") || is_mark(i, "}")) {
                --depth;
            } else if (depth == 0 && is_mark(i, ",")) {
                ++cursor_.argument;
            }
        }
    }

    // `name<` or `name<a,` right before the cursor.
    void read_type() {
        for (std::size_t i = words_.size(); i-- > 0;) {
            if (is_mark(i, "<") && i > 0 && words_[i - 1].token.kind == TokenKind::word &&
                words_[i - 1].token.end == words_[i].token.begin) {
                cursor_.type_around = word(i - 1);
                return;
            }
            const bool goes_on = words_[i].token.kind == TokenKind::word || is_mark(i, ",");
            if (!goes_on || words_.size() - i > 6) {
                return;
            }
        }
    }

    BlockKind block_of(const std::vector<Open>& open, std::size_t index) const {
        const std::size_t brace = open[index].at;
        const BlockKind around = [&] {
            for (std::size_t i = index; i-- > 0;) {
                if (open[i].bracket == '{') {
                    return block_of(open, i);
                }
            }
            return BlockKind::file;
        }();
        // Back to where the item or entry begins, over what brackets hold.
        const std::size_t first = index == 0 ? 0 : open[index - 1].at + 1;
        int depth = 0;
        for (std::size_t i = brace; i-- > first;) {
            if (is_mark(i, "}") || is_mark(i, ")") || is_mark(i, "]")) {
                if (depth == 0 && is_mark(i, "}") && words_[i + 1].first_on_line) {
                    break;
                }
                ++depth;
                continue;
            }
            if (is_mark(i, "{") || is_mark(i, "(") || is_mark(i, "[")) {
                --depth;
                continue;
            }
            if (depth != 0) {
                continue;
            }
            const std::string_view text = syntax::text_of(text_, words_[i].token);
            if (is_mark(i, "->")) {
                // Of a table the arrow stands behind its name.
                const bool is_table =
                    i >= 2 && word(i - 2) == "labels" && words_[i - 2].first_on_line;
                return is_table ? BlockKind::labels : BlockKind::body;
            }
            if (is_mark(i, ":") || is_mark(i, "=") || is_mark(i, "|")) {
                return BlockKind::record;
            }
            if (words_[i].token.kind == TokenKind::word && i + 1 <= brace) {
                if (text == "match") {
                    return BlockKind::match;
                }
                if (!words_[i].first_on_line && !is_mark(std::max<std::size_t>(i, 1) - 1, "{") &&
                    !is_mark(std::max<std::size_t>(i, 1) - 1, ",")) {
                    continue;
                }
                if (text == "with") {
                    return BlockKind::body;
                }
                if (text == "task") {
                    return BlockKind::task;
                }
                if (text == "prediction" || text == "rules") {
                    return BlockKind::rules;
                }
                if (text == "object") {
                    return BlockKind::object;
                }
                if (text == "when" || text == "for") {
                    return around;
                }
                if (text == "labels") {
                    return BlockKind::labels;
                }
                if (text == "test") {
                    return BlockKind::test;
                }
                if (text == "input" || text == "type" || text == "data" || text == "meta") {
                    return BlockKind::record;
                }
            }
        }
        return BlockKind::record;
    }

    void read_place() {
        const bool none_before = words_.size() == block_begin_;
        const std::string& before = cursor_.before;
        const bool is_separated = none_before || before == ",";
        static constexpr std::string_view goes_on[] = {
            "=", "|",  "->",  "(",  "[",   "+",  "-",     "*",   "/",  "%",  "==", "!=", "<=", ">=",
            "<", "??", "and", "or", "not", "in", "where", "for", "by", "on", ":",  ".",  "?."};
        const bool continues = std::ranges::find(goes_on, before) != std::end(goes_on);
        cursor_.is_entry =
            !in_brackets_ && !cursor_.in_string &&
            (is_separated || (first_ && !continues && cursor_.block != BlockKind::file) ||
             (cursor_.block == BlockKind::file && first_ &&
              cursor_.begin == line_begin(cursor_.begin)));
        if (cursor_.block == BlockKind::file && !has_block_ && none_before) {
            cursor_.is_entry = true;
        }
        if (!words_.empty() && !cursor_.is_entry) {
            const TokenKind kind = words_.back().token.kind;
            static constexpr std::string_view no_values[] = {
                "and",   "or",    "not",   "in",    "if",   "then",   "else",
                "match", "for",   "where", "when",  "let",  "by",     "on",
                "join",  "order", "group", "limit", "as",   "object", "prediction",
                "with",  "apply", "use",   "from",  "task", "left",   "adjacent"};
            const bool is_word_value = kind == TokenKind::word &&
                                       std::ranges::find(no_values, before) == std::end(no_values);
            cursor_.is_behind_value = is_word_value || kind == TokenKind::string ||
                                      kind == TokenKind::number || before == ")" || before == "]" ||
                                      before == "}";
        }
        // `for` with neither `->` nor `{` behind it.
        int depth = 0;
        for (std::size_t i = words_.size(); i-- > block_begin_;) {
            if (is_mark(i, "}") || is_mark(i, ")")) {
                ++depth;
            } else if (is_mark(i, "{") || is_mark(i, "(")) {
                --depth;
            } else if (depth == 0 && is_mark(i, "->")) {
                break;
            } else if (depth <= 0 && word(i) == "for") {
                cursor_.in_clauses = true;
                break;
            }
        }
    }

    std::string_view text_;
    Cursor cursor_;
    std::vector<Word> words_;
    bool first_ = false;  // nothing but blanks stands before the word in its line
    bool in_brackets_ = false, has_block_ = false;
    std::size_t block_begin_ = 0;
};

}  // namespace

Cursor cursor_at(std::string_view text, std::uint32_t byte) {
    return Reader(text, std::min(byte, static_cast<std::uint32_t>(text.size()))).read();
}

}  // namespace lsmap::ide

#include "data/syntax.hpp"

#include "data/scan.hpp"
#include "diag/codes/data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

namespace lsmap::data {
namespace {

struct Word {
    std::string_view text, json;
};
constexpr std::array python_words = {Word{"True", "true"}, Word{"False", "false"},
                                     Word{"None", "null"}};
constexpr std::array infinite_words = {"NaN",  "nan",  "Infinity",  "inf",
                                       "-NaN", "-nan", "-Infinity", "-inf"};

bool is_word_char(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

// Reads strictly what RFC 8259 allows; every function is false once an error is noted.
class Scanner {
 public:
    explicit Scanner(std::string_view text) : text_(text) {}

    std::optional<Problem> run() {
        if (text_.starts_with("\xEF\xBB\xBF")) {
            at_ = 3;
        }
        blanks();
        if (done()) {
            fail(diag::make(diag::not_json, "nothing but blanks stands where JSON should"));
        } else if (value()) {
            blanks();
            if (!done()) {
                fail(diag::make(diag::not_json,
                                "expected the end of the record, not " + shown_here()));
            }
        }
        return std::move(error_);
    }

 private:
    bool done() const { return at_ >= text_.size(); }
    char cur() const { return done() ? '\0' : text_[at_]; }
    void blanks() {
        while (!done() && is_space(text_[at_])) {
            ++at_;
        }
    }
    bool fail(diag::Diagnostic d) { return fail_at(at_, std::move(d)); }
    bool fail_at(std::size_t place, diag::Diagnostic d) {
        error_ = Problem{text_.data() + std::min(place, text_.size()), std::move(d)};
        return false;
    }
    bool ends_inside(const char* what) {
        diag::Diagnostic d = diag::make(diag::json_ends_early, what);
        d.help("the file was cut off or is still being written: write it again");
        return fail(std::move(d));
    }
    std::string_view word_here() const {
        std::size_t end = at_ + (cur() == '-' || cur() == '+' ? 1 : 0);
        while (end < text_.size() && is_word_char(text_[end])) {
            ++end;
        }
        return text_.substr(at_, end - at_);
    }
    // The character or word here, for a message.
    std::string shown_here() const {
        const char c = cur();
        if (c == '\0') {
            return done() ? "the end" : "a NUL byte";
        }
        if (static_cast<unsigned char>(c) < 0x20) {
            return fmt::format("byte 0x{:02x}", static_cast<unsigned char>(c));
        }
        if (is_word_char(c)) {
            return fmt::format("`{}`", word_here().substr(0, 20));
        }
        const std::size_t size = character_size(text_.substr(at_));
        return size == 0 ? fmt::format("byte 0x{:02x}", static_cast<unsigned char>(c))
                         : fmt::format("`{}`", text_.substr(at_, size));
    }

    bool value() {
        switch (cur()) {
            case '{':
                return object();
            case '[':
                return array();
            case '"':
                return string();
            default:
                return number_or_word();
        }
    }

    bool number_or_word() {
        const std::string_view word = word_here();
        if (word == "true" || word == "false" || word == "null") {
            at_ += word.size();
            return true;
        }
        if (std::ranges::find(infinite_words, word) != infinite_words.end()) {
            diag::Diagnostic d = diag::make(diag::not_finite, std::string(word));
            d.help(
                "write `null` there and declare the value with `?`; Python's "
                "`json.dumps(…, allow_nan=False)` finds the number that is not finite");
            return fail(std::move(d));
        }
        const auto* python = std::ranges::find(python_words, word, &Word::text);
        if (python != python_words.end()) {
            diag::Diagnostic d =
                diag::make(diag::not_json,
                           fmt::format("`{}` is Python; JSON writes `{}`", word, python->json));
            d.help("write the data with `json.dumps`, not with `print` or `str`");
            return fail(std::move(d));
        }
        if (cur() == '-' || is_digit(cur())) {
            return number();
        }
        return no_value();
    }

    bool no_value() {
        diag::Diagnostic d = diag::make(diag::not_json, "expected a value, not " + shown_here());
        switch (cur()) {
            case '\'':
                d = diag::make(diag::not_json,
                               "single quotes; JSON writes strings in double quotes");
                d.help("write the data with `json.dumps`, not with `print` or `str`");
                break;
            case '/':
            case '#':
                d.help("JSON has no comments");
                break;
            case '+':
            case '.':
                d.help("a JSON number begins with a digit or `-`");
                break;
            default:
                break;
        }
        return fail(std::move(d));
    }

    bool number() {
        const std::size_t start = at_;
        const auto wrong = [&](const char* what) {
            return fail(diag::make(diag::not_json,
                                   fmt::format("{} in number `{}`", what,
                                               text_.substr(start, at_ - start).substr(0, 40))));
        };
        const auto digits = [&] {
            const std::size_t first = at_;
            while (is_digit(cur())) {
                ++at_;
            }
            return at_ != first;
        };
        at_ += cur() == '-' ? 1 : 0;
        const bool zero = cur() == '0';
        if (!digits()) {
            return done() ? ends_inside("a number") : wrong("a digit is missing");
        }
        const std::size_t whole = at_ - start - (text_[start] == '-' ? 1 : 0);
        if (zero && whole > 1) {
            const std::size_t end = at_;
            at_ = start;
            return fail(diag::make(diag::not_json,
                                   fmt::format("number `{}` begins with a needless 0",
                                               text_.substr(start, end - start).substr(0, 40))));
        }
        if (cur() == '.') {
            ++at_;
            if (!digits()) {
                return wrong("a digit is missing behind the point");
            }
        }
        if (cur() == 'e' || cur() == 'E') {
            ++at_;
            at_ += cur() == '+' || cur() == '-' ? 1 : 0;
            if (!digits()) {
                return wrong("a digit is missing in the exponent");
            }
        }
        if (!done() && !is_scalar_end(cur())) {
            return fail(
                diag::make(diag::not_json, fmt::format("{} right behind a number", shown_here())));
        }
        return true;
    }

    bool string() {
        ++at_;
        while (!done()) {
            const char c = text_[at_];
            if (c == '"') {
                ++at_;
                return true;
            }
            if (static_cast<unsigned char>(c) < 0x20) {
                return control(c);
            }
            if (c == '\\') {
                if (!escape()) {
                    return false;
                }
                continue;
            }
            const std::size_t size = character_size(text_.substr(at_));
            if (size == 0) {
                diag::Diagnostic d =
                    diag::make(diag::not_unicode,
                               fmt::format("byte 0x{:02x} is not UTF-8, which JSON is written in",
                                           static_cast<unsigned char>(c)));
                d.help("write the file with `encoding=\"utf-8\"`");
                return fail(std::move(d));
            }
            at_ += size;
        }
        return ends_inside("a string");
    }

    bool control(char c) {
        const auto [name, escape] =
            c == '\t'   ? std::pair{"a tab", std::string("\\t")}
            : c == '\n' ? std::pair{"a line end", std::string("\\n")}
            : c == '\r' ? std::pair{"a carriage return", std::string("\\r")}
            : c == '\0' ? std::pair{"a NUL byte", std::string("\\u0000")}
                        : std::pair{"a control character", fmt::format("\\u{:04x}", int{c})};
        // A line end is what a cut-off string looks like, too.
        return fail(diag::make(diag::control_character, name, escape));
    }

    bool escape() {
        const char kind = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
        if (at_ + 1 >= text_.size()) {
            at_ = text_.size();
            return ends_inside("a string");
        }
        if (kind != 'u') {
            if (std::string_view("\"\\/bfnrt").find(kind) == std::string_view::npos) {
                diag::Diagnostic d = diag::make(
                    diag::not_json,
                    fmt::format(
                        "`\\{}` is no escape of JSON",
                        text_.substr(at_ + 1, std::max<std::size_t>(
                                                  1, character_size(text_.substr(at_ + 1))))));
                d.help("a backslash itself is written `\\\\`");
                return fail(std::move(d));
            }
            at_ += 2;
            return true;
        }
        char buffer[8];
        const std::size_t pair = 12;
        for (const std::size_t size : {std::size_t{6}, pair}) {
            const std::string_view piece = text_.substr(at_, size);
            if (piece.size() == size && (size == 6 || piece.substr(6, 2) == "\\u") &&
                unescape(piece.data(), piece.data() + size, buffer) != nullptr) {
                at_ += size;
                return true;
            }
        }
        const std::string_view shown = text_.substr(at_, 6);
        const bool hex = shown.size() == 6 && std::ranges::all_of(shown.substr(2), [](char c) {
                             return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
                         });
        if (hex) {
            diag::Diagnostic d =
                diag::make(diag::not_unicode, fmt::format("`{}` is half of a character", shown));
            d.help("characters above U+FFFF are written as two escapes, or as themselves");
            return fail(std::move(d));
        }
        return fail(diag::make(diag::not_json, "`\\u` wants four hexadecimal digits"));
    }

    bool enter() {
        if (++depth_ > depth_limit) {
            return fail(
                diag::make(diag::over_data_limit,
                           fmt::format("nested deeper than {} arrays and objects", depth_limit)));
        }
        ++at_;
        blanks();
        return true;
    }
    // After an element: true with `more` where a comma and another one follow.
    bool separator(char close, const char* what, bool& more) {
        blanks();
        if (done()) {
            return ends_inside(what);
        }
        if (cur() == close) {
            ++at_;
            --depth_;
            more = false;
            return true;
        }
        if (cur() != ',') {
            diag::Diagnostic d = diag::make(
                diag::not_json, fmt::format("expected `,` or `{}`, not {}", close, shown_here()));
            return fail(std::move(d));
        }
        const std::size_t comma = at_++;
        blanks();
        if (cur() == close) {
            diag::Diagnostic d =
                diag::make(diag::not_json, fmt::format("a comma too many before `{}`", close));
            d.help("remove it");
            return fail_at(comma, std::move(d));
        }
        more = true;
        return done() ? ends_inside(what) : true;
    }

    bool array() {
        if (!enter()) {
            return false;
        }
        if (cur() == ']') {
            ++at_;
            --depth_;
            return true;
        }
        for (bool more = true; more;) {
            if (done()) {
                return ends_inside("an array");
            }
            if (!value() || !separator(']', "an array", more)) {
                return false;
            }
        }
        return true;
    }

    bool object() {
        if (!enter()) {
            return false;
        }
        if (cur() == '}') {
            ++at_;
            --depth_;
            return true;
        }
        for (bool more = true; more;) {
            if (done()) {
                return ends_inside("an object");
            }
            if (cur() != '"') {
                return fail(diag::make(diag::not_json,
                                       "expected a key in double quotes, not " + shown_here()));
            }
            if (!string()) {
                return false;
            }
            blanks();
            if (done()) {
                return ends_inside("an object");
            }
            if (cur() != ':') {
                return fail(
                    diag::make(diag::not_json, "expected `:` behind a key, not " + shown_here()));
            }
            ++at_;
            blanks();
            if (done()) {
                return ends_inside("an object");
            }
            if (!value() || !separator('}', "an object", more)) {
                return false;
            }
        }
        return true;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t depth_ = 0;
    std::optional<Problem> error_;
};

}  // namespace

std::optional<Problem> find_syntax_error(std::string_view json) { return Scanner(json).run(); }

Problem explain_syntax(std::string_view json) {
    if (std::optional<Problem> found = find_syntax_error(json)) {
        return std::move(*found);
    }
    return {json.data(), diag::make(diag::not_json, "this is not JSON")};
}

}  // namespace lsmap::data

#include "syntax/complaint.hpp"

#include "base/nearest.hpp"
#include "diag/codes/syntax.hpp"
#include "syntax/scan.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace lsmap::syntax {
namespace {

const std::vector<std::string>& item_words() {
    static const std::vector<std::string> words = {
#define ITEM(text, declares) text,
#include "grammar/keywords.def"
#undef ITEM
    };
    return words;
}

// What other languages write, by what was expected. Rows are tried in order; no sort fits every
// one.
struct Slip {
    std::string_view found;
    std::optional<Sort> sort;
    std::string_view ours;         // as the message says it
    std::string_view replacement;  // empty: no edit
    std::string_view help;
};
constexpr Slip slips[] = {
    {"&&", {}, "`and`", "and", ""},
    {"||", {}, "`or`", "or", ""},
    {"!", {}, "`not`", "not ", ""},
    {"<>", {}, "`!=`", "!=", ""},
    {"//", {}, "`#`", "#", "comments begin with `#`; a division that floors is `div(a, b)`"},
    {"/*", {}, "`#`", "", "comments begin with `#` and end with their line"},
    {"'", {}, "`\"`", "", "strings stand in double quotes"},
    {"‘", {}, "`\"`", "", "strings stand in double quotes"},
    {"’", {}, "`\"`", "", "strings stand in double quotes"},
    {"“", {}, "`\"`", "", "strings stand in plain double quotes"},
    {"”", {}, "`\"`", "", "strings stand in plain double quotes"},
    {";", {}, "as a comma or a new line", ",", ""},
    {"elif", {}, "`else if`", "else if", ""},
    {"?", {}, "`if … then … else …`", "", ""},
    {"=", Sort::colon, "`:`", ":", ""},
    {":=", Sort::colon, "`:`", ":", ""},
    {"->", Sort::colon, "`:`", ":", ""},
    {"=>", Sort::colon, "`:`", ":", ""},
    {"==", Sort::equals, "`=`", "=", ""},
    {":=", Sort::equals, "`=`", "=", ""},
    {"=", Sort::arrow, "`->`", "->", ""},
    {":", Sort::arrow, "`->`", "->", ""},
    {"=>", {}, "`->`", "->", ""},
    {"=", Sort::mark, "`==`", "==", "`=` gives a name its value, `==` compares"},
    {"===", {}, "`==`", "==", ""},
};

std::string code_point_name(std::string_view bytes) {
    unsigned point = static_cast<unsigned char>(bytes[0]);
    point &= bytes.size() == 2 ? 0x1FU : bytes.size() == 3 ? 0x0FU : 0x07U;
    for (const char c : bytes.substr(1)) {
        point = point << 6U | (static_cast<unsigned char>(c) & 0x3FU);
    }
    return fmt::format("U+{:04X}", point);
}

std::string describe(const Stop& stop) {
    const Token token = next_token(stop.text, stop.at);
    if (stop.found().empty()) {
        const bool at_end = next_token(stop.text, stop.at).kind == TokenKind::end;
        return at_end ? "the end of the file" : "the end of the line";
    }
    const std::string_view text = text_of(stop.text, token);
    if (token.kind == TokenKind::string && text.size() > 24) {
        return "a string";
    }
    if (static_cast<unsigned char>(text[0]) >= 0x80) {
        return fmt::format("`{}` ({})", text, code_point_name(text));
    }
    return fmt::format("`{}`", text);
}

// Behind the quote that closes what the `'` or typographic quote at `open` begins, if nothing in
// between needs an escape.
std::optional<std::uint32_t> quoted_by(std::string_view text, Span open) {
    const std::string_view quote = text.substr(open.begin, open.size());
    const std::string_view close = quote == "“"   ? "”"
                                   : quote == "‘" ? "’"
                                   : quote == "'" ? "'"
                                                  : "";
    const std::size_t end = close.empty() ? std::string_view::npos : text.find(close, open.end);
    if (end == std::string_view::npos ||
        text.substr(open.end, end - open.end).find_first_of("\"\\\n") != std::string_view::npos) {
        return std::nullopt;
    }
    return static_cast<std::uint32_t>(end + close.size());
}

// The `?` of `name from "key"?: type`, which stands behind the name.
std::optional<diag::Diagnostic> mark_behind_key(const Stop& stop, Span mark) {
    std::array<Token, 3> last{};  // name, `from` and key
    for (Token token = token_at(stop.text, stop.since); token.begin < mark.begin;
         token = token_at(stop.text, token.end)) {
        if (!token.is_trivia()) {
            last = {last[1], last[2], token};
        }
    }
    const auto& [name, from, key] = last;
    if (name.kind != TokenKind::word || text_of(stop.text, from) != "from" ||
        key.kind != TokenKind::string) {
        return std::nullopt;
    }
    const Span all{name.begin, mark.end, mark.file};
    const std::string ours =
        fmt::format("{}? from {}", text_of(stop.text, name), text_of(stop.text, key));
    auto d = diag::make(diag::other_spelling, std::string(stop.text.substr(all.begin, all.size())),
                        fmt::format("`{}`", ours));
    d.span = mark;
    d.fix(all, ours, diag::Safe::yes);
    return std::move(d.help("the `?` of a field that may be absent stands behind its name"));
}

std::optional<diag::Diagnostic> slip_at(const Stop& stop, Sort sort) {
    const Span span = stop.found();
    if (span.empty()) {
        return std::nullopt;
    }
    const std::string_view found = stop.text.substr(span.begin, span.size());
    if (found == "?" && sort == Sort::colon) {
        if (auto moved = mark_behind_key(stop, span)) {
            return moved;
        }
    }
    if (found == "not") {
        const Token behind = next_token(stop.text, span.end);
        if (text_of(stop.text, behind) == "in") {
            auto d = diag::make(diag::other_spelling, "not in", "`not (x in y)`");
            d.span = Span{span.begin, behind.end, stop.file};
            return d;
        }
    }
    for (const Slip& slip : slips) {
        if (slip.found != found || (slip.sort && *slip.sort != sort)) {
            continue;
        }
        auto d = diag::make(diag::other_spelling, std::string(found), std::string(slip.ours));
        d.span = span;
        if (!slip.replacement.empty()) {
            d.fix(span, std::string(slip.replacement), diag::Safe::yes);
        }
        if (const auto whole = quoted_by(stop.text, span)) {
            d.span->end = *whole;
            const auto inner = stop.text.substr(span.end, *whole - span.end - span.size());
            d.fix(*d.span, fmt::format("\"{}\"", inner), diag::Safe::yes);
        }
        d.help(std::string(slip.help));
        return d;
    }
    return std::nullopt;
}

bool is_any_of(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, text) != words.end();
}

// The line that begins with `text` goes on with what stands before it.
bool continues(std::string_view text, bool header) {
    return is_any_of(text, {".", "?.", "??", "and", "or", "then", "else", "+", "*", "/",
                            "==", "!=", "<", "<=", ">", ">=", "|"}) ||
           (header &&
            is_any_of(text, {"->", "{", "where", "join", "left", "group", "order", "limit"}));
}

}  // namespace

std::uint32_t Stop::last_end() const {
    std::uint32_t end = since;
    for (Token token = token_at(text, since); token.end <= at && token.kind != TokenKind::end;
         token = token_at(text, token.end)) {
        if (!token.is_trivia()) {
            end = token.end;
        }
    }
    return end;
}

std::uint32_t Stop::token_begin() const {
    Token token = token_at(text, since);
    while (token.end <= at && token.kind != TokenKind::end) {
        token = token_at(text, token.end);
    }
    const bool divisible = token.kind == TokenKind::word || token.kind == TokenKind::mark;
    return divisible && token.begin < at ? token.begin : at;
}

std::uint32_t Stop::anchor() const { return found().begin; }

Span Stop::found() const {
    const std::uint32_t end = last_end();
    const Token token = next_token(text, at);
    const std::string_view between = text.substr(end, token.begin > end ? token.begin - end : 0);
    if (token.kind == TokenKind::end || between.find('\n') != std::string_view::npos) {
        return {end, end, file};
    }
    return {token.begin, token.end, file};
}

diag::Diagnostic expected_at(const Stop& stop, Expected expected) {
    const Span span = stop.found();
    const std::string_view found = stop.text.substr(span.begin, span.size());
    const bool comment = found == "//" || found == "/*";
    if (expected.sort == Sort::item && !comment) {
        auto d = found == "}" ? diag::make(diag::nothing_to_close, "}")
                              : diag::make(diag::not_an_item, describe(stop));
        d.span = span;
        return std::move(d.help(suggestion(found, item_words())));
    }
    if (auto slip = slip_at(stop, expected.sort)) {
        return std::move(*slip);
    }
    if (expected.sort == Sort::name && is_reserved_word(found)) {
        auto d = diag::make(diag::reserved_word, std::string(found));
        d.span = span;
        return std::move(
            d.help(fmt::format("take another name; a field of the input is reached as `input.{0}`, "
                               "a control or object "
                               "of that name as `` `{0}` ``",
                               found)));
    }
    auto d = diag::make(diag::expected, std::string(expected.text), describe(stop));
    d.span = span;
    return std::move(d.help(advice(stop, expected)));
}

namespace {

// `(a` and then a comma, where the brackets are not those of a call.
bool holds_one_value(std::string_view text, std::uint32_t open, Span found) {
    const char before = open == 0 ? ' ' : text[open - 1];
    const bool is_call = before == '>' || before == '_' || (before >= '0' && before <= '9') ||
                         (before >= 'a' && before <= 'z') || (before >= 'A' && before <= 'Z');
    return !is_call && text.substr(found.begin, found.size()) == ",";
}

}  // namespace

diag::Diagnostic not_closed_at(const Stop& stop, std::uint32_t open, char close) {
    if (auto slip = slip_at(stop, Sort::mark)) {
        return std::move(*slip);
    }
    const std::string opened(1, stop.text[open]);
    const Span found = stop.found();
    if (close == ')' && holds_one_value(stop.text, open, found)) {
        auto d = diag::make(diag::expected, "`)`", describe(stop));
        d.span = found;
        d.label({open, open + 1, stop.file}, "this bracket holds one value");
        return std::move(d.help("a list or a pair is written in square brackets: [a, b]"));
    }
    const std::string wanted = close == '}' ? "`}`" : fmt::format("`,` or `{}`", close);
    auto d = diag::make(diag::not_closed, opened, wanted, describe(stop));
    d.span = found;
    d.label({open, open + 1, stop.file}, fmt::format("this `{}` is open", opened));
    return std::move(d.help(advice(stop, {Sort::mark, ""})));
}

diag::Diagnostic string_not_closed_at(const Stop& stop, std::uint32_t begin) {
    auto d = diag::make(diag::string_not_closed);
    const std::size_t line_end = std::min(stop.text.find('\n', begin), stop.text.size());
    d.span = Span{begin, static_cast<std::uint32_t>(line_end), stop.file};
    while (d.span->size() > 1 &&
           is_any_of(stop.text.substr(d.span->end - 1, 1), {"\r", " ", "\t"})) {
        --d.span->end;
    }
    return std::move(d.help("end it with `\"`; a line end inside a string is written `\\n`"));
}

bool entry_follows(std::string_view text, std::uint32_t at) {
    const Token first = token_at(text, at);
    const std::string_view word = text_of(text, first);
    if (word == "->") {
        return true;
    }
    if (first.kind != TokenKind::word && first.kind != TokenKind::string &&
        first.kind != TokenKind::number) {
        return false;
    }
    if (std::ranges::find(entry_words(), word) != entry_words().end()) {
        return true;
    }
    return is_any_of(text_of(text, next_token(text, first.end)), {":", "->", "=", "=>", "|"});
}

std::uint32_t end_of_broken_entry(std::string_view text, std::uint32_t begin,
                                  std::uint32_t failed) {
    const std::uint32_t base = indentation(text, begin);
    const bool leads = first_on_line(text, begin);
    bool header = is_any_of(text_of(text, token_at(text, begin)), {"for", "task"});
    std::string open;
    bool deeper = false;  // lines that stand further right belong to the entry
    for (Token token = token_at(text, begin); token.kind != TokenKind::end;
         token = token_at(text, token.end)) {
        const bool past = token.begin >= failed && token.begin > begin;
        const std::string_view word = text_of(text, token);
        if (token.kind == TokenKind::newline && past) {
            const Token next = next_token(text, token.end);
            const std::string_view next_word = text_of(text, next);
            const std::uint32_t column = indentation(text, next.begin);
            const bool closer = is_any_of(next_word, {")", "]", "}"});
            const bool ends_here =
                leads ? column <= base && !closer : open.empty() || column <= base;
            if (item_begins(text, next.begin) ||
                (ends_here && !(open.empty() && continues(next_word, header)))) {
                return token.begin;
            }
            deeper = deeper || column > base;
        } else if (is_any_of(word, {"(", "[", "{"})) {
            header = header && !(open.empty() && word == "{");
            open += word;
        } else if (word == "->" && open.empty()) {
            header = false;
        } else if (is_any_of(word, {")", "]"})) {
            if (!open.empty() && open.back() == (word == ")" ? '(' : '[')) {
                open.pop_back();
            }
        } else if (word == "}") {
            const std::size_t brace = open.rfind('{');
            const bool own = leads && deeper && first_on_line(text, token.begin) &&
                             indentation(text, token.begin) >= base;
            if (brace == std::string::npos && past && !own) {
                return token.begin;
            }
            open.resize(brace == std::string::npos ? 0 : brace);
        } else if (word == "," && past && open.empty() && !header) {
            return token.begin;
        }
    }
    return static_cast<std::uint32_t>(text.size());
}

std::uint32_t end_of_broken_item(std::string_view text, std::uint32_t failed) {
    std::size_t at = text.find('\n', failed);
    for (; at != std::string_view::npos; at = text.find('\n', at)) {
        ++at;
        const auto line = static_cast<std::uint32_t>(at);
        if (item_begins(text, line)) {
            return line - 1;
        }
        if (at < text.size() && text[at] == '}') {
            return line + 1;
        }
    }
    return static_cast<std::uint32_t>(text.size());
}

}  // namespace lsmap::syntax

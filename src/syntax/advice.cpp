#include "base/nearest.hpp"
#include "syntax/complaint.hpp"
#include "syntax/scan.hpp"

#include <algorithm>

namespace lsmap::syntax {

bool is_reserved_word(std::string_view word) {
    static constexpr std::string_view words[] = {
#define RESERVED(text) text,
#include "grammar/keywords.def"
#undef RESERVED
    };
    return std::ranges::find(words, word) != std::end(words);
}

const std::vector<std::string>& entry_words() {
    static const std::vector<std::string> words = {
#define ENTRY(text) text,
#include "grammar/keywords.def"
#undef ENTRY
    };
    return words;
}

namespace {

// A string that is not closed on the line of `at`: what was read as text may be code and the
// reverse.
bool has_open_string(std::string_view text, std::uint32_t at) {
    constexpr std::size_t longest = 1000;  // a line that people write
    const std::size_t before = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
    if (text.find('\n', at) - before - 1 > longest && text.size() > longest) {
        return false;
    }
    Token token = token_at(
        text, before == std::string_view::npos ? 0 : static_cast<std::uint32_t>(before + 1));
    for (; token.kind != TokenKind::end && token.kind != TokenKind::newline;
         token = token_at(text, token.end)) {
        const std::string_view found = text_of(text, token);
        if (token.kind == TokenKind::string && (found.back() != '"' || found.size() == 1)) {
            return true;
        }
    }
    return false;
}

}  // namespace

std::string advice(const Stop& stop, Expected expected) {
    const Token found = next_token(stop.text, stop.at);
    const std::string_view text = text_of(stop.text, found);
    const bool apart = !stop.found().empty() && found.begin > stop.last_end();
    const Token first = token_at(stop.text, stop.since);
    if (text == "?" && expected.text.find("a type after the name") != std::string_view::npos) {
        return fmt::format("the `?` stands right behind the name of the field: `{}?`",
                           text_of(stop.text, first));
    }
    if (expected.sort == Sort::colon && first.kind == TokenKind::word &&
        first.end == stop.last_end()) {
        const std::string word(text_of(stop.text, first));
        if (const auto near = nearest_names(word, entry_words()); !near.empty()) {
            return fmt::format("did you mean `{}`?", near.front());
        }
    }
    if (text == "{" && text_of(stop.text, first) == "prediction") {
        return "it has the version of the model: prediction \"my-model-1\" { … }";
    }
    if (text == "(" && apart) {
        return "there is no blank between a name and its `(`";
    }
    if (text == "[" && apart) {
        return "there is no blank before the `[` of an index";
    }
    if (text == "null" && expected.text.find("type") != std::string_view::npos) {
        return "a type whose values may be null or absent is written `T?`";
    }
    if (found.kind == TokenKind::string &&
        expected.text.find("a field, as") != std::string_view::npos) {
        return fmt::format("a key that is no name is written `name from {}: type`", text);
    }
    if (has_open_string(stop.text, stop.at)) {
        return "a `\"` is missing on this line";
    }
    if (text == "if") {
        return expected.text.empty() ? "a condition of a query is written `where …`"
                                     : "the condition stands first: `if … then … else …`";
    }
    if (text == "," && expected.text.find("`in`") != std::string_view::npos) {
        return "several names stand in brackets: `for (a, b) in …`";
    }
    if (found.kind == TokenKind::word && expected.text.find("an arm") == 0 &&
        text_of(stop.text, next_token(stop.text, found.end)) == "->") {
        return text == "default" || text == "else" ? "`_` stands for all other keys"
                                                   : "a key that is text stands in quotes";
    }
    if (expected.text.find("a value") != std::string_view::npos && is_reserved_word(text)) {
        return fmt::format("a field of the input of this name is reached as `input.{}`", text);
    }
    return {};
}

}  // namespace lsmap::syntax

#include "check/type_words.hpp"
#include "ide/completer.hpp"
#include "types/units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

// Types and units.
namespace lsmap::ide {

using check::Around;
using check::Choice;

void Completer::type_names() {
    const Around* here = around();
    for (const Choice& name : here == nullptr ? std::vector<Choice>() : here->type_names) {
        add(name, 1);
    }
    for (const check::TypeWordText& row : check::type_word_texts()) {
        const bool has_arguments = row.written != row.word;
        std::string detail(row.written);
        std::erase(detail, '`');
        add({.label = std::string(row.word),
             .detail = has_arguments ? detail : "",
             .kind = ItemKind::type,
             .snippet = detail.starts_with(fmt::format("{}<", row.word))
                            ? fmt::format("{}<$1>", row.word)
                            : "",
             .rank = 2});
    }
}

void Completer::type_arguments() {
    std::set<std::string> found;
    for (const check::TypeWordText& row : check::type_word_texts()) {
        const bool is_it =
            row.word == cursor_.type_around ||
            (cursor_.type_around == "to" && (row.word == "box" || row.word == "time"));
        if (!is_it) {
            continue;
        }
        bool inside = false;
        std::string word;
        for (const char c : row.written) {
            inside = c == '<' || (inside && c != '>');
            if (is_word_part(c) && inside) {
                word += c;
            } else if (!word.empty()) {
                found.insert(std::exchange(word, {}));
            }
        }
    }
    const auto any = [&](const auto& rows) {
        return std::ranges::any_of(
            rows, [&](const auto& row) { return found.contains(std::string(row.word)); });
    };
    if (any(types::length_units())) {
        for (const types::LengthUnit& unit : types::length_units()) {
            found.emplace(unit.word);
        }
    }
    if (any(types::time_units())) {
        for (const types::TimeUnitRow& unit : types::time_units()) {
            found.emplace(unit.word);
        }
    }
    for (const std::string& word : found) {
        if (word != "T") {
            add({.label = word, .kind = ItemKind::unit, .rank = 1});
        }
    }
}

}  // namespace lsmap::ide

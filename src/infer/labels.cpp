#include "infer/labels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdint>
#include <utility>

namespace lsmap::infer {
namespace {

constexpr std::size_t most_keys = 60;
constexpr std::size_t shortest_prefix = 3;
constexpr std::size_t most_named = 8;  // classes and labels named in a comment

std::string unquoted(const std::string& literal) {
    return literal.starts_with('"') ? literal.substr(1, literal.size() - 2) : literal;
}

// Letters and digits alone, in lower case; what is not ASCII stays.
std::string loose(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x80 || std::isalnum(byte) != 0) {
            out += static_cast<char>(byte < 0x80 ? std::tolower(byte) : byte);
        }
    }
    return out;
}

// "B-PER" -> "PER"; "LABEL_2", "__label__sports" -> what is behind.
std::string bare(const std::string& key) {
    if (key.size() > 2 && key[1] == '-' &&
        std::string_view("BILOUESM").find(key[0]) != std::string_view::npos) {
        return key.substr(2);
    }
    return key.starts_with("__label__") ? key.substr(9) : key;
}

// "A potted_plant" -> "potted", "plant": words in lower case, without an article before them.
std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words(1);
    for (const char c : text) {
        const std::string letter = loose(std::string_view(&c, 1));
        if (!letter.empty()) {
            words.back() += letter;
        } else if (!words.back().empty()) {
            words.emplace_back();
        }
    }
    if (words.back().empty()) {
        words.pop_back();
    }
    const bool has_article =
        words.size() > 1 && (words[0] == "a" || words[0] == "an" || words[0] == "the");
    words.erase(words.begin(), words.begin() + (has_article ? 1 : 0));
    return words;
}

// The class is a kind of the label: "tiger_cat", Cat.
bool ends_with_words(const std::string& key, const std::string& label) {
    const std::vector<std::string> kind = words_of(key);
    const std::vector<std::string> of = words_of(label);
    return !of.empty() && of.size() <= kind.size() &&
           std::equal(of.rbegin(), of.rend(), kind.rbegin());
}

// A label for whatever is none of the others.
bool takes_the_rest(const std::string& label) {
    static constexpr std::string_view words[] = {"other",         "others",        "anythingelse",
                                                 "somethingelse", "miscellaneous", "misc"};
    return std::ranges::find(words, loose(label)) != std::end(words);
}

struct Predicted {
    std::string label, word;
};

// `<Label value="Vehicle" predicted_values="car,truck"/>`
std::vector<Predicted> predicted(const labelstudio::Control& control,
                                 const labelstudio::LabelingConfig& config) {
    std::vector<Predicted> rows;
    for (const labelstudio::Element& element : config.elements) {
        const labelstudio::Attribute* value = element.attribute("value");
        const labelstudio::Attribute* words = element.attribute("predicted_values");
        if (value == nullptr || words == nullptr || control.find_label(value->value) == nullptr) {
            continue;
        }
        const std::string& text = words->value;
        for (std::size_t begin = 0; begin <= text.size();) {
            const std::size_t end = std::min(text.find(',', begin), text.size());
            rows.push_back({value->value, text.substr(begin, end - begin)});
            begin = end + 1;
        }
    }
    return rows;
}

// How near a class is to a label, from far to near.
enum class Near : std::uint8_t { not_at_all, abbreviation, kind_of, plural, loosely, same };
Near nearness(const std::string& key, const std::string& label) {
    if (key == label) {
        return Near::same;
    }
    const std::string a = loose(bare(key));
    const std::string b = loose(label);
    if (a.empty() || b.empty()) {
        return Near::not_at_all;
    }
    if (a == b) {
        return Near::loosely;
    }
    if (a + "s" == b || a == b + "s") {
        return Near::plural;
    }
    if (ends_with_words(bare(key), label)) {
        return Near::kind_of;
    }
    const bool prefix =
        std::min(a.size(), b.size()) >= shortest_prefix && (a.starts_with(b) || b.starts_with(a));
    return prefix ? Near::abbreviation : Near::not_at_all;
}

// Labels that the sample does not name may still be classes of the model, named as those are that
// it does: the entry that says so, "" where nothing speaks for it.
std::string_view same_word(const std::vector<Matched>& matched, bool are_texts) {
    if (std::ranges::any_of(matched, [](const Matched& m) { return m.exact; })) {
        return "same";
    }
    std::vector<std::string> keys;
    for (const Matched& row : matched) {
        keys.push_back(loose(unquoted(row.key)));
    }
    std::ranges::sort(keys);
    const bool clash = std::ranges::adjacent_find(keys) != keys.end();
    const bool is_loose = std::ranges::any_of(matched, [](const Matched& m) {
        return !m.label.empty() && loose(unquoted(m.key)) == loose(m.label);
    });
    return !clash && (is_loose || (matched.empty() && are_texts)) ? "same loose" : "";
}

std::string listed(const std::vector<std::string>& words) {
    std::string text;
    for (std::size_t i = 0; i < std::min(words.size(), most_named); ++i) {
        text += (text.empty() ? "" : ", ") + words[i];
    }
    return words.size() > most_named ? text + ", …" : text;
}

}  // namespace

std::vector<std::string> literals_of(const Observed& seen) {
    std::vector<std::string> found;
    for (const Value& value : seen.values) {
        if (found.size() == most_keys) {
            break;
        }
        std::string literal =
            value.is(Kind::string) ? validate::json::quoted(value.text())
            : value.is(Kind::number) && value.raw().find_first_of(".eE") == std::string_view::npos
                ? std::string(value.raw())
                : "";
        if (!literal.empty() && std::ranges::find(found, literal) == found.end()) {
            found.push_back(std::move(literal));
        }
    }
    return found;
}

std::vector<Matched> match_labels(const std::vector<std::string>& keys,
                                  const labelstudio::Control& control,
                                  const labelstudio::LabelingConfig& config) {
    const std::vector<Predicted> words = predicted(control, config);
    std::vector<Matched> rows;
    for (const std::string& key : keys) {
        Matched row{key, "", false};
        const std::string text = unquoted(key);
        Near best = Near::not_at_all;
        for (const labelstudio::LabelOption& option : control.labels) {
            for (const std::string& name : {option.value, option.alias}) {
                const Near near =
                    name.empty() || !key.starts_with('"') ? Near::not_at_all : nearness(text, name);
                if (near > best) {
                    best = near;
                    row.label = option.value;
                    row.exact = near == Near::same;
                }
            }
        }
        for (const Predicted& word : words) {
            if (best < Near::loosely && loose(word.word) == loose(text) && !loose(text).empty()) {
                best = Near::loosely;
                row.label = word.label;
            }
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

std::vector<Matched> match_numbers(const std::vector<std::string>& keys,
                                   const std::vector<ClassList>& lists,
                                   const labelstudio::Control& control,
                                   const labelstudio::LabelingConfig& config, std::string& by) {
    std::vector<Matched> best;
    for (const ClassList& list : lists) {
        std::vector<std::string> names;
        for (const std::string& key : keys) {
            std::size_t number = list.names.size();
            std::from_chars(key.data(), key.data() + key.size(), number);
            names.push_back(
                validate::json::quoted(number < list.names.size() ? list.names[number] : ""));
        }
        std::vector<Matched> matched = match_labels(names, control, config);
        for (std::size_t i = 0; i < matched.size(); ++i) {
            matched[i].key = keys[i];
        }
        if (matched_count(matched) > matched_count(best)) {
            best = std::move(matched);
            by = list.name;
        }
    }
    return best;
}

std::size_t matched_count(const std::vector<Matched>& matched) {
    return static_cast<std::size_t>(
        std::ranges::count_if(matched, [](const Matched& m) { return !m.label.empty(); }));
}

std::string table_text(const std::string& name, const std::string& control_name,
                       const std::vector<Matched>& matched, const labelstudio::Control& control,
                       bool are_texts) {
    const bool numbers = !matched.empty() && !matched.front().key.starts_with('"');
    const bool is_path =
        control.allow_nested ||
        std::ranges::any_of(control.labels, [](const auto& l) { return l.path.size() > 1; });
    std::string text = fmt::format("labels {} -> {} {{\n", name, control_name);
    std::vector<std::string> without;
    std::vector<std::string> not_seen;
    std::string rest;  // the label that takes all other classes
    for (const labelstudio::LabelOption& option : control.labels) {
        std::string keys;
        for (const Matched& row : matched) {
            if (row.label == option.value) {
                keys += (keys.empty() ? "" : " | ") + row.key;
            }
        }
        std::string label = validate::json::quoted(option.value);
        if (is_path) {
            label = "[";
            for (const std::string& part : option.values) {
                label += (label.size() == 1 ? "" : ", ") + validate::json::quoted(part);
            }
            label += "]";
        }
        if (!keys.empty()) {
            text += fmt::format("{} -> {}\n", keys, label);
        } else if (rest.empty() && !is_path && takes_the_rest(option.value)) {
            rest = label;
        } else {
            not_seen.push_back(label);
        }
    }
    for (const Matched& row : matched) {
        if (row.label.empty()) {
            without.push_back(row.key);
        }
    }
    const std::string_view others =
        is_path || numbers || not_seen.empty() ? "" : same_word(matched, are_texts);
    text += others.empty() ? "" : fmt::format("{}\n", others);
    if (!not_seen.empty() && (others.empty() || matched.empty())) {
        text += fmt::format("# TODO: which classes are {}?\n", listed(not_seen));
    }
    if (!without.empty()) {
        const char* verb = without.size() == 1 ? "is" : "are";
        text += rest.empty() ? fmt::format("# TODO: {} {} skipped; add what is a label\n",
                                           listed(without), verb)
                             : fmt::format("# TODO: {} {} taken as {}; add what is another label\n",
                                           listed(without), verb, rest);
    }
    return text + fmt::format("_ -> {}\n}}\n", rest.empty() ? "skip" : rest);
}

}  // namespace lsmap::infer

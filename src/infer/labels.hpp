#pragma once
#include "infer/declare.hpp"
#include "labelstudio/config.hpp"

#include <string>
#include <vector>

namespace lsmap::infer {

// A class of the model and the label of the config that it seems to be.
struct Matched {
    std::string key;    // as a literal: "\"car\"", "2"
    std::string label;  // empty: none
    bool exact = false;
};

// Texts and whole numbers that a place holds, as literals.
std::vector<std::string> literals_of(const Observed& seen);

// Which label each class is: the same text, the same but for case and blanks, one that the config
// names in `predicted_values`, a plural, a kind of it ("tiger_cat", Cat), an abbreviation ("PER",
// Person).
std::vector<Matched> match_labels(const std::vector<std::string>& keys,
                                  const labelstudio::Control& control,
                                  const labelstudio::LabelingConfig& config);

// A list of class names by their number, of a standard module or of the sample.
struct ClassList {
    std::string name;                // "coco.names80"
    std::vector<std::string> names;  // "" where a number has none
};
// The same for classes that are numbers, by the list in which most of them are labels; its name in
// `by`.
std::vector<Matched> match_numbers(const std::vector<std::string>& keys,
                                   const std::vector<ClassList>& lists,
                                   const labelstudio::Control& control,
                                   const labelstudio::LabelingConfig& config, std::string& by);

// How many of the classes are labels.
std::size_t matched_count(const std::vector<Matched>& matched);

// `labels NAME -> CONTROL { … }`, with what a person must decide as comments. `are_texts`: classes
// are known to be texts, even where none was seen.
std::string table_text(const std::string& name, const std::string& control_name,
                       const std::vector<Matched>& matched, const labelstudio::Control& control,
                       bool are_texts);

}  // namespace lsmap::infer

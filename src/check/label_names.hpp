#pragma once
#include "labelstudio/config.hpp"

#include <string>
#include <vector>

namespace lsmap::check {

// Results of the control carry paths from the root down: Taxonomy, Choices inside Choices.
bool takes_paths(const labelstudio::Control& control);
// Whether any text may be a label: the labels stand in task data, or nowhere.
bool labels_are_open(const labelstudio::Control& control);
// "Animals / Cat".
std::string show_path(const std::vector<std::string>& path);
// For suggestions: each label once, as the user would write it.
std::vector<std::string> label_names(const labelstudio::Control& control);
// "choice" for Choices, "label" for Labels, "path" for Taxonomy.
std::string_view label_word(const labelstudio::Control& control);

}  // namespace lsmap::check

#pragma once
#include "ide/analysis.hpp"

#include <optional>
#include <string>

namespace lsmap::ide {

// What is said of a name or a value, as Markdown, and the place that it is said of.
struct Hover {
    Span span;
    std::string text;
};
std::optional<Hover> hover(const Analysis& analysis, std::uint32_t byte);

// The comment lines right above the line of `byte`, without `#`.
std::string comment_above(const SourceFile& source, std::uint32_t byte);
// Signatures and documentation of a function of the language; "": there is none of that name.
std::string builtin_text(std::string_view name);
// A control or object of a config: its tag as it is written, and what the tag is for.
std::string control_text(const SourceMap& sources, const labelstudio::LabelingConfig& config,
                         const labelstudio::Control& control);
std::string object_text(const SourceMap& sources, const labelstudio::LabelingConfig& config,
                        const labelstudio::Object& object);
// A label of a control; nullptr: one that comes with the task.
std::string label_text(const labelstudio::Control& control, const labelstudio::LabelOption* option);
// `name: type`, a record with a line for each field.
std::string typed(std::string_view name, const types::TypeStore& types, types::TypeId type);

}  // namespace lsmap::ide

#pragma once
#include "base/source.hpp"
#include "base/span.hpp"
#include "base/store.hpp"
#include "diag/diagnostic.hpp"
#include "labelstudio/tags.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lsmap::labelstudio {

enum class ElementId : std::uint32_t {};
enum class ControlId : std::uint32_t {};
enum class ObjectId : std::uint32_t {};

struct Attribute {
    std::string name, value;     // entities decoded
    Span name_span, value_span;  // value without its quotes
};

struct Element {
    std::string tag;
    Span tag_span;     // the name in the start tag
    Span span;         // the whole start tag
    std::string text;  // what stands directly inside, without blanks around it
    std::vector<Attribute> attributes;
    std::vector<ElementId> children;
    std::optional<ElementId> parent;

    // nullptr: there is none. Names are compared as Label Studio's editor does, without case.
    const Attribute* attribute(std::string_view name) const;
};

// A Label, Choice or Relation of a control. `result` is what results carry: alias if any, else
// value.
struct LabelOption {
    std::string value, alias, result;
    std::vector<std::string>
        path;  // results from the root down, itself last (Choice inside Choice)
    bool is_leaf = true;
    Span span;  // the value attribute, or the tag
};

struct Target {  // one name of toName
    std::string name;
    Span span;
    std::optional<ObjectId> object;  // none: reported
};

struct Control {
    std::string name;
    const ControlKind* kind = nullptr;
    ElementId element{};
    Span span;  // its tag name in the config, for messages
    std::vector<Target> targets;
    std::vector<LabelOption> labels;
    // Task key that `value="$key"` reads, empty where an `apiUrl` gives the labels; labels are open
    // then.
    std::optional<std::string> dynamic_labels;
    bool per_region = false, per_item = false, required = false;
    bool single_choice = false;  // Choices: at most one
    bool allow_nested = false;   // Choices whose results are paths
    bool leafs_only = false;
    bool in_repeater = false;
    std::optional<double> minimum, maximum;  // Number
    std::int64_t max_rating = 5;
    std::string date_format;  // strftime form of the text the editor wants; empty for other tags

    const LabelOption* find_label(std::string_view value_or_alias) const;
    const LabelOption* find_path(const std::vector<std::string>& path) const;
};

// `$image`, `$a.b`, `$a[0].c` in an object's value or valueList.
struct DataVariable {
    std::string text;               // "a.b"
    std::vector<std::string> keys;  // {"a", "b"}; an index stands as "[0]"
    Span span;
};

struct Object {
    std::string name;
    const ObjectKind* kind = nullptr;
    ElementId element{};
    Span span;
    std::vector<DataVariable> variables;  // of value / valueList; several where text surrounds them
    bool whole_value = true;              // value is one variable and nothing else
    bool is_list = false;                 // valueList: several items
    bool is_url = false;  // valueType="url": the data is where the text is, not the text
    bool in_repeater = false;
};

struct LabelingConfig {
    FileId file{};
    Store<ElementId, Element> elements;
    Store<ControlId, Control> controls;
    Store<ObjectId, Object> objects;
    // Further `$variables` that the config reads (titles, dynamic labels), for the check of task
    // data.
    std::vector<DataVariable> other_variables;
    bool usable = false;  // false: the XML could not be read at all

    std::optional<ControlId> find_control(std::string_view name) const;
    std::optional<ObjectId> find_object(std::string_view name) const;
    std::vector<std::string> control_names() const;
    std::vector<std::string> object_names() const;
};

// Reads the XML and resolves it against the tag table. Reports malformed XML, duplicate names, a
// toName that points nowhere or at a control, a label control without labels, unknown tags, each
// with its line.
LabelingConfig read_config(const SourceFile& source, FileId file, diag::Sink& sink);

}  // namespace lsmap::labelstudio

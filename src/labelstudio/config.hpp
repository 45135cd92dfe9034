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
    // Results from the root down, itself last (Choice inside Choice), and the same by value.
    std::vector<std::string> path, values;
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
    std::vector<std::string> dynamic_keys;  // all of them: each `<Label value="$key"/>` has one
    bool has_dynamic_parts = false;  // some `<Label value="$key"/>`: the server compares `$key`
    bool per_region = false, per_item = false, required = false;
    bool single_choice = false;  // Choices: at most one
    bool allow_nested = false;   // Choices whose results are paths
    bool leafs_only = false;
    // What stands for the number of the round in `name` and `toName`; empty: in no Repeater.
    std::string round_mark;
    bool in_nested_repeater = false;
    std::vector<std::string> parts;  // names of its Buckets
    std::string own_slots;  // slots that follow from the config (buckets, outputs), for the kind's
    std::optional<double> minimum, maximum;  // Number
    std::int64_t max_rating = 5;
    std::string date_format;  // strftime form of the text the editor wants; empty for other tags

    bool is_repeated() const { return !round_mark.empty(); }
    const LabelOption* find_label(std::string_view value_or_alias) const;
    // Its parts by result or by value.
    const LabelOption* find_path(const std::vector<std::string>& path) const;
};

// `$image`, `$a.b`, `$a[0].c` in an object's value or valueList.
struct DataVariable {
    std::string text;               // "a.b"
    std::vector<std::string> keys;  // {"a", "b"}; an index stands as "[0]"
    // Behind the number of a Repeater's round: `$a[{{idx}}].b` has the keys {"a"} and {"b"} here.
    std::vector<std::string> round_keys;
    bool is_round = false;
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
    // valueType="url" or an `encoding`: the data is where the text is, or a code of it.
    bool is_url = false;
    bool is_inline = false;  // HyperText inline="true": a part of the page, not a page in a frame
    std::string text_key = "text", name_key = "author";  // Paragraphs: fields of an utterance
    std::string round_mark;                              // as Control::round_mark

    // Frames per second that the editor counts in; 0: the task says, or there are no frames.
    double frame_rate = 0;
    std::string date_format;  // strftime form of its positions; empty: they are no dates

    bool is_repeated() const { return !round_mark.empty(); }
    // One size, text, … for each item or round.
    bool has_items() const { return is_list || is_repeated(); }
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

// Slots and payload of a control on an object, with what the config says of its slots.
std::optional<Form> form_of(const Control& control, const Object& object);

// Reads the XML and resolves it against the tag table. Reports malformed XML, duplicate names, a
// toName that points nowhere or at a control, a label control without labels, unknown tags, each
// with its line.
LabelingConfig read_config(const SourceFile& source, FileId file, diag::Sink& sink);

}  // namespace lsmap::labelstudio

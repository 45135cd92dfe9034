#pragma once
#include "base/up_to.hpp"
#include "labelstudio/payload.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace lsmap::labelstudio {

// Where the labels of a control stand: key of the result's value, child tag of the config.
struct LabelSource {
    // No child: its labels are those of the controls with Labels on the same object
    // (VideoRectangle).
    std::string_view key, child;
    bool required = true;  // a control without any is reported
};

// What a unit in a slot can be converted with; a control names what its object offers in
// ObjectKind.
enum class Facts : std::uint8_t {
    none = 0,
    size = 1,
    duration = 2,
    text = 4,
    rate = 8,
    fps = 16,
    frames = 32,
    tokens = 64
};

enum class LabelSlot : std::uint8_t {
    none,
    labels,   // slot `label` or `labels`
    choices,  // `choice` or `choices`
    paths,    // `path` or `paths`
};

// The entries of `object NAME { … }` that give facts.
struct FactWord {
    std::string_view word;
    Facts fact;
};
std::span<const FactWord> fact_words();

// Two spellings of one slot: `one: x` means `many: [x]`. Both empty: there is no such pair.
struct SlotPair {
    std::string_view one, many;
};
SlotPair label_slot_names(LabelSlot slot);

// Slots that say the same in two ways, in whatever control has them: two together, or one alone.
struct TwoWays {
    std::string_view first, second, alone;
};
std::span<const TwoWays> two_ways();

// What the value of an object may be in task data (what the server's task validation takes).
enum class DataForm : std::uint8_t { text = 1, list = 2, record = 4 };

// Where the text of an object is, that positions count in.
enum class TextSource : std::uint8_t {
    none,
    value,       // its value is the text
    page,        // its value is HTML: what the editor's frame has as text
    paragraphs,  // its value is a list of records: the field that `textKey` names, one text each
};

// What a control asks for and writes on some of its objects.
struct ControlForm {
    UpTo<std::string_view, 4> objects{};
    std::string_view slots{};
    const Payload* payload = nullptr;  // nullptr: it only lends labels
    bool with_only = false;     // stands only as `with` below a region that another tool draws
    bool for_dates = false;     // on objects with an axis of dates (ObjectKind::date_attributes)
    bool lends_labels = false;  // makes no result: a track carries its labels (LabelSource)
};

// One row for each control tag; facts and sources: docs/reference/controls.md, label-studio-tags.
struct ControlKind {
    std::string_view tag, type;            // "RectangleLabels", "rectanglelabels"
    UpTo<std::string_view, 12> objects{};  // tags of objects it can label, those of other_forms too
    // Its own slots as a record type of the language (percent, seconds, code points: the unit that
    // Label Studio stores); the common ones (label, score, id, meta, locked, item, parent) are not
    // repeated.
    std::string_view slots{};
    const Payload* payload = nullptr;    // nullptr: it only lends labels
    UpTo<ControlForm, 5> other_forms{};  // objects where slots and payload differ: see form_on
    SlotPair list_slot{};  // text / texts: the one of `slots` that may be written singly
    LabelSource labels{};
    LabelSlot label_slot = LabelSlot::none;
    bool single_by_default = false;      // at most one label unless choice="multiple"
    bool is_region = false;              // its result is a region
    bool can_per_region = false;         // perRegion="true" makes it a part of a region's result
    bool can_per_item = false;           // perItem="true": one result for each item of a list
    bool unlabelled_tool = false;        // takes `with LABELS { … }`: the split form
    std::uint8_t server_needs = 0;       // facts of the object that the server wants in its results
    bool server_accepts = true;          // has a class in the SDK's validator
    bool editor_checks_objects = false;  // the editor too wants one of `objects`
    bool needs_to_name = true;
    bool is_own_object = false;         // Chat: results carry its name as from_name and to_name
    bool refuses_to_name = false;       // Chat with a toName: the server takes it for another tag
    bool compares_objects = false;      // Pairwise: toName lists two, results stand on the first
    std::string_view item_slot{};       // own slot that says which item, from 1: `page`
    std::string_view part{};            // Bucket: parts with names that are the keys of its slot
    std::string_view part_slots{};      // its slots where it has such parts
    std::string_view schema{};          // ReactCode: attribute that describes its only slot
    bool connects_regions = false;      // Relations: has neither name nor toName
    bool has_date_format = false;       // its text follows the attributes `only` and `format`
    bool has_limits = false;            // `min` and `max` are numbers
    std::string_view forbidden_name{};  // the server takes a control of this name for its payload
    std::string_view doc{};
};

// Slots and payload of a control on an object of that kind: `other_forms` where one lists the
// object, else the main columns. nullopt: it cannot label such an object.
struct Form {
    std::string_view slots;
    const Payload* payload;
    bool with_only;
    bool lends_labels = false;
};
struct ObjectKind;
// `has_dates`: see Object::date_format.
std::optional<Form> form_on(const ControlKind& control, const ObjectKind& object,
                            bool has_dates = false);

// One row for each object tag.
struct ObjectKind {
    std::string_view tag;
    UpTo<std::string_view, 2> aliases{};        // AudioPlus
    std::string_view data_attribute = "value";  // the attribute that names the task data
    std::uint8_t facts = 0;                     // which of Facts `object NAME { … }` may give
    bool is_bounded = false;                    // the server refuses percentages beyond 100
    bool has_length = false;  // results carry original_length, its duration in seconds
    // Frames per second: the attribute that says how many (below 1: seconds per frame), and how
    // many there are without it.
    std::string_view rate_attribute{};
    double usual_rate = 0;
    // With all of these its positions are dates, in the format of the first.
    UpTo<std::string_view, 2> date_attributes{};
    bool is_image = false;  // results carry original_width, original_height, image_rotation
    TextSource text = TextSource::none;
    bool can_be_list = false;     // valueList
    bool has_pages = false;       // `size` may be a list, one for each page
    bool needs_no_value = false;  // without the attribute it sees all task data
    // What task data may hold for it: bits of DataForm.
    std::uint8_t data_forms = static_cast<std::uint8_t>(DataForm::text);
    // Fields that the elements of its value need.
    UpTo<std::string_view, 2> item_fields{};
    bool has_inline_content = false;  // its children are text to show, and it needs no value then
    std::string_view doc{};
};

// Tags that make no results: layout, and the parts of controls and objects (Label, Bucket,
// Channel).
struct OtherTag {
    std::string_view tag;
    bool is_part = false;    // stands inside a control or object
    bool repeats = false;    // Repeater: clones what is inside
    bool is_opaque = false;  // what is inside is not Label Studio's markup
    std::string_view doc{};
};

std::span<const ControlKind> control_kinds();
std::span<const ObjectKind> object_kinds();
// Tag names are compared without case, as the editor does. nullptr: no such tag.
const ControlKind* find_control_kind(std::string_view tag);
const ObjectKind* find_object_kind(std::string_view tag);
std::span<const OtherTag> other_tags();
const OtherTag* find_other_tag(std::string_view tag);
// div, p, br, …: the server overlooks them, editors differ.
bool is_html_tag(std::string_view tag);
// Tags and attributes are compared as the editor does: ASCII letters without case.
bool same_name(std::string_view a, std::string_view b);

}  // namespace lsmap::labelstudio

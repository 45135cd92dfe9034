#include "labelstudio/resolve.hpp"

#include "base/nearest.hpp"
#include "diag/codes/config.hpp"
#include "labelstudio/data_variable.hpp"
#include "labelstudio/date_format.hpp"
#include "labelstudio/label_options.hpp"
#include "labelstudio/own_slots.hpp"
#include "labelstudio/targets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <set>

namespace lsmap::labelstudio {
namespace {

// Attributes that the server looks up in this spelling only.
constexpr std::string_view exact_attributes[] = {"name", "toName", "value", "valueList", "alias"};
// Attributes that may name task data besides an object's own.
constexpr std::string_view data_attributes[] = {"value", "valueList", "on", "audioUrl",
                                                "frameRate"};
constexpr std::string_view usual_round_mark = "{{idx}}";
constexpr std::string_view yes_or_no_attributes[] = {"perRegion", "perItem", "required",
                                                     "allowNested", "leafsOnly"};

// What stands around an element.
struct Place {
    bool is_opaque = false;    // below a tag whose content is not Label Studio's markup
    std::string round_mark{};  // of the Repeater around; empty: there is none
    bool in_nested_repeater = false;
};

template <class Number> std::optional<Number> read_number(std::string_view text) {
    Number n{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional(n)
                                                                    : std::nullopt;
}

std::string value_of(const Element& element, std::string_view attribute) {
    const Attribute* found = element.attribute(attribute);
    return found == nullptr ? "" : found->value;
}

bool is_true(const Element& element, std::string_view attribute) {
    return value_of(element, attribute) == "true";
}

class Resolver {
 public:
    Resolver(LabelingConfig& config, diag::Sink& sink) : config_(config), sink_(sink) {}

    void run() {
        for (std::uint32_t i = 0; i < config_.elements.size(); ++i) {
            const auto id = static_cast<ElementId>(i);
            places_.push_back(place_of(id));
            if (!places_.back().is_opaque) {
                classify(id);
            }
        }
        resolve_targets(config_, sink_);
        read_label_options(config_, sink_);
        report_objects_without_data();
    }

 private:
    Place place_of(ElementId id) const {
        const std::optional<ElementId> parent = config_.elements[id].parent;
        if (!parent) {
            return {};
        }
        Place place = places_[static_cast<std::size_t>(*parent)];
        const std::string& tag = config_.elements[*parent].tag;
        if (const OtherTag* other = find_other_tag(tag)) {
            place.is_opaque |= other->is_opaque;
            if (other->repeats) {
                place.in_nested_repeater = !place.round_mark.empty();
                const std::string mark = value_of(config_.elements[*parent], "indexFlag");
                place.round_mark = mark.empty() ? std::string(usual_round_mark) : mark;
            }
        }
        const ObjectKind* object = find_object_kind(tag);
        place.is_opaque |= object != nullptr && object->has_inline_content;
        return place;
    }

    void classify(ElementId id) {
        const Element& element = config_.elements[id];
        const ControlKind* control = find_control_kind(element.tag);
        const ObjectKind* object = find_object_kind(element.tag);
        const OtherTag* other = find_other_tag(element.tag);
        if (control != nullptr || object != nullptr) {
            check_attribute_case(element);
        }
        if (object != nullptr) {
            add_object(id, *object);
        }
        if (control != nullptr) {
            add_control(id, *control);
        }
        if (control == nullptr && object == nullptr && other == nullptr) {
            report_unknown(element);
        }
        check_name(element, places_.back());
        read_other_variables(element, object, other != nullptr && other->is_part);
    }

    void report_unknown(const Element& element) {
        if (is_html_tag(element.tag)) {
            if (html_seen_.insert(element.tag).second) {
                sink_.emit(element.tag_span, diag::html_tag, element.tag)
                    .help("`<View>` groups tags, `<Header value=\"…\"/>` shows text");
            }
            return;
        }
        std::vector<std::string> known;
        for (const ControlKind& kind : control_kinds()) {
            known.emplace_back(kind.tag);
        }
        for (const ObjectKind& kind : object_kinds()) {
            known.emplace_back(kind.tag);
        }
        for (const OtherTag& tag : other_tags()) {
            known.emplace_back(tag.tag);
        }
        auto& message = sink_.emit(element.tag_span, diag::unknown_tag, element.tag);
        message.help(suggestion(element.tag, known));
    }

    void check_attribute_case(const Element& element) {
        for (const Attribute& attribute : element.attributes) {
            const auto* exact = std::ranges::find_if(
                exact_attributes, [&](auto name) { return same_name(name, attribute.name); });
            if (exact != std::end(exact_attributes) && *exact != attribute.name) {
                sink_
                    .emit(attribute.name_span, diag::attribute_case, attribute.name,
                          std::string(*exact))
                    .help(fmt::format("write `{}`", *exact))
                    .fix(attribute.name_span, std::string(*exact), diag::Safe::yes);
            }
        }
    }

    void check_name(const Element& element, const Place& place) {
        const Attribute* name = element.attribute("name");
        if (name == nullptr || name->value.empty()) {
            return;
        }
        const auto [first, is_new] = names_.try_emplace(name->value, name->value_span);
        if (!is_new) {
            sink_.emit(name->value_span, diag::name_taken_twice, name->value)
                .label(first->second, "the first stands here")
                .help("give one of them another name");
        }
        for (const std::string_view mark : {"@", "#", ",", "{{"}) {
            const bool is_round = place.round_mark.find(mark) != std::string::npos;
            if (name->value.find(mark) != std::string::npos && !is_round) {
                sink_.emit(name->value_span, diag::name_characters, name->value, std::string(mark))
                    .help("letters, digits, `_` and `-` are safe");
                break;
            }
        }
        const bool has_part_name =
            find_control_kind(element.tag) == nullptr && find_object_kind(element.tag) == nullptr;
        if (!place.round_mark.empty() && !has_part_name &&
            name->value.find(place.round_mark) == std::string::npos) {
            sink_.emit(name->value_span, diag::name_without_round, name->value, place.round_mark)
                .help(fmt::format("write `name=\"{}_{}\"`", name->value, place.round_mark));
        }
    }

    void read_other_variables(const Element& element, const ObjectKind* object, bool is_part) {
        for (const std::string_view name : data_attributes) {
            const Attribute* attribute = element.attribute(name);
            const bool is_own = object != nullptr && (same_name(name, object->data_attribute) ||
                                                      same_name(name, "valueList"));
            if (attribute == nullptr || is_own) {
                continue;
            }
            VariableText found = read_variables(attribute->value, attribute->value_span);
            if (is_part && !found.is_whole) {  // a label `US$A` is a label
                continue;
            }
            std::ranges::move(found.variables, std::back_inserter(config_.other_variables));
        }
    }

    void add_object(ElementId id, const ObjectKind& kind) {
        const Element& element = config_.elements[id];
        Object object;
        object.name = value_of(element, "name");
        object.kind = &kind;
        object.element = id;
        object.span = element.tag_span;
        object.round_mark = places_.back().round_mark;
        const std::string encoding = value_of(element, "encoding");
        object.is_url =
            value_of(element, "valueType") == "url" || (!encoding.empty() && encoding != "none");
        object.is_inline = value_of(element, "inline") == "true";
        for (const auto& [name, key] :
             {std::pair{"textKey", &object.text_key}, std::pair{"nameKey", &object.name_key}}) {
            if (const Attribute* attribute = element.attribute(name)) {
                *key = attribute->value;
            }
        }
        object.is_list = kind.can_be_list && element.attribute("valueList") != nullptr;
        object.frame_rate = frame_rate(element, kind);
        object.date_format = date_format_of(element, kind);
        for (const std::string_view name : {std::string_view("valueList"), kind.data_attribute}) {
            if (const Attribute* attribute = element.attribute(name)) {
                VariableText found = read_variables(attribute->value, attribute->value_span);
                object.whole_value = found.is_whole;
                std::ranges::move(found.variables, std::back_inserter(object.variables));
            }
        }
        if (object.name.empty()) {
            if (!kind.has_inline_content) {
                sink_.emit(element.tag_span, diag::missing_name, element.tag)
                    .help("add `name=\"…\"`, and name it in the `toName` of what labels it");
            }
            return;
        }
        config_.objects.add(std::move(object));
    }

    // What the editor takes; a rate that it cannot read is the usual one.
    double frame_rate(const Element& element, const ObjectKind& kind) {
        const Attribute* given =
            kind.rate_attribute.empty() ? nullptr : element.attribute(kind.rate_attribute);
        if (given != nullptr && given->value.find('$') != std::string::npos) {
            return 0;
        }
        const std::optional<double> rate =
            given == nullptr ? std::nullopt
                             : number_in<double>(element, kind.rate_attribute, "number");
        if (!rate || !(*rate > 0) || !std::isfinite(*rate)) {
            return kind.usual_rate;
        }
        return *rate < 1 ? 1 / *rate : *rate;
    }

    std::string date_format_of(const Element& element, const ObjectKind& kind) {
        const auto is_given = [&](std::string_view name) {
            return !value_of(element, name).empty();
        };
        if (kind.date_attributes.empty() || !std::ranges::all_of(kind.date_attributes, is_given)) {
            return "";
        }
        const Attribute& format = *element.attribute(kind.date_attributes[0]);
        if (const auto unknown_part = unknown_directive(format.value)) {
            sink_.emit(format.value_span, diag::date_directive, std::string(*unknown_part))
                .help("day `%d`, month `%m`, year `%Y`, hour `%H`, minute `%M`, second `%S`");
        }
        return format.value;
    }

    void add_control(ElementId id, const ControlKind& kind) {
        const Element& element = config_.elements[id];
        Control control;
        control.name = value_of(element, "name");
        control.kind = &kind;
        control.element = id;
        control.span = element.tag_span;
        control.round_mark = places_.back().round_mark;
        control.in_nested_repeater = places_.back().in_nested_repeater;
        read_attributes(element, control);
        read_slots(config_, control, sink_);
        if (control.name.empty() && !kind.connects_regions) {
            if (!kind.is_own_object) {  // as an object it is reported already
                sink_.emit(element.tag_span, diag::missing_name, element.tag)
                    .help("add `name=\"…\"`");
            }
            return;
        }
        if (control.name.empty() && kind.connects_regions) {
            control.name = kind.type;  // `labels x -> relation { … }`
        }
        if (!kind.forbidden_name.empty() && control.name == kind.forbidden_name) {
            sink_
                .emit(element.attribute("name")->value_span, diag::forbidden_control_name,
                      element.tag, control.name)
                .note("the server mistakes the name for a key of the result")
                .help("give it another name");
        }
        config_.controls.add(std::move(control));
    }

    void read_attributes(const Element& element, Control& control) {
        const ControlKind& kind = *control.kind;
        for (const std::string_view name : yes_or_no_attributes) {
            const Attribute* attribute = element.attribute(name);
            if (attribute != nullptr && attribute->value != "true" && attribute->value != "false") {
                sink_
                    .emit(attribute->value_span, diag::boolean_spelling, attribute->name,
                          attribute->value)
                    .help("write `true` or `false`");
            }
        }
        control.per_region = kind.can_per_region && is_true(element, "perRegion");
        control.per_item = kind.can_per_item && is_true(element, "perItem");
        control.required = is_true(element, "required");
        control.allow_nested = is_true(element, "allowNested");
        control.leafs_only = is_true(element, "leafsOnly");
        const std::string choice = value_of(element, "choice");
        control.single_choice = (kind.single_by_default && choice != "multiple") ||
                                (kind.connects_regions && choice == "single");
        if (control.per_region && control.per_item) {
            sink_
                .emit(element.attribute("perItem")->name_span, diag::per_item_and_per_region,
                      control.name)
                .label(element.attribute("perRegion")->name_span, "and for every region here")
                .help("take one of them out");
        }
        if (kind.has_limits) {
            control.minimum = number_in<double>(element, "min", "number");
            control.maximum = number_in<double>(element, "max", "number");
        }
        control.max_rating = number_in<std::int64_t>(element, "maxRating", "whole number")
                                 .value_or(control.max_rating);
        if (kind.has_date_format) {
            control.date_format =
                date_format(value_of(element, "only"), value_of(element, "format"));
            if (const auto unknown_part = unknown_directive(control.date_format)) {
                const Attribute* format = element.attribute("format");
                sink_.emit(format->value_span, diag::date_directive, std::string(*unknown_part))
                    .help("day `%d`, month `%m`, year `%Y`, hour `%H`, minute `%M`, second `%S`");
            }
        }
    }

    // nullopt where there is none, where the task gives it (`$x`), or where it is reported.
    template <class Number>
    std::optional<Number> number_in(const Element& element, std::string_view name,
                                    std::string_view what) {
        const Attribute* attribute = element.attribute(name);
        if (attribute == nullptr || attribute->value.empty() || attribute->value.starts_with('$')) {
            return std::nullopt;
        }
        const std::optional<Number> number = read_number<Number>(attribute->value);
        if (!number) {
            sink_
                .emit(attribute->value_span, diag::attribute_number, attribute->name, element.tag,
                      std::string(what))
                .help("write it with digits, as `5`");
        }
        return number;
    }

    bool is_target(const Object& object) const {
        return std::ranges::any_of(config_.controls, [&](const Control& control) {
            return std::ranges::find(control.targets, object.name, &Target::name) !=
                   control.targets.end();
        });
    }

    void report_objects_without_data() {
        for (const Object& object : config_.objects) {
            const Element& element = config_.elements[object.element];
            const bool has_data = element.attribute(object.kind->data_attribute) != nullptr ||
                                  object.is_list || object.kind->needs_no_value;
            if (!has_data && (!object.kind->has_inline_content || is_target(object))) {
                sink_.emit(object.span, diag::object_without_value, element.tag, object.name)
                    .note("Label Studio's server refuses results for it")
                    .help(
                        fmt::format("add `{}=\"${}\"`", object.kind->data_attribute, object.name));
            }
        }
    }

    LabelingConfig& config_;
    diag::Sink& sink_;
    std::vector<Place> places_;  // of the elements so far
    std::map<std::string, Span, std::less<>> names_;
    std::set<std::string, std::less<>> html_seen_;
};

}  // namespace

void resolve(LabelingConfig& config, diag::Sink& sink) { Resolver(config, sink).run(); }

}  // namespace lsmap::labelstudio

#include "labelstudio/label_options.hpp"

#include "diag/codes/config.hpp"
#include "labelstudio/data_variable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace lsmap::labelstudio {
namespace {

struct OptionPlace {
    ControlId control{};
    std::size_t index = 0;
};

// Some control has labels of that tag.
bool is_label_tag(std::string_view tag) {
    return std::ranges::any_of(control_kinds(), [&](const ControlKind& kind) {
        return !kind.labels.child.empty() && same_name(kind.labels.child, tag);
    });
}

class Labels {
 public:
    Labels(LabelingConfig& config, diag::Sink& sink) : config_(config), sink_(sink) {}

    void run() {
        for (std::uint32_t i = 0; i < config_.controls.size(); ++i) {
            const auto id = static_cast<ControlId>(i);
            controls_.emplace(config_.controls[id].element, id);
            read_dynamic(config_.controls[id]);
        }
        for (std::uint32_t i = 0; i < config_.elements.size(); ++i) {
            const auto id = static_cast<ElementId>(i);
            if (is_label_tag(config_.elements[id].tag)) {
                read(id);
            }
        }
        for (const Control& control : config_.controls) {
            report_none(control);
        }
    }

 private:
    void read_dynamic(Control& control) {
        const Element& element = config_.elements[control.element];
        if (control.kind->labels.child.empty()) {
            return;
        }
        if (const Attribute* value = element.attribute("value")) {
            const VariableText text = read_variables(value->value, value->value_span);
            if (!text.variables.empty()) {
                take_dynamic(control, text.variables.front());
            }
        }
        if (element.attribute("apiUrl") != nullptr) {
            control.dynamic_labels = "";
        }
    }

    static void take_dynamic(Control& control, const DataVariable& variable) {
        control.dynamic_labels = variable.text;
        if (!variable.is_round) {  // else they differ from round to round
            control.dynamic_keys.push_back(variable.text);
        }
    }

    void read(ElementId id) {
        const Element& element = config_.elements[id];
        std::optional<OptionPlace> above;  // the Choice around this Choice
        std::optional<ControlId> owner;
        for (auto up = element.parent; up && !owner; up = config_.elements[*up].parent) {
            if (const auto control = controls_.find(*up); control != controls_.end()) {
                owner = control->second;
            } else if (const auto option = options_.find(*up); option != options_.end() && !above) {
                above = option->second;
            }
        }
        if (!owner) {
            if (!stands_in_content(element)) {
                report_misplaced(element, nullptr);
            }
            return;
        }
        Control& control = config_.controls[*owner];
        const std::string_view wanted = control.kind->labels.child;
        if (!same_name(element.tag, wanted)) {
            report_misplaced(element, &control);
            return;
        }
        if (element.tag != wanted) {
            sink_.emit(element.tag_span, diag::label_tag_case, element.tag, std::string(wanted))
                .help(fmt::format("write `<{}>`, and `</{}>` where it is closed", wanted, wanted));
        }
        add(id, *owner, above);
    }

    // Below a control that has no name (reported), or below an object that shows what is inside as
    // it is.
    bool stands_in_content(const Element& element) const {
        for (auto up = element.parent; up; up = config_.elements[*up].parent) {
            const std::string& tag = config_.elements[*up].tag;
            if (find_control_kind(tag) != nullptr || find_object_kind(tag) != nullptr) {
                return true;
            }
        }
        return false;
    }

    void report_misplaced(const Element& element, const Control* control) {
        diag::Diagnostic& message =
            sink_.emit(element.tag_span, diag::misplaced_label, element.tag);
        if (control == nullptr) {
            message.help("put it into the control that it belongs to");
            return;
        }
        message.label(control->span, fmt::format("it stands in `{}`", control->name));
        const std::string_view wanted = control->kind->labels.child;
        message.help(wanted.empty()
                         ? fmt::format("`<{}>` takes no labels of its own", control->kind->tag)
                         : fmt::format("`<{}>` takes `<{}>`", control->kind->tag, wanted));
    }

    void add(ElementId id, ControlId owner, std::optional<OptionPlace> above) {
        const Element& element = config_.elements[id];
        Control& control = config_.controls[owner];
        const Attribute* value = element.attribute("value");
        const Attribute* alias = element.attribute("alias");
        LabelOption option;
        option.span = value == nullptr ? element.tag_span : value->value_span;
        option.value = value == nullptr ? element.text : value->value;
        option.alias = alias == nullptr ? "" : alias->value;
        option.result = option.alias.empty() ? option.value : option.alias;
        if (value == nullptr) {
            sink_.emit(element.tag_span, diag::label_without_value, element.tag)
                .help(element.text.empty()
                          ? "add `value=\"…\"`"
                          : fmt::format("write `<{} value=\"{}\"/>`", element.tag, element.text));
            if (option.result.empty()) {
                return;
            }
        } else if (VariableText text = read_variables(value->value, value->value_span);
                   text.is_whole) {
            take_dynamic(control, text.variables.front());
            control.has_dynamic_parts = true;
            return;
        }
        if (above) {
            LabelOption& parent = config_.controls[above->control].labels[above->index];
            parent.is_leaf = false;
            option.path = parent.path;
            option.values = parent.values;
        }
        option.path.push_back(option.result);
        option.values.push_back(option.value);
        const auto [first, is_new] = seen_.try_emplace({owner, option.path}, option.span);
        if (!is_new) {
            sink_.emit(option.span, diag::duplicate_label, option.result, control.name)
                .label(first->second, "the first stands here")
                .help("take one of them out");
        }
        options_.emplace(id, OptionPlace{owner, control.labels.size()});
        control.labels.push_back(std::move(option));
    }

    void report_none(const Control& control) {
        const Element& element = config_.elements[control.element];
        const LabelSource& source = control.kind->labels;
        const Attribute* may_be_empty = element.attribute("allowEmpty");
        if (source.child.empty() || !source.required || !control.labels.empty() ||
            control.dynamic_labels || (may_be_empty != nullptr && may_be_empty->value == "true")) {
            return;
        }
        sink_.emit(control.span, diag::control_without_labels, element.tag, control.name)
            .help(fmt::format("put `<{} value=\"…\"/>` into it, or take them from the task: "
                              "`value=\"$labels\"`",
                              source.child));
    }

    LabelingConfig& config_;
    diag::Sink& sink_;
    std::map<ElementId, ControlId> controls_;
    std::map<ElementId, OptionPlace> options_;
    std::map<std::pair<ControlId, std::vector<std::string>>, Span> seen_;
};

}  // namespace

void read_label_options(LabelingConfig& config, diag::Sink& sink) { Labels(config, sink).run(); }

}  // namespace lsmap::labelstudio

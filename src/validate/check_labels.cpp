#include "base/nearest.hpp"
#include "diag/codes/validate.hpp"
#include "validate/result_check.hpp"

#include <algorithm>

namespace lsmap::validate {
namespace {

using json::Kind;
using json::Value;
using labelstudio::Control;
using labelstudio::LabelOption;

std::vector<std::string> results_of(const Control& control) {
    std::vector<std::string> names;
    for (const LabelOption& option : control.labels) {
        names.push_back(option.result);
    }
    return names;
}

const LabelOption* by_result(const Control& control, std::string_view label) {
    const auto found = std::ranges::find(control.labels, label, &LabelOption::result);
    return found == control.labels.end() ? nullptr : &*found;
}

const LabelOption* by_value(const Control& control, std::string_view label) {
    const auto found = std::ranges::find(control.labels, label, &LabelOption::value);
    return found == control.labels.end() ? nullptr : &*found;
}

// Another control's label key in a value, as `labels` for `rectanglelabels`.
Value labels_under_another_key(const Value& value, std::string_view own) {
    for (const labelstudio::ControlKind& kind : labelstudio::control_kinds()) {
        if (!kind.labels.key.empty() && kind.labels.key != own) {
            if (const Value found = value[kind.labels.key]; found.is(Kind::array)) {
                return found;
            }
        }
    }
    return {};
}

// "Animal, Cat"
std::string shown_path(const Value& path) {
    std::string text;
    for (Value step = path.first(); step; step = step.next()) {
        text += (text.empty() ? "" : ", ") + (step.is(Kind::string) ? step.text() : "…");
    }
    return text;
}

std::vector<std::string> steps_of(const Value& path) {
    std::vector<std::string> steps;
    for (Value step = path.first(); step; step = step.next()) {
        steps.push_back(step.is(Kind::string) ? step.text() : "");
    }
    return steps;
}

// What Python takes for false.
bool is_empty(const Value& value) {
    switch (value.kind()) {
        case Kind::null:
            return true;
        case Kind::boolean:
            return !value.is_true();
        case Kind::number:
            return value.number() == 0;
        case Kind::string:
            return value.raw().size() == 2;
        case Kind::array:
        case Kind::object:
            return value.size() == 0;
    }
    return false;
}

bool holds_texts(const Value& list) {
    for (Value one = list.first(); one; one = one.next()) {
        if (!one.is(Kind::string)) {
            return false;
        }
    }
    return list.size() != 0;
}

}  // namespace

void ResultCheck::check_labels() {
    const labelstudio::ControlKind& kind = *r.control->kind;
    const std::string_view key = !r.merged_key.empty() && r.value[r.merged_key]
                                     ? std::string_view(r.merged_key)
                                     : kind.labels.key;
    if (key.empty()) {
        return;
    }
    const bool is_optional = r.form->takes_labels_of_object;
    const Value labels = r.value[key];
    if (!labels) {
        if (is_optional) {
            return;
        }
        const Value other = labels_under_another_key(r.value, key);
        if (other && !other.is(Kind::null)) {
            find(other, true, Harm::wrong, diag::labels_under_other_key, other.key(),
                 r.control->name, std::string(key))
                .edit(other.key_begin(), other.key_end(), json::quoted(key),
                      fmt::format("wrote `{}`", key));
        } else {
            find(r.value, true, kind.is_region ? Harm::wrong : Harm::hidden, diag::value_lacks_key,
                 std::string(kind.type), std::string(key));
        }
        return;
    }
    if (r.form->labels == Shape::paths || r.control->allow_nested) {
        check_paths(labels);
    } else if (is_optional && labels.is(Kind::null)) {
        return;
    } else {
        check_label_list(labels);
    }
}

void ResultCheck::check_label_list(const Value& labels) {
    const std::string key = labels.key();
    if (!server_takes(labels, Shape::texts)) {
        // The server does not look at what is empty in the second half of a region.
        const bool is_refused = !r.form->needs_partner || !is_empty(labels);
        Found found = find(labels, is_refused, Harm::aborts, diag::key_of_wrong_kind, key,
                           shown(labels), std::string(shape_name(Shape::texts)));
        if (labels.is(Kind::string)) {
            found.replace(labels, fmt::format("[{}]", labels.raw()), "made a list of it");
        }
        return;
    }
    if (labels.size() == 0) {
        const labelstudio::Attribute* allowed =
            c.config.elements[r.control->element].attribute("allowEmpty");
        if (r.control->kind->is_region && !r.form->takes_labels_of_object &&
            (allowed == nullptr || allowed->value != "true")) {
            find(labels, !r.merged_key.empty(), Harm::wrong, diag::region_without_label);
        }
        return;
    }
    for (Value label = labels.first(); label; label = label.next()) {
        check_label(label);
    }
}

void ResultCheck::check_label(const Value& label) {
    const std::string text = label.text();
    const Control& control = *r.control;
    if (r.form->takes_labels_of_object && r.merged_key.empty()) {
        // The editor looks through all controls of the object for the labels of a track.
        std::vector<std::string> known;
        bool is_open = false;
        for (const Control& other : c.config.controls) {
            const bool is_beside =
                std::ranges::any_of(other.targets, [&](const labelstudio::Target& target) {
                    return r.object != nullptr && target.name == r.object->name;
                });
            if (is_beside && !other.kind->labels.child.empty() && other.kind->is_region) {
                is_open = is_open || other.dynamic_labels.has_value();
                std::ranges::copy(results_of(other), std::back_inserter(known));
            }
        }
        const bool server_knows = control.labels.empty() || by_result(control, text) != nullptr;
        const bool is_known = is_open || std::ranges::find(known, text) != known.end();
        if (!server_knows || !is_known) {
            find(label, !server_knows, is_known ? Harm::none : Harm::wrong, diag::label_unknown,
                 text, control.name)
                .help(suggestion(text, known));
        }
        return;
    }
    if (control.labels.empty() && r.merged_key.empty()) {
        return;  // dynamic: nothing to check statically
    }
    if (by_result(control, text) != nullptr) {
        return;
    }
    const bool is_answer = control.kind->label_slot != labelstudio::LabelSlot::labels;
    if (const LabelOption* option = by_value(control, text)) {
        find(label, true, is_answer ? Harm::hidden : Harm::none, diag::label_by_value, text,
             option->result)
            .replace(label, json::quoted(option->result), "wrote the alias");
        return;
    }
    const Harm harm = control.dynamic_labels ? Harm::none : is_answer ? Harm::hidden : Harm::wrong;
    find(label, true, harm, diag::label_unknown, text, control.name)
        .help(suggestion(text, results_of(control)));
}

// Paths of a Taxonomy, and of nested Choices, which the server does not take.
void ResultCheck::check_paths(const Value& paths) {
    const Control& control = *r.control;
    const bool is_taxonomy = r.form->labels == Shape::paths;
    const std::string key = paths.key();
    if (!paths.is(Kind::array)) {
        Found found = find(paths, true, Harm::hidden, diag::key_of_wrong_kind, key, shown(paths),
                           std::string(shape_name(Shape::paths)));
        if (paths.is(Kind::string) && is_taxonomy) {
            found.replace(paths, fmt::format("[[{}]]", paths.raw()), "made a path of it");
        }
        return;
    }
    if (holds_texts(paths)) {
        for (Value step = paths.first(); step && !is_taxonomy; step = step.next()) {
            if (!control.labels.empty() && by_result(control, step.text()) == nullptr) {
                find(step, true, Harm::none, diag::label_unknown, step.text(), control.name)
                    .help(suggestion(step.text(), results_of(control)));
            }
        }
        Found found = find(paths, is_taxonomy, is_taxonomy ? Harm::wrong : Harm::hidden,
                           diag::flat_path, control.name, "a string");
        if (!is_taxonomy) {
            found.note("the server takes nothing else of nested `Choices`: no value suits both");
        }
        const bool is_one_path = control.find_path(steps_of(paths)) != nullptr;
        if (is_taxonomy && (is_one_path || paths.size() == 1)) {
            found.replace(paths, fmt::format("[{}]", paths.raw()), "made a path of it");
        }
        return;
    }
    for (Value path = paths.first(); path; path = path.next()) {
        if (!path.is(Kind::array)) {
            find(path, true, Harm::wrong, diag::flat_path, control.name, shown(path));
            continue;
        }
        bool steps_known = true;
        for (Value step = path.first(); step; step = step.next()) {
            if (!step.is(Kind::string)) {
                find(step, true, Harm::wrong, diag::key_of_wrong_kind, key, shown(step),
                     "a string");
                steps_known = false;
            } else if (!control.labels.empty() && by_result(control, step.text()) == nullptr) {
                steps_known = false;
                const std::string text = step.text();
                if (const LabelOption* option = by_value(control, text)) {
                    find(step, true, Harm::wrong, diag::label_by_value, text, option->result)
                        .replace(step, json::quoted(option->result), "wrote the alias");
                } else {
                    find(step, true, control.dynamic_labels ? Harm::none : Harm::wrong,
                         diag::label_unknown, text, control.name)
                        .help(suggestion(text, results_of(control)));
                }
            }
        }
        if (!is_taxonomy) {
            find(path, true, Harm::none, diag::control_is_refused,
                 "the paths of nested `Choices`, and its editor shows nothing else");
        } else if (steps_known && !control.labels.empty() && !control.dynamic_labels &&
                   path.size() != 0 && control.find_path(steps_of(path)) == nullptr) {
            find(path, false, Harm::wrong, diag::path_unknown, shown_path(path), control.name);
        }
    }
}

}  // namespace lsmap::validate

#include "base/nearest.hpp"
#include "check/checker.hpp"
#include "check/label_names.hpp"
#include "check/loose_key.hpp"
#include "check/next_entry.hpp"
#include "diag/codes/config.hpp"
#include "diag/codes/tables.hpp"

#include <fmt/format.h>

#include <algorithm>

// Labels that the rule file names, against those of the config; and what a table gives for a key.
namespace lsmap::check {

using labelstudio::Control;
using labelstudio::ControlId;
using labelstudio::LabelOption;

bool takes_paths(const Control& control) {
    return control.kind->label_slot == labelstudio::LabelSlot::paths || control.allow_nested;
}

bool labels_are_open(const Control& control) { return control.labels.empty(); }

std::string show_path(const std::vector<std::string>& path) {
    std::string text;
    for (const std::string& part : path) {
        text += (text.empty() ? "" : " / ") + part;
    }
    return text;
}

std::vector<std::string> label_names(const Control& control) {
    std::vector<std::string> names;
    for (const LabelOption& option : control.labels) {
        if (std::ranges::find(names, option.value) == names.end()) {
            names.push_back(option.value);
        }
    }
    return names;
}

std::string_view label_word(const Control& control) {
    return takes_paths(control) ? "path"
                                : labelstudio::label_slot_names(control.kind->label_slot).one;
}

std::optional<ControlId> Checker::known_control(const ast::Name& name) {
    if (Around* around = asked_at(name.span)) {
        look_for_tags(*around);
    }
    if (const std::optional<ControlId> id = find_control(name.text)) {
        note_control(name, *id);
        return id;
    }
    if (const std::optional<ControlId> id = relations_control(name.text)) {
        note_control(name, *id);
        return id;
    }
    if (const auto object = find_object(name.text)) {
        sink_.emit(name.span, diag::wrong_sort_of_tag, name.text, "an object", "a control")
            .label(config().objects[*object].span, "it is declared here")
            .help(suggestion("", control_names()));
        return std::nullopt;
    }
    auto& report = sink_.emit(name.span, diag::unknown_control, name.text);
    const std::vector<std::string> names = control_names();
    if (const std::vector<std::string> near = nearest_names(name.text, names); !near.empty()) {
        if (const auto id = find_control(near.front())) {
            report.label(config().controls[*id].span, fmt::format("control `{}`", near.front()));
        }
        report.fix(name.span, near.front(), diag::Safe::no);
    }
    report.help(suggestion(name.text, names));
    return std::nullopt;
}

std::optional<std::string> Checker::label_result(const std::string& text,
                                                 std::span<const ControlId> controls, Span at) {
    std::optional<std::string> result;
    const Control* first = nullptr;
    look_for_labels(controls, at);
    for (const ControlId id : controls) {
        const Control& control = config().controls[id];
        const LabelOption* option = control.find_label(text);
        note_label(at, control, option);
        if (option == nullptr && !labels_are_open(control)) {
            auto& report = sink_.emit(at, diag::unknown_label, text, control.name)
                               .label(control.span, "its labels are declared here");
            const std::vector<std::string> names = label_names(control);
            for (const std::string& name : names) {
                if (loose_key(name) == loose_key(text)) {
                    report.help(fmt::format("did you mean `{}`?", name))
                        .fix(at, "\"" + name + "\"", diag::Safe::yes);
                    return std::nullopt;
                }
            }
            report.help(suggestion(text, names));
            if (const std::vector<std::string> near = nearest_names(text, names);
                near.size() == 1) {
                report.fix(at, "\"" + near.front() + "\"", diag::Safe::yes);
            }
            return std::nullopt;
        }
        const std::string here = option == nullptr ? text : option->result;
        if (result && *result != here) {
            sink_.emit(at, diag::results_differ, text, *result, first->name, here, control.name)
                .label(first->span, "one control")
                .label(control.span, "the other")
                .help("write one table for each of the two controls");
            return std::nullopt;
        }
        if (!result) {
            result = here;
            first = &control;
        }
    }
    return result;
}

std::optional<std::vector<std::string>> Checker::path_result(const std::vector<std::string>& path,
                                                             std::span<const ControlId> controls,
                                                             Span at) {
    std::optional<std::vector<std::string>> result;
    look_for_labels(controls, at);
    for (const ControlId id : controls) {
        const Control& control = config().controls[id];
        const LabelOption* option = control.find_path(path);
        note_label(at, control, option);
        if (option == nullptr && !labels_are_open(control)) {
            auto& report = sink_.emit(at, diag::unknown_path, show_path(path), control.name)
                               .label(control.span, "its paths are declared here");
            std::vector<std::string> ends;
            for (const LabelOption& other : control.labels) {
                ends.push_back(show_path(other.path));
                if (!path.empty() && loose_key(other.value) == loose_key(path.back()) &&
                    report.helps.empty()) {
                    report.help(fmt::format("did you mean `{}`?", show_path(other.path)));
                }
            }
            if (report.helps.empty()) {
                report.help(suggestion(show_path(path), ends));
            }
            return std::nullopt;
        }
        if (option != nullptr && control.leafs_only && !option->is_leaf) {
            auto& report = sink_.emit(at, diag::path_not_a_leaf, show_path(path), control.name)
                               .label(option->span, "it has branches below it");
            std::vector<std::string> below;
            for (const LabelOption& other : control.labels) {
                if (other.is_leaf && other.path.size() > option->path.size() &&
                    std::equal(option->path.begin(), option->path.end(), other.path.begin())) {
                    below.push_back(show_path(other.path));
                }
            }
            report.help(suggestion("", below));
            return std::nullopt;
        }
        result = option == nullptr ? path : option->path;
    }
    return result;
}

ir::ExprId Checker::label_literal(const std::string& text, TypeId expected, Span at) {
    const auto* label = store().as<types::LabelType>(expected);
    if (label == nullptr || label->controls.empty()) {
        return error_node(at);
    }
    std::vector<ControlId> controls;
    for (const std::uint32_t id : label->controls) {
        controls.push_back(ControlId{id});
    }
    if (label->path) {
        return path_literal({text}, expected, at);
    }
    const std::optional<std::string> result = label_result(text, controls, at);
    return result ? text_node(*result, expected, at) : error_node(at);
}

ir::ExprId Checker::path_literal(const std::vector<std::string>& path, TypeId expected, Span at) {
    const auto* label = store().as<types::LabelType>(expected);
    if (label == nullptr || label->controls.empty()) {
        return error_node(at);
    }
    std::vector<ControlId> controls;
    for (const std::uint32_t id : label->controls) {
        controls.push_back(ControlId{id});
    }
    const std::optional<std::vector<std::string>> result = path_result(path, controls, at);
    if (!result) {
        return error_node(at);
    }
    auto* parts = program_.constants->array<data::Value>(result->size());
    for (std::size_t i = 0; i < result->size(); ++i) {
        parts[i] = stored_text((*result)[i]);
    }
    return constant_node(expected, data::of_items({parts, result->size()}), at);
}

// ---- lookups
// --------------------------------------------------------------------------------------

TypeId Checker::label_type(std::span<const ControlId> controls) {
    types::LabelType type;
    for (const ControlId id : controls) {
        type.controls.push_back(static_cast<std::uint32_t>(id));
    }
    std::ranges::sort(type.controls);
    type.path = !controls.empty() && takes_paths(config().controls[controls.front()]);
    return store().intern(type);
}

namespace {

// The closed set of keys that a type allows; empty: it is not closed.
std::vector<types::LiteralType> literals_of(const types::TypeStore& store, TypeId type) {
    std::vector<types::LiteralType> found;
    if (const auto* literal = store.as<types::LiteralType>(type)) {
        found.push_back(*literal);
    } else if (const auto* alternatives = store.as<types::UnionType>(type)) {
        for (const TypeId alternative : alternatives->alternatives) {
            if (!store.is<types::LiteralType>(alternative)) {
                return {};
            }
            found.push_back(*store.as<types::LiteralType>(alternative));
        }
    }
    return found;
}

bool covers(const ir::Table& table, const types::LiteralType& literal) {
    return std::ranges::any_of(table.arms, [&](const ir::TableArm& arm) {
        return arm.keys.empty() || std::ranges::any_of(arm.keys, [&](const ir::TableKey& key) {
                   if (const auto* text = std::get_if<std::string>(&literal.value)) {
                       return table.keys_are_text &&
                              key.first.str() == (table.loose ? loose_key(*text) : *text);
                   }
                   const std::int64_t number = std::get<std::int64_t>(literal.value);
                   return !table.keys_are_text && key.first.integer <= number &&
                          number <= key.last.integer;
               });
    });
}

}  // namespace

ir::ExprId Checker::table_key(ir::TableId id, ir::ExprId key, Span at) {
    ir::Table& table = program_.tables[id];
    const TypeId type = type_of(key);
    const bool only_catch_all =
        std::ranges::all_of(table.arms, [](const auto& arm) { return arm.keys.empty(); });
    if (only_catch_all && store().base_of_literal(type) == store().integer()) {
        table.keys_are_text = false;
    }
    if (table.keys_are_text && store().is<types::LabelType>(type)) {
        return key;
    }
    if (table.keys_are_text && type == store().id()) {
        return add({store().string(), at,
                    ir::Convert{key, ir::Conversion::id_to_text, 1, {}, {}, {}, {}}});
    }
    return require(key, table.keys_are_text ? store().string() : store().integer(),
                   fmt::format("the key of `{}`", table.name), at);
}

ir::ExprId Checker::table_lookup(ir::TableId id, ir::ExprId key, Span at) {
    const std::vector<types::LiteralType> literals = literals_of(store(), type_of(key));
    const ir::ExprId converted = table_key(id, key, node(key).span);
    const ir::Table& table = program_.tables[id];
    const bool has_catch_all =
        std::ranges::any_of(table.arms, [](const auto& arm) { return arm.keys.empty(); });
    if (!has_catch_all && !store().is_error(type_of(converted))) {
        std::string uncovered = literals.empty() ? "keys that it does not name" : "";
        std::vector<std::string> keys;
        if (literals.empty()) {
            keys.emplace_back("_");
        }
        for (const types::LiteralType& literal : literals) {
            if (!covers(table, literal)) {
                const auto* text = std::get_if<std::string>(&literal.value);
                uncovered += uncovered.empty() ? "" : ", ";
                uncovered += text != nullptr
                                 ? fmt::format("`\"{}\"`", *text)
                                 : fmt::format("`{}`", std::get<std::int64_t>(literal.value));
                keys.push_back(print(store().intern(literal)));
            }
        }
        if (!uncovered.empty()) {
            const Span head = table.span;
            auto& report = sink_.emit(at, diag::key_without_arm, table.name, uncovered);
            report
                .label(
                    {head.begin,
                     head.begin + static_cast<std::uint32_t>(std::min<std::size_t>(6, head.size())),
                     head.file},
                    "the table")
                .help(literals.empty() ? "end the table with an arm for all other keys: _ -> skip"
                                       : "add an arm for them, or for all others: _ -> skip");
            if (!table.arms.empty() && table.arms.back().span.file == at.file) {
                const Span last = table.arms.back().span;
                std::string added;
                for (const std::string& arm : keys) {
                    added += next_entry(environment_.sources, last, arm + " -> skip");
                }
                report.fix({last.end, last.end, last.file}, std::move(added), diag::Safe::no);
            }
        }
    }
    const TypeId label = label_type(table.controls);
    return add({table.is_list ? store().list(label) : label, at, ir::TableLookup{id, converted}});
}

ir::ExprId Checker::in_table(ir::TableId table, ir::ExprId key, Span at) {
    const ir::ExprId converted = table_key(table, key, node(key).span);
    return add({store().boolean(), at, ir::InTable{converted, table}});
}

}  // namespace lsmap::check

// Which control and which object a result is of, and whether its type fits them.
#include "base/nearest.hpp"
#include "diag/codes/validate.hpp"
#include "validate/result_check.hpp"

#include <algorithm>

namespace lsmap::validate {
namespace {

using json::Kind;
using json::Value;
using labelstudio::Control;
using labelstudio::Object;

std::string lower(std::string text) {
    for (char& c : text) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return text;
}

// `l_{{idx}}` is written `l_0` in results.
bool is_round_of(std::string_view name, std::string_view pattern, std::string_view mark) {
    const std::size_t at = mark.empty() ? std::string_view::npos : pattern.find(mark);
    if (at == std::string_view::npos) {
        return false;
    }
    const std::string_view before = pattern.substr(0, at);
    const std::string_view behind = pattern.substr(at + mark.size());
    if (!name.starts_with(before) || !name.ends_with(behind) ||
        name.size() <= before.size() + behind.size()) {
        return false;
    }
    const std::string_view number =
        name.substr(before.size(), name.size() - before.size() - behind.size());
    return std::ranges::all_of(number, [](char c) { return c >= '0' && c <= '9'; });
}

template <class Row> const Row* named(const auto& rows, std::string_view name) {
    for (const Row& row : rows) {
        if (row.name == name) {
            return &row;
        }
    }
    return nullptr;
}
template <class Row> const Row* round_named(const auto& rows, std::string_view name) {
    for (const Row& row : rows) {
        if (is_round_of(name, row.name, row.round_mark)) {
            return &row;
        }
    }
    return nullptr;
}

bool is_result_type(std::string_view type) {
    return std::ranges::any_of(labelstudio::control_kinds(),
                               [&](const auto& kind) { return kind.type == type; });
}

// "`a`, `b`"
std::string list_of_targets(const Control& control) {
    std::string text;
    for (const labelstudio::Target& target : control.targets) {
        text += fmt::format("{}`{}`", text.empty() ? "" : ", ", target.name);
    }
    return text;
}

std::vector<std::string> own_names(const auto& rows) {
    std::vector<std::string> names;
    for (const auto& row : rows) {
        if (!row.name.empty()) {
            names.push_back(row.name);
        }
    }
    return names;
}

// What has its toName written although it is its own object: the server takes it for another tag.
bool names_object_needlessly(const Checker& c, const Control& control) {
    return control.kind->refuses_to_name &&
           c.config.elements[control.element].attribute("toName") != nullptr;
}

}  // namespace

const Control* ResultCheck::only_control() const {
    const Control* only = nullptr;
    std::size_t count = 0;
    for (const Control& control : c.config.controls) {
        if (!control.name.empty() && !control.kind->connects_regions) {
            only = &control;
            ++count;
        }
    }
    return count == 1 ? only : nullptr;
}

void ResultCheck::check_names() {
    const Value from = r.json["from_name"];
    const Value to = r.json["to_name"];
    for (const std::string_view key : {"from_name", "to_name"}) {
        const Value name = r.json[key];
        if (!name) {
            find(r.json, true, Harm::hidden, diag::absent_part, "the result", std::string(key));
        } else if (!name.is(Kind::string)) {
            // Of a config with one control the server takes that for `null`.
            const Control* only =
                name.is(Kind::null) && key == "from_name" ? only_control() : nullptr;
            r.control = only == nullptr ? r.control : only;
            find(name, only == nullptr || !only->kind->server_accepts, Harm::hidden,
                 diag::key_of_wrong_kind, std::string(key), shown(name), "a string");
        }
    }
    if (to.is(Kind::string)) {
        r.object = named<Object>(c.config.objects, to.text());
        if (r.object == nullptr) {
            r.object = round_named<Object>(c.config.objects, to.text());
        }
    }
    if (from.is(Kind::string)) {
        const std::string name = from.text();
        r.control = named<Control>(c.config.controls, name);
        const bool is_round = r.control == nullptr;
        if (is_round) {
            r.control = round_named<Control>(c.config.controls, name);
        }
        const std::string cut = name.substr(0, name.find('@'));
        if (r.control == nullptr && cut != name) {
            r.control = named<Control>(c.config.controls, cut);
            if (r.control != nullptr) {
                find(from, true, Harm::none, diag::name_is_cut, name, "@")
                    .replace(from, json::quoted(cut), "cut it off");
            }
        }
        if (r.control == nullptr) {
            const Value type = r.json["type"];
            const bool is_redirected =
                r.object != nullptr && type.is(Kind::string) && type.text().ends_with("labels");
            find(from, true, is_redirected ? Harm::wrong : Harm::hidden, diag::no_such_control,
                 name)
                .help(suggestion(name, own_names(c.config.controls)));
        } else if (r.control->is_repeated()) {
            // The server does not know the rounds, the editor not the pattern.
            if (is_round) {
                find(from, true, Harm::none, diag::control_is_refused,
                     fmt::format("results of one round of a `Repeater`, as `{}`", name));
            } else {
                find(from, false, Harm::hidden, diag::answer_not_shown, "`from_name`",
                     fmt::format("`{}`", name), "the editor knows each round by its number alone");
            }
        } else if (names_object_needlessly(c, *r.control)) {
            find(from, true, Harm::none, diag::control_is_refused,
                 fmt::format("results of a `<{}>` with a `toName`", r.control->kind->tag));
        } else if (!r.control->kind->server_accepts) {
            find(from, true, Harm::none, diag::control_is_refused,
                 fmt::format("every result of a `<{}>`", r.control->kind->tag));
        }
    }
    check_type();
    if (!to.is(Kind::string)) {
        return;
    }
    const std::string name = to.text();
    const bool names_itself = r.control != nullptr && name == r.control->name;
    const bool is_target =
        r.control != nullptr &&
        (std::ranges::find(r.control->targets, name, &labelstudio::Target::name) !=
             r.control->targets.end() ||
         std::ranges::any_of(r.control->targets, [&](const labelstudio::Target& target) {
             return is_round_of(name, target.name, r.control->round_mark);
         }));
    const bool itself_is_fine = names_itself && r.control->kind->compares_objects;
    if (r.object == nullptr && !itself_is_fine) {
        Found found = find(to, true, Harm::hidden, diag::no_such_object, name)
                          .help(suggestion(name, own_names(c.config.objects)));
        if (r.control != nullptr && r.control->targets.size() == 1 && names_itself) {
            found.replace(to, json::quoted(r.control->targets.front().name),
                          "named the control's object");
        }
    } else if (r.control != nullptr && !is_target) {
        Found found = find(to, true, Harm::none, diag::result_elsewhere, name, r.control->name,
                           list_of_targets(*r.control));
        if (itself_is_fine) {  // as the editor writes it
            found.replace(to, json::quoted(r.control->targets.front().name),
                          "named the first object of the control");
        }
    }
    if (r.object == nullptr && r.control != nullptr && !r.control->targets.empty() &&
        r.control->targets.front().object) {
        r.object = &c.config.objects[*r.control->targets.front().object];
    }
}

void ResultCheck::check_type() {
    const Value type = r.json["type"];
    const std::string wanted = r.control == nullptr ? "" : std::string(r.control->kind->type);
    if (!type) {
        Found found = find(r.json, true, Harm::aborts, diag::absent_part, "the result", "type");
        if (!wanted.empty()) {
            found.add_member(r.json, "type", json::quoted(wanted), "added it");
        }
        return;
    }
    if (!type.is(Kind::string)) {
        Found found = find(type, true, Harm::aborts, diag::key_of_wrong_kind, "type", shown(type),
                           "a string");
        if (!wanted.empty()) {
            found.replace(type, json::quoted(wanted), "wrote the control's");
        }
        return;
    }
    const std::string text = type.text();
    if (wanted.empty()) {
        if (!is_result_type(text)) {
            find(type, r.control != nullptr, Harm::aborts, diag::word_not_known, "type",
                 shown(type), "the types of Label Studio's results");
        }
        return;
    }
    if (text == wanted) {
        return;
    }
    const bool same_letters = lower(text) == wanted;
    if (!same_letters && check_merged()) {
        return;
    }
    // A value with the control's own labels can mean no other control.
    const std::string_view label_key = r.control->kind->labels.key;
    const bool is_certain = same_letters || (!label_key.empty() && r.json["value"][label_key] &&
                                             label_key == std::string_view(wanted));
    Found found = find(type, !same_letters, is_result_type(text) ? Harm::wrong : Harm::aborts,
                       diag::result_type_differs, text, r.control->name, wanted);
    if (is_certain) {
        found.replace(type, json::quoted(wanted), "wrote the control's");
    }
}

// The result of a geometry tool under the name of a `Labels` control, as the editor writes lines in
// videos. The server then checks the value by the tool.
bool ResultCheck::check_merged() {
    const Value type = r.json["type"];
    const std::string text = lower(type.text());
    const std::string_view own = r.control->kind->labels.key;
    if (own.empty() || r.control->kind->type != own || !text.ends_with(own) || text == own ||
        r.object == nullptr || form_of(r.control->kind->tag, r.object->kind->tag) == nullptr ||
        !form_of(r.control->kind->tag, r.object->kind->tag)->needs_partner) {
        return false;
    }
    const std::string tool_type = text.substr(0, text.size() - own.size());
    const auto tool = std::ranges::find_if(c.config.controls, [&](const Control& control) {
        return control.kind->type == tool_type &&
               std::ranges::any_of(control.targets, [&](const labelstudio::Target& target) {
                   return std::ranges::find(r.control->targets, target.name,
                                            &labelstudio::Target::name) != r.control->targets.end();
               });
    });
    if (tool == c.config.controls.end()) {
        return false;
    }
    r.form = form_of(tool->kind->tag, r.object->kind->tag);
    r.merged_key = text;
    r.server_is_blind = !tool->kind->server_accepts;
    if (r.form != nullptr && !r.form->is_merged_with_labels) {
        find(type, false, Harm::wrong, diag::merged_labels, type.text(), r.control->name)
            .help(fmt::format("give the shape as a result of `{0}` and its label as one of `{1}`, "
                              "with the same id",
                              tool->name, r.control->name));
    }
    return true;
}

}  // namespace lsmap::validate

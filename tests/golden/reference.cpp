#include "golden/reference.hpp"

#include "builtins/builtin.hpp"
#include "check/special_calls.hpp"
#include "check/type_words.hpp"
#include "golden/diff.hpp"
#include "golden/folder.hpp"
#include "labelstudio/tags.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace golden {
namespace {

namespace builtins = lsmap::builtins;
namespace ls = lsmap::labelstudio;

// Code in a line of Markdown, whatever backticks it has.
std::string code(std::string_view text) {
    std::size_t run = 0;
    std::size_t longest = 0;
    for (const char c : text) {
        run = c == '`' ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    const std::string fence(longest + 1, '`');
    const char* pad = text.starts_with('`') || text.ends_with('`') ? " " : "";
    return fence + pad + std::string(text) + pad + fence;
}

std::string capital(std::string text) {
    text[0] = static_cast<char>(text[0] - ('a' <= text[0] && text[0] <= 'z' ? 'a' - 'A' : 0));
    return text;
}

std::string list_of(std::span<const std::string_view> words) {
    std::string text;
    for (const std::string_view word : words) {
        text += (text.empty() ? "" : ", ") + code(word);
    }
    return text;
}

// ---- builtins.md

constexpr std::string_view builtins_head = R"(# Builtins

The functions of the language. This page is written from the compiler's own tables by
`scripts/update-expected.sh`; every example is compiled and run by the tests.

How to read a signature:

| | |
|---|---|
| `T` `K` | any type, the same wherever the letter stands |
| `U` | a length unit: `px`, `percent`, `norm`, `permille`, `inch`, `pt` |
| `Q` | what can be added and averaged: `int`, `number`, scores, lengths, angles, times |
| `S` | a score, `score` or `score<percent>` |
| `E` | what can be ordered: those and `string`, points in time, positions in text |
| `O` `P` | a position in a text (`offset<char>`, …); that, or a `frame` or `page` |
| `D` | a time |
| `x?: T` | may be left out |
| `more...: T` | any number of further arguments |
| `by: .K` | a field of the elements: `max(detections, by: .score)` |
| `-> T?` | the result may be missing; a list that cannot be empty has a first, greatest, … element for certain |

Arguments may be named: `clip(box, to: frame)`. `x.f(a)` is `f(x, a)`. An `int` fits where a `number` is wanted. Where a name has
several signatures, the first that fits is taken.

)";

std::string entry(std::string_view signature, std::string_view doc, const auto& examples) {
    std::string text = fmt::format("{}  \n{}\n", code(signature), doc);
    for (const builtins::Example& example : examples) {
        text += fmt::format("- {} is {}\n", code(example.source), code(example.result));
    }
    return text + '\n';
}

std::string name_in(std::string_view signature) {
    return std::string(signature.substr(0, signature.find_first_of("(<")));
}

std::string builtins_page() {
    struct Function {
        std::string name, text;
    };
    std::vector<std::pair<std::string, std::vector<Function>>> families;
    const auto add = [&](const std::string& family, const std::string& name, std::string text) {
        auto place = std::ranges::find(families, family, [](const auto& f) { return f.first; });
        if (place == families.end()) {
            place = families.insert(place, {family, {}});
        }
        auto function = std::ranges::find(place->second, name, &Function::name);
        if (function == place->second.end()) {
            function = place->second.insert(function, {name, ""});
        }
        function->text += text;
    };
    for (const builtins::Builtin* row : builtins::all()) {
        add(capital(std::string(row->family)), std::string(builtins::name_of(*row)),
            entry(row->signature, row->doc, row->examples));
    }
    for (const lsmap::check::SpecialCall& call : lsmap::check::special_calls()) {
        add("Part of the language", name_in(call.signature),
            entry(call.signature, call.doc, call.examples));
    }
    std::string contents;
    std::string body;
    for (const auto& [family, functions] : families) {
        contents += fmt::format("**{}**:", family);
        body += fmt::format("## {}\n\n", family);
        for (const Function& function : functions) {
            contents += fmt::format(" [{0}](#{0})", function.name);
            body += fmt::format("### {}\n\n{}", function.name, function.text);
        }
        contents += "\n\n";
    }
    body.pop_back();
    return std::string(builtins_head) + contents + body;
}

// ---- controls.md

constexpr std::string_view controls_head = R"(# Controls and objects

What a rule may say for each control tag, and what `object NAME { … }` may say for each object tag. This page is written from the
compiler's own tables by `scripts/update-expected.sh`.

A slot is given as `name: type`, in the unit that Label Studio stores; what converts into it by itself is in
[units and conversions](../language.md#units-and-conversions). `name?` may be left out. `box` is an upright box of any layout, `rect` an
oriented one (`quad`, `cxcywhr`). All controls take `score`, `id`, `meta` and `locked` too, and `item` on a list of images.

)";

// `{box: box<percent> | rect, rotation?: angle<deg>}` as code, a field each; `<` and `>` may hold
// commas.
std::string fields(std::string_view record) {
    std::string text;
    std::string field;
    int depth = 0;
    for (const char c : record.substr(1, record.size() - 2)) {
        depth += c == '<' || c == '[' || c == '{' ? 1 : c == '>' || c == ']' || c == '}' ? -1 : 0;
        if (c == ',' && depth == 0) {
            text += code(field) + ", ";
            field.clear();
        } else if (c != ' ' || !field.empty()) {
            field += c;
        }
    }
    return field.empty() ? text : text + code(field);
}

std::string form_line(std::string_view slots, const ls::ControlKind& control, bool with_only) {
    std::string text = fields(slots);
    if (!control.list_slot.one.empty()) {
        text += fmt::format(", or {} for one", code(control.list_slot.one));
    }
    const ls::SlotPair labels = ls::label_slot_names(control.label_slot);
    if (!labels.one.empty()) {
        text += fmt::format("{}{} or {}", text.empty() ? "" : ", ", code(labels.one),
                            code(labels.many));
    }
    text += with_only ? "; only as `with` below a region of a tool without labels" : "";
    return text;
}

std::string control_text(const ls::ControlKind& control) {
    std::string text = fmt::format("### {}\n\n{}\n\n", control.tag, control.doc);
    const auto in_another_form = [&](std::string_view object) {
        return std::ranges::any_of(control.other_forms, [&](const ls::ControlForm& form) {
            return !form.for_dates && std::ranges::find(form.objects, object) != form.objects.end();
        });
    };
    std::vector<std::string_view> own;
    std::ranges::copy_if(control.objects, std::back_inserter(own),
                         [&](auto object) { return !in_another_form(object); });
    const auto add_form = [&](const std::string& objects, const std::string& slots) {
        text += fmt::format("- {}: {}\n", objects.empty() ? "slots" : "on " + objects,
                            slots.empty() ? "no slots" : slots);
    };
    add_form(own.size() > 8 ? "any object" : list_of(own),
             form_line(control.slots, control, false));
    for (const ls::ControlForm& form : control.other_forms) {
        add_form(list_of({form.objects.begin(), form.objects.size()}) +
                     (form.for_dates ? " with an axis of dates" : ""),
                 form.lends_labels
                     ? "no result of its own, its labels are for what other controls draw"
                     : form_line(form.slots, control, form.with_only));
    }
    text += control.is_region ? "- makes regions"
            : control.connects_regions
                ? "- `-> relation a to b { … }` connects two regions that have "
                  "handles; `direction` is a slot, too"
                : "- answers for the whole object";
    text += control.can_per_region ? ", or for a region under `with` where it has "
                                     "`perRegion=\"true\"`"
                                   : "";
    text += control.can_per_item ? "; for one item of a list where it has `perItem=\"true\"`" : "";
    text += control.unlabelled_tool ? "; `with` a `Labels` control gives the label" : "";
    text += '\n';
    text +=
        control.single_by_default ? "- takes one unless the tag has `choice=\"multiple\"`\n" : "";
    text += control.server_accepts
                ? ""
                : "- Label Studio's server refuses its results, the editor reads them: rules need "
                  "`--accept editor`\n";
    text +=
        control.compares_objects ? "- its `toName` lists two objects; rules need no `on`\n" : "";
    if (!control.part.empty()) {
        text += fmt::format("- with `<{}>`s: {}\n", control.part, fields(control.part_slots));
    }
    if (!control.schema.empty()) {
        text += fmt::format("- its slot has the type that the attribute `{}` describes\n",
                            control.schema);
    }
    if (!control.item_slot.empty()) {
        text += fmt::format("- {} says which item, as `item` does elsewhere\n",
                            code(control.item_slot));
    }
    text += control.refuses_to_name ? "- Label Studio's server refuses one with a `toName`\n" : "";
    if (!control.forbidden_name.empty()) {
        text += fmt::format("- Label Studio's server refuses one with `name=\"{}\"`\n",
                            control.forbidden_name);
    }
    return text + '\n';
}

std::string object_row(const ls::ObjectKind& object) {
    std::string entries = "`value`, `outside`";
    for (const ls::FactWord& fact : ls::fact_words()) {
        if ((object.facts & static_cast<unsigned>(fact.fact)) != 0) {
            entries += ", " + code(fact.word);
        }
    }
    std::string tags = code(object.tag);
    for (const std::string_view alias : object.aliases) {
        tags += ", " + code(alias);
    }
    return fmt::format("| {} | {} | {} |\n", tags, entries, object.doc);
}

std::string controls_page() {
    std::string made;
    for (const ls::ControlKind& control : ls::control_kinds()) {
        made += control_text(control);
    }
    std::string text = std::string(controls_head) + "## Controls\n\n" + made + "## Objects\n\n" +
                       "| tag | entries of `object NAME { … }` | |\n|---|---|---|\n";
    for (const ls::ObjectKind& object : ls::object_kinds()) {
        text += object_row(object);
    }
    text += "\n## Other tags\n\nThese make no results.\n\n| tag | |\n|---|---|\n";
    for (const ls::OtherTag& tag : ls::other_tags()) {
        text += fmt::format("| {} | {} |\n", code(tag.tag), tag.doc);
    }
    return text;
}

// ---- editors/words.json

// The words of the language by what they are, for what shows rule files in colours.
std::string words_json() {
    using Words = std::vector<std::string_view>;
    const Words items{
#define ITEM(word, declares) word,
#include "grammar/keywords.def"
#undef ITEM
    };
    const Words reserved{
#define RESERVED(word) word,
#include "grammar/keywords.def"
#undef RESERVED
    };
    const Words entries{
#define ENTRY(word) word,
#include "grammar/keywords.def"
#undef ENTRY
    };
    const Words units{
#define UNIT(word) word,
#include "grammar/units.def"
#undef UNIT
    };
    // `type_word_texts` has "time" as "time<s>": what stands between the brackets are arguments.
    std::set<std::string> types;
    std::set<std::string> arguments;
    for (const lsmap::check::TypeWordText& row : lsmap::check::type_word_texts()) {
        types.insert(std::string(row.word));
        std::string word;
        bool inside = false;
        for (const char c : std::string(row.written) + ' ') {
            if (('a' <= c && c <= 'z') || (!word.empty() && '0' <= c && c <= '9')) {
                word += c;
                continue;
            }
            if (inside && !word.empty()) {
                arguments.insert(word);
            }
            word.clear();
            inside = c == '<' || (inside && c != '>' && c != '"');
        }
    }
    std::set<std::string> functions;
    for (const lsmap::builtins::Builtin* row : lsmap::builtins::all()) {
        functions.insert(std::string(lsmap::builtins::name_of(*row)));
    }
    for (const lsmap::check::SpecialCall& call : lsmap::check::special_calls()) {
        functions.insert(name_in(call.signature));
    }
    const nlohmann::ordered_json words = {
        {"items", items},
        {"reserved", reserved},
        {"entries", entries},
        {"units", units},
        {"types", types},
        {"type_arguments", arguments},
        {"group_parameters", {"control", "object", "label", "labels"}},
        {"builtins", functions}};
    return words.dump(1) + '\n';
}

}  // namespace

std::vector<Result> check_reference(const fs::path& root, const Filters& filters, bool update) {
    const std::map<std::string, std::string (*)()> pages = {
        {"docs/reference/builtins.md", builtins_page},
        {"docs/reference/controls.md", controls_page},
        {"editors/words.json", words_json}};
    std::vector<Result> results;
    for (const auto& [name, page] : pages) {
        const std::string text = page();
        const std::string before = fs::exists(root / name) ? read_file(root / name) : "";
        if (!filters.want(name)) {
            continue;
        }
        if (update && before != text) {
            fs::create_directories((root / name).parent_path());
            write_file(root / name, text);
        } else {
            results.push_back({name, unified_diff(before, text)});
        }
    }
    return results;
}

}  // namespace golden

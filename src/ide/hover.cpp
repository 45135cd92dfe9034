#include "ide/hover.hpp"

#include "base/overloaded.hpp"
#include "builtins/builtin.hpp"
#include "check/special_calls.hpp"
#include "types/units.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lsmap::ide {
namespace {

using check::NameKind;
using check::Use;

constexpr std::size_t most_labels = 12;  // that are listed of a control

std::string code(std::string_view language, std::string_view text) {
    return fmt::format("```{}\n{}\n```\n", language, text);
}

std::string trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    const auto last = text.find_last_not_of(" \t\r\n");
    return first == std::string_view::npos ? "" : std::string(text.substr(first, last - first + 1));
}

// Head of the item, entry or field around a declaration: up to its body, value or end of line.
std::string head_of(const SourceFile& source, Span name) {
    const std::string_view text = source.text;
    const std::uint32_t line = source.line_of(name.begin);
    const std::uint32_t begin = source.line_starts[line - 1];
    std::size_t end = name.end;
    int depth = 0;
    for (; end < text.size() && end < name.end + 400U; ++end) {
        const char c = text[end];
        if (c == '(' || c == '<' || c == '[') {
            ++depth;
        } else if (c == ')' || c == ']' || (c == '>' && text[end - 1] != '-')) {
            --depth;
        } else if (depth <= 0 && (c == '{' || c == '=' || c == '\n' || c == '#')) {
            break;
        }
    }
    return trimmed(text.substr(begin, end - begin));
}

std::string word_of(ir::VariableKind kind) {
    switch (kind) {
        case ir::VariableKind::record:
            return "record";
        case ir::VariableKind::named_input:
            return "input";
        case ir::VariableKind::param:
            return "param";
        case ir::VariableKind::constant:
            return "const";
        case ir::VariableKind::argument:
            return "parameter";
        case ir::VariableKind::binder:
            return "for";
        case ir::VariableKind::let:
            return "let";
    }
    return "";
}

std::string label_list(const labelstudio::Control& control) {
    std::string all;
    std::size_t shown = 0;
    for (const labelstudio::LabelOption& option : control.labels) {
        if (shown++ == most_labels) {
            all += fmt::format(", … ({} in all)", control.labels.size());
            break;
        }
        all += fmt::format("{}`{}`", all.empty() ? "" : ", ", option.value);
    }
    if (control.dynamic_labels && all.empty()) {
        return fmt::format("Labels come with the task: `${}`.", *control.dynamic_labels);
    }
    return all.empty() ? "" : "Labels: " + all + ".";
}

class HoverText {
 public:
    explicit HoverText(const Analysis& analysis) : analysis_(analysis) {}

    std::string of(const Use& use) const {
        const std::string name(analysis_.sources().text(use.at));
        switch (use.kind) {
            case NameKind::variable:
                return variable(use, name);
            case NameKind::field:
            case NameKind::part:
                return field(use, name);
            case NameKind::function:
            case NameKind::table:
            case NameKind::group:
            case NameKind::type:
                return declared(use);
            case NameKind::module:
                return module(use, name);
            case NameKind::control:
                return control_text(analysis_.sources(), config_of(use), *use.control);
            case NameKind::object:
                return object_text(analysis_.sources(), config_of(use), *use.object);
            case NameKind::label:
                return label_text(*use.control, use.option);
            case NameKind::slot:
                return slot(use, name);
            case NameKind::handle:
                return code("lsmap", "as " + name) + "Handle of the regions that a rule makes.\n";
            case NameKind::builtin:
                return builtin_text(name);
            case NameKind::type_word:
                return type_word(name);
        }
        return "";
    }

 private:
    const labelstudio::LabelingConfig& config_of(const Use& use) const {
        for (const ir::Program& program : analysis_.meanings().programs) {
            for (const labelstudio::Control& control : program.config->controls) {
                if (&control == use.control) {
                    return *program.config;
                }
            }
            for (const labelstudio::Object& object : program.config->objects) {
                if (&object == use.object) {
                    return *program.config;
                }
            }
        }
        return *analysis_.meanings().programs.back().config;
    }
    std::string comment(const Use& use) const {
        return use.declared
                   ? comment_above(analysis_.sources()[use.declared->file], use.declared->begin)
                   : "";
    }
    std::string variable(const Use& use, const std::string& name) const {
        const bool is_item = use.variable == ir::VariableKind::param ||
                             use.variable == ir::VariableKind::constant ||
                             use.variable == ir::VariableKind::named_input ||
                             use.variable == ir::VariableKind::record;
        return code("lsmap", fmt::format("{} {}", word_of(use.variable),
                                         typed(name, *use.types, *use.type))) +
               (is_item ? comment(use) : "");
    }
    std::string field(const Use& use, const std::string& name) const {
        std::string text = code("lsmap", typed(name, *use.types, *use.type));
        if (use.declared) {
            const SourceFile& source = analysis_.sources()[use.declared->file];
            const std::string line = trimmed(source.line(source.line_of(use.declared->begin)));
            text += fmt::format("From `{}`.\n", line);
        }
        return text;
    }
    std::string declared(const Use& use) const {
        return code("lsmap", head_of(analysis_.sources()[use.declared->file], *use.declared)) +
               comment(use);
    }
    std::string module(const Use& use, const std::string& name) const {
        const SourceFile& source = analysis_.sources()[use.leads_to->file];
        std::string text = code("lsmap", "use " + name);
        for (std::uint32_t line = 1; line <= source.line_starts.size(); ++line) {
            const std::string_view comment = source.line(line);
            if (!comment.starts_with("#")) {
                break;
            }
            text += trimmed(comment.substr(1)) + "\n";
        }
        return text;
    }
    static std::string slot(const Use& use, const std::string& name) {
        const std::string head = use.text.empty() ? name : name + ": " + use.text;
        const std::string whose =
            use.control != nullptr
                ? fmt::format("Slot of `{}` ({}).", use.control->name, use.control->kind->tag)
                : fmt::format("What the rules say of `{}` ({}).", use.object->name,
                              use.object->kind->tag);
        return code("lsmap", head) + whose + "\n";
    }
    static std::string type_word(const std::string& name) {
        if (const types::LengthUnit* unit = types::find_length_unit(name)) {
            return code("lsmap", name) +
                   (unit->per_percent > 0
                        ? fmt::format("A share of the picture's side: {} is one percent.\n",
                                      unit->per_percent)
                        : "A length on the picture; the `size` of the object makes shares of "
                          "it.\n");
        }
        return code("lsmap", name) + "A type of the language.\n";
    }

    const Analysis& analysis_;
};

}  // namespace

std::string comment_above(const SourceFile& source, std::uint32_t byte) {
    std::vector<std::string> lines;
    for (std::uint32_t line = source.line_of(byte); line > 1; --line) {
        const std::string above = trimmed(source.line(line - 1));
        if (!above.starts_with("#")) {
            break;
        }
        lines.push_back(trimmed(std::string_view(above).substr(1)));
    }
    std::string text;
    for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
        text += *line + "\n";
    }
    return text;
}

std::string builtin_text(std::string_view name) {
    std::string signatures;
    std::string docs;
    std::string examples;
    const auto add = [&](std::string_view signature, std::string_view doc, const auto& shown) {
        signatures += fmt::format("{}{}", signatures.empty() ? "" : "\n", signature);
        if (docs.find(doc) == std::string::npos) {
            docs += fmt::format("{}\n", doc);
        }
        for (const builtins::Example& example : shown) {
            examples += fmt::format("{}{}  # {}", examples.empty() ? "" : "\n", example.source,
                                    example.result);
        }
    };
    for (const builtins::Builtin* row : builtins::find(name)) {
        add(row->signature, row->doc, row->examples);
    }
    for (const check::SpecialCall& row : check::special_calls()) {
        const std::string_view word = row.signature.substr(0, row.signature.find_first_of("(<"));
        if (signatures.empty() && word == name) {
            add(row.signature, row.doc, row.examples);
        }
    }
    return signatures.empty() ? ""
                              : code("lsmap", signatures) + docs +
                                    (examples.empty() ? "" : code("lsmap", examples));
}

std::string control_text(const SourceMap& sources, const labelstudio::LabelingConfig& config,
                         const labelstudio::Control& control) {
    const labelstudio::Element& element = config.elements[control.element];
    const bool is_made_up = element.attributes.empty();  // of a group
    std::string text = code("xml", is_made_up ? fmt::format("<{}>", element.tag)
                                              : std::string(sources.text(element.span)));
    text += std::string(control.kind->doc) + "\n";
    const std::string labels = is_made_up ? "" : label_list(control);
    return text + (labels.empty() ? "" : "\n" + labels + "\n");
}

std::string object_text(const SourceMap& sources, const labelstudio::LabelingConfig& config,
                        const labelstudio::Object& object) {
    const labelstudio::Element& element = config.elements[object.element];
    return code("xml", element.attributes.empty() ? fmt::format("<{}>", element.tag)
                                                  : std::string(sources.text(element.span))) +
           std::string(object.kind->doc) + "\n";
}

std::string label_text(const labelstudio::Control& control,
                       const labelstudio::LabelOption* option) {
    if (option == nullptr) {
        return fmt::format("Label of `{}` ({}), whose labels come with the task.\n", control.name,
                           control.kind->tag);
    }
    const bool has_alias = !option->alias.empty() && option->alias != option->value;
    return fmt::format(
        "Label `{}` of `{}` ({}){}.\n", option->value, control.name, control.kind->tag,
        has_alias ? fmt::format("; results carry its alias `{}`", option->alias) : "");
}

std::string typed(std::string_view name, const types::TypeStore& types, types::TypeId type) {
    const types::TypeId inner = types.without_optional(type);
    const auto* list = types.as<types::ListType>(inner);
    const auto* record = types.as<types::RecordType>(list == nullptr ? inner : list->element);
    if (record == nullptr || record->fields.size() < 2) {
        return fmt::format("{}: {}", name, types.print(type));
    }
    std::string text = fmt::format("{}: {}{{\n", name, list == nullptr ? "" : "[");
    for (const types::Field& field : record->fields) {
        text += fmt::format("  {}: {}\n", field.name, types.print(field.type));
    }
    return text + "}" + (list == nullptr ? "" : "]") + (inner == type ? "" : "?");
}

std::optional<Hover> hover(const Analysis& analysis, std::uint32_t byte) {
    const std::vector<const Use*> uses = analysis.uses_at(byte);
    std::string text;
    for (const Use* use : uses) {
        const std::string one = HoverText(analysis).of(*use);
        if (text.find(one) == std::string::npos) {
            text += (text.empty() ? "" : "\n") + one;
        }
    }
    if (!text.empty()) {
        return Hover{uses.front()->at, std::move(text)};
    }
    const Analysis::Typed value = analysis.expression_at(byte);
    if (value.expr == nullptr) {
        return std::nullopt;
    }
    return Hover{value.expr->span, code("lsmap", value.program->types->print(value.expr->type))};
}

}  // namespace lsmap::ide

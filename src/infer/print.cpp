#include "infer/declare.hpp"

#include <algorithm>
#include <cctype>

namespace lsmap::infer {
namespace {

constexpr std::size_t widest = 100;
constexpr std::string_view reserved[] = {"and",  "or",    "not",   "in",    "if",  "then",
                                         "else", "match", "for",   "where", "let", "skip",
                                         "fail", "true",  "false", "null"};

std::string field_text(const Declared::Field& field, std::size_t indent,
                       const Overrides& overrides) {
    std::string text = field.name;
    text += field.type->optional ? "?" : "";
    if (field.key != field.name) {
        text += " from " + validate::json::quoted(field.key);
    }
    return text + ": " + print(*field.type, indent, overrides);
}

bool has_remarks(const Declared& type, const Overrides& overrides) {
    return std::ranges::any_of(type.fields, [&](const Declared::Field& f) {
        const Declared* below = f.type->element != nullptr ? f.type->element.get() : f.type.get();
        return !overrides.contains(f.type.get()) && !overrides.contains(below) &&
               (!f.type->remark.empty() || !below->remark.empty() ||
                has_remarks(*below, overrides));
    });
}

}  // namespace

std::string name_of_key(std::string_view key) {
    std::string name;
    for (const char c : key) {
        const bool fits = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
        name += fits && static_cast<unsigned char>(c) < 0x80 ? c : '_';
    }
    if (name.empty() || std::isdigit(static_cast<unsigned char>(name.front())) != 0 ||
        name == "_") {
        name = "f" + (name == "_" ? "" : name);
    }
    const bool is_reserved = std::ranges::find(reserved, name) != std::end(reserved);
    return is_reserved ? name + "_" : name;
}

std::string print(const Declared& type, std::size_t indent, const Overrides& overrides) {
    if (const auto module = overrides.find(&type); module != overrides.end()) {
        return module->second;
    }
    switch (type.form) {
        case Declared::Form::plain:
            return type.text;
        case Declared::Form::list:
            return "[" + print(*type.element, indent, overrides) +
                   (type.element->optional ? "?" : "") + "]";
        case Declared::Form::map:
            return "map<" + print(*type.element, indent, overrides) +
                   (type.element->optional ? "?" : "") + ">";
        case Declared::Form::tuple: {
            std::string text;
            for (const Declared::Field& field : type.fields) {
                text += (text.empty() ? "" : ", ") + field.name + ": " +
                        print(*field.type, indent, overrides) + (field.type->optional ? "?" : "");
            }
            return "(" + text + ")";
        }
        case Declared::Form::record:
            break;
    }
    if (type.fields.empty()) {
        return "json";
    }
    if (!has_remarks(type, overrides)) {
        std::string line;
        for (const Declared::Field& field : type.fields) {
            line += (line.empty() ? "{ " : ", ") + field_text(field, indent, overrides);
        }
        if (line.find('\n') == std::string::npos && line.size() + indent + 2 <= widest) {
            return line + " }";
        }
    }
    std::string text = "{\n";
    for (const Declared::Field& field : type.fields) {
        text += std::string(indent + 2, ' ') + field_text(field, indent + 2, overrides);
        const Declared& of = field.type->element != nullptr && field.type->element->fields.empty()
                                 ? *field.type->element
                                 : *field.type;
        text += of.remark.empty() || overrides.contains(&of) ? "" : "  # " + of.remark;
        text += '\n';
    }
    return text + std::string(indent, ' ') + "}";
}

}  // namespace lsmap::infer

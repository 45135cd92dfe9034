#include "labelstudio/output_schema.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <vector>

namespace lsmap::labelstudio {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view anything = "json";
constexpr std::size_t deepest_schema = 32;
constexpr std::size_t most_answers = 64;  // more are taken as any string

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const std::size_t first = text.find_first_not_of(blanks);
    return first == std::string_view::npos
               ? std::string_view()
               : text.substr(first, text.find_last_not_of(blanks) + 1 - first);
}

bool is_name(std::string_view text) {
    const auto is_letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    };
    return !text.empty() && is_letter(text.front()) && std::ranges::all_of(text, [&](char c) {
        return is_letter(c) || (c >= '0' && c <= '9');
    });
}

// Parts between separators that stand in no parentheses.
std::vector<std::string_view> split(std::string_view text, std::string_view separators) {
    std::vector<std::string_view> parts;
    int depth = 0;
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        if (i < text.size()) {
            depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
        }
        if (i == text.size() ||
            (depth <= 0 && separators.find(text[i]) != std::string_view::npos)) {
            if (const std::string_view part = trimmed(text.substr(begin, i - begin));
                !part.empty()) {
                parts.push_back(part);
            }
            begin = i + 1;
        }
    }
    return parts;
}

std::string either(const std::vector<std::string>& answers) {
    std::string text;
    for (const std::string& answer : answers) {
        text += (text.empty() ? "" : " | ") + Json(answer).dump();
    }
    return answers.empty() || answers.size() > most_answers ? "string" : text;
}

// `choices(a, b)`, `number(0, 10)`, …; any other word is a string.
std::string alias_type(std::string_view text) {
    const std::size_t open = text.find('(');
    const std::string_view name = trimmed(text.substr(0, open));
    std::string lower(name);
    std::ranges::transform(lower, lower.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    std::vector<std::string> answers;
    if (open != std::string_view::npos && text.ends_with(')')) {
        for (const std::string_view part :
             split(text.substr(open + 1, text.size() - open - 2), ",")) {
            answers.emplace_back(part);
        }
    }
    if (lower == "number") {
        return "number";
    }
    if (lower == "rating") {
        return "int";
    }
    if (lower == "multichoices") {
        return fmt::format("[{}]", either(answers));
    }
    return lower == "choices" ? either(answers) : "string";
}

std::string fields_type(const std::vector<std::string_view>& fields) {
    std::string text;
    for (const std::string_view field : fields) {
        const std::size_t colon = field.find(':');
        const std::string_view name = trimmed(field.substr(0, colon));
        if (!is_name(name)) {
            return std::string(anything);
        }
        text += fmt::format("{}{}?: {}", text.empty() ? "" : ", ", name,
                            colon == std::string_view::npos
                                ? "string"
                                : alias_type(trimmed(field.substr(colon + 1))));
    }
    return "{" + text + "}";
}

std::string type_of(const Json& schema, std::size_t depth);

std::string record_type(const Json& properties, const Json& required, std::size_t depth) {
    std::string text;
    for (const auto& [name, schema] : properties.items()) {
        if (!is_name(name)) {
            return std::string(anything);
        }
        const bool must =
            required.is_array() && std::ranges::find(required, Json(name)) != required.end();
        text += fmt::format("{}{}{}: {}", text.empty() ? "" : ", ", name, must ? "" : "?",
                            type_of(schema, depth + 1));
    }
    return "{" + text + "}";
}

std::string type_of(const Json& schema, std::size_t depth) {
    if (!schema.is_object() || depth > deepest_schema) {
        return std::string(anything);
    }
    const Json type = schema.value("type", Json());
    const Json answers = schema.value("enum", Json());
    if (answers.is_array() && !answers.empty() &&
        std::ranges::all_of(answers, [](const Json& answer) { return answer.is_string(); })) {
        return either(answers.get<std::vector<std::string>>());
    }
    if (type == "string") {
        return "string";
    }
    if (type == "integer") {
        return "int";
    }
    if (type == "number" || type == "boolean") {
        return type == "number" ? "number" : "bool";
    }
    if (type == "array") {
        return fmt::format("[{}]", type_of(schema.value("items", Json()), depth + 1));
    }
    const Json properties = schema.value("properties", Json());
    return type == "object" && properties.is_object() && !properties.empty()
               ? record_type(properties, schema.value("required", Json()), depth)
               : std::string(anything);
}

}  // namespace

std::optional<std::string> schema_type(std::string_view outputs) {
    const std::string_view text = trimmed(outputs);
    if (text.empty()) {
        return "";
    }
    if (!text.starts_with('{')) {
        return fields_type(split(text, ",;|\t\n"));
    }
    const Json schema = Json::parse(text, nullptr, false);
    if (!schema.is_object()) {
        return std::nullopt;
    }
    if (schema.value("type", Json()) == "array" && schema.contains("items")) {
        return std::string(anything);  // the server takes objects only
    }
    const bool is_whole = schema.value("type", Json()) == "object" && schema.contains("properties");
    if (schema.empty()) {
        return "";
    }
    return is_whole ? type_of(schema, 0) : record_type(schema, Json(), 0);
}

}  // namespace lsmap::labelstudio

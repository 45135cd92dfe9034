#include "cli/command_tree.hpp"

#include <fmt/format.h>

namespace lsmap::cli {
namespace {

// Text inside of single quotes, where `_arguments` and `_describe` read some characters too.
std::string quoted(std::string_view text, std::string_view special) {
    std::string out;
    for (const char c : text) {
        if (c == '\'') {
            out += "'\\''";
            continue;
        }
        out += special.find(c) != std::string_view::npos ? "\\" : "";
        out += c;
    }
    return out;
}

// The action of a specification: what completes the value.
std::string action(const Value& value) {
    if (!value.words.empty()) {
        std::string words;
        for (const std::string& word : value.words) {
            words += (words.empty() ? "" : " ") + word;
        }
        return "(" + words + ")";
    }
    if (value.is_rules()) {
        return "_files -g \"*.lsmap(-.)\"";
    }
    if (value.is_folder()) {
        return "_files -/";
    }
    return value.is_file() ? "_files" : " ";
}

std::string message(const Value& value) {
    return quoted(value.words.empty() ? value.name : "value", ":");
}

// '(-o --output)'{-o+,--output=}'[text]:FILE:_files'
std::string specification(const OptionInfo& option) {
    std::string all;
    std::string forms;
    const bool takes = !option.value.name.empty();
    for (const std::string& name : option.names) {
        all += (all.empty() ? "" : " ") + name;
        forms += (forms.empty() ? "" : ",") + name +
                 (!takes                   ? ""
                  : name.starts_with("--") ? "="
                                           : "+");
    }
    const std::string before = option.repeated ? "'*'" : fmt::format("'({})'", all);
    const std::string names =
        option.names.size() > 1 ? fmt::format("{{{}}}", forms) : fmt::format("'{}'", forms);
    const std::string value =
        takes ? fmt::format(":{}:{}", message(option.value), action(option.value)) : "";
    return fmt::format("{}{}'[{}]{}'", before, names, quoted(option.text, "[]:\\"), value);
}

}  // namespace

std::string zsh_completions(std::span<const CommandInfo> commands) {
    std::string rows;
    std::string cases;
    for (const CommandInfo& command : commands) {
        rows += fmt::format("        '{}:{}'\n", command.name, quoted(command.summary, ":\\"));
        cases += fmt::format("        {})\n            _arguments -s -S", command.name);
        for (const OptionInfo& option : command.options) {
            cases += " \\\n                " + specification(option);
        }
        for (std::size_t i = 0; i < command.positionals.size(); ++i) {
            const PositionalInfo& place = command.positionals[i];
            const std::string position =
                place.many ? "*" : fmt::format("{}{}", i + 1, place.required ? "" : ":");
            cases += fmt::format(" \\\n                '{}:{}:{}'", position, message(place.value),
                                 action(place.value));
        }
        cases += "\n            ;;\n";
    }
    return fmt::format(R"zsh(#compdef lsmapc
# Completions of lsmapc for zsh, made by `lsmapc completions zsh`.

_lsmapc() {{
    local -a commands
    local command=run
    commands=(
{}    )
    if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then
        _describe -t commands 'command' commands
        _files -g "*.lsmap(-.)"
        return
    fi
    if (( ${{commands[(I)${{(b)words[2]}}:*]}} )); then
        command=$words[2]
        shift words
        (( CURRENT-- ))
    fi
    case $command in
{}    esac
}}

if [[ $funcstack[1] == _lsmapc ]]; then
    _lsmapc "$@"
else
    compdef _lsmapc lsmapc
fi
)zsh",
                       rows, cases);
}

}  // namespace lsmap::cli

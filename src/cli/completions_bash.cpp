#include "cli/command_tree.hpp"

#include <fmt/format.h>

namespace lsmap::cli {
namespace {

// What stands behind the cases: words, files and folders are offered by these functions.
constexpr std::string_view head =
    R"(# Completions of lsmapc for bash, made by `lsmapc completions bash`.

_lsmapc_words() {
    mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
}

# Files whose names match the pattern, and folders to look into.
_lsmapc_files() {
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -d -- "$cur"; compgen -f -X "!$1" -- "$cur" | while IFS= read -r file; do
        [[ -d $file ]] || printf '%s\n' "$file"
    done)
}

_lsmapc_folders() {
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -d -- "$cur")
}

)";

constexpr std::string_view body = R"(
_lsmapc() {
    local cur=${COMP_WORDS[COMP_CWORD]} option="" command=run word i first=1 places=0
    COMPREPLY=()
    if ((COMP_CWORD > 1)) && _lsmapc_is_command "${COMP_WORDS[1]}"; then
        command=${COMP_WORDS[1]}
        first=2
    fi
    # `--format=te` comes as the three words --format = te.
    if [[ $cur == "=" ]]; then
        option=${COMP_WORDS[COMP_CWORD - 1]}
        cur=""
    elif ((COMP_CWORD > 2)) && [[ ${COMP_WORDS[COMP_CWORD - 1]} == "=" ]]; then
        option=${COMP_WORDS[COMP_CWORD - 2]}
    elif ((COMP_CWORD > 1)) && _lsmapc_takes_value "$command ${COMP_WORDS[COMP_CWORD - 1]}"; then
        option=${COMP_WORDS[COMP_CWORD - 1]}
    fi
    if [[ -n $option ]]; then
        _lsmapc_value "$command $option"
        return
    fi
    if [[ $cur == -* ]]; then
        _lsmapc_options "$command"
        ((COMP_CWORD > 1)) || mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -W "--version" -- "$cur")
        return
    fi
    for ((i = first; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if [[ $word == "=" ]]; then
            ((i++))
        elif _lsmapc_takes_value "$command $word"; then
            [[ ${COMP_WORDS[i + 1]} == "=" ]] || ((i++))
        elif [[ $word != -?* ]]; then
            ((places++))
        fi
    done
    _lsmapc_place "$command" "$places"
    ((COMP_CWORD > 1)) || mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -W "$_lsmapc_commands" -- "$cur")
}

complete -F _lsmapc lsmapc
)";

std::string joined(const std::vector<std::string>& words, std::string_view between) {
    std::string text;
    for (const std::string& word : words) {
        text += (text.empty() ? "" : std::string(between)) + word;
    }
    return text;
}

// What offers a value; "": nothing can be said.
std::string offer(const Value& value) {
    if (!value.words.empty()) {
        return fmt::format("_lsmapc_words \"{}\"", joined(value.words, " "));
    }
    if (value.is_rules()) {
        return "_lsmapc_files \"*.lsmap\"";
    }
    if (value.is_folder()) {
        return "_lsmapc_folders";
    }
    return value.is_file() ? "_lsmapc_files \"*\"" : "";
}

}  // namespace

std::string bash_completions(std::span<const CommandInfo> commands) {
    std::vector<std::string> names;
    std::string takes_value;
    std::string values;
    std::string options;
    std::string places;
    for (const CommandInfo& command : commands) {
        names.push_back(command.name);
        std::vector<std::string> all;
        for (const OptionInfo& option : command.options) {
            all.insert(all.end(), option.names.begin(), option.names.end());
            if (option.value.name.empty()) {
                continue;
            }
            std::string pattern;
            for (const std::string& name : option.names) {
                pattern +=
                    fmt::format("{}\"{} {}\"", pattern.empty() ? "" : " | ", command.name, name);
            }
            takes_value += fmt::format("        {}) return 0 ;;\n", pattern);
            if (const std::string what = offer(option.value); !what.empty()) {
                values += fmt::format("        {}) {} ;;\n", pattern, what);
            }
        }
        options +=
            fmt::format("        {}) _lsmapc_words \"{}\" ;;\n", command.name, joined(all, " "));
        for (std::size_t i = 0; i < command.positionals.size(); ++i) {
            const PositionalInfo& place = command.positionals[i];
            if (const std::string what = offer(place.value); !what.empty()) {
                places += fmt::format("        \"{} {}) {} ;;\n", command.name,
                                      place.many ? "\"*" : fmt::format("{}\"", i), what);
            }
        }
    }
    return fmt::format(
        "{}_lsmapc_commands=\"{}\"\n\n"
        "_lsmapc_is_command() {{\n    [[ \" $_lsmapc_commands \" == *\" $1 \"* ]]\n}}\n\n"
        "_lsmapc_takes_value() {{\n    case $1 in\n{}    esac\n    return 1\n}}\n\n"
        "_lsmapc_value() {{\n    case $1 in\n{}    esac\n}}\n\n"
        "_lsmapc_options() {{\n    case $1 in\n{}    esac\n}}\n\n"
        "_lsmapc_place() {{\n    case \"$1 $2\" in\n{}    esac\n}}\n{}",
        head, joined(names, " "), takes_value, values, options, places, body);
}

}  // namespace lsmap::cli

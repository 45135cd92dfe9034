#include "cli/command_tree.hpp"

#include <fmt/format.h>

namespace lsmap::cli {
namespace {

std::string in_quotes(std::string_view text) {
    std::string out = "'";
    for (const char c : text) {
        out += c == '\'' || c == '\\' ? "\\" : "";
        out += c;
    }
    return out + "'";
}

// The part of `complete` that offers the value.
std::string offer(const Value& value) {
    if (!value.words.empty()) {
        std::string words;
        for (const std::string& word : value.words) {
            words += (words.empty() ? "" : " ") + word;
        }
        return " -x -a " + in_quotes(words);
    }
    if (value.is_folder()) {
        return " -x -a '(__fish_complete_directories)'";
    }
    if (value.is_rules()) {
        return " -k -x -a '(__fish_complete_suffix .lsmap)'";
    }
    return value.is_file() ? " -r -F" : value.name.empty() ? "" : " -x";
}

}  // namespace

std::string fish_completions(std::span<const CommandInfo> commands) {
    std::string names;
    std::string text;
    for (const CommandInfo& command : commands) {
        names += " " + command.name;
        text += fmt::format("\ncomplete -c lsmapc -n __lsmapc_first -a {} -d {}\n", command.name,
                            in_quotes(command.summary));
        const std::string of = fmt::format("complete -c lsmapc -n '__lsmapc_in {}'", command.name);
        for (const OptionInfo& option : command.options) {
            text += of;
            for (const std::string& name : option.names) {
                text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
            }
            text += offer(option.value) + " -d " + in_quotes(option.text) + "\n";
        }
        for (const PositionalInfo& place : command.positionals) {
            if (const std::string what = offer(place.value); !what.empty()) {
                text += of + what + "\n";
            }
        }
    }
    return fmt::format(R"(# Completions of lsmapc for fish, made by `lsmapc completions fish`.

set -g __lsmapc_commands{}

function __lsmapc_first
    test (count (commandline -opc)) -eq 1
end

# Without a command the words are those of `run`.
function __lsmapc_in
    set -l words (commandline -opc)
    test (count $words) -gt 1; and contains -- $words[2] $__lsmapc_commands; and test $words[2] = $argv[1]; and return 0
    test $argv[1] = run; and not contains -- "$words[2]" $__lsmapc_commands
end

complete -c lsmapc -f
complete -c lsmapc -n __lsmapc_first -l version -d 'the version'
{})",
                       names, text);
}

}  // namespace lsmap::cli

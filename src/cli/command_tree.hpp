#pragma once
#include "cli/command.hpp"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lsmap::cli {

// The command line as data, made of what the commands declare: completions and the man page are
// written from it.

// What an option or a positional takes.
struct Value {
    std::string name;                // "FILE", "text|json"; empty: nothing, it is a flag
    std::vector<std::string> words;  // all there are, where they can be listed

    bool is_file() const;    // any file
    bool is_folder() const;  // a folder
    bool is_rules() const;   // a file of rules
};

struct OptionInfo {
    std::vector<std::string> names;  // "-o", "--output"
    Value value;
    std::string text;
    bool repeated = false;
};

struct PositionalInfo {
    Value value;
    std::string text;
    bool required = false;
    bool many = false;
};

struct CommandInfo {
    std::string name, summary;
    std::vector<OptionInfo> options;
    std::vector<PositionalInfo> positionals;
};

// The commands that this version has, in the order of the help, each with its `--help`.
std::vector<CommandInfo> command_tree();

// Adds every command of this version to `app`.
struct DeclaredCommand {
    CLI::App* app = nullptr;
    Action action;
};
std::map<std::string_view, DeclaredCommand> declare_commands(CLI::App& app);

// Scripts that complete command lines, for bash, zsh and fish, and the page `man lsmapc`.
std::string bash_completions(std::span<const CommandInfo> commands);
std::string zsh_completions(std::span<const CommandInfo> commands);
std::string fish_completions(std::span<const CommandInfo> commands);
std::string man_page(std::span<const CommandInfo> commands, std::string_view version);

}  // namespace lsmap::cli

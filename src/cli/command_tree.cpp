#include "cli/command_tree.hpp"

#include "base/embedded.hpp"
#include "diag/diagnostic.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace lsmap::cli {
namespace {

constexpr std::string_view rules_name = "RULES";
// What is a file by its name alone.
constexpr std::string_view file_names[] = {"FILE", "INPUT", "TASKS", "SAMPLE", "NAME=FILE"};
constexpr std::string_view folder_names[] = {"DIR"};

// The words of what is listed somewhere: codes, standard modules, `a|b|c`.
std::vector<std::string> words_of(const std::string& name) {
    std::vector<std::string> words;
    if (name == "CODE") {
        for (const diag::Info& row : diag::registry()) {
            words.emplace_back(row.id);
        }
    } else if (name == "NAME") {
        for (const embedded::EmbeddedFile& module : embedded::stdlib_modules()) {
            words.emplace_back(module.name);
        }
    } else if (name.find('|') != std::string::npos && name.front() >= 'a' && name.front() <= 'z') {
        for (std::size_t begin = 0; begin <= name.size();) {
            const std::size_t end = std::min(name.find('|', begin), name.size());
            words.push_back(name.substr(begin, end - begin));
            begin = end + 1;
        }
    }
    return words;
}

Value value_of(const std::string& name) { return {name, words_of(name)}; }

bool is_shown(const CLI::Option& option) { return !option.get_group().empty(); }

OptionInfo info_of(const CLI::Option& option) {
    OptionInfo info;
    for (const std::string& name : option.get_snames()) {
        info.names.push_back("-" + name);
    }
    for (const std::string& name : option.get_lnames()) {
        info.names.push_back("--" + name);
    }
    info.value = value_of(option.get_type_size() != 0 ? option.get_type_name() : "");
    info.text = option.get_description();
    info.repeated = option.get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll &&
                    option.get_expected_max() == 1 && option.get_type_size() != 0;
    return info;
}

CommandInfo info_of(const CLI::App& app) {
    CommandInfo info{app.get_name(), app.get_description(), {}, {}};
    for (const CLI::Option* option : app.get_options()) {
        if (!is_shown(*option)) {
            continue;
        }
        if (option->nonpositional()) {
            info.options.push_back(info_of(*option));
        } else {
            info.positionals.push_back({value_of(option->get_name(true)), option->get_description(),
                                        option->get_required(), option->get_expected_max() > 1});
        }
    }
    return info;
}

}  // namespace

bool Value::is_file() const { return std::ranges::find(file_names, name) != std::end(file_names); }
bool Value::is_folder() const {
    return std::ranges::find(folder_names, name) != std::end(folder_names);
}
bool Value::is_rules() const { return name == rules_name; }

std::map<std::string_view, DeclaredCommand> declare_commands(CLI::App& app) {
    std::map<std::string_view, DeclaredCommand> declared;
    for (const Command& command : commands()) {
        if (command.declare != nullptr) {
            CLI::App* of =
                app.add_subcommand(std::string(command.name), std::string(command.summary));
            declared[command.name] = {of, command.declare(*of)};
        }
    }
    return declared;
}

std::vector<CommandInfo> command_tree() {
    CLI::App app;
    const auto declared = declare_commands(app);
    std::vector<CommandInfo> tree;
    for (const Command& command : commands()) {
        if (const auto found = declared.find(command.name); found != declared.end()) {
            tree.push_back(info_of(*found->second.app));
        }
    }
    return tree;
}

}  // namespace lsmap::cli

#include "cli/command_line.hpp"

#include "base/nearest.hpp"
#include "cli/command_tree.hpp"
#include "cli/options.hpp"

#include <map>
#include <memory>

namespace lsmap::cli {
namespace {

// The usage of the main page also shows the form without a command; options show what they take.
class Formatter : public CLI::Formatter {
 public:
    std::string make_usage(const CLI::App* app, std::string name) const override {
        if (app->get_parent() != nullptr) {
            return CLI::Formatter::make_usage(app, "lsmapc " + app->get_name());
        }
        return fmt::format("Usage: {0} RULES INPUT… [OPTIONS]\n       {0} COMMAND …\n", name);
    }
    std::string make_option_opts(const CLI::Option* option) const override {
        return option->nonpositional() && option->get_type_size() != 0
                   ? " " + option->get_type_name()
                   : "";
    }
};

std::string footer() {
    std::string names;
    for (const Command& command : commands()) {
        names += command.declare == nullptr
                     ? (names.empty() ? "" : ", ") + std::string(command.name)
                     : "";
    }
    return fmt::format(
        "Without a command, RULES INPUT… are mapped. A rule file named like a command: lsmapc run "
        "check …, or ./check.\n"
        "Later versions bring: {}.\n{}",
        names, exit_text);
}

// What is too much in `given`: an option that does not exist, with the nearest one, or a word.
std::string extras_text(const CLI::App& app, const std::vector<std::string>& given,
                        const CLI::ExtrasError& error) {
    std::vector<std::string> names;
    for (const CLI::Option* option :
         app.get_options([](const CLI::Option* o) { return o->nonpositional(); })) {
        for (const std::string& name : option->get_lnames()) {
            names.push_back("--" + name);
        }
    }
    for (const std::string& argument : given) {
        const std::string name = argument.substr(0, argument.find('='));
        if (name.starts_with("--") && std::ranges::find(names, name) == names.end()) {
            const std::vector<std::string> near = nearest_names(name, names);
            return fmt::format(
                "there is no option `{}`{}", name,
                near.empty() ? "" : fmt::format("; did you mean `{}`?", near.front()));
        }
    }
    return error.what();
}

}  // namespace

int run_command_line(std::vector<std::string> arguments, const driver::Streams& streams) {
    CLI::App app{
        "Maps model output (JSON) to Label Studio predictions by the rules of an .lsmap file.",
        "lsmapc"};
    app.set_version_flag("--version", "lsmapc " LSMAP_VERSION "\nlanguage: lsmap 1");
    app.formatter(std::make_shared<Formatter>());
    app.require_subcommand(1);
    app.footer(footer());

    const std::map<std::string_view, DeclaredCommand> declared = declare_commands(app);

    if (arguments.empty()) {
        streams.err.write(app.help());
        return driver::exit_usage;
    }
    const auto named =
        std::ranges::find(commands(), std::string_view(arguments[0]), &Command::name);
    const bool is_command = named != commands().end();
    if (is_command && named->declare == nullptr) {
        streams.err.write(fmt::format("lsmapc: {}\n", later(named->name)));
        return driver::exit_usage;
    }
    static constexpr std::string_view own_options[] = {"-h", "--help", "--version"};
    if (!is_command && std::ranges::find(own_options, arguments[0]) == std::end(own_options)) {
        arguments.insert(arguments.begin(), "run");
    }
    const auto found = declared.find(arguments[0]);
    const CLI::App* chosen = found != declared.end() ? found->second.app : &app;
    try {
        app.parse(
            std::vector<std::string>(arguments.rbegin(), arguments.rend()));  // last one first
    } catch (const CLI::CallForHelp&) {
        streams.out.write(chosen->help());
        return driver::exit_done;
    } catch (const CLI::CallForVersion& version) {
        streams.out.write(std::string(version.what()) + "\n");
        return driver::exit_done;
    } catch (const CLI::ExtrasError& error) {
        streams.err.write(fmt::format("lsmapc: {}\n", extras_text(*chosen, arguments, error)));
        return driver::exit_usage;
    } catch (const CLI::ParseError& error) {
        streams.err.write(fmt::format("lsmapc: {} (`lsmapc {}--help` says more)\n", error.what(),
                                      chosen == &app ? "" : chosen->get_name() + " "));
        return driver::exit_usage;
    }
    // What is named before the command, --version aside, is the command's.
    return found->second.action(streams);
}

}  // namespace lsmap::cli

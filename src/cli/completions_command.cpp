#include "cli/command_tree.hpp"
#include "cli/options.hpp"

#include <memory>

namespace lsmap::cli {
namespace {

struct Shell {
    std::string_view name;
    std::string (*script)(std::span<const CommandInfo>);
};
constexpr Shell shells[] = {
    {"bash", &bash_completions}, {"zsh", &zsh_completions}, {"fish", &fish_completions}};

constexpr auto completions_text =
    "bash: source <(lsmapc completions bash)\n"
    "zsh:  lsmapc completions zsh > DIR/_lsmapc, with DIR in $fpath\n"
    "fish: lsmapc completions fish > ~/.config/fish/completions/lsmapc.fish";

}  // namespace

Action declare_completions(CLI::App& app) {
    auto chosen = std::make_shared<const Shell*>(nullptr);
    const auto take = [chosen](const std::string& name) {
        const auto* found = std::ranges::find(shells, name, &Shell::name);
        if (found == std::end(shells)) {
            throw usage_error(
                fmt::format("there are completions for bash, zsh and fish, not for `{}`", name));
        }
        *chosen = found;
    };
    app.add_option_function<std::string>("bash|zsh|fish", take, "the shell")->required();
    app.footer(completions_text);
    return [chosen](const driver::Streams& streams) {
        return streams.out.write((*chosen)->script(command_tree())) ? int(driver::exit_done)
                                                                    : int(driver::exit_io);
    };
}

Action declare_man(CLI::App& app) {
    app.footer("To read it: lsmapc man | man -l -");
    return [](const driver::Streams& streams) {
        return streams.out.write(man_page(command_tree(), LSMAP_VERSION)) ? int(driver::exit_done)
                                                                          : int(driver::exit_io);
    };
}

}  // namespace lsmap::cli

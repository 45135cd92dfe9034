#pragma once
#include "driver/streams.hpp"

#include <functional>
#include <span>
#include <string_view>

namespace CLI {
class App;
}

namespace lsmap::cli {

// What a command does once its options are read; the exit status.
using Action = std::function<int(const driver::Streams&)>;

// One command of the program. `declare` adds its options to `app`, whose name and summary are set
// already; what they are read into lives as long as the action that it gives. Help, completions and
// the man page are made of the same declarations.
struct Command {
    std::string_view name, summary;
    Action (*declare)(CLI::App& app) = nullptr;  // nullptr: comes in a later version
};

// In the order of the help.
std::span<const Command> commands();

Action declare_run(CLI::App& app);
Action declare_check(CLI::App& app);
Action declare_validate(CLI::App& app);
Action declare_explain(CLI::App& app);
Action declare_fmt(CLI::App& app);
Action declare_test(CLI::App& app);
Action declare_doc(CLI::App& app);
Action declare_lsp(CLI::App& app);
Action declare_trace(CLI::App& app);
Action declare_init(CLI::App& app);
Action declare_infer(CLI::App& app);
Action declare_completions(CLI::App& app);
Action declare_man(CLI::App& app);

}  // namespace lsmap::cli

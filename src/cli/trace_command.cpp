#include "cli/command.hpp"
#include "cli/options.hpp"

#include <memory>

namespace lsmap::cli {

Action declare_trace(CLI::App& app) {
    auto options = std::make_shared<driver::TraceOptions>();
    driver::RunOptions& run = options->run;
    app.add_option("RULES", run.rules, "the rule file")->required();
    app.add_option("INPUT", run.inputs,
                   "model output, JSON or a record a line; - is standard input")
        ->required();
    app.add_option("--region", options->region, "id of the region (all of them)")->type_name("ID");
    add_compile_options(app, run.compile);
    repeated(
        app, "--input", "NAME=FILE",
        [&run](const std::string& text) {
            auto [name, path] = name_and_value("--input", text);
            run.named_inputs.push_back({std::move(name), std::move(path)});
        },
        "file of a named `input`");
    app.footer(exit_text);
    return [options](const driver::Streams& streams) { return driver::trace(*options, streams); };
}

}  // namespace lsmap::cli

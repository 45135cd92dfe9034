#include "cli/command.hpp"
#include "cli/options.hpp"

#include <memory>

namespace lsmap::cli {
namespace {

const std::string validate_exit_text =
    "Exit status: 0 nothing to say; 1 findings, or the config has errors; 2 usage;\n"
    "             4 a file could not be read or written; 70 a bug in lsmapc";

void add_validate_options(CLI::App& app, driver::ValidateOptions& options) {
    app.add_option("TASKS", options.tasks,
                   "tasks with predictions, JSON or a task a line; - is standard input")
        ->required();
    app.add_option("--config", options.config, "the project's labeling config")
        ->type_name("FILE")
        ->required();
    using labelstudio::Accept;
    choice<Accept>(app, "--accept", options.accept,
                   {{"both", Accept::both}, {"server", Accept::server}, {"editor", Accept::editor}},
                   "whose word is enough where Label Studio's server and editor differ (both)");
    choice<driver::ReportFormat>(
        app, "--format", options.format,
        {{"text", driver::ReportFormat::text}, {"json", driver::ReportFormat::json}},
        "form of the report (text)");
    app.add_flag("--werror", options.warnings_are_errors, "exit status 1 for warnings too");
    app.add_flag("--fix", options.fix, "write a copy with all mended that loses nothing");
    app.add_flag_callback(
        "--fix-fractions", [&options] { options.fix = options.fix_fractions = true; },
        "--fix, and make percent of positions that all lie from 0 to 1");
    app.add_option("-o,--output", options.output,
                   "write the copy there instead of to standard output, whole or not at all")
        ->type_name("FILE");
    app.footer(validate_exit_text);
}

}  // namespace

Action declare_validate(CLI::App& app) {
    auto options = std::make_shared<driver::ValidateOptions>();
    add_validate_options(app, *options);
    return [options](const driver::Streams& streams) {
        if (options->fix && options->tasks.size() > 1) {
            streams.err.write("lsmapc: --fix takes one file of tasks\n");
            return int(driver::exit_usage);
        }
        if (!options->fix && !options->output.empty()) {
            streams.err.write("lsmapc: -o is for the copy that --fix writes\n");
            return int(driver::exit_usage);
        }
        return driver::validate(*options, streams);
    };
}

}  // namespace lsmap::cli

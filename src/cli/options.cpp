#include "cli/options.hpp"

namespace lsmap::cli {

const std::string exit_text =
    "Exit status: 0 done; 1 the rules or the config have errors; 2 usage; 3 tasks were rejected;\n"
    "             4 a file could not be read or written; 70 a bug in lsmapc";

std::string later(std::string_view what) {
    return fmt::format("`{}` comes in a later version", what);
}

CLI::ValidationError usage_error(std::string text) {
    return {std::move(text), CLI::ExitCodes::ValidationError};
}

std::pair<std::string, std::string> name_and_value(std::string_view option,
                                                   const std::string& text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
        throw usage_error(fmt::format("{} wants NAME=VALUE, not `{}`", option, text));
    }
    return {text.substr(0, equals), text.substr(equals + 1)};
}

void add_compile_options(CLI::App& app, driver::CompileOptions& options) {
    app.add_option("--config", options.config,
                   "labeling config to use instead of the one that the rules name")
        ->type_name("FILE");
    repeated(
        app, "--set", "NAME=VALUE",
        [&options](const std::string& text) {
            auto [name, value] = name_and_value("--set", text);
            options.settings.push_back({std::move(name), std::move(value)});
        },
        "value of a `param`");
    app.add_option("--module-root", options.module_root,
                   "folder that modules may not leave (that of the rules)")
        ->type_name("DIR");
    app.add_option("--stdlib", options.stdlib,
                   "folder with standard modules that stand before those of the program")
        ->type_name("DIR");
    using check::Accept;
    choice<Accept>(app, "--accept", options.accept,
                   {{"both", Accept::both}, {"server", Accept::server}, {"editor", Accept::editor}},
                   "whose word is enough where Label Studio's server and editor differ (both)");
    using ir::OutputShape;
    choice<OutputShape>(app, "--output-shape", options.output,
                        {{"tasks", OutputShape::tasks},
                         {"predictions", OutputShape::predictions},
                         {"responses", OutputShape::responses}},
                        "instead of the `output` of the rules");
}

}  // namespace lsmap::cli

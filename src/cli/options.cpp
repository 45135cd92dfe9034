#include "cli/options.hpp"

namespace lsmap::cli {

namespace {

constexpr std::string_view exit_title = "Exit status: ";
constexpr std::size_t help_width = 93;

std::string exit_lines() {
    std::string text;
    std::string line(exit_title);
    for (const ExitRow& row : exit_rows) {
        std::string entry = fmt::format("{} {}", row.status, row.meaning);
        entry += &row == std::end(exit_rows) - 1 ? "" : ";";
        if (line.size() + entry.size() > help_width) {
            line.pop_back();
            text += line + '\n';
            line.assign(exit_title.size(), ' ');
        }
        line += entry + ' ';
    }
    line.pop_back();
    return text + line;
}

}  // namespace

const std::string exit_text = exit_lines();

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

void add_accept_option(CLI::App& app, check::Accept& accept) {
    using check::Accept;
    choice<Accept>(app, "--accept", accept,
                   {{"both", Accept::both}, {"server", Accept::server}, {"editor", Accept::editor}},
                   "whose word is enough where Label Studio's server and editor differ (both)");
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
    add_accept_option(app, options.accept);
    using ir::OutputShape;
    choice<OutputShape>(app, "--output-shape", options.output,
                        {{"tasks", OutputShape::tasks},
                         {"predictions", OutputShape::predictions},
                         {"responses", OutputShape::responses}},
                        "instead of the `output` of the rules");
}

}  // namespace lsmap::cli

#include "cli/command.hpp"
#include "cli/options.hpp"

#include <memory>

namespace lsmap::cli {
namespace {

void add_check_options(CLI::App& app, driver::CheckOptions& options) {
    app.add_option("RULES", options.rules, "rule files")->required();
    add_compile_options(app, options.compile);
    choice<driver::ReportFormat>(app, "--format", options.format,
                                 {{"text", driver::ReportFormat::text},
                                  {"json", driver::ReportFormat::json},
                                  {"sarif", driver::ReportFormat::sarif},
                                  {"github", driver::ReportFormat::github}},
                                 "form of the report (text)");
    app.add_flag("--werror", options.warnings_are_errors, "exit status 1 for warnings too");
    app.add_flag("--plan", options.plan,
                 "print how the rules are run: what is decoded, indexes and scans, conversions");
    app.add_flag("--fix", options.fix, "mend in the rule files what can be mended safely");
    auto* baseline = app.add_option("--baseline", options.baseline,
                                    "file of known findings, which are neither shown nor counted")
                         ->type_name("FILE");
    app.add_flag("--write-baseline", options.write_baseline,
                 "write that file from what is found now")
        ->needs(baseline);
    options.version = LSMAP_VERSION;
}

}  // namespace

Action declare_check(CLI::App& app) {
    auto options = std::make_shared<driver::CheckOptions>();
    add_check_options(app, *options);
    app.footer(exit_text);
    return [options](const driver::Streams& streams) { return driver::check(*options, streams); };
}

}  // namespace lsmap::cli

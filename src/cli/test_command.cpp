#include "cli/command.hpp"
#include "cli/options.hpp"
#include "driver/test.hpp"

#include <memory>

namespace lsmap::cli {

Action declare_test(CLI::App& app) {
    auto options = std::make_shared<driver::TestOptions>();
    app.add_option("RULES", options->rules, "rule files with `test` blocks")->required();
    app.add_option("--only", options->only, "run the tests whose name holds this")
        ->type_name("TEXT");
    app.add_flag("--update", options->update, "write what came out into what is expected");
    app.add_flag("--coverage", options->coverage, "say which rules and label arms no test reaches");
    app.add_option("--junit", options->junit, "write a report in JUnit's XML")->type_name("FILE");
    add_compile_options(app, options->compile);
    app.footer(
        "Exit status: 0 all passed; 1 one failed, the rules have errors, or there was no "
        "test to run;\n             2 usage; 4 a file could not be read or written; 70 a "
        "bug in lsmapc");
    return [options](const driver::Streams& streams) { return driver::test(*options, streams); };
}

}  // namespace lsmap::cli

#include "cli/command.hpp"
#include "cli/options.hpp"
#include "driver/fmt.hpp"

#include <memory>

namespace lsmap::cli {

Action declare_fmt(CLI::App& app) {
    auto options = std::make_shared<driver::FmtOptions>();
    app.add_option("RULES", options->rules,
                   "rule files, or folders with some; - is standard input, to standard output")
        ->required();
    app.add_flag("--check", options->check,
                 "write nothing; name the files that are not laid out, with exit status 1");
    app.add_flag("--diff", options->diff, "write nothing; show what would change");
    app.footer(
        "Exit status: 0 done; 1 with --check a file would change, or a file has syntax "
        "errors: the item\n             that has one is left as it is; 2 usage; 4 a file could "
        "not be read or written;\n             70 a bug in lsmapc");
    return [options](const driver::Streams& streams) {
        return driver::format_files(*options, streams);
    };
}

}  // namespace lsmap::cli

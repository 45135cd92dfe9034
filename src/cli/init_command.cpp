#include "cli/command.hpp"
#include "cli/options.hpp"

#include <memory>

namespace lsmap::cli {
namespace {

constexpr auto sample_text = "model output, JSON or a record a line; - is standard input";
constexpr auto init_exit_text =
    "Exit status: 0 done; 1 the config has errors; 2 usage; 3 a sample is no JSON;\n"
    "             4 a file could not be read or written; 70 a bug in lsmapc";

}  // namespace

Action declare_init(CLI::App& app) {
    auto options = std::make_shared<driver::InitOptions>();
    app.add_option("SAMPLE", options->samples, sample_text)->required();
    app.add_option("--config", options->config, "the project's labeling config")
        ->type_name("FILE")
        ->required();
    app.add_option("-o,--output", options->output,
                   "write the rules there instead of to standard output")
        ->type_name("FILE");
    app.add_option("--stdlib", options->stdlib,
                   "folder with standard modules that stand before those of the program")
        ->type_name("DIR");
    add_accept_option(app, options->accept);
    app.footer(init_exit_text);
    return [options](const driver::Streams& streams) { return driver::init(*options, streams); };
}

Action declare_infer(CLI::App& app) {
    auto options = std::make_shared<driver::InferOptions>();
    app.add_option("SAMPLE", options->samples, sample_text)->required();
    app.footer(init_exit_text);
    return [options](const driver::Streams& streams) { return driver::infer(*options, streams); };
}

}  // namespace lsmap::cli

#include "cli/command.hpp"
#include "cli/options.hpp"

#include <memory>

namespace lsmap::cli {

Action declare_doc(CLI::App& app) {
    auto options = std::make_shared<driver::DocOptions>();
    app.add_option("NAME", options->name,
                   "a module, function or tag; without one, all of them are listed");
    app.add_option("--stdlib", options->stdlib,
                   "folder with standard modules that stand before those of the program")
        ->type_name("DIR");
    return [options](const driver::Streams& streams) { return driver::doc(*options, streams); };
}

}  // namespace lsmap::cli

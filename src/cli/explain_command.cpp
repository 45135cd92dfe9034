#include "cli/command.hpp"
#include "cli/options.hpp"

#include <memory>

namespace lsmap::cli {

Action declare_explain(CLI::App& app) {
    auto code = std::make_shared<std::string>();
    app.add_option("CODE", *code, "LSM3104, or 3104")->required();
    return [code](const driver::Streams& streams) { return driver::explain(*code, streams); };
}

}  // namespace lsmap::cli

#include "driver/compile.hpp"
#include "driver/stdlib.hpp"

#include <catch2/catch.hpp>

using namespace lsmap;

// Who uses one of them relies on its groups being right on their stages.
TEST_CASE("each standard module is right by itself") {
    const std::vector<driver::StandardModule> modules = driver::standard_modules("");
    REQUIRE(modules.size() > 10);
    for (const driver::StandardModule& module : modules) {
        CAPTURE(module.name);
        driver::CompileOptions options;
        options.open_text = [&](const std::filesystem::path&) {
            return std::optional(std::string(module.text));
        };
        const auto made = driver::compile(module.path, options);
        CHECK(made->sink.all().empty());
    }
}

#pragma once
#include "data/reader.hpp"
#include "driver/compile.hpp"
#include "plan/plan.hpp"
#include "run_program.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <unistd.h>

namespace lsmap::test {

// A rule file and its config, compiled as the program does it, for what `--accept editor` shows.
// Numbers are written exactly.
class Rules {
 public:
    Rules(std::string_view config, std::string_view rules) {
        std::string folder =
            (std::filesystem::temp_directory_path() / "lsmap-unit-XXXXXX").string();
        REQUIRE(::mkdtemp(folder.data()) != nullptr);
        folder_ = folder;
        std::ofstream(folder_ / "config.xml") << config;
        std::ofstream(folder_ / "rules.lsmap") << rules;
        driver::CompileOptions as_is;
        as_is.accept = check::Accept::editor;
        const auto compilation = driver::compile((folder_ / "rules.lsmap").string(), as_is);
        for (const diag::Diagnostic& d : compilation->sink.all()) {
            UNSCOPED_INFO(d.message);
        }
        REQUIRE(compilation->program);
        run::Options options;
        options.digits = data::Digits::exact;
        runner_ = std::make_unique<run::Runner>(plan::lower(std::move(*compilation->program)),
                                                std::move(options));
    }
    ~Rules() { std::filesystem::remove_all(folder_); }
    Rules(const Rules&) = delete;
    Rules& operator=(const Rules&) = delete;

    // The one task that the record gives, as JSON.
    std::string task(std::string_view record) {
        Collected out;
        run_text(*runner_, record, out);
        REQUIRE(out.codes.empty());
        REQUIRE(out.tasks.size() == 1);
        return out.tasks.front();
    }

 private:
    std::filesystem::path folder_;
    std::unique_ptr<run::Runner> runner_;
};

}  // namespace lsmap::test

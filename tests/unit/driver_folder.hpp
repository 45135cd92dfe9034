#pragma once
#include "driver/commands.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>

namespace lsmap::test {

// Everything that a run gives.
struct RunOutcome {
    int status = 0;
    std::string out, err, summary;
    std::map<std::string, std::string> files;

    bool operator==(const RunOutcome&) const = default;
};

// A folder with a rule file and a config in which the rules are run as the command line does it.
class RunFolder {
 public:
    RunFolder(std::string_view config, std::string_view rules) {
        std::string pattern =
            (std::filesystem::temp_directory_path() / "lsmap-run-XXXXXX").string();
        path_ = ::mkdtemp(pattern.data());
        write("config.xml", config);
        write("rules.lsmap", rules);
    }
    ~RunFolder() { std::filesystem::remove_all(path_); }
    RunFolder(const RunFolder&) = delete;
    RunFolder& operator=(const RunFolder&) = delete;

    std::string path(const std::string& name) const { return (path_ / name).string(); }
    // Its path.
    std::string write(const std::string& name, std::string_view text) const {
        std::ofstream(path_ / name, std::ios::binary) << text;
        return path(name);
    }
    RunOutcome run(driver::RunOptions options) const {
        options.rules = path("rules.lsmap");
        options.rejects = path("rejects");
        driver::StringSink out;
        driver::StringSink err;
        driver::StringSink summary;
        RunOutcome outcome;
        outcome.status = driver::run(options, {out, err, summary});
        outcome.out = out.text;
        outcome.err = err.text;
        outcome.summary = summary.text;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(path_)) {
            if (entry.is_regular_file()) {
                std::ifstream file(entry.path(), std::ios::binary);
                outcome.files[entry.path().string()] = {std::istreambuf_iterator<char>(file), {}};
            }
        }
        if (!options.split.empty()) {
            std::filesystem::remove_all(options.split);
        }
        return outcome;
    }

 private:
    std::filesystem::path path_;
};

}  // namespace lsmap::test

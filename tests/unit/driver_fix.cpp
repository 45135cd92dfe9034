#include "driver/fix.hpp"
#include "source_dir.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>

using namespace lsmap;

namespace fs = std::filesystem;

namespace {

bool all_safe(const diag::Diagnostic& d, const driver::Compilation& c) {
    return !d.fixes.empty() && std::ranges::all_of(d.fixes, [&](const diag::Fix& f) {
        return f.safe == diag::Safe::yes && c.sources[f.span.file].path.ends_with(".lsmap");
    });
}

driver::CompileOptions options_of(const fs::path& folder) {
    driver::CompileOptions options;
    const fs::path kinds = folder.parent_path() / "config.xml";
    if (!fs::exists(folder / "config.xml") && fs::exists(kinds)) {
        options.config = kinds.string();
    }
    return options;
}

}  // namespace

// Over every rule file of the test folders, broken ones most of all.
TEST_CASE("safe edits mend what they are for, and mending once is enough") {
    int mended = 0;
    for (const fs::directory_entry& entry :
         fs::recursive_directory_iterator(test::source_dir() / "tests")) {
        if (entry.path().filename() != "rules.lsmap") {
            continue;
        }
        CAPTURE(entry.path().string());
        driver::CompileOptions options = options_of(entry.path().parent_path());
        const driver::Fixed once = driver::fix(entry.path().string(), options);
        if (once.account.empty()) {
            CHECK(once.texts.empty());
            continue;
        }
        ++mended;
        CHECK(std::ranges::none_of(once.compilation->sink.all(), [&](const diag::Diagnostic& d) {
            return all_safe(d, *once.compilation);
        }));
        options.open_text = [&](const fs::path& path) {
            const auto text = once.texts.find(path.string());
            return text == once.texts.end() ? std::nullopt : std::optional(text->second);
        };
        CHECK(driver::fix(entry.path().string(), options).account.empty());
    }
    CHECK(mended > 20);
}

#include "labelstudio/tags.hpp"
#include "source_dir.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <string>
#include <string_view>

using namespace lsmap::labelstudio;
namespace fs = std::filesystem;

// Whatever the tag table promises is shown by a folder: what comes out, and what goes wrong.
namespace {

const fs::path tests = lsmap::test::source_dir() / "tests";

bool holds(const fs::path& folder, std::string_view file) {
    std::error_code error;
    return fs::file_size(folder / file, error) > 0 && !error;
}

bool shows_results(const fs::path& folder) {
    return holds(folder, "rules.lsmap") &&
           (holds(folder, "output.json") || holds(folder, "expected.json"));
}

// A folder `TAG_what_goes_wrong` with the messages.
bool shows_errors(const fs::path& kind, std::string_view tag) {
    const std::string prefix = std::string(tag) + "_";
    for (const fs::directory_entry& entry : fs::directory_iterator(kind)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with(prefix) && holds(entry.path(), "diagnostics.txt")) {
            return true;
        }
    }
    return false;
}

}  // namespace

TEST_CASE("each control tag has a folder of results and one of errors") {
    for (const ControlKind& control : control_kinds()) {
        const std::string tag(control.tag);
        INFO("tests/controls/" << tag << "/ wants rules.lsmap and output.json or expected.json");
        CHECK(shows_results(tests / "controls" / tag));
        INFO("tests/controls/" << tag << "_<what goes wrong>/ wants diagnostics.txt");
        CHECK(shows_errors(tests / "controls", tag));
    }
}

TEST_CASE("each object tag has a folder of results") {
    for (const ObjectKind& object : object_kinds()) {
        const std::string tag(object.tag);
        INFO("tests/objects/" << tag << "/ wants rules.lsmap and output.json or expected.json");
        CHECK(shows_results(tests / "objects" / tag));
    }
}

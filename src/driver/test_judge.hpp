#pragma once
#include "driver/test_block.hpp"
#include "driver/test_run.hpp"

#include <string>
#include <vector>

namespace lsmap::driver {

// What of a run is not what the test expects, a line each; none: the test has passed.
std::vector<std::string> differences(const TestBlock& test, const TestRun& run);

// An edit of the rule file, or with `file` the new text of that.
struct TestEdit {
    Span span;
    std::string text;
    std::string file;
};
// What makes the test expect what came out. Ids that nothing refers to are left out.
std::vector<TestEdit> updates(const TestBlock& test, const TestRun& run);

}  // namespace lsmap::driver

#pragma once
#include "base/source.hpp"
#include "diag/diagnostic.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace lsmap::driver {

// A value of a `test` block: JSON that stands in the rule file, or a file beside it.
struct TestValue {
    std::string json;
    std::string file;  // path from the working folder; empty: `json`
    Span span;
};

// `regions: 2`, and `label: 2` of `regions: { label: 2 }`.
struct TestCount {
    std::string what;               // tasks, predictions, regions, skipped, rejected
    std::optional<std::string> of;  // the control, or the reason of what was skipped
    std::uint64_t number = 0;
    Span span;  // of the number
};

struct TestBlock {
    std::string name;
    Span span;  // of the name
    std::optional<TestValue> input;
    std::vector<std::pair<std::string, TestValue>> inputs;      // named ones
    std::vector<std::pair<std::string, std::string>> settings;  // params, as for --set
    std::optional<TestValue> output;                            // the whole of it
    std::vector<TestCount> counts;
    std::vector<std::pair<std::string, Span>> errors;  // "LSM6001"
};

// The test blocks of a rule file in their order; what is wrong with one is reported, and it is left
// out. Files are not read, but they have to be there.
std::vector<TestBlock> read_tests(const SourceFile& source, FileId file, diag::Sink& sink);

}  // namespace lsmap::driver

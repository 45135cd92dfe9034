#pragma once
#include "driver/compile.hpp"
#include "driver/test_block.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace lsmap::driver {

// What the rules made of the input of a test.
struct TestRun {
    int status = 0;
    std::string output;              // a JSON array of tasks
    std::string messages;            // as the user reads them
    std::vector<std::string> codes;  // of errors in the data and the rules, as they came
    std::uint64_t tasks = 0, predictions = 0, results = 0, rejected = 0;
    struct Row {
        std::string name;  // "label (line 34)"
        std::string kind;  // "rule", "prediction", …
        std::uint64_t made = 0;
        std::map<std::string, std::uint64_t> skipped;  // by reason
    };
    std::vector<Row> rows;
    struct Arm {  // of a label table
        std::string table, text, place;
        std::uint64_t taken = 0;
    };
    std::vector<Arm> arms;  // where coverage is asked for

    // What was made by the rules of a control.
    std::uint64_t made(const std::string& control) const;
    std::uint64_t skipped() const;
    std::uint64_t skipped(const std::string& reason) const;
};
// The control of a row: "label" of "label (line 34)".
std::string control_of(const TestRun::Row& row);

// `coverage`: with `arms`.
TestRun run_test(const std::string& rules, const TestBlock& test, const CompileOptions& options,
                 bool coverage);

}  // namespace lsmap::driver

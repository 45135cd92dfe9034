#pragma once
#include "driver/test_run.hpp"

#include <map>
#include <string>
#include <vector>

namespace lsmap::driver {

struct TestResult {
    std::string name;
    std::uint32_t line = 0;                // of its name in the rule file
    std::vector<std::string> differences;  // none: passed
    double seconds = 0;
};

struct TestSuite {  // of a rule file
    std::string file;
    std::vector<TestResult> results;
};

// For build servers: https://github.com/testmoapp/junitxml.
std::string junit_report(const std::vector<TestSuite>& suites);

// How often the rules of one file were taken by its tests.
class Coverage {
 public:
    void add(const TestRun& run);
    // "coverage: 3 of 4 rules (75%)" and a line for each that no test reaches.
    std::string report() const;

 private:
    std::vector<std::string> order_;
    std::map<std::string, std::uint64_t> made_;
};

}  // namespace lsmap::driver

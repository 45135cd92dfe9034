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
    std::string coverage;  // its report; "": nobody asked
};

// For build servers: https://github.com/testmoapp/junitxml.
std::string junit_report(const std::vector<TestSuite>& suites);

// How often the rules of one file, and the arms of its label tables, were taken by its tests.
class Coverage {
 public:
    void add(const TestRun& run);
    // "coverage: 3 of 4 rules (75%), 5 of 6 label arms (83%)" and a line for each that no test
    // reaches.
    std::string report() const;

 private:
    // Names in the order in which they came, with how often each was taken.
    struct Tally {
        std::vector<std::string> order;
        std::map<std::string, std::uint64_t> taken;
        void add(const std::string& name, std::uint64_t count);
        std::string share(std::string_view what) const;  // "3 of 4 rules (75%)"
        std::string missed(std::string_view verb) const;
    };
    Tally rules_, arms_;
};

}  // namespace lsmap::driver

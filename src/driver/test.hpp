#pragma once
#include "driver/compile.hpp"
#include "driver/exit_status.hpp"
#include "driver/streams.hpp"

#include <string>
#include <vector>

namespace lsmap::driver {

struct TestOptions {
    std::vector<std::string> rules;
    CompileOptions compile;
    std::string only;       // tests whose name holds this; "": all
    bool update = false;    // rewrite what is expected
    bool coverage = false;  // say which rules and label arms no test reaches
    std::string junit;      // file for a report in JUnit's XML; "": none
};

// Runs the `test` blocks of rule files (docs/testing.md). Exit status: 0 all passed; 1 one failed,
// the rules have errors, or there was no test to run; 4 a file could not be read or written.
int test(const TestOptions& options, const Streams& streams);

}  // namespace lsmap::driver

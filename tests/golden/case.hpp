#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace golden {

struct Case {
    std::filesystem::path folder;
    std::string name;            // "check/unknown_label", also what FILTER looks into
    bool whole_command = false;  // `args` is the whole command line
};

// Every folder tests/<kind>/<case> with a rule file, tasks or `args`, and every examples/<case>
// with a rule file.
std::vector<Case> find_cases(const std::filesystem::path& root);

// Runs a case and compares what it promises; what differs as text, "" where all is as promised.
// With `update` the expectation files that differ are rewritten instead.
//
//     rules.lsmap  input.json, input.jsonl, input.csv, … and all of inputs/  config.xml (else the
//     kind's)  args (further arguments)  stdin  diagnostics.txt  exit  expected.json  output.json
//     stdout.txt  stderr.txt summary.txt  tree.txt  after/FILE
//
// With an input the rules are run, else checked. `tasks.json` or `tasks.jsonl` is validated;
// `fixed.json` is what `--fix` makes of it, `fixed.txt` what it says then. Without `exit` a case
// without diagnostics ends with 0; a message that no diagnostics.txt or stderr.txt promises is a
// failure. `after/FILE`: a file written, with no time in `time="0.004"`. `tree.txt`: the abstract
// syntax.
std::string run_case(const Case& c, bool update);

}  // namespace golden

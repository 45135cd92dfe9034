#pragma once
#include "generate/program_maker.hpp"

#include <filesystem>
#include <map>
#include <string>

// Runs a triple through the library and judges what comes out.
namespace lsmap::generate {

// Where files of a trial stand; made anew for every triple.
struct Workplace {
    std::filesystem::path folder;
    bool ndjson_input = false, ndjson_output = false;
};

struct Outcome {
    std::string why;     // what is wrong; "": nothing
    std::string output;  // tasks
    std::string messages;
    int status = 0;
    std::size_t rejected = 0;
    std::map<std::string, std::size_t> results;  // by Pair::name
};

// `mutated`: the input was damaged, so tasks may be rejected; else none may be.
Outcome try_triple(const Triple& triple, const Workplace& workplace, bool mutated);

// The input file: a list of the records, or one a line.
std::string input_text(const Triple& triple, bool ndjson);

// Damages one value of a record, or cuts it off.
std::string mutated(const std::string& record, Random& random);

}  // namespace lsmap::generate

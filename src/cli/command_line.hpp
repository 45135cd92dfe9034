#pragma once
#include "driver/streams.hpp"

#include <string>
#include <vector>

namespace lsmap::cli {

// What the program does with its arguments (without its own name); the exit status. Apart from
// `main` so that tests run whole command lines in process.
int run_command_line(std::vector<std::string> arguments, const driver::Streams& streams);

}  // namespace lsmap::cli

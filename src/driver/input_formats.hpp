#pragma once
#include "driver/commands.hpp"

#include <string>

namespace lsmap::driver {

// Says in `compile` which inputs are no JSON: by --input-format, else by the names of the files
// (`.csv`, `.tsv`, packed or not). What speaks against it as a sentence, "": nothing does.
std::string find_input_formats(const RunOptions& options, CompileOptions& compile);

}  // namespace lsmap::driver

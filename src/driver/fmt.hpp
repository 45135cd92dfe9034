#pragma once
#include "driver/exit_status.hpp"
#include "driver/streams.hpp"

#include <string>
#include <vector>

namespace lsmap::driver {

struct FmtOptions {
    std::vector<std::string> rules;  // files, folders (their .lsmap files), `-`: standard input
    bool check = false;              // write nothing, name what would change
    bool diff = false;               // write nothing, show what would change
};

// Rewrites rule files in the one layout. What cannot be read as rules is told, and stands as it
// stood; the rest is laid out. Exit status: 1 where there was such a mistake, or with `check` where
// something would change.
int format_files(const FmtOptions& options, const Streams& streams);

}  // namespace lsmap::driver

#pragma once

namespace lsmap::driver {

enum ExitStatus : int {
    exit_done = 0,
    exit_rules = 1,     // the rules or the config have errors
    exit_usage = 2,     // the command line
    exit_rejected = 3,  // some tasks were rejected
    exit_io = 4,        // a file could not be read or written
    exit_bug = 70,      // EX_SOFTWARE of sysexits.h
};

}  // namespace lsmap::driver

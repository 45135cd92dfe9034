#pragma once
#include "run/runner.hpp"

#include <chrono>
#include <cstdint>
#include <string>

namespace lsmap::driver {

// Where the time of a run went, in seconds; those of all threads together.
struct Phases {
    double compile = 0;
    double read = 0;      // reading, and finding records in what was read
    double decode = 0;    // from JSON to values
    double evaluate = 0;  // from values to the text of tasks
    double write = 0;
};

// What `--stats` says beside the summary.
struct Stats {
    Phases seconds;
    double wall_seconds = 0;
    std::uint64_t bytes_in = 0;
    unsigned jobs = 1;
};

// One JSON object on a line: the counters of the summary and the above, with the CPU time and the
// peak memory of this process.
std::string json_stats(const run::Summary& summary, const Stats& stats);

// Seconds since `begin`.
inline double seconds_since(std::chrono::steady_clock::time_point begin) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace lsmap::driver

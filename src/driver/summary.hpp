#pragma once
#include "run/runner.hpp"

#include <string>

namespace lsmap::driver {

// The closing lines of a run: how much there was, and for each rule what came out and what was
// skipped.
//
//     12 records: 11 tasks, 11 predictions, 80 results, 1 rejected
//       label (line 31): 62, skipped 18 (17 "too small", 1 without a reason), 4 cut or moved to the
//       edge
std::string text_summary(const run::Summary& summary);

// The same as one JSON object on a line.
std::string json_summary(const run::Summary& summary);

}  // namespace lsmap::driver

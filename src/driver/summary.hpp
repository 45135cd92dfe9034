#pragma once
#include "base/source.hpp"
#include "run/runner.hpp"

#include <string>
#include <vector>

namespace lsmap::driver {

// The closing lines of a run: how much there was, and for each rule what came out and what was
// skipped.
//
//     12 records: 11 tasks, 11 predictions, 80 results, 1 rejected
//       label (line 31): 62, skipped 18 (17 "too small", 1 without a reason), 4 cut or moved to the
//       edge
//       input tasks: 2 of 90 rows found no partner ("7.jpg", "9.jpg")
std::string text_summary(const run::Summary& summary,
                         const std::vector<run::Partners::Alone>& alone = {});

// The same as one JSON object on a line, with how often arms of label tables were taken where that
// was counted.
std::string json_summary(const run::Summary& summary, const SourceMap& sources,
                         const std::vector<run::Partners::Alone>& alone = {});

}  // namespace lsmap::driver

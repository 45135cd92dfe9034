#pragma once
#include "base/source.hpp"
#include "plan/plan.hpp"

#include <string>

namespace lsmap::plan {

// The plan for a reader: what of the input is decoded, and for each rule its source, filters, joins
// and conversions, an entry a line, indented by two.
std::string print_plan(const Plan& plan, const SourceMap& sources);

}  // namespace lsmap::plan

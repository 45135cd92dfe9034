#pragma once
#include "golden/result.hpp"

#include <vector>

namespace golden {

// The examples of the builtins: every row has some, and a rule file that compares both sides of one
// writes `true`. Names are "builtins/" and the signature.
std::vector<Result> check_examples(const Filters& filters);

}  // namespace golden

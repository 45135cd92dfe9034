#pragma once
// LSM4xxx: the labeling config, and rules against it.
#include "diag/codes/declare.inc"
#include "diag/diagnostic.hpp"

namespace lsmap::diag {
#include "diag/codes/4_config.def"
#undef DIAG
}  // namespace lsmap::diag

#pragma once
// LSM7xxx: predictions that somebody else made, against a labeling config (`validate`).
#include "diag/codes/declare.inc"
#include "diag/diagnostic.hpp"

namespace lsmap::diag {
#include "diag/codes/7_validate.def"
#undef DIAG
}  // namespace lsmap::diag

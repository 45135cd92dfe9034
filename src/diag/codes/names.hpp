#pragma once
// LSM2xxx: names and modules.
#include "diag/codes/declare.inc"
#include "diag/diagnostic.hpp"

namespace lsmap::diag {
#include "diag/codes/2_names.def"
#undef DIAG
}  // namespace lsmap::diag

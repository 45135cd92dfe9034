#pragma once
// LSM6xxx: input data, files.
#include "diag/codes/declare.inc"
#include "diag/diagnostic.hpp"

namespace lsmap::diag {
#include "diag/codes/6_data.def"
#undef DIAG
}  // namespace lsmap::diag

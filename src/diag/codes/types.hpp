#pragma once
// LSM3xxx: types and units.
#include "diag/codes/declare.inc"
#include "diag/diagnostic.hpp"

namespace lsmap::diag {
#include "diag/codes/3_types.def"
#undef DIAG
}  // namespace lsmap::diag

#pragma once
// LSM5xxx: label tables.
#include "diag/codes/declare.inc"
#include "diag/diagnostic.hpp"

namespace lsmap::diag {
#include "diag/codes/5_tables.def"
#undef DIAG
}  // namespace lsmap::diag

#pragma once
// LSM9xxx: bugs in lsmapc.
#include "diag/codes/declare.inc"
#include "diag/diagnostic.hpp"

namespace lsmap::diag {
#include "diag/codes/9_internal.def"
#undef DIAG
}  // namespace lsmap::diag

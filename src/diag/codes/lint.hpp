#pragma once
// LSM8xxx: what works but looks like a mistake.
#include "diag/codes/declare.inc"
#include "diag/diagnostic.hpp"

namespace lsmap::diag {
#include "diag/codes/8_lint.def"
#undef DIAG
}  // namespace lsmap::diag

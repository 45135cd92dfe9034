#pragma once
// LSM806x: `test` blocks.
#include "diag/codes/declare.inc"
#include "diag/diagnostic.hpp"

namespace lsmap::diag {
#include "diag/codes/8_tests.def"
#undef DIAG
}  // namespace lsmap::diag

#pragma once
// LSM1xxx: the text of a rule file.
#include "diag/codes/declare.inc"
#include "diag/diagnostic.hpp"

namespace lsmap::diag {
#include "diag/codes/1_syntax.def"
#undef DIAG
}  // namespace lsmap::diag

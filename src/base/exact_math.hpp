#pragma once

namespace lsmap {

// Functions with the same bits on every machine: additions, multiplications and divisions of
// binary64 in a fixed order, no library, no fused multiply-add. Within 1 ulp where nothing else is
// said. Infinity where the result is too large; NaN in, or a negative logarithm: NaN out.
double exact_exp(double x);
double exact_log(double x);

}  // namespace lsmap

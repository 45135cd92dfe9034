#pragma once
#include <string>
#include <string_view>

namespace lsmap::driver {

// What of `actual` is not what `expected` says, a line each, with the place as a JSON pointer; ""
// where they agree. Both are a JSON array of tasks (or predictions, or responses) or a value a
// line. Free: the order of results within a prediction; ids (those of `expected` stand for any,
// consistently); zero rotation and channel, `closed: true`, null score; which of the equivalent
// (x, y, width, height, rotation) describes a rectangle; what a per-region result repeats of its
// region. Numbers may differ by 1e-6 or 1e-9 of their size, whole numbers not at all, corners by
// 1e-3 pixel.
//
//     /0/predictions/0/result: missing {"from_name":"label",…}
//     /0/predictions/0/result/3/value/text: "Berlin" instead of "Bern"
std::string compare_tasks(std::string_view expected, std::string_view actual);

}  // namespace lsmap::driver

#pragma once

namespace lsmap {

// Angles with the same bits on every machine: additions, multiplications, divisions and square
// roots alone, in a fixed order. Multiples of 90 degrees are exact.
struct SinCos {
    double sin, cos;
};
SinCos sin_cos_degrees(double degrees);
// Direction of (x, y) in degrees from the x axis towards y, in (-180, 180]; 0 for (0, 0).
double direction_degrees(double y, double x);
// `degrees` in [0, 360).
double turned_to_first_turn(double degrees);

}  // namespace lsmap

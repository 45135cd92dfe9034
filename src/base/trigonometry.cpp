#include "base/trigonometry.hpp"

#include <cmath>

namespace lsmap {
namespace {
constexpr double pi = 3.14159265358979323846;

// Taylor series; |x| is at most a quarter of pi, where the first term left out is below 2^-60.
double sine(double x) {
    const double s = x * x;
    double sum = 1;
    for (int n = 18; n >= 2; n -= 2) {
        sum = 1 - s / (n * (n + 1.0)) * sum;
    }
    return x * sum;
}
double cosine(double x) {
    const double s = x * x;
    double sum = 1;
    for (int n = 19; n >= 1; n -= 2) {
        sum = 1 - s / (n * (n + 1.0)) * sum;
    }
    return sum;
}
// 0 <= t <= 1. Halved twice, so that the series is short.
double arc_tangent(double t) {
    double x = t;
    for (int i = 0; i < 2; ++i) {
        x = x / (1 + std::sqrt(1 + x * x));
    }
    const double s = x * x;
    double sum = 0;
    for (int n = 27; n >= 1; n -= 2) {
        sum = 1.0 / n - s * sum;
    }
    return 4 * (x * sum);
}
}  // namespace

double turned_to_first_turn(double degrees) {
    if (degrees >= 0 && degrees < 360) {
        return degrees + 0.0;  // no -0
    }
    const double rest = std::fmod(degrees, 360.0);
    const double positive = rest < 0 ? rest + 360 : rest;
    return positive >= 360 ? 0 : positive + 0.0;
}

SinCos sin_cos_degrees(double degrees) {
    const double turn = turned_to_first_turn(degrees);
    const int quarter = static_cast<int>((turn + 45) / 90);  // the nearest multiple of 90
    const double rest = (turn - quarter * 90.0) / 180 * pi;
    const double s = sine(rest);
    const double c = cosine(rest);
    switch (quarter % 4) {
        case 0:
            return {s, c};
        case 1:
            return {c, -s};
        case 2:
            return {-s, -c};
        default:
            return {-c, s};
    }
}

double direction_degrees(double y, double x) {
    const double ax = std::fabs(x);
    const double ay = std::fabs(y);
    if (ax == 0 && ay == 0) {
        return 0;
    }
    double degrees = ax == ay  ? 45
                     : ay < ax ? arc_tangent(ay / ax) / pi * 180
                               : 90 - arc_tangent(ax / ay) / pi * 180;
    if (x < 0) {
        degrees = 180 - degrees;
    }
    return y < 0 ? -degrees : degrees;
}

}  // namespace lsmap

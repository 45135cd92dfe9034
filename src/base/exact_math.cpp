#include "base/exact_math.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace lsmap {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
// ln 2 in two parts; the first has 21 trailing zero bits, so that its product with an exponent is
// exact.
constexpr double ln2_high = 0x1.62e42fee00000p-1;
constexpr double ln2_low = 0x1.a39ef35793c76p-33;

// x * 2^power, rounded once.
double scale(double x, int power) {
    const auto two_to = [](int n) {
        return std::bit_cast<double>(static_cast<std::uint64_t>(n + 1023) << 52);
    };
    if (power > 1023) {
        return x * two_to(1023) * two_to(power - 1023);
    }
    if (power < -1022) {
        return x * two_to(power + 100) * two_to(-100);
    }
    return x * two_to(power);
}

constexpr double inverse_factorial(int n) {
    double factorial = 1;  // exact up to 18!
    for (int i = 2; i <= n; ++i) {
        factorial *= i;
    }
    return 1 / factorial;
}

// 1/2! + x/3! + x²/4! + … + x^12/14!
double rest_of_exp(double x) {
    double sum = inverse_factorial(14);
    for (int n = 13; n >= 2; --n) {
        sum = inverse_factorial(n) + x * sum;
    }
    return sum;
}

}  // namespace

// x = k ln 2 + r with |r| <= ln 2 / 2; e^r by its Taylor series up to r^14, whose rest is below
// 2^-58.
double exact_exp(double x) {
    if (std::isnan(x)) {
        return x;
    }
    if (x > 709.782712893384) {
        return infinity;
    }
    if (x < -745.1332191019412) {
        return 0;
    }
    const double k = std::floor(x * 0x1.71547652b82fep+0 + 0.5);
    const double high = x - k * ln2_high;
    const double low = k * ln2_low;
    const double r = high - low;
    const double lost = (high - r) - low;  // of the subtraction
    const double rest = r * r * rest_of_exp(r);
    // e^r - 1 - r is `rest`; what was lost counts with the slope e^r.
    const double result = 1 + (r + (rest + lost * (1 + r)));
    return scale(result, static_cast<int>(k));
}

// x = 2^k m with sqrt(1/2) <= m < sqrt(2); ln(1 + f) = 2 artanh(s) with f = m - 1, s = f / (2 + f),
// written as f - (f²/2 - s (f²/2 + R)), R = 2 s²/3 + 2 s⁴/5 + …, so that f itself stays exact.
double exact_log(double x) {
    if (std::isnan(x) || x < 0) {
        return not_a_number;
    }
    if (x == 0) {
        return -infinity;
    }
    if (std::isinf(x)) {
        return x;
    }
    int k = 0;
    if (x < std::numeric_limits<double>::min()) {
        x *= 0x1p54;
        k = -54;
    }
    auto bits = std::bit_cast<std::uint64_t>(x);
    k += static_cast<int>(bits >> 52) - 1023;
    bits = (bits & 0x000fffffffffffffU) | 0x3ff0000000000000U;
    double m = std::bit_cast<double>(bits);
    if (m > 0x1.6a09e667f3bcdp+0) {
        m *= 0.5;
        ++k;
    }
    const double f = m - 1;
    const double s = f / (2 + f);
    const double s2 = s * s;
    double sum = 0;
    for (int n = 25; n >= 3; n -= 2) {
        sum = (sum + 2.0 / n) * s2;
    }
    const double half = 0.5 * f * f;
    const double exponent = k;
    return exponent * ln2_high - ((half - (s * (half + sum) + exponent * ln2_low)) - f);
}

}  // namespace lsmap

#include "data/output.hpp"

#include <catch2/catch.hpp>

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <random>
#include <string>

using lsmap::data::Digits;
using lsmap::data::Output;

namespace {

std::string geometry(double d, Digits digits = Digits::six) {
    Output out(digits);
    out.geometry(d);
    return std::string(out.view());
}

std::string shortest(double d) {
    Output out;
    out.shortest(d);
    return std::string(out.view());
}

double read(const std::string& text) { return std::strtod(text.c_str(), nullptr); }

bool is_json_number(const std::string& s) {
    std::size_t i = s.starts_with('-') ? 1 : 0;
    const auto digits = [&] {
        const std::size_t begin = i;
        while (i < s.size() && s[i] >= '0' && s[i] <= '9') {
            ++i;
        }
        return i - begin;
    };
    const std::size_t first = i;
    const std::size_t whole = digits();
    if (whole == 0 || (whole > 1 && s[first] == '0')) {
        return false;
    }
    if (i < s.size() && s[i] == '.' && (++i, digits() == 0)) {
        return false;
    }
    if (i < s.size() && (s[i] == 'e' || s[i] == 'E')) {
        ++i;
        i += i < s.size() && (s[i] == '+' || s[i] == '-') ? 1U : 0U;
        if (digits() == 0) {
            return false;
        }
    }
    return i == s.size();
}

}  // namespace

TEST_CASE("geometry has at most six decimals and no trailing zeros") {
    CHECK(geometry(0) == "0");
    CHECK(geometry(-0.0) == "0");
    CHECK(geometry(12.5) == "12.5");
    CHECK(geometry(100) == "100");
    CHECK(geometry(-7.25) == "-7.25");
    CHECK(geometry(33.333333333333336) == "33.333333");
    CHECK(geometry(66.66666666666667) == "66.666667");
    CHECK(geometry(0.000001) == "0.000001");
    CHECK(geometry(0.0000004) == "0");
    CHECK(geometry(-0.0000004) == "0");
    CHECK(geometry(0.0000006) == "0.000001");
    CHECK(geometry(0.9999999) == "1");
    CHECK(geometry(99.9999996) == "100");
    CHECK(geometry(1e15 + 0.125) == "1000000000000000.125");
    CHECK(geometry(1e300) == "1e300");
}

TEST_CASE("geometry rounds halves away from zero") {
    // 2^-7 = 0.0078125 is exact and its seventh decimal is a half.
    CHECK(geometry(0.0078125) == "0.007813");
    CHECK(geometry(-0.0078125) == "-0.007813");
    CHECK(geometry(3.0078125) == "3.007813");
}

TEST_CASE("geometry with exact digits is the shortest text") {
    CHECK(geometry(33.333333333333336, Digits::exact) == "33.333333333333336");
    CHECK(geometry(5, Digits::exact) == "5");
}

TEST_CASE("geometry reads back within half a millionth") {
    std::mt19937_64 random(20240101);
    for (const double range : {1.0, 100.0, 1e4, 1e8}) {
        std::uniform_real_distribution<double> numbers(-range, range);
        for (int i = 0; i < 50000; ++i) {
            const double x = numbers(random);
            const std::string text = geometry(x);
            CAPTURE(x, text);
            REQUIRE(is_json_number(text));
            REQUIRE(std::fabs(read(text) - x) <= 5.1e-7);
            const auto point = text.find('.');
            REQUIRE(
                (point == std::string::npos || (text.size() - point <= 7 && text.back() != '0')));
        }
    }
}

TEST_CASE("shortest writes whole values without a point") {
    CHECK(shortest(0) == "0");
    CHECK(shortest(1) == "1");
    CHECK(shortest(-42) == "-42");
    CHECK(shortest(100000) == "100000");
    CHECK(shortest(9007199254740991.0) == "9007199254740991");
    CHECK(shortest(1e20) == "100000000000000000000");
    CHECK(shortest(1e22) == "1e22");
}

TEST_CASE("shortest writes fractions as short as they can be") {
    CHECK(shortest(0.1) == "0.1");
    CHECK(shortest(0.30000000000000004) == "0.30000000000000004");
    CHECK(shortest(1.5e-7) == "1.5e-7");
    CHECK(shortest(0.0000015) == "0.0000015");
    CHECK(shortest(-1234.5678) == "-1234.5678");
    CHECK(shortest(5e-324) == "5e-324");
    CHECK(shortest(1.7976931348623157e308) == "1.7976931348623157e308");
}

TEST_CASE("shortest reads back as the same double") {
    std::mt19937_64 random(7);
    for (int i = 0; i < 300000; ++i) {
        const double x = std::bit_cast<double>(random());
        if (!std::isfinite(x)) {
            continue;
        }
        const std::string text = shortest(x);
        CAPTURE(text);
        REQUIRE(is_json_number(text));
        REQUIRE(std::bit_cast<std::uint64_t>(read(text)) == std::bit_cast<std::uint64_t>(x));
    }
}

TEST_CASE("integers are written over their whole range") {
    const auto integer = [](std::int64_t i) {
        Output out;
        out.integer(i);
        return std::string(out.view());
    };
    CHECK(integer(0) == "0");
    CHECK(integer(-1) == "-1");
    CHECK(integer(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
    CHECK(integer(std::numeric_limits<std::int64_t>::max()) == "9223372036854775807");
    std::mt19937_64 random(3);
    for (int i = 0; i < 10000; ++i) {
        const auto n = static_cast<std::int64_t>(random()) >> (random() % 64);
        REQUIRE(integer(n) == std::to_string(n));
    }
}

TEST_CASE("a number that was read keeps its text") {
    Output out;
    lsmap::data::Value v = lsmap::data::of_number(0.9);
    out.number(v);
    out.raw(' ');
    const std::string text = "9.0e-1";
    v.source = text.data();
    v.size = static_cast<std::uint32_t>(text.size());
    out.number(v);
    CHECK(out.view() == "0.9 9.0e-1");
}

#pragma once
#include <cstdint>
#include <span>
#include <string_view>

namespace lsmap::run {

// What stops a program that asks for too much; `--limit NAME=N`. One row each.
struct Limits {
    std::uint64_t steps = 100'000'000;
    std::uint64_t output_bytes = 256ULL << 20U;
    std::uint64_t value_bytes = 1ULL << 30U;
};
struct LimitRow {
    std::string_view name;
    std::uint64_t Limits::*value;
    std::string_view doc;
};
inline constexpr LimitRow limit_rows[] = {
    {"steps", &Limits::steps, "rows of queries that one task may go through"},
    {"output_bytes", &Limits::output_bytes, "bytes that one task may be long"},
    {"value_bytes", &Limits::value_bytes, "bytes of values that one record may need"},
};
// nullptr: there is no such limit.
constexpr const LimitRow* find_limit(std::string_view name) {
    for (const LimitRow& row : limit_rows) {
        if (row.name == name) {
            return &row;
        }
    }
    return nullptr;
}

}  // namespace lsmap::run

#pragma once
#include "types/type.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace lsmap::types {

// One row for each unit word that a type argument or a number literal may carry.
struct LengthUnit {
    std::string_view word;
    Unit unit;
    double per_percent;  // how many of it are one percent of the picture's side; 0: depends on the
                         // size
};
struct TimeUnitRow {
    std::string_view word;
    TimeUnit unit;
    double seconds;  // length of one; 0: text, or depends on the object's rate
    bool divides;    // seconds = value / (1/seconds): exact for ms, us, ns, ticks
    double per_second;
};
std::span<const LengthUnit> length_units();
std::span<const TimeUnitRow> time_units();
const LengthUnit* find_length_unit(std::string_view text);
const TimeUnitRow* find_time_unit(std::string_view text);
std::string_view word(Unit unit);
std::string_view word(TimeUnit unit);
std::string_view word(OffsetKind kind);
// The unit of a length, a time or an angle as a number literal carries it: "px", "ms", "deg".
std::string_view literal_unit(const Type& type);
std::string_view noun(OffsetKind kind);  // "character", "byte"
std::optional<OffsetKind> find_offset_kind(std::string_view text);

}  // namespace lsmap::types

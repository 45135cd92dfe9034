#include "types/units.hpp"

#include <algorithm>

namespace lsmap::types {
namespace {

constexpr LengthUnit lengths[] = {
    {"px", Unit::px, 0},        {"percent", Unit::percent, 1},
    {"norm", Unit::norm, 0.01}, {"permille", Unit::permille, 10},
    {"inch", Unit::inch, 0},    {"pt", Unit::pt, 0},
};

constexpr TimeUnitRow times[] = {
    {.word = "s", .unit = TimeUnit::s, .seconds = 1, .divides = false, .per_second = 1},
    {.word = "ms", .unit = TimeUnit::ms, .seconds = 1e-3, .divides = true, .per_second = 1e3},
    {.word = "us", .unit = TimeUnit::us, .seconds = 1e-6, .divides = true, .per_second = 1e6},
    {.word = "ns", .unit = TimeUnit::ns, .seconds = 1e-9, .divides = true, .per_second = 1e9},
    {.word = "ticks", .unit = TimeUnit::ticks, .seconds = 1e-7, .divides = true, .per_second = 1e7},
    {.word = "samples", .unit = TimeUnit::samples, .seconds = 0, .divides = false, .per_second = 0},
    {.word = "clock", .unit = TimeUnit::clock, .seconds = 0, .divides = false, .per_second = 0},
    {.word = "iso", .unit = TimeUnit::iso, .seconds = 0, .divides = false, .per_second = 0},
};

struct OffsetRow {
    std::string_view word;
    OffsetKind kind;
    std::string_view noun;
};
constexpr OffsetRow offsets[] = {
    {"char", OffsetKind::chars, "character"},
    {"byte", OffsetKind::byte, "byte"},
    {"utf16", OffsetKind::utf16, "UTF-16 unit"},
    {"grapheme", OffsetKind::grapheme, "grapheme cluster"},
    {"token", OffsetKind::token, "token"},
};

template <class Row, std::size_t N>
const Row* find_word(const Row (&rows)[N], std::string_view text) {
    const Row* row = std::ranges::find(rows, text, &Row::word);
    return row == std::end(rows) ? nullptr : row;
}

}  // namespace

std::span<const LengthUnit> length_units() { return lengths; }
std::span<const TimeUnitRow> time_units() { return times; }
const LengthUnit* find_length_unit(std::string_view text) { return find_word(lengths, text); }
const TimeUnitRow* find_time_unit(std::string_view text) { return find_word(times, text); }

std::string_view word(Unit unit) {
    const LengthUnit* row = std::ranges::find(lengths, unit, &LengthUnit::unit);
    return row == std::end(lengths) ? "U" : row->word;
}

std::string_view word(TimeUnit unit) {
    return std::ranges::find(times, unit, &TimeUnitRow::unit)->word;
}

std::string_view word(OffsetKind kind) {
    return std::ranges::find(offsets, kind, &OffsetRow::kind)->word;
}

std::string_view noun(OffsetKind kind) {
    return std::ranges::find(offsets, kind, &OffsetRow::kind)->noun;
}

std::optional<OffsetKind> find_offset_kind(std::string_view text) {
    const OffsetRow* row = find_word(offsets, text);
    return row == nullptr ? std::nullopt : std::optional(row->kind);
}

std::string_view literal_unit(const Type& type) {
    if (const auto* length = std::get_if<LengthType>(&type)) {
        return word(length->unit);
    }
    if (const auto* time = std::get_if<TimeType>(&type)) {
        return word(time->unit);
    }
    const auto* angle = std::get_if<AngleType>(&type);
    return angle != nullptr && angle->radians ? "rad" : "deg";
}

}  // namespace lsmap::types

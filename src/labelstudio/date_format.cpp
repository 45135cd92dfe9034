#include "labelstudio/date_format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iterator>

namespace lsmap::labelstudio {
namespace {

constexpr std::string_view month_names[] = {"January",   "February", "March",    "April",
                                            "May",       "June",     "July",     "August",
                                            "September", "October",  "November", "December"};
constexpr std::string_view day_names[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                          "Thursday", "Friday", "Saturday"};

struct Moment {
    int year = 0;
    unsigned month = 0, day = 0;  // from 1
    unsigned weekday = 0;         // 0 is Sunday
    unsigned day_of_year = 0;     // from 1
    unsigned hour = 0, minute = 0, second = 0, microsecond = 0;
    std::int64_t since_1970 = 0;  // microseconds
    unsigned hour_of_12() const { return hour % 12 == 0 ? 12 : hour % 12; }
};

Moment moment(std::int64_t microseconds) {
    using namespace std::chrono;
    const sys_time<std::chrono::microseconds> time{std::chrono::microseconds{microseconds}};
    const sys_days midnight = floor<days>(time);
    const year_month_day date{midnight};
    const auto of_day = static_cast<std::uint64_t>((time - midnight).count());
    Moment m;
    m.year = static_cast<int>(date.year());
    m.month = static_cast<unsigned>(date.month());
    m.day = static_cast<unsigned>(date.day());
    m.weekday = weekday{midnight}.c_encoding();
    m.day_of_year =
        static_cast<unsigned>((midnight - sys_days{date.year() / January / 1}).count()) + 1;
    m.microsecond = static_cast<unsigned>(of_day % 1000000);
    m.second = static_cast<unsigned>(of_day / 1000000 % 60);
    m.minute = static_cast<unsigned>(of_day / 60000000 % 60);
    m.hour = static_cast<unsigned>(of_day / 3600000000U);
    m.since_1970 = microseconds;
    return m;
}

// `pad` is 0 for `%-d`: no padding; else '0' or ' '.
void put_number(std::string& text, std::int64_t n, std::size_t width, char pad) {
    const std::string digits = fmt::format("{}", n < 0 ? -n : n);
    text += n < 0 ? "-" : "";
    if (pad != 0 && digits.size() < width) {
        text.append(width - digits.size(), pad);
    }
    text += digits;
}

struct Directive {
    char letter;
    void (*put)(std::string& text, const Moment& m, char pad);
    char pad = '0';
};

// d3-time-format's directives, which Label Studio uses. Locale forms are those of its default,
// en-US.
constexpr Directive directives[] = {
    {'a', [](std::string& t, const Moment& m, char) { t += day_names[m.weekday].substr(0, 3); }},
    {'A', [](std::string& t, const Moment& m, char) { t += day_names[m.weekday]; }},
    {'b',
     [](std::string& t, const Moment& m, char) { t += month_names[m.month - 1].substr(0, 3); }},
    {'B', [](std::string& t, const Moment& m, char) { t += month_names[m.month - 1]; }},
    {'d', [](std::string& t, const Moment& m, char p) { put_number(t, m.day, 2, p); }},
    {'e', [](std::string& t, const Moment& m, char p) { put_number(t, m.day, 2, p); }, ' '},
    {'f', [](std::string& t, const Moment& m, char p) { put_number(t, m.microsecond, 6, p); }},
    {'H', [](std::string& t, const Moment& m, char p) { put_number(t, m.hour, 2, p); }},
    {'I', [](std::string& t, const Moment& m, char p) { put_number(t, m.hour_of_12(), 2, p); }},
    {'j', [](std::string& t, const Moment& m, char p) { put_number(t, m.day_of_year, 3, p); }},
    {'L',
     [](std::string& t, const Moment& m, char p) { put_number(t, m.microsecond / 1000, 3, p); }},
    {'m', [](std::string& t, const Moment& m, char p) { put_number(t, m.month, 2, p); }},
    {'M', [](std::string& t, const Moment& m, char p) { put_number(t, m.minute, 2, p); }},
    {'p', [](std::string& t, const Moment& m, char) { t += m.hour < 12 ? "AM" : "PM"; }},
    {'q', [](std::string& t, const Moment& m, char) { put_number(t, (m.month + 2) / 3, 1, '0'); }},
    {'Q',
     [](std::string& t, const Moment& m, char) { t += fmt::format("{}", m.since_1970 / 1000); }},
    {'s',
     [](std::string& t, const Moment& m, char) { t += fmt::format("{}", m.since_1970 / 1000000); }},
    {'S', [](std::string& t, const Moment& m, char p) { put_number(t, m.second, 2, p); }},
    {'u', [](std::string& t, const Moment& m,
             char) { put_number(t, m.weekday == 0 ? 7 : m.weekday, 1, '0'); }},
    {'w', [](std::string& t, const Moment& m, char) { put_number(t, m.weekday, 1, '0'); }},
    {'y', [](std::string& t, const Moment& m, char p) { put_number(t, m.year % 100, 2, p); }},
    {'Y', [](std::string& t, const Moment& m, char p) { put_number(t, m.year, 4, p); }},
    {'Z', [](std::string& t, const Moment&, char) { t += "+0000"; }},
    {'%', [](std::string& t, const Moment&, char) { t += '%'; }},
};

// The parts of a format: literal text, or a directive with its padding.
struct Part {
    std::string_view text;  // as written
    const Directive* directive = nullptr;
    char pad = 0;
    bool is_unknown = false;
};

Part next_part(std::string_view format) {
    if (!format.starts_with('%')) {
        return {.text = format.substr(0, std::min(format.find('%'), format.size()))};
    }
    std::size_t letter = 1;
    std::optional<char> pad;
    if (letter < format.size()) {
        constexpr std::string_view flags = "-_0";
        constexpr char pads[] = {0, ' ', '0'};
        if (const std::size_t flag = flags.find(format[letter]); flag != std::string_view::npos) {
            pad = pads[flag];
            ++letter;
        }
    }
    Part part{.text = format.substr(0, std::min(letter + 1, format.size()))};
    if (letter < format.size()) {
        const auto* row = std::ranges::find(directives, format[letter], &Directive::letter);
        part.directive = row == std::end(directives) ? nullptr : row;
    }
    part.is_unknown = part.directive == nullptr;
    part.pad = part.is_unknown ? '\0' : pad.value_or(part.directive->pad);
    return part;
}

bool lists(std::string_view only, std::string_view part) {
    while (!only.empty()) {
        const std::size_t comma = std::min(only.find(','), only.size());
        std::string_view entry = only.substr(0, comma);
        const std::size_t first = std::min(entry.find_first_not_of(' '), entry.size());
        entry = entry.substr(first, entry.find_last_not_of(' ') + 1 - first);
        if (entry == part) {
            return true;
        }
        only.remove_prefix(std::min(comma + 1, only.size()));
    }
    return false;
}

}  // namespace

std::string date_format(std::string_view only, std::string_view format) {
    const bool date = lists(only, "date");
    const bool time = lists(only, "time");
    const bool month = lists(only, "month");
    const bool year = lists(only, "year");
    if (time && !date && !month && !year) {
        return "%H:%M";
    }
    if (!format.empty()) {
        return std::string(format);
    }
    // What is not asked for is still written: a year is its first day.
    const std::string_view day = date || (!month && !year) ? "%Y-%m-%d"
                                 : month                   ? "%Y-%m-01"
                                                           : "%Y-01-01";
    return std::string(day) + (time || only.empty() ? "T%H:%M" : "");
}

std::optional<std::string_view> unknown_directive(std::string_view format) {
    while (!format.empty()) {
        const Part part = next_part(format);
        if (part.is_unknown) {
            return part.text;
        }
        format.remove_prefix(part.text.size());
    }
    return std::nullopt;
}

void write_date(std::int64_t microseconds, std::string_view format, data::Output& out) {
    const Moment m = moment(microseconds);
    std::string text;
    while (!format.empty()) {
        const Part part = next_part(format);
        if (part.directive != nullptr) {
            part.directive->put(text, m, part.pad);
        } else {
            text += part.text;
        }
        format.remove_prefix(part.text.size());
    }
    out.string(text);
}

}  // namespace lsmap::labelstudio

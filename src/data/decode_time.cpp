#include "data/decode.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace lsmap::data {
namespace {

constexpr std::int64_t micros_per_second = 1000000;

// Reads pieces off the front of a text.
struct Pieces {
    std::string_view rest;

    bool take(char c) {
        if (rest.empty() || rest.front() != c) {
            return false;
        }
        rest.remove_prefix(1);
        return true;
    }
    bool take(std::string_view text) {
        if (!rest.starts_with(text)) {
            return false;
        }
        rest.remove_prefix(text.size());
        return true;
    }
    // A whole number of `least` to `most` digits.
    bool digits(std::size_t least, std::size_t most, std::int64_t& i) {
        std::size_t n = 0;
        i = 0;
        while (n < most && n < rest.size() && is_digit(rest[n])) {
            i = i * 10 + (rest[n++] - '0');
        }
        rest.remove_prefix(n);
        return n >= least;
    }
    // Digits behind a point as microseconds, rounded to the nearest.
    bool fraction(std::int64_t& micros) {
        std::size_t n = 0;
        micros = 0;
        std::int64_t scale = micros_per_second / 10;
        for (; n < rest.size() && is_digit(rest[n]); ++n) {
            micros += n < 6 ? (rest[n] - '0') * scale : n == 6 && rest[n] >= '5' ? 1 : 0;
            scale /= 10;
        }
        rest.remove_prefix(n);
        return n > 0;
    }
    // A number with an optional fraction.
    bool decimal(double& d) {
        std::size_t n = 0;
        bool has_point = false;
        while (n < rest.size() && (is_digit(rest[n]) || (rest[n] == '.' && !has_point && n > 0))) {
            has_point = has_point || rest[n] == '.';
            ++n;
        }
        const char* end = rest.data() + n;
        const bool read =
            n > 0 && std::from_chars(rest.data(), end, d).ptr == end && end[-1] != '.';
        rest.remove_prefix(n);
        return read;
    }
};

struct Date {
    std::int64_t year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0, micros = 0;
    std::int64_t zone = 0;  // seconds east
    bool is_pm = false, has_half = false;

    bool is_real() const {
        constexpr std::array<int, 12> days = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
        if (month < 1 || month > 12 || day < 1 || day > days[static_cast<std::size_t>(month - 1)]) {
            return false;
        }
        const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        return (month != 2 || day < 29 || leap) && hour < 24 && minute < 60 && second <= 60 &&
               (!has_half || (hour >= 1 && hour <= 12));
    }
    std::int64_t instant() const {
        // Days of the civil calendar, counted in years that begin in March.
        const std::int64_t y = year - (month <= 2 ? 1 : 0);
        const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
        const std::int64_t year_of_era = y - era * 400;
        const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        const std::int64_t days = era * 146097 + year_of_era * 365 + year_of_era / 4 -
                                  year_of_era / 100 + day_of_year - 719468;
        const std::int64_t of_day = has_half ? hour % 12 + (is_pm ? 12 : 0) : hour;
        return (((days * 24 + of_day) * 60 + minute) * 60 + second - zone) * micros_per_second +
               micros;
    }
};

bool read_zone(Pieces& in, Date& date) {
    if (in.take('Z') || in.take('z')) {
        return true;
    }
    const bool west = in.take('-');
    std::int64_t hours = 0;
    std::int64_t minutes = 0;
    if ((!west && !in.take('+')) || !in.digits(2, 2, hours)) {
        return false;
    }
    if ((in.take(':') || !in.rest.empty()) && !in.digits(2, 2, minutes)) {
        return false;
    }
    date.zone = (hours * 60 + minutes) * (west ? -60 : 60);
    return hours < 24 && minutes < 60;
}

bool read_iso(Pieces in, Date& date) {
    if (!in.digits(4, 4, date.year) || !in.take('-') || !in.digits(2, 2, date.month) ||
        !in.take('-') || !in.digits(2, 2, date.day)) {
        return false;
    }
    if (in.rest.empty()) {
        return true;
    }
    if ((!in.take('T') && !in.take('t') && !in.take(' ')) || !in.digits(2, 2, date.hour) ||
        !in.take(':') || !in.digits(2, 2, date.minute)) {
        return false;
    }
    if (in.take(':') && !in.digits(2, 2, date.second)) {
        return false;
    }
    if ((in.take('.') || in.take(',')) && !in.fraction(date.micros)) {
        return false;
    }
    in.take(' ');
    return in.rest.empty() || (read_zone(in, date) && in.rest.empty());
}

// One of twelve month names, full or of three letters, whatever the case.
bool read_month(Pieces& in, std::int64_t& month) {
    constexpr std::array<std::string_view, 12> names = {
        "january", "february", "march",     "april",   "may",      "june",
        "july",    "august",   "september", "october", "november", "december"};
    const auto takes = [&](std::string_view name) {
        std::size_t n = 0;
        while (n < name.size() && n < in.rest.size() && (in.rest[n] | 0x20) == name[n]) {
            ++n;
        }
        const std::size_t used = n == name.size() ? n : n >= 3 ? 3 : 0;
        in.rest.remove_prefix(used);
        return used != 0;
    };
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (takes(names[i])) {
            month = static_cast<std::int64_t>(i + 1);
            return true;
        }
    }
    return false;
}

bool read_directive(char directive, Pieces& in, Date& date) {
    switch (directive) {
        case 'Y':
            return in.digits(4, 4, date.year);
        case 'y':
            if (!in.digits(2, 2, date.year)) {
                return false;
            }
            date.year += date.year < 69 ? 2000 : 1900;
            return true;
        case 'm':
            return in.digits(1, 2, date.month);
        case 'd':
        case 'e':
            in.take(' ');
            return in.digits(1, 2, date.day);
        case 'H':
            return in.digits(1, 2, date.hour);
        case 'I':
            date.has_half = true;
            return in.digits(1, 2, date.hour);
        case 'M':
            return in.digits(1, 2, date.minute);
        case 'S':
            return in.digits(1, 2, date.second);
        case 'f':
            return in.fraction(date.micros);
        case 'b':
        case 'B':
        case 'h':
            return read_month(in, date.month);
        case 'p':
            date.has_half = true;
            date.is_pm = in.take("PM") || in.take("pm");
            return date.is_pm || in.take("AM") || in.take("am");
        case 'z':
            return read_zone(in, date);
        case 'Z':
            return in.take("UTC") || in.take("GMT") || in.take('Z');
        case 'T':
            return in.digits(1, 2, date.hour) && in.take(':') && in.digits(1, 2, date.minute) &&
                   in.take(':') && in.digits(1, 2, date.second);
        case 'F':
            return in.digits(4, 4, date.year) && in.take('-') && in.digits(1, 2, date.month) &&
                   in.take('-') && in.digits(1, 2, date.day);
        case 's': {
            std::int64_t seconds = 0;
            const bool read = in.digits(1, 11, seconds);
            date.second = 0;
            date.zone = -seconds;
            return read;
        }
        case '%':
            return in.take('%');
        default:
            return false;
    }
}

}  // namespace

bool read_clock(std::string_view text, double& seconds) {
    Pieces in{text};
    double parts[3];
    std::size_t count = 0;
    do {
        if (count == 3 || !in.decimal(parts[count])) {
            return false;
        }
        ++count;
    } while (in.take(':'));
    // SRT writes a comma before the milliseconds.
    if (in.take(',')) {
        const std::string joined = std::string(text.substr(0, text.size() - in.rest.size() - 1)) +
                                   "." + std::string(in.rest);
        return joined.find(',') == std::string::npos && read_clock(joined, seconds);
    }
    if (!in.rest.empty() || count < 2) {
        return false;
    }
    for (std::size_t i = 0; i + 1 < count; ++i) {
        if (parts[i] != std::floor(parts[i])) {
            return false;
        }
    }
    const bool in_range = parts[count - 1] < 60 && (count == 2 || parts[1] < 60);
    seconds = count == 2 ? parts[0] * 60 + parts[1] : (parts[0] * 60 + parts[1]) * 60 + parts[2];
    return in_range;
}

bool read_iso_duration(std::string_view text, double& seconds) {
    Pieces in{text};
    seconds = 0;
    bool in_time = false;
    bool any = false;
    std::string_view units = "WDHMS";  // what may still come
    if (!in.take('P')) {
        return false;
    }
    while (!in.rest.empty()) {
        if (!in_time && in.take('T')) {
            in_time = true;
            any = false;
            units = "HMS";
            continue;
        }
        double amount = 0;
        if (!in.decimal(amount) || in.rest.empty()) {
            return false;
        }
        const char unit = in.rest.front();
        const std::size_t place = units.find(unit);
        if (place == std::string_view::npos ||
            in_time != (unit == 'H' || unit == 'M' || unit == 'S')) {
            return false;
        }
        in.rest.remove_prefix(1);
        units.remove_prefix(place + 1);
        any = true;
        const double length = unit == 'W'   ? 604800
                              : unit == 'D' ? 86400
                              : unit == 'H' ? 3600
                              : unit == 'M' ? 60
                                            : 1;
        seconds += amount * length;
    }
    return any;
}

bool read_datetime(std::string_view text, std::string_view format, std::int64_t& microseconds) {
    Date date;
    if (format == "iso") {
        if (!read_iso(Pieces{text}, date) || !date.is_real()) {
            return false;
        }
        microseconds = date.instant();
        return true;
    }
    Pieces in{text};
    for (std::size_t i = 0; i < format.size(); ++i) {
        const bool is_directive = format[i] == '%' && i + 1 < format.size();
        if (is_directive ? !read_directive(format[++i], in, date) : !in.take(format[i])) {
            return false;
        }
    }
    if (!in.rest.empty() || !date.is_real()) {
        return false;
    }
    microseconds = date.instant();
    return true;
}

}  // namespace lsmap::data

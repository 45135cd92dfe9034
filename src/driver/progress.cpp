#include "driver/progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace lsmap::driver {
namespace {

constexpr std::chrono::milliseconds interval{200};

struct ByteUnit {
    double bytes;
    std::string_view name;
};

ByteUnit unit_for(double bytes) { return bytes >= 1e9 ? ByteUnit{1e9, "GB"} : ByteUnit{1e6, "MB"}; }

std::string with_commas(std::uint64_t n) {
    std::string digits = std::to_string(n);
    for (std::size_t at = digits.size(); at > 3; at -= 3) {
        digits.insert(at - 3, ",");
    }
    return digits;
}

std::string time_left(double seconds) {
    const auto s = static_cast<std::uint64_t>(std::ceil(seconds));
    return s < 60     ? fmt::format("{} s left", s)
           : s < 3600 ? fmt::format("{}:{:02} min left", s / 60, s % 60)
                      : fmt::format("{}:{:02} h left", s / 3600, s / 60 % 60);
}

}  // namespace

std::string progress_line(const Done& done, std::optional<std::uint64_t> all, double seconds) {
    const auto bytes = static_cast<double>(done.bytes);
    const double rate = seconds > 0 ? bytes / seconds : 0;
    const bool is_known = all && *all >= done.bytes && *all > 0;
    const auto total = is_known ? static_cast<double>(*all) : bytes;
    const ByteUnit unit = unit_for(total);
    std::string line = fmt::format("{:.1f}", bytes / unit.bytes);
    if (is_known) {
        line += fmt::format(" of {:.1f} {}, {:.0f} %", total / unit.bytes, unit.name,
                            std::floor(bytes / total * 100));
    } else {
        line += fmt::format(" {}", unit.name);
    }
    line += fmt::format(", {} records, {:.0f} MB/s", with_commas(done.records), rate / 1e6);
    if (is_known && rate > 0) {
        line += ", " + time_left((total - bytes) / rate);
    }
    return line;
}

void Progress::show(const Done& done) {
    const Clock::time_point now = Clock::now();
    if (now - shown_ < interval) {
        return;
    }
    shown_ = now;
    const std::string line =
        progress_line(done, all_, std::chrono::duration<double>(now - begin_).count());
    std::string text = "\r" + line;
    text.append(width_ > line.size() ? width_ - line.size() : 0, ' ');
    width_ = line.size();
    terminal_.write(text);
}

void Progress::clear() {
    if (width_ != 0) {
        terminal_.write("\r" + std::string(width_, ' ') + "\r");
        width_ = 0;
    }
}

}  // namespace lsmap::driver

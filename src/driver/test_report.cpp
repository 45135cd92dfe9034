#include "driver/test_report.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lsmap::driver {
namespace {

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            default:
                // XML has no words for the other control characters.
                out += static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' ? '?' : c;
        }
    }
    return out;
}

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) {
        text += line + '\n';
    }
    return text;
}

}  // namespace

std::string junit_report(const std::vector<TestSuite>& suites) {
    std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
    for (const TestSuite& suite : suites) {
        double seconds = 0;
        for (const TestResult& result : suite.results) {
            seconds += result.seconds;
        }
        const auto failed = std::ranges::count_if(
            suite.results, [](const TestResult& r) { return !r.differences.empty(); });
        text +=
            fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" time=\"{:.3f}\">\n",
                        escaped(suite.file), suite.results.size(), failed, seconds);
        for (const TestResult& result : suite.results) {
            text += fmt::format(
                "    <testcase name=\"{}\" classname=\"{}\" file=\"{}\" line=\"{}\" "
                "time=\"{:.3f}\"",
                escaped(result.name), escaped(suite.file), escaped(suite.file), result.line,
                result.seconds);
            text +=
                result.differences.empty()
                    ? "/>\n"
                    : fmt::format(
                          ">\n      <failure message=\"{}\">{}</failure>\n"
                          "    </testcase>\n",
                          escaped(result.differences.front()), escaped(joined(result.differences)));
        }
        if (!suite.coverage.empty()) {
            text += fmt::format("    <system-out>{}</system-out>\n", escaped(suite.coverage));
        }
        text += "  </testsuite>\n";
    }
    return text + "</testsuites>\n";
}

void Coverage::Tally::add(const std::string& name, std::uint64_t count) {
    const auto [known, is_new] = taken.emplace(name, 0);
    if (is_new) {
        order.push_back(name);
    }
    known->second += count;
}

std::string Coverage::Tally::share(std::string_view what) const {
    const auto reached = static_cast<std::size_t>(
        std::ranges::count_if(order, [&](const std::string& name) { return taken.at(name) != 0; }));
    return fmt::format("{} of {} {} ({}%)", reached, order.size(), what,
                       order.empty() ? 100 : reached * 100 / order.size());
}

std::string Coverage::Tally::missed(std::string_view verb) const {
    std::string text;
    for (const std::string& name : order) {
        text += taken.at(name) == 0 ? fmt::format("  no test {} {}\n", verb, name) : "";
    }
    return text;
}

void Coverage::add(const TestRun& run) {
    for (const TestRun::Row& row : run.rows) {
        if (row.kind == "rule" || row.kind == "with" || row.kind == "relation" ||
            row.kind == "prediction") {
            rules_.add(row.kind == "prediction" ? "prediction " + row.name : row.name, row.made);
        }
    }
    for (const TestRun::Arm& arm : run.arms) {
        arms_.add(fmt::format("{} of `{}` ({})", arm.text, arm.table, arm.place), arm.taken);
    }
}

std::string Coverage::report() const {
    const std::string arms = arms_.order.empty() ? "" : ", " + arms_.share("label arms");
    return fmt::format("coverage: {}{}\n", rules_.share("rules"), arms) + rules_.missed("reaches") +
           arms_.missed("takes");
}

}  // namespace lsmap::driver

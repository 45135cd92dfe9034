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
        text += "  </testsuite>\n";
    }
    return text + "</testsuites>\n";
}

void Coverage::add(const TestRun& run) {
    for (const TestRun::Row& row : run.rows) {
        if (row.kind != "rule" && row.kind != "with" && row.kind != "relation" &&
            row.kind != "prediction") {
            continue;
        }
        const std::string name = row.kind == "prediction" ? "prediction " + row.name : row.name;
        const auto [known, is_new] = made_.emplace(name, 0);
        if (is_new) {
            order_.push_back(name);
        }
        known->second += row.made;
    }
}

std::string Coverage::report() const {
    const auto reached =
        std::ranges::count_if(order_, [&](const std::string& name) { return made_.at(name) != 0; });
    std::string text =
        fmt::format("coverage: {} of {} rules ({}%)\n", reached, order_.size(),
                    order_.empty() ? 100 : static_cast<std::size_t>(reached) * 100 / order_.size());
    for (const std::string& name : order_) {
        if (made_.at(name) == 0) {
            text += fmt::format("  no test reaches {}\n", name);
        }
    }
    return text;
}

}  // namespace lsmap::driver

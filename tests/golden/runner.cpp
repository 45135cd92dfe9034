// lsmap_golden [--update] [FILTER…]: runs the cases of tests/ and examples/ and the pages of
// docs/errors, all or those whose name holds a FILTER; with --update it rewrites the expectations
// that differ.
#include "golden/case.hpp"
#include "golden/pages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

namespace {

struct Count {
    int passed = 0, failed = 0;

    void add(const std::string& name, const std::string& failure) {
        (failure.empty() ? passed : failed) += 1;
        if (!failure.empty()) {
            fmt::print("FAILED {}\n{}\n", name, failure);
            std::fflush(stdout);
        }
    }
};

int run(std::vector<std::string> filters) {
    const bool update = std::erase(filters, "--update") != 0;
    const std::filesystem::path root = LSMAP_SOURCE_DIR;
    Count count;
    for (const golden::Case& c : golden::find_cases(root)) {
        const bool wanted =
            filters.empty() || std::ranges::any_of(filters, [&](const std::string& f) {
                return c.name.find(f) != std::string::npos;
            });
        if (wanted) {
            count.add(c.name, golden::run_case(c, update));
        }
    }
    for (const golden::PageResult& page : golden::check_pages(root, filters)) {
        count.add(page.name, page.failure);
    }
    fmt::print("{} passed, {} failed\n", count.passed, count.failed);
    return count.failed == 0 && count.passed != 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run({argv + 1, argv + argc});
    } catch (const std::exception& error) {
        fmt::print("lsmap_golden: {}\n0 passed, 1 failed\n", error.what());
        return 1;
    }
}

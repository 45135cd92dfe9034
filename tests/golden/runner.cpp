// lsmap_golden [--update] [FILTER…]: runs the cases of tests/ and examples/, their layout, the
// conversations of tests/lsp, the pages and examples of docs/ and README.md, and the examples of
// the builtins, all or those whose name holds a FILTER; with --update it rewrites the expectations
// that differ, and docs/reference.
#include "golden/case.hpp"
#include "golden/conversations.hpp"
#include "golden/documents.hpp"
#include "golden/examples.hpp"
#include "golden/formatted.hpp"
#include "golden/init.hpp"
#include "golden/pages.hpp"
#include "golden/reference.hpp"
#include "source_dir.hpp"

#include <fmt/format.h>

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
    void add(const std::vector<golden::Result>& results) {
        for (const golden::Result& result : results) {
            add(result.name, result.failure);
        }
    }
};

int run(std::vector<std::string> arguments) {
    const bool update = std::erase(arguments, "--update") != 0;
    const std::filesystem::path root = lsmap::test::source_dir();
    const golden::Filters filters{std::move(arguments)};
    Count count;
    for (const golden::Case& c : golden::find_cases(root)) {
        if (filters.want(c.name)) {
            count.add(c.name, golden::run_case(c, update));
        }
    }
    count.add(golden::check_conversations(root, filters, update));
    count.add(golden::check_formatted(root, filters));
    count.add(golden::check_examples(filters));
    count.add(golden::check_reference(root, filters, update));
    count.add(golden::check_pages(root, filters));
    count.add(golden::check_documents(root, filters, update));
    count.add(golden::check_init(root, filters, update));
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

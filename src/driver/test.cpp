#include "driver/test.hpp"

#include "diag/render.hpp"
#include "driver/files.hpp"
#include "driver/test_judge.hpp"
#include "driver/test_report.hpp"
#include "syntax/format.hpp"

#include <algorithm>
#include <chrono>
#include <functional>

namespace lsmap::driver {
namespace {

double seconds_since(std::chrono::steady_clock::time_point begin) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

class Command {
 public:
    Command(const TestOptions& options, const Streams& streams)
        : options_(options), streams_(streams) {}

    void file(const std::string& rules) {
        const std::unique_ptr<Compilation> compilation = compile(rules, options_.compile);
        if (compilation->sources.size() == 0) {
            report(*compilation);
            unreadable_ = true;
            return;
        }
        const FileId id{};  // the rule file is read first
        const SourceFile& source = compilation->sources[id];
        const std::vector<TestBlock> tests = read_tests(source, id, compilation->sink);
        report(*compilation);
        unreadable_ = unreadable_ || compilation->unreadable;
        if (compilation->sink.has_errors()) {
            failed_ = true;
            return;
        }
        TestSuite& suite = suites_.emplace_back();
        suite.file = rules;
        Coverage coverage;
        std::vector<TestEdit> edits;
        for (const TestBlock& test : tests) {
            if (test.name.find(options_.only) != std::string::npos) {
                suite.results.push_back(run(rules, source, test, coverage, edits));
            }
        }
        if (options_.coverage && !suite.results.empty()) {
            suite.coverage = coverage.report();
            streams_.out.write(suite.coverage);
        }
        apply(rules, source, edits);
    }

    int finish() {
        std::size_t all = 0;
        std::size_t bad = 0;
        for (const TestSuite& suite : suites_) {
            all += suite.results.size();
            bad += static_cast<std::size_t>(std::ranges::count_if(
                suite.results, [](const TestResult& r) { return !r.differences.empty(); }));
        }
        streams_.summary.write(
            all == 0 ? std::string(failed_ || unreadable_  ? ""
                                   : options_.only.empty() ? "no tests\n"
                                                           : "no test of this name\n")
                     : fmt::format("{} test{}: {} passed, {}{} failed\n", all, all == 1 ? "" : "s",
                                   all - bad,
                                   options_.update ? fmt::format("{} rewritten, ", rewritten_) : "",
                                   bad - rewritten_));
        if (!options_.junit.empty()) {
            write_file(options_.junit, junit_report(suites_));
        }
        if (unreadable_ || streams_.out.failure() != 0) {
            return exit_io;
        }
        return failed_ || all == 0 ? exit_rules : exit_done;
    }

 private:
    TestResult run(const std::string& rules, const SourceFile& source, const TestBlock& test,
                   Coverage& coverage, std::vector<TestEdit>& edits) {
        const auto begin = std::chrono::steady_clock::now();
        const TestRun run = run_test(rules, test, options_.compile, options_.coverage);
        coverage.add(run);
        TestResult result{test.name, source.line_of(test.span.begin), differences(test, run),
                          seconds_since(begin)};
        if (result.differences.empty()) {
            return result;
        }
        std::vector<TestEdit> wanted;
        if (options_.update) {
            wanted = updates(test, run);
        }
        failed_ = failed_ || wanted.empty();
        rewritten_ += wanted.empty() ? 0 : 1;
        edits.insert(edits.end(), wanted.begin(), wanted.end());
        streams_.out.write(fmt::format("{} {}:{}: {}\n", wanted.empty() ? "FAILED" : "rewritten",
                                       rules, result.line, test.name));
        for (const std::string& line : result.differences) {
            streams_.out.write(line.empty() ? "\n" : "  " + line + "\n");
        }
        return result;
    }

    void report(const Compilation& compilation) {
        streams_.err.write(diag::render_text({&compilation.sources, &compilation.sink.all()},
                                             {.colour = streams_.colour_err}));
    }

    // What is expected anew; a file that was laid out stays so.
    void apply(const std::string& rules, const SourceFile& source, std::vector<TestEdit>& edits) {
        std::ranges::sort(edits, std::greater{}, [](const TestEdit& e) { return e.span.begin; });
        std::string text = source.text;
        for (const TestEdit& edit : edits) {
            if (edit.file.empty()) {
                text.replace(edit.span.begin, edit.span.size(), edit.text);
            } else {
                write_file(edit.file, edit.text);
            }
        }
        if (text == source.text) {
            return;
        }
        if (syntax::format(source).text == source.text) {
            SourceMap sources;
            text = syntax::format(sources[sources.add(rules, text)]).text;
        }
        write_file(rules, text);
    }

    void write_file(const std::string& path, const std::string& text) {
        diag::Sink sink;
        const std::unique_ptr<OutputFile> file = OutputFile::open(path, sink);
        const bool written = file != nullptr && (file->write(text), file->commit(sink));
        unreadable_ = unreadable_ || !written;
        const SourceMap none;
        streams_.err.write(diag::render_text({&none, &sink.all()}, {}));
    }

    const TestOptions& options_;
    const Streams& streams_;
    std::vector<TestSuite> suites_;
    std::size_t rewritten_ = 0;
    bool failed_ = false, unreadable_ = false;
};

}  // namespace

int test(const TestOptions& options, const Streams& streams) {
    Command command(options, streams);
    for (const std::string& rules : options.rules) {
        command.file(rules);
    }
    return command.finish();
}

}  // namespace lsmap::driver

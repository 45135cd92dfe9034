#include "diag/render.hpp"
#include "driver/baseline.hpp"
#include "driver/commands.hpp"
#include "driver/files.hpp"
#include "driver/fix.hpp"
#include "driver/test_block.hpp"
#include "plan/plan.hpp"
#include "plan/print_plan.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <deque>
#include <memory>
#include <utility>
#include <vector>

namespace lsmap::driver {
namespace {

std::string counted(std::size_t n, std::string_view what) {
    return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
}

// "1 error, 2 warnings, 3 known findings"
std::string verdict(std::size_t errors, std::size_t warnings, std::size_t known) {
    std::string text;
    const auto add = [&](std::size_t n, std::string_view what) {
        text += n == 0 ? "" : (text.empty() ? "" : ", ") + counted(n, what);
    };
    add(errors, "error");
    add(warnings, "warning");
    if (text.empty()) {
        text = "ok";
    }
    add(known, "known finding");
    return text;
}

// What a correct program holds in memory, and which equalities no index answers.
std::string description(const Compilation& c, const plan::Description& d) {
    std::string text = "; " + d.sentence() + "\n";
    for (const plan::Note& note : d.notes) {
        const SourceFile& file = c.sources[note.span.file];
        const LineColumn at = file.position(note.span.begin);
        text += fmt::format("{}:{}:{}: note: {}\n", file.path, at.line, at.column, note.text);
    }
    return text;
}

using Json = nlohmann::ordered_json;

Json plan_json(const std::string& rules, const Compilation& c, const plan::Description& d) {
    Json notes = Json::array();
    for (const plan::Note& note : d.notes) {
        const SourceFile& file = c.sources[note.span.file];
        const LineColumn at = file.position(note.span.begin);
        notes.push_back(
            {{"file", file.path}, {"line", at.line}, {"column", at.column}, {"text", note.text}});
    }
    return {{"rules", rules}, {"extent", d.extent}, {"why", d.why}, {"notes", std::move(notes)}};
}

// A rule file, and of its messages those that the baseline does not know.
struct Checked {
    std::unique_ptr<Compilation> compilation;
    std::deque<diag::Diagnostic> shown;
    std::optional<plan::Description> description;  // where nothing is wrong

    std::size_t errors() const {
        return static_cast<std::size_t>(
            std::ranges::count(shown, diag::Severity::error, &diag::Diagnostic::severity));
    }
};

class Command {
 public:
    Command(const CheckOptions& options, const Streams& streams)
        : options_(options), streams_(streams) {}

    int run() {
        if (!options_.baseline.empty() && !options_.write_baseline && !read_baseline()) {
            streams_.out.write(report({{&no_sources_, &own_.all()}}));
            return exit_io;
        }
        for (const std::string& rules : options_.rules) {
            check(rules);
        }
        if (options_.format != ReportFormat::text) {
            std::vector<diag::Batch> batches;
            for (const Checked& one : checked_) {
                batches.push_back({&one.compilation->sources, &one.shown});
            }
            streams_.out.write(report(batches));
        }
        if (options_.write_baseline) {
            write_baseline();
        } else if (baseline_ && baseline_->gone() != 0) {
            streams_.summary.write(fmt::format(
                "{}: {} no longer there; `--write-baseline` takes what is gone out of it\n",
                options_.baseline, counted(baseline_->gone(), "known finding")));
        }
        streams_.err.write(
            diag::render_text({&no_sources_, &own_.all()}, {.colour = streams_.colour_err}));
        if (unreadable_ || own_.has_errors() || streams_.out.failure() != 0) {
            return exit_io;
        }
        return bad_ && !options_.write_baseline ? exit_rules : exit_done;
    }

 private:
    void check(const std::string& rules) {
        Checked& one = checked_.emplace_back();
        if (options_.fix) {
            mend(rules, one);
        } else {
            one.compilation = compile(rules, options_.compile);
        }
        Compilation& c = *one.compilation;
        if (c.sources.size() != 0) {  // the rule file is read first
            read_tests(c.sources[FileId{}], FileId{}, c.sink);
        }
        one.shown = baseline_ ? baseline_->unknown(c.sink.all(), c.sources) : c.sink.all();
        const std::size_t errors = one.errors();
        const std::size_t warnings = one.shown.size() - errors;
        unreadable_ = unreadable_ || c.unreadable;
        bad_ = bad_ || errors != 0 || (options_.warnings_are_errors && warnings != 0);
        const bool sound = c.program && !c.sink.has_errors();
        const auto plan = sound ? plan::lower(std::move(*c.program)) : nullptr;
        if (plan) {
            one.description = plan::describe(*plan);
        }
        if (options_.format == ReportFormat::text) {
            std::string text = report({{&c.sources, &one.shown}});
            if (!text.empty() && options_.rules.size() > 1) {
                text += '\n';
            }
            streams_.out.write(text);
            const std::string closing = plan ? description(c, *one.description) : "\n";
            streams_.summary.write(
                rules + ": " + verdict(errors, warnings, c.sink.all().size() - one.shown.size()) +
                closing);
            if (options_.plan && plan) {
                streams_.out.write(rules + "\n" + plan::print_plan(*plan, c.sources));
            }
        }
    }

    // With --fix the account goes first, then what is left is checked as ever.
    void mend(const std::string& rules, Checked& one) {
        Fixed fixed = fix(rules, options_.compile);
        one.compilation = std::move(fixed.compilation);
        bool written = true;
        for (const auto& [path, text] : fixed.texts) {
            const std::unique_ptr<OutputFile> file = OutputFile::open(path, own_);
            const bool whole = file != nullptr && file->write(text);
            if (file != nullptr && !whole) {
                report_write_failure(path, file->failure(), own_);
            }
            written = whole && file->commit(own_) && written;
        }
        if (written) {
            for (const std::string& line : fixed.account) {
                streams_.summary.write(line + '\n');
            }
        }
    }

    std::string report(const std::vector<diag::Batch>& batches) const {
        switch (options_.format) {
            case ReportFormat::text:
                return diag::render_text(batches.front(), {.colour = streams_.colour_out});
            case ReportFormat::json:
                return with_plans(diag::render_json(batches));
            case ReportFormat::sarif:
                return diag::render_sarif(batches, options_.version);
            case ReportFormat::github:
                return diag::render_github(batches);
        }
        return "";
    }

    // The report with how each rule file without errors is run.
    std::string with_plans(const std::string& report) const {
        Json json = Json::parse(report);
        json["plans"] = Json::array();
        for (std::size_t i = 0; i < checked_.size(); ++i) {
            if (const Checked& one = checked_[i]; one.description) {
                json["plans"].push_back(
                    plan_json(options_.rules[i], *one.compilation, *one.description));
            }
        }
        return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
    }

    bool read_baseline() {
        std::string text;
        if (const int error = read_bytes(options_.baseline, text, max_text_file); error != 0) {
            own_.add(cannot_read(options_.baseline, error))
                .help("`--write-baseline` writes it from what there is now");
            return false;
        }
        baseline_ = Baseline::read(options_.baseline, text, own_);
        return baseline_.has_value();
    }

    void write_baseline() {
        Baseline baseline(options_.baseline);
        for (const Checked& one : checked_) {
            baseline.add(one.compilation->sink.all(), one.compilation->sources);
        }
        const std::unique_ptr<OutputFile> file = OutputFile::open(options_.baseline, own_);
        const bool whole = file != nullptr && file->write(baseline.text());
        if (file != nullptr && !whole) {
            report_write_failure(options_.baseline, file->failure(), own_);
        }
        if (whole && file->commit(own_)) {
            streams_.summary.write(fmt::format("{}: {} written\n", options_.baseline,
                                               counted(baseline.size(), "known finding")));
        }
    }

    const CheckOptions& options_;
    const Streams& streams_;
    std::deque<Checked> checked_;
    std::optional<Baseline> baseline_;
    diag::Sink own_;  // about the baseline and files that are written
    SourceMap no_sources_;
    bool unreadable_ = false;
    bool bad_ = false;
};

}  // namespace

int check(const CheckOptions& options, const Streams& streams) {
    return Command(options, streams).run();
}

}  // namespace lsmap::driver

#include "validate/validate.hpp"

#include "diag/codes/data.hpp"
#include "diag/render.hpp"
#include "driver/commands.hpp"
#include "driver/files.hpp"

#include <memory>
#include <utility>
#include <vector>

namespace lsmap::driver {
namespace {

constexpr std::size_t most_text = std::size_t{2} << 30U;  // bytes of a tasks file

// The config and one tasks file with what is to be said about them.
struct Checked {
    diag::Sink sink;
    validate::Report report;
    std::vector<validate::Finding> mended;
    std::string text;  // of the mended copy
    bool unreadable = false;
};

std::string shown_name(const std::string& path) { return path == "-" ? "<stdin>" : path; }

std::string counted(std::size_t n, std::string_view what) {
    return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
}

std::string verdict(const validate::Report& report, std::size_t errors, std::size_t warnings) {
    std::string text = counted(report.tasks, "task") + ", " +
                       counted(report.predictions, "prediction") + ", " +
                       counted(report.results, "result") + ": ";
    if (errors + warnings == 0) {
        return text + "ok";
    }
    text += errors == 0 ? "" : counted(errors, "error");
    text += errors != 0 && warnings != 0 ? ", " : "";
    return text + (warnings == 0 ? "" : counted(warnings, "warning"));
}

// One line for each thing that was mended.
std::string account(const std::vector<validate::Finding>& mended) {
    std::string text;
    for (const validate::Finding& finding : mended) {
        const diag::DataLocation& at = *finding.diagnostic.data;
        text += fmt::format("{}:{}:{}: mended {}: {}; {} (at {})\n", at.file, at.line, at.column,
                            diag::info(finding.diagnostic.code).id, finding.diagnostic.message,
                            finding.mended, at.pointer);
    }
    return text;
}

class Command {
 public:
    Command(const ValidateOptions& options, const Streams& streams)
        : options_(options), streams_(streams) {}

    int run() {
        const std::optional<FileId> file =
            read_text(options_.config, options_.config, sources_, config_sink_);
        if (!file) {
            return finish_without_tasks(exit_io);
        }
        const labelstudio::LabelingConfig config =
            labelstudio::read_config(sources_[*file], *file, config_sink_);
        if (!config.usable) {
            return finish_without_tasks(exit_rules);
        }
        bool unreadable = false;
        for (const std::string& path : options_.tasks) {
            Checked& checked = *checked_.emplace_back(std::make_unique<Checked>());
            check(config, path, checked);
            unreadable = unreadable || checked.unreadable;
        }
        report();
        const bool written = !options_.fix || unreadable || write_copy();
        if (unreadable || !written || streams_.out.failure() != 0) {
            return exit_io;
        }
        return is_bad() ? exit_rules : exit_done;
    }

 private:
    void check(const labelstudio::LabelingConfig& config, const std::string& path,
               Checked& checked) {
        const std::string shown = shown_name(path);
        const int error = read_bytes(path == "-" ? "/dev/stdin" : path, checked.text, most_text);
        if (error != 0) {
            checked.sink.add(cannot_read(shown, error));
            checked.unreadable = true;
            return;
        }
        validate::Options options{
            .file = shown, .accept = options_.accept, .fractions = options_.fix_fractions};
        if (options_.fix) {
            validate::Mended mended = validate::mend(config, std::move(checked.text), options);
            checked.text = std::move(mended.text);
            checked.mended = std::move(mended.mended);
            checked.report = std::move(mended.left);
        } else {
            checked.report = validate::check(config, checked.text, options);
        }
        for (validate::Finding& finding : checked.report.findings) {
            diag::Diagnostic& d = checked.sink.add(std::move(finding.diagnostic));
            if (!options_.fix && !finding.edits.empty()) {
                d.help("`--fix` mends it");
            }
        }
        checked.report.findings.clear();
    }

    // The report goes where the mended copy does not.
    ByteSink& report_sink() const {
        const bool copy_goes_out =
            options_.fix && (options_.output.empty() || options_.output == "-");
        return copy_goes_out ? streams_.err : streams_.out;
    }

    void report() {
        std::vector<diag::Batch> batches = {{&sources_, &config_sink_.all()}};
        for (const auto& checked : checked_) {
            batches.push_back({&sources_, &checked->sink.all()});
        }
        if (options_.format == ReportFormat::json) {
            report_sink().write(diag::render_json(batches));
            return;
        }
        std::string text;
        for (const diag::Batch& batch : batches) {
            const std::string part = diag::render_text(batch, {.colour = streams_.colour_out});
            text += (text.empty() || part.empty() ? "" : "\n") + part;
        }
        report_sink().write(text);
        for (std::size_t i = 0; i < checked_.size(); ++i) {
            const Checked& checked = *checked_[i];
            if (checked.unreadable) {
                continue;
            }
            streams_.summary.write(account(checked.mended));
            const auto [errors, warnings] = counts(checked);
            streams_.summary.write(fmt::format("{}{}: {}\n", shown_name(options_.tasks[i]),
                                               options_.fix ? " mended" : "",
                                               verdict(checked.report, errors, warnings)));
        }
    }

    static std::pair<std::size_t, std::size_t> counts(const Checked& checked) {
        const std::size_t errors = checked.sink.error_count();
        return {errors + checked.report.untold_errors, checked.sink.all().size() - errors +
                                                           checked.report.untold -
                                                           checked.report.untold_errors};
    }

    bool is_bad() const {
        const auto minds = [&](std::size_t errors, std::size_t all) {
            return errors != 0 || (options_.warnings_are_errors && all != 0);
        };
        bool bad = minds(config_sink_.error_count(), config_sink_.all().size());
        for (const auto& checked : checked_) {
            const auto [errors, warnings] = counts(*checked);
            bad = bad || minds(errors, errors + warnings);
        }
        return bad;
    }

    bool write_copy() {
        const std::string& text = checked_.front()->text;
        if (options_.output.empty() || options_.output == "-") {
            return streams_.out.write(text);
        }
        diag::Sink sink;
        const std::unique_ptr<OutputFile> file = OutputFile::open(options_.output, sink);
        const bool done = file != nullptr && file->write(text) && file->commit(sink);
        if (file != nullptr && file->failure() != 0) {
            report_write_failure(options_.output, file->failure(), sink);
        }
        streams_.err.write(
            diag::render_text({&sources_, &sink.all()}, {.colour = streams_.colour_err}));
        return done;
    }

    int finish_without_tasks(int status) {
        report();
        return status;
    }

    const ValidateOptions& options_;
    const Streams& streams_;
    SourceMap sources_;
    diag::Sink config_sink_;
    std::vector<std::unique_ptr<Checked>> checked_;
};

}  // namespace

int validate(const ValidateOptions& options, const Streams& streams) {
    return Command(options, streams).run();
}

}  // namespace lsmap::driver

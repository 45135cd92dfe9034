#include "diag/codes/names.hpp"
#include "diag/render.hpp"
#include "driver/commands.hpp"
#include "driver/files.hpp"
#include "driver/input_formats.hpp"
#include "driver/map_records.hpp"
#include "driver/reject_log.hpp"
#include "driver/result_log.hpp"
#include "driver/stats.hpp"
#include "driver/summary.hpp"
#include "driver/task_writer.hpp"

#include <chrono>
#include <memory>

namespace lsmap::driver {
namespace {

void report(const SourceMap& sources, const diag::Sink& sink, const Streams& streams) {
    streams.err.write(diag::render_text({&sources, &sink.all()}, {.colour = streams.colour_err}));
}

bool write_stats(const RunOptions& options, const std::string& stats, const Streams& streams,
                 const SourceMap& sources) {
    if (options.stats_file.empty() || options.stats_file == "-") {
        streams.summary.write(stats);
        return true;
    }
    diag::Sink sink;
    const std::unique_ptr<OutputFile> file = OutputFile::open(options.stats_file, sink);
    const bool written = file != nullptr && (file->write(stats), file->commit(sink));
    report(sources, sink, streams);
    return written;
}

// A line of JSON for each result.
class ProvenanceFile : public ResultLog {
 public:
    explicit ProvenanceFile(ByteSink& to) : to_(to) {}

 protected:
    void write(const run::TracedResult& result, const std::string& file,
               std::uint64_t record) override {
        to_.write(provenance_line(result, sources(), file, record));
    }

 private:
    ByteSink& to_;
};

}  // namespace

int run(const RunOptions& options, const Streams& streams) {
    if (options.provenance.empty()) {
        return run_with_log(options, streams, nullptr);
    }
    const SourceMap none;
    diag::Sink files;
    const std::unique_ptr<OutputFile> file = OutputFile::open(options.provenance, files);
    if (file == nullptr) {
        report(none, files, streams);
        return exit_io;
    }
    ProvenanceFile log(*file);
    const int status = run_with_log(options, streams, &log);
    if ((status == exit_done || status == exit_rejected) && !file->commit(files)) {
        report(none, files, streams);
        return exit_io;
    }
    return status;
}

int run_with_log(const RunOptions& options, const Streams& streams, ResultLog* log) {
    const auto begin = std::chrono::steady_clock::now();
    CompileOptions compile_options = options.compile;
    if (const std::string problem = find_input_formats(options, compile_options);
        !problem.empty()) {
        streams.err.write("lsmapc: " + problem + "\n");
        return exit_usage;
    }
    const std::unique_ptr<Compilation> compilation = compile(options.rules, compile_options);
    if (!compilation->program && !compilation->sink.has_errors()) {
        compilation->sink.emit(diag::missing_item, "task")
            .help("a module is used by others; it maps nothing itself");
    }
    report(compilation->sources, compilation->sink, streams);
    if (compilation->unreadable) {
        return exit_io;
    }
    if (compilation->sink.has_errors()) {
        return exit_rules;
    }

    // What goes wrong from here on is about files.
    diag::Sink files;
    const std::unique_ptr<TaskWriter> writer = TaskWriter::open(options, streams.out, files);
    const std::unique_ptr<RejectLog> rejects =
        RejectLog::open(options, compilation->sources, streams, files);
    if (writer == nullptr || rejects == nullptr) {
        report(compilation->sources, files, streams);
        return exit_io;
    }
    compilation->sink = {};
    const double compile_seconds = seconds_since(begin);
    // Tasks that run over the terminal say enough.
    const bool tasks_go_to_file =
        options.layout == Layout::split || (!options.output.empty() && options.output != "-");
    const bool shows_progress =
        streams.terminal_err && !options.quiet && (tasks_go_to_file || !streams.terminal_out);
    Mapped mapped = map_records(*compilation, options, *writer, *rejects,
                                shows_progress ? &streams.err : nullptr, log);
    if (!mapped.usage.empty()) {
        streams.err.write("lsmapc: " + mapped.usage + "\n");
        return exit_usage;
    }
    const std::uint64_t rejected = rejects->count();
    bool failed = mapped.unreadable;
    // Where reading stopped in the middle the output would not be whole: it does not appear.
    const bool whole =
        !mapped.unreadable && !mapped.broken && (rejected == 0 || options.keep_going);
    if (whole) {
        failed = !writer->finish(files);
    }
    failed = !rejects->finish(files) || failed;
    if (rejected != 0 && !(compilation->sink.all().empty() && files.all().empty())) {
        streams.err.write("\n");
    }
    report(compilation->sources, compilation->sink, streams);
    report(compilation->sources, files, streams);
    if (!options.quiet) {
        streams.summary.write(options.json_summary
                                  ? json_summary(mapped.summary, compilation->sources, mapped.alone)
                                  : text_summary(mapped.summary, mapped.alone));
    }
    if (options.stats) {
        mapped.stats.seconds.compile = compile_seconds;
        mapped.stats.wall_seconds = seconds_since(begin);
        failed = !write_stats(options, json_stats(mapped.summary, mapped.stats), streams,
                              compilation->sources) ||
                 failed;
    }
    if (failed) {
        return exit_io;
    }
    const std::uint64_t units = mapped.summary.tasks + rejected;
    return mapped.broken || too_many_rejects(options, rejected, units) ? exit_rejected : exit_done;
}

}  // namespace lsmap::driver

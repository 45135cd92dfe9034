#include "diag/codes/names.hpp"
#include "diag/render.hpp"
#include "driver/commands.hpp"
#include "driver/map_records.hpp"
#include "driver/reject_log.hpp"
#include "driver/summary.hpp"
#include "driver/task_writer.hpp"

#include <memory>

namespace lsmap::driver {
namespace {

void report(const SourceMap& sources, const diag::Sink& sink, const Streams& streams) {
    streams.err.write(diag::render_text({&sources, &sink.all()}, {.colour = streams.colour_err}));
}

}  // namespace

int run(const RunOptions& options, const Streams& streams) {
    const std::unique_ptr<Compilation> compilation = compile(options.rules, options.compile);
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
    const Mapped mapped = map_records(*compilation, options, *writer, *rejects);
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
        streams.summary.write(options.json_summary ? json_summary(mapped.summary)
                                                   : text_summary(mapped.summary));
    }
    if (failed) {
        return exit_io;
    }
    const std::uint64_t units = mapped.summary.tasks + rejected;
    return mapped.broken || too_many_rejects(options, rejected, units) ? exit_rejected : exit_done;
}

}  // namespace lsmap::driver

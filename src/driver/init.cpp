#include "diag/codes/lint.hpp"
#include "diag/render.hpp"
#include "driver/commands.hpp"
#include "driver/draft.hpp"
#include "driver/files.hpp"
#include "infer/modules.hpp"
#include "infer/offsets.hpp"
#include "labelstudio/config.hpp"

#include <filesystem>
#include <memory>
#include <utility>

namespace lsmap::driver {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_sample = std::size_t{256} << 20U;  // bytes of one sample file

// Reads sample files; false after it has reported what is wrong with one, exit status in `status`.
bool read_samples(const std::vector<std::string>& paths, infer::Samples& samples, diag::Sink& sink,
                  int& status) {
    for (const std::string& path : paths) {
        const std::string shown = path == "-" ? "<stdin>" : path;
        std::string text;
        if (const int error = read_bytes(path == "-" ? "/dev/stdin" : path, text, most_sample);
            error != 0) {
            sink.add(cannot_read(shown, error));
            status = exit_io;
            return false;
        }
        const std::string kept = text;
        if (auto problem = samples.add(std::move(text))) {
            validate::json::Places at(kept);
            const auto place = at.at(problem->at);
            problem->diagnostic.data =
                diag::DataLocation{shown, 0, place.line, place.column, "", ""};
            sink.add(std::move(problem->diagnostic));
            status = exit_rejected;
            return false;
        }
    }
    if (samples.records().empty()) {
        sink.emit(diag::sample_without_records);
        status = exit_rejected;
        return false;
    }
    return true;
}

infer::Hints hints_of(const labelstudio::LabelingConfig& config, const infer::Observed& root) {
    infer::Hints hints;
    for (const labelstudio::Object& object : config.objects) {
        hints.has_text = hints.has_text || object.kind->text != labelstudio::TextSource::none;
        hints.has_sound = hints.has_sound || object.kind->tag == "Audio";
        hints.has_video = hints.has_video || object.kind->tag == "Video";
        hints.has_picture = hints.has_picture || object.kind->is_image;
    }
    infer::find_size(root, hints);
    return hints;
}

int finish(const Streams& streams, const SourceMap& sources, const diag::Sink& sink, int status) {
    streams.err.write(diag::render_text({&sources, &sink.all()}, {.colour = streams.colour_err}));
    return status;
}

}  // namespace

int init(const InitOptions& options, const Streams& streams) {
    SourceMap sources;
    diag::Sink sink;
    int status = exit_done;
    const std::optional<FileId> file = read_text(options.config, options.config, sources, sink);
    if (!file) {
        return finish(streams, sources, sink, exit_io);
    }
    const labelstudio::LabelingConfig config =
        labelstudio::read_config(sources[*file], *file, sink);
    if (!config.usable) {
        return finish(streams, sources, sink, exit_rules);
    }
    infer::Samples samples;
    if (!read_samples(options.samples, samples, sink, status)) {
        return finish(streams, sources, sink, status);
    }
    const Draft draft = make_draft(config, options, samples, hints_of(config, samples.root()));
    finish(streams, sources, sink, exit_done);
    if (options.output.empty() || options.output == "-") {
        streams.out.write(draft.text);
    } else {
        diag::Sink files;
        const std::unique_ptr<OutputFile> out = OutputFile::open(options.output, files);
        const bool whole = out != nullptr && out->write(draft.text);
        if (out != nullptr && !whole) {
            report_write_failure(options.output, out->failure(), files);
        }
        if (!whole || !out->commit(files)) {
            return finish(streams, sources, files, exit_io);
        }
    }
    streams.summary.write(draft.account);
    return streams.out.failure() != 0 ? exit_io : exit_done;
}

int infer(const InferOptions& options, const Streams& streams) {
    const SourceMap sources;
    diag::Sink sink;
    int status = exit_done;
    infer::Samples samples;
    if (!read_samples(options.samples, samples, sink, status)) {
        return finish(streams, sources, sink, status);
    }
    infer::Hints hints;
    infer::find_size(samples.root(), hints);
    const infer::OffsetCount offsets = infer::offset_count(samples);
    hints.has_text = offsets.votes != 0;
    const std::unique_ptr<infer::Declared> type = infer::declare(samples.root(), hints);
    if (!offsets.kind.empty()) {
        infer::set_offsets(*type, offsets.kind);
    }
    return streams.out.write("input " + infer::print(*type, 0, {}) + "\n") ? exit_done : exit_io;
}

}  // namespace lsmap::driver

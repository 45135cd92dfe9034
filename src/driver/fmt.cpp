#include "driver/fmt.hpp"

#include "base/line_diff.hpp"
#include "diag/render.hpp"
#include "driver/files.hpp"
#include "syntax/build_ast.hpp"
#include "syntax/dump.hpp"
#include "syntax/format.hpp"
#include "syntax/parse.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace lsmap::driver {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view standard_input = "-";

// Folders as the rule files in them, in the order of their names.
std::vector<std::string> files_of(const std::vector<std::string>& given) {
    std::vector<std::string> files;
    for (const std::string& path : given) {
        std::error_code none;
        if (!fs::is_directory(path, none)) {
            files.push_back(path);
            continue;
        }
        std::vector<std::string> within;
        const auto options = fs::directory_options::skip_permission_denied;
        for (fs::recursive_directory_iterator at(path, options, none), end; at != end && !none;
             at.increment(none)) {
            if (at->path().extension() == ".lsmap" && at->is_regular_file(none)) {
                within.push_back(at->path().lexically_normal().string());
            }
        }
        std::ranges::sort(within);
        files.insert(files.end(), within.begin(), within.end());
    }
    return files;
}

class Command {
 public:
    Command(const FmtOptions& options, const Streams& streams)
        : options_(options), streams_(streams) {}

    void file(const std::string& path) {
        SourceMap sources;
        diag::Sink sink;
        const bool from_input = path == standard_input;
        const std::optional<FileId> id = read_text(from_input ? "/dev/stdin" : path,
                                                   from_input ? "<stdin>" : path, sources, sink);
        if (!id) {
            unreadable_ = true;
            report(sources, sink);
            return;
        }
        const SourceFile& source = sources[*id];
        const std::string before = meaning(source, *id, sink);
        const syntax::Formatted formatted = syntax::format(source);
        broken_ = broken_ || sink.has_errors();
        report(sources, sink);
        const FileId again = sources.add(source.path, formatted.text);
        diag::Sink quiet;
        if (formatted.whole && meaning(sources[again], again, quiet) != before) {
            bug_ = true;
            streams_.err.write(path +
                               ": a bug in lsmapc: its layout would read as something "
                               "else; the file stays as it is\n");
            return;
        }
        take(path, source, formatted.text);
    }

    int finish() const {
        if (!options_.check && !options_.diff && named_ != 0 && changed_ != 0) {
            streams_.summary.write(fmt::format("{} of {} file{} laid out anew\n", changed_, named_,
                                               named_ == 1 ? "" : "s"));
        }
        if (bug_) {
            return exit_bug;
        }
        if (unreadable_ || streams_.out.failure() != 0) {
            return exit_io;
        }
        return broken_ || (options_.check && changed_ != 0) ? exit_rules : exit_done;
    }

 private:
    static std::string meaning(const SourceFile& source, FileId id, diag::Sink& sink) {
        const syntax::Tree tree = syntax::parse(source, id, sink);
        diag::Sink others;  // what is no matter of layout
        return syntax::dump(syntax::build_ast(tree, source, id, others));
    }

    void report(const SourceMap& sources, const diag::Sink& sink) {
        streams_.err.write(
            diag::render_text({&sources, &sink.all()}, {.colour = streams_.colour_err}));
    }

    void take(const std::string& path, const SourceFile& source, const std::string& text) {
        const bool from_input = path == standard_input;
        named_ += from_input ? 0 : 1;
        const bool differs = text != source.text;
        changed_ += differs ? 1 : 0;
        if (options_.diff) {
            streams_.out.write(unified_diff(source.text, text, source.path, streams_.colour_out));
        }
        if (options_.check && differs && !options_.diff) {
            streams_.out.write(source.path + '\n');
        }
        if (options_.check || options_.diff) {
            return;
        }
        if (from_input) {
            streams_.out.write(text);
        } else if (differs) {
            write(path, text);
        }
    }

    void write(const std::string& path, const std::string& text) {
        diag::Sink sink;
        const std::unique_ptr<OutputFile> file = OutputFile::open(path, sink);
        const bool written = file != nullptr && (file->write(text), file->commit(sink));
        unreadable_ = unreadable_ || !written;
        report(SourceMap{}, sink);
    }

    const FmtOptions& options_;
    const Streams& streams_;
    std::size_t named_ = 0, changed_ = 0;
    bool broken_ = false, unreadable_ = false, bug_ = false;
};

}  // namespace

int format_files(const FmtOptions& options, const Streams& streams) {
    Command command(options, streams);
    for (const std::string& path : files_of(options.rules)) {
        command.file(path);
    }
    return command.finish();
}

}  // namespace lsmap::driver

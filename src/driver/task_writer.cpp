#include "driver/task_writer.hpp"

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <system_error>
#include <utility>

namespace lsmap::driver {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_stem = 120;

// A key as part of a file name on any system.
std::string file_stem(std::string_view key) {
    std::string stem(key.substr(0, longest_stem));
    for (char& c : stem) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
        c = plain ? c : '_';
    }
    return stem.empty() || stem.front() == '.' ? "_" + stem : stem;
}

}  // namespace

std::string indented(std::string_view json, std::size_t depth) {
    std::string out;
    const auto new_line = [&] { out.append("\n").append(2 * depth, ' '); };
    for (std::size_t i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (c == '"') {
            const std::size_t begin = i;
            for (++i; i < json.size() && json[i] != '"'; ++i) {
                i += json[i] == '\\' ? 1 : 0;
            }
            out += json.substr(begin, i - begin + 1);
        } else if (c == '{' || c == '[') {
            const std::size_t next = json.find_first_not_of(" \t\r\n", i + 1);
            out += c;
            if (next != std::string_view::npos && (json[next] == '}' || json[next] == ']')) {
                out += json[next];
                i = next;
            } else {
                ++depth;
                new_line();
            }
        } else if (c == '}' || c == ']') {
            depth -= depth > 0 ? 1 : 0;
            new_line();
            out += c;
        } else if (c == ',') {
            out += c;
            new_line();
        } else if (c == ':') {
            out += ": ";
        } else if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
            out += c;
        }
    }
    return out;
}

std::unique_ptr<TaskWriter> TaskWriter::open(const RunOptions& options, ByteSink& standard_output,
                                             diag::Sink& sink) {
    std::unique_ptr<TaskWriter> writer(new TaskWriter(options.layout, standard_output));
    if (options.layout == Layout::split) {
        writer->folder_ = options.split;
        std::error_code error;
        fs::create_directories(writer->folder_, error);
        std::string staging = (writer->folder_ / ".lsmapc-XXXXXX").string();
        if (error || ::mkdtemp(staging.data()) == nullptr) {
            report_write_failure(options.split, error ? error.value() : errno, sink);
            return nullptr;
        }
        writer->staging_ = staging;
    } else if (!options.output.empty() && options.output != "-") {
        writer->file_ = OutputFile::open(options.output, sink);
        if (writer->file_ == nullptr) {
            return nullptr;
        }
        writer->out_ = writer->file_.get();
    }
    return writer;
}

TaskWriter::~TaskWriter() {
    if (!staging_.empty()) {
        std::error_code none;
        fs::remove_all(staging_, none);
    }
}

Frame frame_of(Layout layout) {
    switch (layout) {
        case Layout::array:
            return {",\n", ""};
        case Layout::ndjson:
            return {"", "\n"};
        case Layout::pretty:
            return {",\n  ", "", false};
        case Layout::split:
            return {"", "", false};
    }
    return {};
}

void LaidOut::add(Layout layout, std::string_view json, std::string_view key) {
    const Frame frame = frame_of(layout);
    text.raw(frame.before);
    text.raw(layout == Layout::pretty ? std::string_view(indented(json, 1)) : json);
    text.raw(frame.behind);
    if (layout == Layout::split) {
        pieces.push_back({text.size(), std::string(key)});
    }
}

void LaidOut::clear() {
    text.clear();
    pieces.clear();
}

bool TaskWriter::write(LaidOut& tasks) {
    if (layout_ == Layout::split) {
        std::size_t begin = 0;
        for (const LaidOut::Piece& piece : tasks.pieces) {
            const std::string_view all = tasks.text.view();
            if (!split_task(all.substr(begin, piece.end - begin), piece.key)) {
                return false;
            }
            begin = piece.end;
        }
        return true;
    }
    if (tasks.text.size() == 0) {
        return true;
    }
    if (first_ && layout_ != Layout::ndjson) {
        *tasks.text.data() = '[';  // for the comma
    }
    first_ = false;
    return out_->write(tasks.text.view());
}

bool TaskWriter::split_task(std::string_view json, std::string_view key) {
    const std::string stem = file_stem(key);
    std::string name = stem + ".json";
    for (std::size_t n = 2; !taken_.insert(name).second; ++n) {
        name = stem + "-" + std::to_string(n) + ".json";
    }
    errno = 0;
    std::ofstream file(staging_ / name, std::ios::binary);
    file << json << "\n";
    file.close();
    if (!file) {
        split_error_ = errno == 0 ? EIO : errno;
        return false;
    }
    names_.push_back(std::move(name));
    return true;
}

bool TaskWriter::finish(diag::Sink& sink) {
    if (layout_ == Layout::split) {
        std::error_code error(split_error_, std::generic_category());
        for (const std::string& name : names_) {
            if (!error) {
                fs::rename(staging_ / name, folder_ / name, error);
            }
        }
        if (error) {
            report_write_failure(folder_.string(), error.value(), sink);
        }
        return !error;
    }
    const bool written = out_->write(layout_ == Layout::ndjson ? "" : first_ ? "[]\n" : "\n]\n");
    if (file_ != nullptr) {
        return file_->commit(sink);
    }
    if (!written) {
        report_write_failure("<stdout>", out_->failure(), sink);
    }
    return written;
}

}  // namespace lsmap::driver

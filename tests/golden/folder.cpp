#include "golden/folder.hpp"

#include "cli/command_line.hpp"

#include <cstdlib>
#include <exception>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <unistd.h>

namespace golden {
namespace {

// The file `stdin`, else nothing, as standard input while this lives.
class StandardInput {
 public:
    StandardInput() : before_(::dup(STDIN_FILENO)) {
        const int file = ::open(fs::exists("stdin") ? "stdin" : "/dev/null", O_RDONLY | O_CLOEXEC);
        ::dup2(file, STDIN_FILENO);
        ::close(file);
    }
    ~StandardInput() {
        ::dup2(before_, STDIN_FILENO);
        ::close(before_);
    }
    StandardInput(const StandardInput&) = delete;
    StandardInput& operator=(const StandardInput&) = delete;

 private:
    int before_;
};

}  // namespace

std::string read_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        throw std::runtime_error("cannot read " + path.string());
    }
    return {std::istreambuf_iterator<char>(file), {}};
}

void write_file(const fs::path& path, std::string_view text) {
    std::ofstream file(path, std::ios::binary);
    if (!file.write(text.data(), static_cast<std::streamsize>(text.size()))) {
        throw std::runtime_error("cannot write " + path.string());
    }
}

WorkFolder::WorkFolder() : before_(fs::current_path()) {
    std::string pattern = (fs::temp_directory_path() / "lsmap-golden-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) {
        throw std::runtime_error("cannot make a folder in " + fs::temp_directory_path().string());
    }
    path_ = pattern;
    fs::current_path(path_);
}

WorkFolder::~WorkFolder() {
    std::error_code none;
    fs::current_path(before_, none);
    fs::remove_all(path_, none);
}

Outcome run_program(const std::vector<std::string>& arguments) {
    const StandardInput input;
    lsmap::driver::StringSink out;
    lsmap::driver::StringSink err;
    lsmap::driver::StringSink summary;
    Outcome outcome;
    try {
        outcome.status = lsmap::cli::run_command_line(arguments, {out, err, summary});
    } catch (const std::exception& bug) {
        outcome.exception = bug.what();
    }
    outcome.out = std::move(out.text);
    outcome.err = std::move(err.text);
    outcome.summary = std::move(summary.text);
    return outcome;
}

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    bool open = false;
    bool quoted = false;
    for (const char c : text) {
        const bool blank = c == ' ' || c == '\n' || c == '\t';
        if (c == '"') {
            quoted = !quoted;
        }
        if (blank && !quoted) {
            open = false;
        } else {
            if (!open) {
                words.emplace_back();
                open = true;
            }
            if (c != '"') {
                words.back() += c;
            }
        }
    }
    return words;
}

std::vector<Message> messages_in(std::string_view rendered) {
    std::vector<Message> messages;
    for (std::size_t begin = 0; begin < rendered.size();) {
        const std::size_t end = std::min(rendered.find('\n', begin), rendered.size());
        const std::string_view line = rendered.substr(begin, end - begin);
        for (const std::string_view severity : {"error", "warning"}) {
            const std::size_t close = line.find("]: ");
            if (line.starts_with(std::string(severity) + "[LSM") &&
                close != std::string_view::npos) {
                const std::size_t code = severity.size() + 1;
                messages.push_back(
                    {std::string(severity), std::string(line.substr(code, close - code))});
            }
        }
        begin = end + 1;
    }
    return messages;
}

}  // namespace golden

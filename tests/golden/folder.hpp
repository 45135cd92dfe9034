#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace golden {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path);
void write_file(const fs::path& path, std::string_view text);

// A folder of its own that is the working directory while this lives, so that messages show the
// paths of a case and what a case writes is gone with it.
class WorkFolder {
 public:
    WorkFolder();
    ~WorkFolder();
    WorkFolder(const WorkFolder&) = delete;
    WorkFolder& operator=(const WorkFolder&) = delete;

 private:
    fs::path before_, path_;
};

// What a command line did.
struct Outcome {
    int status = 0;
    std::string out, err, summary;
    std::optional<std::string> exception;  // one that came out of the program: a bug
};

// Runs `lsmapc ARGUMENTS` in process; the file `stdin` of the working directory, if any, is its
// input.
Outcome run_program(const std::vector<std::string>& arguments);

// The words of an `args` file: separated by blanks, "…" holds blanks.
std::vector<std::string> words_of(std::string_view text);

// Severity and code of each message in rendered text: {"error", "LSM3104"}.
struct Message {
    std::string severity, code;
};
std::vector<Message> messages_in(std::string_view rendered);

}  // namespace golden

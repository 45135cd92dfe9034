#pragma once
#include "driver/commands.hpp"
#include "driver/files.hpp"

#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace lsmap::driver {

// JSON text laid out with two blanks a level; everything between the signs stays as it was.
//     {"a":[1,{}]}  at depth 1  →  "{\n    \"a\": [\n      1,\n      {}\n    ]\n  }"
std::string indented(std::string_view json, std::size_t depth);

// Writes tasks one after the other in the layout that was asked for.
class TaskWriter {
 public:
    // nullptr after it has reported that the file or folder cannot be written.
    static std::unique_ptr<TaskWriter> open(const RunOptions& options, ByteSink& standard_output,
                                            diag::Sink& sink);
    ~TaskWriter();

    // A task's JSON on one line; `key` names its file under --split. False: it cannot be written.
    bool task(std::string_view json, std::string_view key);
    // Ends the array and makes files appear under their names. False: it could not; reported unless
    // whoever read standard output has gone. Without it an output file does not appear.
    bool finish(diag::Sink& sink);

 private:
    TaskWriter(Layout layout, ByteSink& standard_output)
        : layout_(layout), out_(&standard_output) {}
    bool flush();
    bool split_task(std::string_view json, std::string_view key);

    Layout layout_;
    ByteSink* out_;
    std::unique_ptr<OutputFile> file_;  // of -o
    std::string buffer_;
    bool first_ = true;

    std::filesystem::path folder_, staging_;  // of --split: files wait in `staging_`
    std::vector<std::string> names_;
    std::set<std::string> taken_;
    int split_error_ = 0;
};

}  // namespace lsmap::driver

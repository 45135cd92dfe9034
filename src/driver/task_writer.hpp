#pragma once
#include "data/output.hpp"
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

// What stands around a task in the output.
struct Frame {
    std::string_view before, behind;
    bool is_all = true;  // the task itself stands there as it is, and nobody asks where it ends
};
Frame frame_of(Layout layout);

// Tasks one behind the other as a layout has them, the text between them included.
struct LaidOut {
    struct Piece {  // of --split: a task
        std::size_t end;
        std::string key;
    };
    data::Output text;
    std::vector<Piece> pieces;

    // A task's JSON on one line; `key` names its file under --split.
    void add(Layout layout, std::string_view json, std::string_view key);
    void clear();
};

// Writes tasks in the layout that was asked for.
class TaskWriter {
 public:
    // nullptr after it has reported that the file or folder cannot be written.
    static std::unique_ptr<TaskWriter> open(const RunOptions& options, ByteSink& standard_output,
                                            diag::Sink& sink);
    ~TaskWriter();

    // Tasks laid out for the layout that was asked for, which may be changed. False: they cannot be
    // written.
    bool write(LaidOut& tasks);
    // Ends the array and makes files appear under their names. False: it could not; reported unless
    // whoever read standard output has gone. Without it an output file does not appear.
    bool finish(diag::Sink& sink);

 private:
    TaskWriter(Layout layout, ByteSink& standard_output)
        : layout_(layout), out_(&standard_output) {}
    bool split_task(std::string_view json, std::string_view key);

    Layout layout_;
    ByteSink* out_;
    std::unique_ptr<OutputFile> file_;  // of -o
    bool first_ = true;

    std::filesystem::path folder_, staging_;  // of --split: files wait in `staging_`
    std::vector<std::string> names_;
    std::set<std::string> taken_;
    int split_error_ = 0;
};

}  // namespace lsmap::driver

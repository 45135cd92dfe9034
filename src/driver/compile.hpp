#pragma once
#include "base/source.hpp"
#include "check/check.hpp"
#include "check/input_rows.hpp"
#include "check/meanings.hpp"
#include "diag/diagnostic.hpp"
#include "syntax/tree.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lsmap::driver {

// A rule file or module as it was read.
struct Parsed {
    FileId file{};
    syntax::Tree tree;
    ast::Module module;
};

// What was read before, by path and its place among the files: a file whose text is the same is not
// read again. For editors, who compile after every key.
class FileCache {
 public:
    struct Entry {
        std::string text;
        std::shared_ptr<const Parsed> parsed;                       // of a rule file
        std::shared_ptr<const labelstudio::LabelingConfig> config;  // of a config
        std::vector<diag::Diagnostic> heard;                        // what reading it reports
    };
    // nullptr: it is new, or has changed.
    const Entry* find(const SourceFile& source, FileId file) const;
    void keep(const SourceFile& source, FileId file, Entry entry);

 private:
    std::map<std::pair<std::string, FileId>, Entry> entries_;
};

struct CompileOptions {
    std::string config;       // --config; empty: the one that the rule file names
    std::string module_root;  // --module-root; empty: the folder of the rule file
    std::string stdlib;       // --stdlib; empty: only the standard modules of the program
    std::vector<check::Environment::Setting> settings;  // --set
    std::optional<ir::OutputShape> output;              // --output-shape
    check::Accept accept = check::Accept::both;
    // ---- for editors
    // The text of a file that is open and perhaps not saved; nothing: it is read from the disk.
    std::function<std::optional<std::string>(const std::filesystem::path&)> open_text;
    FileCache* cache = nullptr;
    check::Meanings* meanings = nullptr;  // filled; there is no program then
    // What --input-format (`insist`) or the names of the input files say of the inputs.
    std::vector<check::InputFormatOf> formats;
    bool insist_on_formats = false;
};

// A rule file with all that it needs, and what is to be said about it.
struct Compilation {
    SourceMap sources;
    diag::Sink sink;
    std::optional<ir::Program> program;  // none: there were errors, or it is a module
    check::ProgramRows rows;             // how its inputs are read
    bool unreadable = false;             // a file could not be read (reported): exit status 4
    std::shared_ptr<const Parsed> main;  // the rule file; null: it could not be read
    std::vector<std::string> paths;      // of all files that were asked for, there or not
};

// Reads and checks a rule file, its config and its modules. Never null.
std::unique_ptr<Compilation> compile(const std::string& rules, const CompileOptions& options);

}  // namespace lsmap::driver

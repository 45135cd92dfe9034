#pragma once
#include "base/source.hpp"
#include "check/check.hpp"
#include "diag/diagnostic.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lsmap::driver {

struct CompileOptions {
    std::string config;       // --config; empty: the one that the rule file names
    std::string module_root;  // --module-root; empty: the folder of the rule file
    std::string stdlib;       // --stdlib; empty: only the standard modules of the program
    std::vector<check::Environment::Setting> settings;  // --set
    std::optional<ir::OutputShape> output;              // --output-shape
    check::Accept accept = check::Accept::both;
};

// A rule file with all that it needs, and what is to be said about it.
struct Compilation {
    SourceMap sources;
    diag::Sink sink;
    std::optional<ir::Program> program;  // none: there were errors, or it is a module
    bool unreadable = false;             // a file could not be read (reported): exit status 4
};

// Reads and checks a rule file, its config and its modules. Never null.
std::unique_ptr<Compilation> compile(const std::string& rules, const CompileOptions& options);

}  // namespace lsmap::driver

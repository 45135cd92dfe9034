#pragma once
#include "base/source.hpp"
#include "check/ir.hpp"
#include "diag/diagnostic.hpp"
#include "labelstudio/accept.hpp"
#include "labelstudio/config.hpp"
#include "syntax/ast.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lsmap::check {

using labelstudio::Accept;
struct Meanings;

// What a program is checked against. Files are read by the caller: `load_module` gives the parsed
// module of a `use` seen in the file `from`, or nothing after it has reported why not.
struct Environment {
    SourceMap& sources;
    std::shared_ptr<const labelstudio::LabelingConfig> config;  // null: could not be read; reported
    std::function<std::shared_ptr<const ast::Module>(const ast::UseItem& use, FileId from)>
        load_module;
    struct Setting {
        std::string name, value;  // --set name=value
    };
    std::vector<Setting> settings;
    std::optional<ir::OutputShape> output;  // --output-shape
    Accept accept = Accept::both;
    bool whole_program = true;  // false: a module alone is checked, which has no input and task
    // Filled for editors (check/meanings.hpp); the program goes there then, errors or not.
    Meanings* meanings = nullptr;
};

// The config path that the module names, for the driver to load; nullptr: it names none.
const ast::ConfigItem* config_item(const ast::Module& module);

// Checks everything that can be known without data. Nothing where there were errors, or where
// `meanings` has taken the program.
std::optional<ir::Program> check_program(const ast::Module& module, const Environment& environment,
                                         diag::Sink& sink);

}  // namespace lsmap::check

#pragma once
#include "base/source.hpp"
#include "diag/diagnostic.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The standard modules (`use coco`): those of the program, and before them the files of a folder
// that the user names with `--stdlib DIR`.
namespace lsmap::driver {

struct StandardModule {
    std::string name;
    std::string path;       // what messages show: "stdlib/coco.lsmap", or the file in DIR
    std::string_view text;  // of the program's own; empty for those of the folder
};

// All of them by name; `folder` may be empty.
std::vector<StandardModule> standard_modules(const std::string& folder);

// The module in `sources`. Nothing after it has reported at `from` that there is none, with the
// nearest names, or that its file cannot be read (`unreadable` then).
std::optional<FileId> read_standard_module(std::string_view name, const std::string& folder,
                                           Span from, SourceMap& sources, diag::Sink& sink,
                                           bool& unreadable);

}  // namespace lsmap::driver

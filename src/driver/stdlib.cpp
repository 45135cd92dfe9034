#include "driver/stdlib.hpp"

#include "base/embedded.hpp"
#include "base/nearest.hpp"
#include "diag/codes/names.hpp"
#include "driver/files.hpp"

#include <algorithm>
#include <filesystem>
#include <map>

namespace lsmap::driver {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view extension = ".lsmap";

}  // namespace

std::vector<StandardModule> standard_modules(const std::string& folder) {
    std::map<std::string, StandardModule> found;
    for (const embedded::EmbeddedFile& file : embedded::stdlib_modules()) {
        const std::string name(file.name);
        found[name] = {name, "stdlib/" + name + std::string(extension), file.text};
    }
    std::error_code none;
    for (const fs::directory_entry& entry :
         folder.empty() ? fs::directory_iterator() : fs::directory_iterator(folder, none)) {
        if (entry.path().extension() == extension) {
            const std::string name = entry.path().stem().string();
            found[name] = {name, entry.path().string(), {}};
        }
    }
    std::vector<StandardModule> modules;
    for (auto& [name, module] : found) {
        modules.push_back(std::move(module));
    }
    return modules;
}

std::optional<FileId> read_standard_module(std::string_view name, const std::string& folder,
                                           Span from, SourceMap& sources, diag::Sink& sink,
                                           bool& unreadable) {
    const std::vector<StandardModule> modules = standard_modules(folder);
    const auto found = std::ranges::find(modules, name, &StandardModule::name);
    if (found == modules.end()) {
        std::vector<std::string> names;
        for (const StandardModule& module : modules) {
            names.push_back(module.name);
        }
        sink.emit(from, diag::unknown_standard_module, std::string(name))
            .help(!nearest_names(name, names).empty()
                      ? suggestion(name, names)
                      : fmt::format("`lsmapc doc` lists them; a module of your own is "
                                    "used by its file: use \"./{}.lsmap\"",
                                    name));
        return std::nullopt;
    }
    if (!found->text.empty()) {
        return sources.add(found->path, std::string(found->text));
    }
    const std::optional<FileId> file = read_text(found->path, found->path, sources, sink, from);
    unreadable = unreadable || !file;
    return file;
}

}  // namespace lsmap::driver

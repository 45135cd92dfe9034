#include "ide/config_file.hpp"
#include "ide/protocol/session.hpp"
#include "ide/uri.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>

// Questions where a config is open: what its tags are for, and which rules name them.
namespace lsmap::ide {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_uses = 10;  // that hover lists

bool means(const check::Use& use, const ConfigName& name) {
    switch (use.kind) {
        case check::NameKind::control:
            return name.control != nullptr && name.option == nullptr &&
                   use.control->name == name.control->name;
        case check::NameKind::object:
            return name.object != nullptr && use.object->name == name.object->name;
        case check::NameKind::label:
            return name.option != nullptr && use.option != nullptr &&
                   use.option->value == name.option->value &&
                   use.control->name == name.control->name;
        default:
            return false;
    }
}

std::string line_around(const SourceFile& source, std::uint32_t byte) {
    std::string line(source.line(source.line_of(byte)));
    line.erase(0, line.find_first_not_of(" \t"));
    return line;
}

// What `toName` names there, else what the tag declares.
std::vector<ConfigName> meant_at(const ConfigFile& file, std::uint32_t byte) {
    std::vector<ConfigName> names = file.targets_at(byte);
    return names.empty() ? file.names_at(byte) : names;
}

}  // namespace

std::vector<UseOfConfig> Session::uses_of_config(const std::string& path, const ConfigName& name) {
    std::vector<UseOfConfig> found;
    for (const std::string& rules : workspace_rules()) {
        if (!used_[rules].contains(path)) {
            continue;
        }
        const std::shared_ptr<const Analysis> made = analysis(rules);
        if (!made->is_read()) {
            continue;
        }
        for (const check::Use* use : made->names()) {
            const bool is_it = use->declared && means(*use, name) &&
                               path_of(made->sources()[use->declared->file]) == path;
            if (is_it) {
                found.push_back({made, use->at});
            }
        }
    }
    return found;
}

Json Session::config_hover(const Document& document, const Json& position) {
    const ConfigFile file(document.path, document.text);
    const std::uint32_t byte = byte_at(file.source(), position);
    const std::vector<ConfigName> names = meant_at(file, byte);
    if (names.empty()) {
        return nullptr;
    }
    std::string text;
    for (const ConfigName& name : names) {
        text += (text.empty() ? "" : "\n") + config_text(file, name);
        const std::vector<UseOfConfig> uses = uses_of_config(document.path, name);
        text += uses.empty() ? "" : "\nIn the rules:\n\n";
        for (std::size_t i = 0; i < std::min(uses.size(), most_uses); ++i) {
            const SourceFile& source = uses[i].in->source();
            const fs::path shown =
                fs::path(source.path).lexically_relative(fs::path(document.path).parent_path());
            text += fmt::format("- {}:{}: `{}`\n", shown.string(), source.line_of(uses[i].at.begin),
                                line_around(source, uses[i].at.begin));
        }
        if (uses.size() > most_uses) {
            text += fmt::format("- … ({} in all)\n", uses.size());
        }
    }
    return {{"contents", markdown(std::move(text))}};
}

Json Session::config_definition(const Document& document, const Json& position) {
    const ConfigFile file(document.path, document.text);
    Json all = Json::array();
    for (const ConfigName& name : file.targets_at(byte_at(file.source(), position))) {
        all.push_back({{"uri", document.uri}, {"range", range(file.source(), name.name)}});
    }
    return all;
}

Json Session::config_references(const Document& document, const Json& params) {
    const ConfigFile file(document.path, document.text);
    const std::uint32_t byte = byte_at(file.source(), params.at("position"));
    const bool with_declaration =
        params.value("context", Json::object()).value("includeDeclaration", true);
    Json all = Json::array();
    const auto add = [&](Json place) {
        if (std::ranges::find(all, place) == all.end()) {
            all.push_back(std::move(place));
        }
    };
    for (const ConfigName& name : meant_at(file, byte)) {
        if (with_declaration) {
            add({{"uri", document.uri}, {"range", range(file.source(), name.name)}});
        }
        for (const UseOfConfig& use : uses_of_config(document.path, name)) {
            if (auto at = location(*use.in, use.at)) {
                add(*std::move(at));
            }
        }
    }
    return all;
}

}  // namespace lsmap::ide

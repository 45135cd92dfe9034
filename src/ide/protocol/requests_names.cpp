#include "ide/navigate.hpp"
#include "ide/protocol/session.hpp"
#include "ide/rename.hpp"
#include "ide/uri.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>

// Where names are declared and used, in all rule files of the workspace.
namespace lsmap::ide {

struct Session::Place {
    std::string path;
    Span span;
    bool is_declaration = false;
    std::optional<Json> location;
};

Json Session::definition(const Json& params) {
    const Document& document = open_document(params);
    if (!document.is_rules) {
        return config_definition(document, params.at("position"));
    }
    const std::shared_ptr<const Analysis> made = analysis(document.path);
    if (!made->is_read()) {
        return nullptr;
    }
    Json all = Json::array();
    for (const Span span : definitions(*made, byte_at(made->source(), params.at("position")))) {
        if (const auto at = location(*made, span)) {
            all.push_back(*at);
        }
    }
    return all;
}

// Rule files that use what is declared in a file of this one, this one first.
std::vector<std::string> Session::who_uses(const std::string& path, const std::string& first) {
    std::vector<std::string> users = {first};
    for (const std::string& rules : workspace_rules()) {
        if (rules != first && used_[rules].contains(path)) {
            users.push_back(rules);
        }
    }
    return users;
}

std::vector<Session::Place> Session::all_references(const Analysis& made, std::uint32_t byte,
                                                    const std::string& rules) {
    std::vector<Place> places;
    const auto add = [&](const Analysis& of, const check::Use& use) {
        const std::optional<std::string> path = path_of(of.sources()[use.at.file]);
        const bool is_new = path && std::ranges::none_of(places, [&](const Place& place) {
                                return place.path == *path && place.span.begin == use.at.begin;
                            });
        if (is_new) {
            places.push_back({*path, use.at, use.is_declaration, location(of, use.at)});
        }
    };
    for (const check::Use* use : made.uses_at(byte)) {
        if (!use->declared) {
            continue;
        }
        const std::optional<std::string> home = path_of(made.sources()[use->declared->file]);
        for (const check::Use* one : made.uses_of(*use->declared)) {
            add(made, *one);
        }
        // The declaration in the config, which is no name of a rule file.
        if (home && *home != rules && use->declared->file != made.file()) {
            places.push_back({*home, *use->declared, true, location(made, *use->declared)});
        }
        for (const std::string& user : home ? who_uses(*home, rules) : std::vector<std::string>()) {
            if (user == rules) {
                continue;
            }
            const std::shared_ptr<const Analysis> other = analysis(user);
            for (const check::Use& far : other->meanings().uses) {
                const bool is_it = far.declared && far.declared->begin == use->declared->begin &&
                                   path_of(other->sources()[far.declared->file]) == home;
                if (is_it) {
                    add(*other, far);
                }
            }
        }
    }
    std::ranges::stable_sort(places, [](const Place& a, const Place& b) {
        return std::pair(a.path, a.span.begin) < std::pair(b.path, b.span.begin);
    });
    const auto rest = std::unique(places.begin(), places.end(), [](const Place& a, const Place& b) {
        return a.path == b.path && a.span.begin == b.span.begin;
    });
    places.erase(rest, places.end());
    return places;
}

Json Session::references(const Json& params) {
    const Document& document = open_document(params);
    if (!document.is_rules) {
        return config_references(document, params);
    }
    const std::shared_ptr<const Analysis> made = analysis(document.path);
    const Json context = params.value("context", Json::object());
    const bool with_declaration = context.value("includeDeclaration", true);
    Json all = Json::array();
    if (!made->is_read()) {
        return all;
    }
    for (const Place& place :
         all_references(*made, byte_at(made->source(), params.at("position")), document.path)) {
        if (place.location && (with_declaration || !place.is_declaration)) {
            all.push_back(*place.location);
        }
    }
    return all;
}

Json Session::document_highlight(const Json& params) {
    const std::shared_ptr<const Analysis> made = analysis(rules(params).path);
    Json all = Json::array();
    if (!made->is_read()) {
        return all;
    }
    for (const check::Use* use :
         ide::references(*made, byte_at(made->source(), params.at("position")))) {
        if (use->at.file == made->file()) {
            all.push_back(
                {{"range", range(made->source(), use->at)}, {"kind", use->is_declaration ? 3 : 2}});
        }
    }
    return all;
}

Json Session::prepare_rename(const Json& params) {
    const std::shared_ptr<const Analysis> made = analysis(rules(params).path);
    if (!made->is_read()) {
        return nullptr;
    }
    const auto prepared =
        ide::prepare_rename(*made, byte_at(made->source(), params.at("position")));
    if (const auto* refused = std::get_if<Refusal>(&prepared)) {
        throw RequestError{request_failed, refused->why};
    }
    const auto& found = std::get<Renameable>(prepared);
    return {{"range", range(made->source(), found.span)}, {"placeholder", found.name}};
}

Json Session::rename(const Json& params) {
    const Document& document = rules(params);
    const std::shared_ptr<const Analysis> made = analysis(document.path);
    if (!made->is_read()) {
        return nullptr;
    }
    const std::uint32_t byte = byte_at(made->source(), params.at("position"));
    const auto new_name = params.at("newName").get<std::string>();
    // The edits of one rule file's compilation, tried with all of its files as they would be.
    const auto edits_of = [&](const Analysis& of, std::uint32_t at, const std::string& path) {
        const CompileWith compile_with = [&](const std::vector<TextEdit>& edits) {
            std::map<std::string, std::vector<TextEdit>> by_path;
            for (const TextEdit& edit : edits) {
                by_path[plain_path(of.sources()[edit.span.file].path)].push_back(edit);
            }
            driver::CompileOptions options = compile_options();
            options.open_text =
                [&, before = options.open_text](
                    const std::filesystem::path& file) -> std::optional<std::string> {
                const auto found = by_path.find(file.lexically_normal().string());
                if (found == by_path.end()) {
                    return before(file);
                }
                const FileId id = found->second.front().span.file;
                return with_edits(of.sources()[id].text, found->second);
            };
            return std::make_shared<const Analysis>(path, options);
        };
        const auto renamed = ide::rename(of, at, new_name, compile_with);
        if (const auto* refused = std::get_if<Refusal>(&renamed)) {
            throw RequestError{request_failed, refused->why};
        }
        return std::get<std::vector<TextEdit>>(renamed);
    };
    std::map<std::string, Json> changes;
    const auto add = [&](const Analysis& of, const TextEdit& edit) {
        const SourceFile& source = of.sources()[edit.span.file];
        const auto at = location(of, edit.span);
        if (!at) {
            throw RequestError{request_failed, fmt::format("`{}` cannot be edited", source.path)};
        }
        Json json = {{"range", (*at)["range"]}, {"newText", edit.text}};
        Json& all =
            changes.try_emplace((*at)["uri"].get<std::string>(), Json::array()).first->second;
        if (std::ranges::find(all, json) == all.end()) {
            all.push_back(std::move(json));
        }
    };
    for (const TextEdit& edit : edits_of(*made, byte, document.path)) {
        add(*made, edit);
    }
    // Other rule files that use the module in which the name is declared.
    for (const check::Use* use : made->uses_at(byte)) {
        const auto home =
            use->declared ? path_of(made->sources()[use->declared->file]) : std::nullopt;
        for (const std::string& user :
             home ? who_uses(*home, document.path) : std::vector<std::string>()) {
            if (user == document.path) {
                continue;
            }
            const std::shared_ptr<const Analysis> other = analysis(user);
            const auto far =
                std::ranges::find_if(other->meanings().uses, [&](const check::Use& one) {
                    return other->is_read() && one.at.file == other->file() && one.declared &&
                           one.declared->begin == use->declared->begin &&
                           path_of(other->sources()[one.declared->file]) == home;
                });
            if (far == other->meanings().uses.end()) {
                continue;
            }
            for (const TextEdit& edit : edits_of(*other, far->at.begin, user)) {
                if (edit.span.file == other->file()) {
                    add(*other, edit);
                }
            }
        }
    }
    return {{"changes", changes}};
}

}  // namespace lsmap::ide

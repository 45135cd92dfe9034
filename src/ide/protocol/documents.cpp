#include "ide/protocol/session.hpp"
#include "ide/uri.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

// What is open, and what is compiled of it.
namespace lsmap::ide {
namespace {

constexpr std::string_view rules_extension = ".lsmap";

Position position(const Json& json) {
    const auto number = [](const Json& value) {
        const auto n = value.get<std::int64_t>();
        return static_cast<std::uint32_t>(std::clamp<std::int64_t>(n, 0, 0xFFFF'FFFF));
    };
    return {number(json.at("line")), number(json.at("character"))};
}

}  // namespace

Document* Session::find(std::string_view uri) {
    const auto found = documents_.find(uri);
    return found == documents_.end() ? nullptr : &found->second;
}

const Document* Session::open_at(const std::string& path) const {
    const auto found = std::ranges::find_if(
        documents_, [&](const auto& entry) { return entry.second.path == path; });
    return found == documents_.end() ? nullptr : &found->second;
}

const Document& Session::open_document(const Json& params) {
    const auto uri = params.at("textDocument").at("uri").get<std::string>();
    const Document* document = find(uri);
    if (document == nullptr) {
        throw RequestError{invalid_params, fmt::format("`{}` is not open", uri)};
    }
    return *document;
}

const Document& Session::rules(const Json& params) {
    const Document& document = open_document(params);
    if (!document.is_rules) {
        throw NoAnswer{};
    }
    return document;
}

void Session::did_open(const Json& params) {
    const Json& given = params.at("textDocument");
    Document document;
    document.uri = given.at("uri").get<std::string>();
    // What is no file of this machine ("untitled:1") stands alone under its name.
    document.path = path_of_uri(document.uri).value_or("/" + document.uri);
    document.text = given.at("text").get<std::string>();
    document.starts = line_starts(document.text);
    document.version = given.value("version", std::int64_t{0});
    document.is_rules =
        given.value("languageId", "") == "lsmap" || document.path.ends_with(rules_extension);
    const std::string path = document.path;
    const bool is_rules = document.is_rules;
    documents_.insert_or_assign(document.uri, std::move(document));
    touch(path);
    if (is_rules) {
        changed_.insert(path);
    }
}

void Session::did_change(const Json& params) {
    const Json& given = params.at("textDocument");
    Document* document = find(given.at("uri").get<std::string>());
    if (document == nullptr) {
        throw RequestError{invalid_params, "a document that is not open has changed"};
    }
    document->version = given.value("version", document->version + 1);
    for (const Json& change : params.at("contentChanges")) {
        const auto text = change.at("text").get<std::string>();
        const auto range = change.find("range");
        if (range == change.end() || range->is_null()) {
            document->text = text;
        } else {
            const std::uint32_t from =
                byte_of(document->text, document->starts, position(range->at("start")), encoding_);
            const std::uint32_t to =
                byte_of(document->text, document->starts, position(range->at("end")), encoding_);
            document->text.replace(from, std::max(from, to) - from, text);
        }
        document->starts = line_starts(document->text);
    }
    touch(document->path);
}

void Session::did_close(const Json& params) {
    const auto uri = params.at("textDocument").at("uri").get<std::string>();
    const Document* document = find(uri);
    if (document == nullptr) {
        return;
    }
    const std::string path = document->path;
    documents_.erase(uri);
    touch(path);
    compiled_.erase(path);
    checked_closed_.erase(path);
    changed_.insert(path);  // it is told that there is nothing to tell
}

void Session::did_change_watched_files(const Json& params) {
    for (const Json& change : params.at("changes")) {
        const auto path = path_of_uri(change.at("uri").get<std::string>());
        if (path && open_at(*path) == nullptr) {  // what is open has its own text
            workspace_is_read_ = workspace_is_read_ && !path->ends_with(rules_extension);
            touch(*path);
        }
    }
}

void Session::touch(const std::string& path) {
    for (auto it = compiled_.begin(); it != compiled_.end();) {
        const bool uses_it = it->first == path || it->second.paths.contains(path);
        if (uses_it) {
            changed_.insert(it->first);
        }
        it = uses_it ? compiled_.erase(it) : std::next(it);
    }
    // Rule files that nobody has open are told of too, where what they use has changed.
    if (!path.ends_with(rules_extension)) {
        for (const std::string& rules : workspace_rules()) {
            if (used_[rules].contains(path) && changed_.insert(rules).second) {
                checked_closed_.insert(rules);
            }
        }
    }
}

driver::CompileOptions Session::compile_options() {
    driver::CompileOptions options = options_.compile;
    options.cache = &cache_;
    options.open_text = [this](const std::filesystem::path& path) {
        const Document* document = open_at(path.lexically_normal().string());
        return document == nullptr ? std::nullopt : std::optional(document->text);
    };
    return options;
}

std::shared_ptr<const Analysis> Session::analysis(const std::string& path) {
    const auto found = compiled_.find(path);
    if (found != compiled_.end()) {
        return found->second.analysis;
    }
    Compiled made;
    made.analysis = std::make_shared<const Analysis>(path, compile_options());
    for (const std::string& used : made.analysis->compiled().paths) {
        made.paths.insert(plain_path(used));
    }
    used_[path] = made.paths;
    return compiled_.emplace(path, std::move(made)).first->second.analysis;
}

std::uint32_t Session::byte_at(const SourceFile& source, const Json& json) const {
    return byte_of(source.text, source.line_starts, position(json), encoding_);
}

}  // namespace lsmap::ide

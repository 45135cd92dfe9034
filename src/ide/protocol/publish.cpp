#include "diag/codes/lint.hpp"
#include "diag/explain.hpp"
#include "driver/files.hpp"
#include "ide/protocol/session.hpp"
#include "ide/uri.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>

// Messages of the compiler as the editor shows them.
namespace lsmap::ide {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_workspace_rules = 500;
constexpr std::size_t most_workspace_files = 50'000;

// Message, what stands behind the underline, notes and helps, a line each.
std::string whole_text(const diag::Diagnostic& d) {
    std::string text = d.message;
    if (!d.span_text.empty()) {
        text += "\n" + d.span_text;
    }
    for (const std::string& note : d.notes) {
        text += "\nnote: " + note;
    }
    for (const std::string& help : d.helps) {
        text += "\nhelp: " + help;
    }
    return text;
}

}  // namespace

// Cached files on disk are bounded: their names are those of tables of the program.
std::optional<std::string> Session::stored(const std::string& name, std::string_view text) {
    if (options_.cache_folder.empty()) {
        return std::nullopt;
    }
    const fs::path path = fs::path(options_.cache_folder) / name;
    std::string& known = stored_[name];
    if (known == text) {
        return path.string();
    }
    std::string there;
    if (driver::read_bytes(path, there, text.size() + 1) == 0 && there == text) {
        known = text;
        return path.string();
    }
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    diag::Sink heard;
    const auto file = driver::OutputFile::open(path.string(), heard);
    if (file == nullptr || !file->write(text) || !file->commit(heard)) {
        return std::nullopt;
    }
    known = text;
    return path.string();
}

std::optional<std::string> Session::explanation(std::string_view code) {
    const diag::Info* row = diag::find_code(code);
    const auto page = row == nullptr ? std::nullopt : diag::error_page(*row);
    return page ? std::optional(std::string(*page)) : std::nullopt;
}

std::optional<std::string> Session::page_of(std::string_view code) {
    const diag::Info* row = diag::find_code(code);
    const auto page = row == nullptr ? std::nullopt : diag::error_page(*row);
    return page ? stored("errors/" + std::string(row->id) + ".md", *page) : std::nullopt;
}

std::optional<std::string> Session::path_of(const SourceFile& source) {
    if (!source.path.empty() && source.path.front() == '/') {
        return plain_path(source.path);
    }
    // A module of the program, which no file has.
    return source.path.starts_with("stdlib/") ? stored(source.path, source.text) : std::nullopt;
}

Json Session::range(const SourceFile& source, Span span) const {
    const auto place = [&](std::uint32_t byte) {
        const Position p = position_of(source.text, source.line_starts, byte, encoding_);
        return Json{{"line", p.line}, {"character", p.character}};
    };
    return {{"start", place(span.begin)}, {"end", place(span.end)}};
}

std::optional<Json> Session::location(const Analysis& analysis, Span span) {
    const SourceFile& source = analysis.sources()[span.file];
    const std::optional<std::string> path = path_of(source);
    if (!path) {
        return std::nullopt;
    }
    const Document* open = open_at(*path);
    return Json{{"uri", open != nullptr ? open->uri : uri_of_path(*path)},
                {"range", range(source, span)}};
}

void Session::settle() {
    const std::set<std::string> changed = std::exchange(changed_, {});
    for (const std::string& rules : changed) {
        publish(rules);
    }
}

void Session::publish(const std::string& rules) {
    std::map<std::string, std::vector<std::string>> by_file;
    const Document* open = open_at(rules);
    std::shared_ptr<const Analysis> made;
    if (open != nullptr ? open->is_rules : checked_closed_.contains(rules)) {
        made = analysis(rules);
    }
    if (made != nullptr && made->is_read()) {
        by_file[rules] = {};
        for (const diag::Diagnostic& d : made->compiled().sink.all()) {
            const Span whole = d.span.value_or(Span{0, 0, made->file()});
            // What has no place of its own, or one that no file has, is told at the top.
            const std::optional<std::string> path = path_of(made->sources()[whole.file]);
            const Span span = path ? whole : Span{0, 0, made->file()};
            const std::string target = path.value_or(rules);
            const diag::Info& info = diag::info(d.code);
            Json json = {{"range", range(made->sources()[span.file], span)},
                         {"severity", d.severity == diag::Severity::error ? 1 : 2},
                         {"code", info.id},
                         {"source", "lsmapc"},
                         {"message", whole_text(d)}};
            if (const auto page = page_of(info.id)) {
                json["codeDescription"] = {{"href", uri_of_path(*page)}};
            }
            for (const diag::Label& label : d.labels) {
                if (const auto at = location(*made, label.span)) {
                    json["relatedInformation"].push_back(
                        {{"location", *at}, {"message", label.text}});
                }
            }
            if (d.code == diag::unused_name.code) {
                json["tags"] = {1};  // unnecessary
            }
            by_file[target].push_back(json.dump(-1, ' ', false, Json::error_handler_t::replace));
        }
    }
    std::set<std::string> targets;
    for (const auto& [target, messages] : messages_[rules]) {
        targets.insert(target);
    }
    for (const auto& [target, messages] : by_file) {
        targets.insert(target);
    }
    messages_[rules] = std::move(by_file);
    for (const std::string& target : targets) {
        tell(target);
    }
    if (open == nullptr) {
        compiled_.erase(rules);
    }
}

// All that the rule files say of one file, each message once.
void Session::tell(const std::string& target) {
    Json all = Json::array();
    std::set<std::string_view> seen;
    for (const auto& [rules, by_file] : messages_) {
        const auto found = by_file.find(target);
        if (found == by_file.end()) {
            continue;
        }
        for (const std::string& message : found->second) {
            if (seen.insert(message).second) {
                all.push_back(Json::parse(message));
            }
        }
    }
    const Document* open = open_at(target);
    Json params = {{"uri", open != nullptr ? open->uri : uri_of_path(target)},
                   {"diagnostics", std::move(all)}};
    if (open != nullptr) {
        params["version"] = open->version;
    }
    std::string& told = told_[target];
    std::string now = params.dump();
    // The same is not said twice, and nothing of a file that is not open where nothing was said.
    if (now == told || (open == nullptr && told.empty() && params["diagnostics"].empty())) {
        return;
    }
    told = std::move(now);
    notify("textDocument/publishDiagnostics", std::move(params));
}

// Rule files below the folders of the client, with what they use in `used_`.
std::vector<std::string> Session::workspace_rules() {
    if (!workspace_is_read_) {
        workspace_is_read_ = true;
        std::size_t seen = 0;
        std::size_t found = 0;
        for (const std::string& root : roots_) {
            std::error_code error;
            fs::recursive_directory_iterator at(root, fs::directory_options::skip_permission_denied,
                                                error);
            for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
                if (++seen > most_workspace_files || found == most_workspace_rules) {
                    break;
                }
                const std::string name = at->path().filename().string();
                if (name.starts_with('.') || name == "node_modules") {
                    at.disable_recursion_pending();
                } else if (name.ends_with(".lsmap") && at->is_regular_file(error)) {
                    ++found;
                    const std::string path = plain_path(at->path().string());
                    if (!used_.contains(path)) {
                        analysis(path);
                        compiled_.erase(path);
                    }
                }
            }
        }
    }
    std::vector<std::string> rules;
    for (const auto& [path, files] : used_) {
        rules.push_back(path);
    }
    return rules;
}

}  // namespace lsmap::ide

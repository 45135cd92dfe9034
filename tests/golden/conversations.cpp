#include "golden/conversations.hpp"

#include "golden/diff.hpp"
#include "golden/folder.hpp"
#include "ide/protocol/server.hpp"
#include "ide/text_position.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <stdexcept>

namespace golden {
namespace {

using Json = nlohmann::ordered_json;
using lsmap::ide::Encoding;

struct Open {
    std::string text;
    int version = 1;
};

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
        text.replace(at, from.size(), to);
        at += to.size();
    }
}

class Conversation {
 public:
    explicit Conversation(const fs::path& folder)
        : folder_(folder), root_(fs::current_path().string()) {}

    // All that the server says, with ROOT and CACHE for its folders.
    std::string run() {
        lsmap::ide::ServerOptions options;
        options.version = "test";
        options.cache_folder = root_ + "/cache";
        lsmap::ide::Server server(
            options, [&](std::string_view body) { said_.push_back(Json::parse(body)); });
        Json steps = Json::parse(with_root(read_file(folder_ / "client.json")));
        const bool says_hello = std::ranges::any_of(
            steps, [](const Json& step) { return step.value("method", "") == "initialize"; });
        if (!says_hello) {
            say(server, initialize(steps.front().value("capabilities", Json::object())));
            if (steps.front().contains("capabilities")) {
                steps.erase(0);
            }
            say(server, {{"method", "initialized"}, {"params", Json::object()}});
            said_.clear();  // the answer stands in one case of its own
        }
        for (const Json& step : steps) {
            const std::size_t before = said_.size();
            say(server, message(step));
            shorten(step, before);
        }
        std::string text = said_.dump(1) + "\n";
        replace_all(text, root_ + "/cache", "CACHE");
        replace_all(text, root_, "ROOT");
        return text;
    }

 private:
    std::string with_root(std::string text) const {
        replace_all(text, "ROOT", root_);
        return text;
    }
    std::string uri(const std::string& file) const { return "file://" + root_ + "/" + file; }

    Json initialize(const Json& further) {
        Json capabilities = {
            {"textDocument", {{"documentSymbol", {{"hierarchicalDocumentSymbolSupport", true}}}}}};
        capabilities.merge_patch(further);
        const Json encodings =
            capabilities.value("/general/positionEncodings"_json_pointer, Json::array());
        encoding_ = names(encodings, "utf-8") ? Encoding::utf8 : Encoding::utf16;
        return {{"id", 0},
                {"method", "initialize"},
                {"params", {{"rootUri", "file://" + root_}, {"capabilities", capabilities}}}};
    }

    void say(lsmap::ide::Server& server, Json json) {
        const bool hold = json.value("hold", false);
        json.erase("hold");
        json["jsonrpc"] = "2.0";
        const std::string body = json.dump();
        server.look_ahead(body);
        server.receive(body);
        if (!hold) {
            server.settle();
        }
    }

    // A place in a file as its text with `|` for the cursor; the text stands there once.
    Json position(const std::string& file, std::string at) const {
        const std::string& text = open_.at(file).text;
        const std::size_t cursor = at.find('|');
        at.erase(cursor, 1);
        const std::size_t found = text.find(at);
        if (cursor == std::string::npos || found == std::string::npos ||
            text.find(at, found + 1) != std::string::npos) {
            throw std::runtime_error("`" + at + "` stands not once in " + file);
        }
        return place(text, found + cursor);
    }
    Json place(const std::string& text, std::size_t byte) const {
        const auto p = lsmap::ide::position_of(text, lsmap::ide::line_starts(text),
                                               static_cast<std::uint32_t>(byte), encoding_);
        return {{"line", p.line}, {"character", p.character}};
    }

    Json change(const std::string& file, std::size_t begin, std::size_t end,
                const std::string& by) {
        Open& document = open_.at(file);
        const Json range = {{"start", place(document.text, begin)},
                            {"end", place(document.text, end)}};
        document.text.replace(begin, end - begin, by);
        return {{"method", "textDocument/didChange"},
                {"params",
                 {{"textDocument", {{"uri", uri(file)}, {"version", ++document.version}}},
                  {"contentChanges", Json::array({{{"range", range}, {"text", by}}})}}}};
    }

    Json message(const Json& step) {
        Json made = expanded(step);
        if (step.contains("hold")) {
            made["hold"] = step["hold"];
        }
        return made;
    }
    Json expanded(const Json& step) {
        const auto text = [&](const char* key) { return step.at(key).get<std::string>(); };
        if (step.contains("open")) {
            const std::string file = text("open");
            open_[file] = {read_file(file), 1};
            return {{"method", "textDocument/didOpen"},
                    {"params",
                     {{"textDocument",
                       {{"uri", uri(file)},
                        {"languageId", file.ends_with(".xml") ? "xml" : "lsmap"},
                        {"version", 1},
                        {"text", open_[file].text}}}}}};
        }
        if (step.contains("close")) {
            return {{"method", "textDocument/didClose"},
                    {"params", {{"textDocument", {{"uri", uri(text("close"))}}}}}};
        }
        if (step.contains("save")) {
            write_file(text("save"), text("text"));
            return {{"method", "workspace/didChangeWatchedFiles"},
                    {"params",
                     {{"changes", Json::array({{{"uri", uri(text("save"))}, {"type", 2}}})}}}};
        }
        if (step.contains("type")) {
            const std::string file = text("type");
            std::string at = text("at");
            const std::size_t cursor = at.find('|');
            at.erase(cursor, 1);
            const std::size_t found = open_.at(file).text.find(at);
            if (found == std::string::npos) {
                throw std::runtime_error("`" + at + "` does not stand in " + file);
            }
            return change(file, found + cursor, found + cursor, text("text"));
        }
        if (step.contains("replace")) {
            const std::string file = text("replace");
            const std::string old = text("this");
            const std::size_t found = open_.at(file).text.find(old);
            if (found == std::string::npos) {
                throw std::runtime_error("`" + old + "` does not stand in " + file);
            }
            return change(file, found, found + old.size(), text("by"));
        }
        if (step.contains("ask")) {
            Json params = {{"textDocument", {{"uri", uri(text("in"))}}}};
            if (step.contains("at")) {
                params["position"] = position(text("in"), text("at"));
            }
            if (step.contains("over")) {  // the range of a text
                const std::string& whole = open_.at(text("in")).text;
                const std::size_t found = whole.find(text("over"));
                if (found == std::string::npos) {
                    throw std::runtime_error("`" + text("over") + "` does not stand there");
                }
                params["range"] = {{"start", place(whole, found)},
                                   {"end", place(whole, found + text("over").size())}};
            }
            if (step.contains("params")) {
                params.update(step["params"]);
            }
            return {{"id", ++asked_},
                    {"method", "textDocument/" + text("ask")},
                    {"params", std::move(params)}};
        }
        return step;
    }

    // Of a long list of completions what the step asks for.
    void shorten(const Json& step, std::size_t from) {
        if (!step.contains("first") && !step.contains("with") && !step.contains("without")) {
            return;
        }
        for (std::size_t i = from; i < said_.size(); ++i) {
            if (!said_[i].contains("result") || !said_[i]["result"].contains("items")) {
                continue;
            }
            Json shown = Json::array();
            std::size_t left = step.value("first", std::size_t{0});
            for (const Json& item : said_[i]["result"]["items"]) {
                const std::string label = item["label"];
                const bool wanted = names(step, "with", label) || left > 0;
                left -= left > 0 ? 1 : 0;
                if (names(step, "without", label)) {
                    shown.push_back("there is " + label);
                } else if (wanted) {
                    const std::string insert = item["textEdit"]["newText"];
                    shown.push_back(
                        label +
                        (item.contains("detail") ? " | " + item["detail"].get<std::string>() : "") +
                        (insert == label ? "" : " | inserts " + insert));
                }
            }
            said_[i]["result"] = std::move(shown);
        }
    }
    static bool names(const Json& list, const std::string& name) {
        return std::find(list.begin(), list.end(), name) != list.end();
    }
    static bool names(const Json& step, const char* key, const std::string& label) {
        return step.contains(key) && names(step[key], label);
    }

    fs::path folder_;
    std::string root_;
    std::map<std::string, Open> open_;
    Json said_ = Json::array();
    Encoding encoding_ = Encoding::utf16;
    int asked_ = 0;
};

}  // namespace

std::vector<Result> check_conversations(const fs::path& root, const Filters& filters, bool update) {
    std::vector<Result> results;
    std::vector<fs::path> folders;
    for (const fs::directory_entry& entry : fs::directory_iterator(root / "tests" / "lsp")) {
        if (fs::exists(entry.path() / "client.json")) {
            folders.push_back(entry.path());
        }
    }
    std::ranges::sort(folders);
    for (const fs::path& folder : folders) {
        const std::string name = "lsp/" + folder.filename().string();
        if (!filters.want(name)) {
            continue;
        }
        std::string failure;
        try {
            const WorkFolder here;
            fs::copy(folder, ".", fs::copy_options::recursive);
            const std::string said = Conversation(folder).run();
            const fs::path promise = folder / "server.json";
            failure = unified_diff(fs::exists(promise) ? read_file(promise) : "", said);
            if (!failure.empty() && update) {
                write_file(promise, said);
                failure.clear();
            }
        } catch (const std::exception& error) {
            failure = std::string(error.what()) + "\n";
        }
        results.push_back({name, failure});
    }
    return results;
}

}  // namespace golden

#include "ide/protocol/server.hpp"
#include "ide/uri.hpp"
#include "source_dir.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

// Random edits of the examples, with questions at random places: every question gets an answer, and
// none of them is a failure of the server.
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

constexpr int edits_per_file = 6;

class Client {
 public:
    explicit Client(std::uint32_t seed)
        : random_(seed), server_({}, [this](std::string_view body) { heard(body); }) {
        say({{"id", 0}, {"method", "initialize"}, {"params", {{"capabilities", Json::object()}}}});
    }

    void work_on(const fs::path& path) {
        std::ifstream file(path, std::ios::binary);
        text_.assign(std::istreambuf_iterator<char>(file), {});
        uri_ = lsmap::ide::uri_of_path(path.string());
        INFO(path.string());
        say({{"method", "textDocument/didOpen"},
             {"params",
              {{"textDocument",
                {{"uri", uri_}, {"languageId", "lsmap"}, {"version", 1}, {"text", text_}}}}}});
        for (int i = 0; i < edits_per_file; ++i) {
            edit();
            ask();
        }
        server_.settle();
        say({{"method", "textDocument/didClose"}, {"params", {{"textDocument", {{"uri", uri_}}}}}});
        CHECK(answered_ == asked_);
        CHECK(failures_ == "");
    }

 private:
    std::size_t up_to(std::size_t bound) { return random_() % (bound + 1); }

    void edit() {
        static constexpr std::string_view pieces[] = {"{",
                                                      "}",
                                                      "(",
                                                      ")",
                                                      "[",
                                                      "]",
                                                      "\"",
                                                      ".",
                                                      "?.",
                                                      "->",
                                                      ":",
                                                      ",",
                                                      "\n",
                                                      "for x in ",
                                                      "match ",
                                                      "if ",
                                                      "skip",
                                                      "f\"{",
                                                      "<px>",
                                                      "#",
                                                      "1e999",
                                                      "\xF0\x9D\x84\x9E",
                                                      "|",
                                                      "??",
                                                      "labels a -> b {",
                                                      "task {",
                                                      "use coco\n",
                                                      "as h[k]",
                                                      "\r\n",
                                                      "\t",
                                                      "= ",
                                                      "..",
                                                      "@"};
        const std::size_t at = up_to(text_.size());
        const std::size_t size = std::min(up_to(12), text_.size() - at);
        const std::string_view piece = pieces[random_() % std::size(pieces)];
        text_.replace(at, size, up_to(2) == 0 ? "" : piece);
        // Half a character is no text that an editor sends.
        const Json shown =
            Json::parse(Json(text_).dump(-1, ' ', false, Json::error_handler_t::replace));
        text_ = shown.get<std::string>();
        say({{"method", "textDocument/didChange"},
             {"params",
              {{"textDocument", {{"uri", uri_}, {"version", 2}}},
               {"contentChanges", Json::array({{{"text", text_}}})}}}});
    }

    void ask() {
        static constexpr std::string_view methods[] = {
            "hover",          "completion",        "signatureHelp",       "definition",
            "references",     "documentHighlight", "prepareRename",       "rename",
            "documentSymbol", "foldingRange",      "semanticTokens/full", "inlayHint",
            "codeAction"};
        const Json position = {{"line", up_to(60)}, {"character", up_to(60)}};
        const Json begin = {{"line", 0}, {"character", 0}};
        for (int i = 0; i < 3; ++i) {
            const std::string method(methods[random_() % std::size(methods)]);
            say({{"id", ++asked_},
                 {"method", "textDocument/" + method},
                 {"params",
                  {{"textDocument", {{"uri", uri_}}},
                   {"position", position},
                   {"newName", "other"},
                   {"range", {{"start", begin}, {"end", position}}},
                   {"context", {{"diagnostics", Json::array()}}}}}});
        }
    }

    void say(Json message) {
        message["jsonrpc"] = "2.0";
        server_.receive(message.dump());
    }

    void heard(std::string_view body) {
        const Json message = Json::parse(body);
        answered_ += message.contains("id") && message["id"] != 0 ? 1 : 0;
        // Refused renames are answers; what the server did not expect is none.
        if (message.contains("error") && message["error"]["code"] != -32803) {
            failures_ += message.dump() + "\n" + text_;
        }
        if (message.contains("method") && message["method"] == "window/logMessage") {
            failures_ += message.dump() + "\n";
        }
    }

    std::mt19937 random_;
    lsmap::ide::Server server_;
    std::string uri_, text_;
    int asked_ = 0, answered_ = 0;
    std::string failures_;
};

TEST_CASE("the language server takes every edit of the examples", "[ide]") {
    Client client(7);
    std::vector<fs::path> files;
    const fs::path root = lsmap::test::source_dir();
    for (const char* folder : {"examples", "stdlib"}) {
        for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root / folder)) {
            if (entry.path().extension() == ".lsmap") {
                files.push_back(entry.path());
            }
        }
    }
    std::sort(files.begin(), files.end());
    REQUIRE(files.size() > 50);
    for (const fs::path& file : files) {
        client.work_on(file);
    }
}

}  // namespace

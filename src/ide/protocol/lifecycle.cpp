#include "ide/protocol/session.hpp"
#include "ide/semantic_tokens.hpp"
#include "ide/uri.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

// `initialize` to `exit`: what server and client can do.
namespace lsmap::ide {
namespace {

bool has(const Json& json, const char* pointer) {
    const Json::json_pointer at(pointer);
    return json.is_object() && json.contains(at) && json[at] == true;
}

bool offers_utf8(const Json& capabilities) {
    const Json::json_pointer at("/general/positionEncodings");
    if (!capabilities.is_object() || !capabilities.contains(at) || !capabilities[at].is_array()) {
        return false;
    }
    return std::ranges::any_of(capabilities[at], [](const Json& e) { return e == "utf-8"; });
}

}  // namespace

Json Session::initialize(const Json& params) {
    const Json capabilities =
        params.is_object() ? params.value("capabilities", Json::object()) : Json();
    encoding_ = offers_utf8(capabilities) ? Encoding::utf8 : Encoding::utf16;
    takes_snippets_ = has(capabilities, "/textDocument/completion/completionItem/snippetSupport");
    takes_symbol_trees_ =
        has(capabilities, "/textDocument/documentSymbol/hierarchicalDocumentSymbolSupport");
    takes_file_watches_ = has(capabilities, "/workspace/didChangeWatchedFiles/dynamicRegistration");
    takes_documents_ = has(capabilities, "/window/showDocument/support");
    const auto add_root = [&](const Json& uri) {
        const auto path = uri.is_string() ? path_of_uri(uri.get<std::string>()) : std::nullopt;
        if (path && std::ranges::find(roots_, *path) == roots_.end()) {
            roots_.push_back(*path);
        }
    };
    if (params.is_object()) {
        const Json folders = params.value("workspaceFolders", Json());
        for (const Json& folder : folders.is_array() ? folders : Json::array()) {
            add_root(folder.is_object() ? folder.value("uri", Json()) : Json());
        }
        if (roots_.empty()) {
            add_root(params.value("rootUri", Json()));
        }
    }
    is_initialized_ = true;
    return {{"capabilities",
             {{"positionEncoding", encoding_ == Encoding::utf8 ? "utf-8" : "utf-16"},
              {"textDocumentSync", {{"openClose", true}, {"change", 2}}},
              {"hoverProvider", true},
              {"completionProvider", {{"triggerCharacters", {".", "\"", "<", ":", " "}}}},
              {"signatureHelpProvider", {{"triggerCharacters", {"(", ","}}}},
              {"definitionProvider", true},
              {"referencesProvider", true},
              {"documentHighlightProvider", true},
              {"renameProvider", {{"prepareProvider", true}}},
              {"documentSymbolProvider", true},
              {"foldingRangeProvider", true},
              {"inlayHintProvider", true},
              {"documentFormattingProvider", true},
              {"codeActionProvider", {{"codeActionKinds", {"quickfix"}}}},
              {"executeCommandProvider", {{"commands", {"lsmapc.explain"}}}},
              {"semanticTokensProvider",
               {{"legend",
                 {{"tokenTypes", token_type_names()}, {"tokenModifiers", token_modifier_names()}}},
                {"full", true}}}}},
            {"serverInfo", {{"name", "lsmapc"}, {"version", options_.version}}}};
}

void Session::initialized(const Json& /*params*/) {
    if (!takes_file_watches_) {
        return;
    }
    Json watchers = Json::array();
    for (const char* pattern : {"**/*.lsmap", "**/*.xml"}) {
        watchers.push_back({{"globPattern", pattern}});
    }
    Json registration = {{"id", "files"},
                         {"method", "workspace/didChangeWatchedFiles"},
                         {"registerOptions", {{"watchers", watchers}}}};
    send({{"jsonrpc", "2.0"},
          {"id", "register"},
          {"method", "client/registerCapability"},
          {"params", {{"registrations", Json::array({registration})}}}});
}

Json Session::shutdown(const Json& /*params*/) {
    is_shut_down_ = true;
    return nullptr;
}

void Session::exit(const Json& /*params*/) { exit_status_ = is_shut_down_ ? 0 : 1; }

}  // namespace lsmap::ide

#pragma once
#include "ide/analysis.hpp"
#include "ide/config_file.hpp"
#include "ide/outline.hpp"
#include "ide/protocol/server.hpp"
#include "ide/text_position.hpp"

#include <nlohmann/json_fwd.hpp>

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace lsmap::ide {

using Json = nlohmann::json;

// A document that the client has open: its text is what counts, whatever the disk has.
struct Document {
    std::string uri, path;
    std::string text;
    std::vector<std::uint32_t> starts;
    std::int64_t version = 0;
    bool is_rules = false;  // else a config or something else
};

// An answer with an error code of the protocol.
struct RequestError {
    int code;
    std::string message;
};
inline constexpr int parse_error = -32700, invalid_request = -32600, method_not_found = -32601,
                     invalid_params = -32602, internal_error = -32603, not_initialized = -32002,
                     request_cancelled = -32800, request_failed = -32803;

// Nothing is said of what is asked: `null`.
struct NoAnswer {};

// A name of a rule file that means a control, object or label of a config.
struct UseOfConfig {
    std::shared_ptr<const Analysis> in;
    Span at;
};

// What the server knows between two messages.
class Session {
 public:
    Session(ServerOptions options, Server::Send send)
        : options_(std::move(options)), send_(std::move(send)) {}

    void receive(std::string_view body);
    void receive_problem(std::string_view problem);
    void settle();
    bool look_ahead(std::string_view body);
    std::optional<int> exit_status() const { return exit_status_; }

    // ---- lifecycle.cpp
    Json initialize(const Json& params);
    Json shutdown(const Json& params);
    void initialized(const Json& params);
    void exit(const Json& params);
    // ---- documents.cpp
    void did_open(const Json& params);
    void did_change(const Json& params);
    void did_close(const Json& params);
    void did_change_watched_files(const Json& params);
    // ---- requests.cpp, each as its method says
    Json hover(const Json& params);
    Json completion(const Json& params);
    Json signature_help(const Json& params);
    Json definition(const Json& params);
    Json references(const Json& params);
    Json document_highlight(const Json& params);
    Json prepare_rename(const Json& params);
    Json rename(const Json& params);
    Json document_symbol(const Json& params);
    Json folding_range(const Json& params);
    Json semantic_tokens(const Json& params);
    Json inlay_hint(const Json& params);
    Json formatting(const Json& params);
    Json code_action(const Json& params);
    Json execute_command(const Json& params);

 private:
    // ---- messages.cpp
    void answer(const Json& message);
    void send(const Json& message);
    void notify(std::string_view method, Json params);
    bool is_cancelled(const Json& id);

    // ---- documents.cpp
    Document* find(std::string_view uri);
    const Document* open_at(const std::string& path) const;
    // The document of a request; throws where it is not open.
    const Document& open_document(const Json& params);
    // The same of a rule file; throws NoAnswer where it is a config.
    const Document& rules(const Json& params);
    // The text at a path changed: what was compiled with it is compiled anew.
    void touch(const std::string& path);
    std::shared_ptr<const Analysis> analysis(const std::string& path);
    driver::CompileOptions compile_options();
    // ---- requests.cpp
    static Json markdown(std::string text);
    Json symbols(const Document& document, const SourceFile& source,
                 const std::vector<OutlineEntry>& entries) const;
    // ---- requests_config.cpp: the same questions where a config is open
    Json config_hover(const Document& document, const Json& position);
    Json config_definition(const Document& document, const Json& position);
    Json config_references(const Document& document, const Json& params);
    // Names in the rule files of the workspace that mean what a config names.
    std::vector<UseOfConfig> uses_of_config(const std::string& path, const ConfigName& name);
    // ---- publish.cpp
    void publish(const std::string& rules);
    void tell(const std::string& target);
    std::vector<std::string> workspace_rules();

    // ---- places
    Json range(const SourceFile& source, Span span) const;
    std::optional<Json> location(const Analysis& analysis, Span span);
    // A path that the client can open for a file of a compilation; nothing: there is none.
    std::optional<std::string> path_of(const SourceFile& source);
    std::uint32_t byte_at(const SourceFile& source, const Json& position) const;
    // Names of one thing, in whichever files of the workspace.
    struct Place;
    std::vector<Place> all_references(const Analysis& made, std::uint32_t byte,
                                      const std::string& rules);
    std::vector<std::string> who_uses(const std::string& path, const std::string& first);
    static std::optional<std::string> explanation(std::string_view code);
    std::optional<std::string> page_of(std::string_view code);
    std::optional<std::string> stored(const std::string& name, std::string_view text);

    ServerOptions options_;
    Server::Send send_;
    bool is_initialized_ = false, is_shut_down_ = false;
    std::optional<int> exit_status_;
    Encoding encoding_ = Encoding::utf16;
    std::vector<std::string> roots_;
    bool takes_snippets_ = false, takes_symbol_trees_ = false, takes_file_watches_ = false,
         takes_documents_ = false;
    std::map<std::string, Document, std::less<>> documents_;  // by URI
    struct Compiled {
        std::shared_ptr<const Analysis> analysis;
        std::set<std::string> paths;  // of its files, as they are compared
    };
    std::map<std::string, Compiled> compiled_;  // by path of the rule file
    driver::FileCache cache_;
    std::set<std::string> changed_;  // rule files whose messages may be others now
    // By rule file: the messages for each of the files that it uses, each as the client gets it.
    std::map<std::string, std::map<std::string, std::vector<std::string>>> messages_;
    std::map<std::string, std::string> stored_;          // by name: what the cache has of it
    std::map<std::string, std::string> told_;            // by path: what the client was told last
    std::map<std::string, std::set<std::string>> used_;  // by rule file of the workspace: its files
    bool workspace_is_read_ = false;
    std::set<std::string> checked_closed_;  // rule files that a changed config has brought up
    std::mutex mutex_;
    std::set<std::string> cancelled_;  // ids, under the mutex
};

}  // namespace lsmap::ide

#include "ide/protocol/session.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <exception>

// JSON-RPC: which method is answered by what, and what is said of all else.
namespace lsmap::ide {
namespace {

struct Request {
    std::string_view method;
    Json (Session::*answer)(const Json& params);
};
constexpr Request requests[] = {
    {"initialize", &Session::initialize},
    {"shutdown", &Session::shutdown},
    {"textDocument/hover", &Session::hover},
    {"textDocument/completion", &Session::completion},
    {"textDocument/signatureHelp", &Session::signature_help},
    {"textDocument/definition", &Session::definition},
    {"textDocument/references", &Session::references},
    {"textDocument/documentHighlight", &Session::document_highlight},
    {"textDocument/prepareRename", &Session::prepare_rename},
    {"textDocument/rename", &Session::rename},
    {"textDocument/documentSymbol", &Session::document_symbol},
    {"textDocument/foldingRange", &Session::folding_range},
    {"textDocument/semanticTokens/full", &Session::semantic_tokens},
    {"textDocument/inlayHint", &Session::inlay_hint},
    {"textDocument/formatting", &Session::formatting},
    {"textDocument/codeAction", &Session::code_action},
    {"workspace/executeCommand", &Session::execute_command},
};

struct Notification {
    std::string_view method;
    void (Session::*take)(const Json& params);
};
constexpr Notification notifications[] = {
    {"initialized", &Session::initialized},
    {"exit", &Session::exit},
    {"textDocument/didOpen", &Session::did_open},
    {"textDocument/didChange", &Session::did_change},
    {"textDocument/didClose", &Session::did_close},
    {"workspace/didChangeWatchedFiles", &Session::did_change_watched_files},
};

// An id as text that tells 1 from "1".
std::string id_text(const Json& id) {
    return id.dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool is_id(const Json& id) { return id.is_string() || id.is_number_integer() || id.is_null(); }

Json response(const Json& id) { return {{"jsonrpc", "2.0"}, {"id", id}}; }

Json error_response(const Json& id, int code, std::string_view message) {
    Json json = response(id);
    json["error"] = {{"code", code}, {"message", message}};
    return json;
}

// What stands under a key of an object; null where there is neither.
const Json& member(const Json& json, const char* key) {
    static const Json none;
    const auto found = json.is_object() ? json.find(key) : json.end();
    return json.is_object() && found != json.end() ? *found : none;
}

}  // namespace

void Session::send(const Json& message) {
    send_(message.dump(-1, ' ', false, Json::error_handler_t::replace));
}

void Session::notify(std::string_view method, Json params) {
    send({{"jsonrpc", "2.0"}, {"method", method}, {"params", std::move(params)}});
}

void Session::receive_problem(std::string_view problem) {
    send(error_response(nullptr, parse_error, problem));
}

bool Session::look_ahead(std::string_view body) {
    const bool is_cancel = body.find("$/cancelRequest") != std::string_view::npos;
    if (!is_cancel && body.find("\"exit\"") == std::string_view::npos) {
        return false;
    }
    const Json message = Json::parse(body, nullptr, false);
    const Json& method = member(message, "method");
    if (is_cancel && method == "$/cancelRequest") {
        const std::lock_guard lock(mutex_);
        cancelled_.insert(id_text(member(member(message, "params"), "id")));
    }
    return method == "exit";
}

bool Session::is_cancelled(const Json& id) {
    const std::lock_guard lock(mutex_);
    return cancelled_.erase(id_text(id)) != 0;
}

void Session::receive(std::string_view body) {
    const Json message = Json::parse(body, nullptr, false);
    if (message.is_discarded()) {
        send(error_response(nullptr, parse_error, "the message is no JSON"));
        return;
    }
    if (message.is_array() && !message.empty()) {  // a batch, which the protocol does not have
        for (const Json& one : message) {
            answer(one);
        }
        return;
    }
    answer(message);
}

void Session::answer(const Json& message) {
    const Json& method = member(message, "method");
    const Json& params = member(message, "params");
    const bool is_request = message.is_object() && message.contains("id");
    if (!method.is_string()) {
        const bool is_response =
            is_request && (message.contains("result") || message.contains("error"));
        if (!is_response) {  // answers to what the server asked need no more
            send(error_response(is_request && is_id(message["id"]) ? message["id"] : Json(nullptr),
                                invalid_request, "a message has a `method`"));
        }
        return;
    }
    const auto name = method.get<std::string>();
    if (!is_request) {
        const auto* row = std::ranges::find(notifications, name, &Notification::method);
        // Those that are not known may be left alone; before `initialize` only `exit` counts.
        if (row == std::end(notifications) || (!is_initialized_ && name != "exit")) {
            if (name == "$/cancelRequest") {
                is_cancelled(member(params, "id"));  // it comes too late
            }
            return;
        }
        try {
            (this->*row->take)(params);
        } catch (const RequestError& error) {
            notify("window/logMessage",
                   {{"type", 2}, {"message", fmt::format("{}: {}", name, error.message)}});
        } catch (const std::exception& error) {
            notify("window/logMessage",
                   {{"type", 1}, {"message", fmt::format("{}: {}", name, error.what())}});
        }
        return;
    }
    const Json& id = message["id"];
    if (!is_id(id)) {
        send(error_response(nullptr, invalid_request, "an `id` is a number or a string"));
        return;
    }
    if (is_cancelled(id)) {
        send(error_response(id, request_cancelled, "the client no longer wants it"));
        return;
    }
    const auto* row = std::ranges::find(requests, name, &Request::method);
    if (row == std::end(requests)) {
        send(error_response(id, method_not_found, fmt::format("there is no method `{}`", name)));
        return;
    }
    if (is_shut_down_) {
        send(error_response(id, invalid_request, "after `shutdown` only `exit` is taken"));
        return;
    }
    if (is_initialized_ == (name == "initialize")) {
        send(is_initialized_ ? error_response(id, invalid_request, "`initialize` comes once")
                             : error_response(id, not_initialized, "`initialize` comes first"));
        return;
    }
    try {
        Json json = response(id);
        json["result"] = (this->*row->answer)(params);
        send(json);
    } catch (const NoAnswer&) {
        Json json = response(id);
        json["result"] = nullptr;
        send(json);
    } catch (const RequestError& error) {
        send(error_response(id, error.code, error.message));
    } catch (const Json::exception& error) {
        send(error_response(id, invalid_params, error.what()));
    } catch (const std::exception& error) {
        send(error_response(id, internal_error, error.what()));
    }
}

// ---- the door
// ------------------------------------------------------------------------------------

Server::Server(ServerOptions options, Send send)
    : session_(std::make_unique<Session>(std::move(options), std::move(send))) {}
Server::~Server() = default;
void Server::receive(std::string_view body) { session_->receive(body); }
void Server::receive_problem(std::string_view problem) { session_->receive_problem(problem); }
void Server::settle() { session_->settle(); }
bool Server::look_ahead(std::string_view body) { return session_->look_ahead(body); }
std::optional<int> Server::exit_status() const { return session_->exit_status(); }

}  // namespace lsmap::ide

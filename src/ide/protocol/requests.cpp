#include "ide/code_actions.hpp"
#include "ide/config_file.hpp"
#include "ide/hover.hpp"
#include "ide/inlay_hints.hpp"
#include "ide/outline.hpp"
#include "ide/protocol/session.hpp"
#include "ide/semantic_tokens.hpp"
#include "ide/uri.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

// Questions of the client, answered from the compilation of what is open.
namespace lsmap::ide {
Json Session::markdown(std::string text) {
    return {{"kind", "markdown"}, {"value", std::move(text)}};
}

Json Session::hover(const Json& params) {
    const Document& document = open_document(params);
    if (!document.is_rules) {
        return config_hover(document, params.at("position"));
    }
    const std::shared_ptr<const Analysis> made = analysis(document.path);
    if (!made->is_read()) {
        return nullptr;
    }
    const auto found = ide::hover(*made, byte_at(made->source(), params.at("position")));
    return found ? Json{{"contents", markdown(found->text)},
                        {"range", range(made->source(), found->span)}}
                 : Json(nullptr);
}

Json Session::document_symbol(const Json& params) {
    const Document& document = open_document(params);
    if (!document.is_rules) {
        const ConfigFile config(document.path, document.text);
        return symbols(document, config.source(), outline(config));
    }
    const std::shared_ptr<const Analysis> made = analysis(document.path);
    return made->is_read() ? symbols(document, made->source(), outline(*made)) : Json::array();
}

Json Session::symbols(const Document& document, const SourceFile& source,
                      const std::vector<OutlineEntry>& entries) const {
    const auto tree = [&](const OutlineEntry& entry, const auto& self) -> Json {
        Json json = {{"name", entry.name},
                     {"kind", static_cast<int>(entry.kind)},
                     {"range", range(source, entry.span)},
                     {"selectionRange", range(source, entry.name_span)}};
        if (!entry.detail.empty()) {
            json["detail"] = entry.detail;
        }
        for (const OutlineEntry& child : entry.children) {
            json["children"].push_back(self(child, self));
        }
        return json;
    };
    const auto flat = [&](const OutlineEntry& entry, const std::string& around, Json& all,
                          const auto& self) -> void {
        Json json = {{"name", entry.name},
                     {"kind", static_cast<int>(entry.kind)},
                     {"location", {{"uri", document.uri}, {"range", range(source, entry.span)}}}};
        if (!around.empty()) {
            json["containerName"] = around;
        }
        all.push_back(std::move(json));
        for (const OutlineEntry& child : entry.children) {
            self(child, entry.name, all, self);
        }
    };
    Json all = Json::array();
    for (const OutlineEntry& entry : entries) {
        if (takes_symbol_trees_) {
            all.push_back(tree(entry, tree));
        } else {
            flat(entry, "", all, flat);
        }
    }
    return all;
}

Json Session::folding_range(const Json& params) {
    const std::shared_ptr<const Analysis> made = analysis(rules(params).path);
    Json all = Json::array();
    if (!made->is_read()) {
        return all;
    }
    std::uint32_t last_line = 0xFFFF'FFFF;
    for (const Fold& fold : folds(made->tree(), made->text())) {
        const std::uint32_t begin = made->source().line_of(fold.begin) - 1;
        std::uint32_t end = made->source().line_of(fold.end) - 1;
        end -= fold.is_comment ? 0 : 1;  // the closing bracket stays in sight
        if (end > begin && begin != last_line) {
            Json json = {{"startLine", begin}, {"endLine", end}};
            if (fold.is_comment) {
                json["kind"] = "comment";
            }
            all.push_back(std::move(json));
            last_line = begin;
        }
    }
    return all;
}

Json Session::semantic_tokens(const Json& params) {
    const std::shared_ptr<const Analysis> made = analysis(rules(params).path);
    Json data = Json::array();
    if (!made->is_read()) {
        return {{"data", data}};
    }
    Position last;
    for (const SemanticToken& token : ide::semantic_tokens(*made)) {
        const Position at =
            position_of(made->text(), made->source().line_starts, token.begin, encoding_);
        const std::uint32_t length =
            units(made->text().substr(token.begin, token.end - token.begin), encoding_);
        data.push_back(at.line - last.line);
        data.push_back(at.line == last.line ? at.character - last.character : at.character);
        data.push_back(length);
        data.push_back(static_cast<int>(token.type));
        data.push_back(static_cast<int>(token.modifiers));
        last = at;
    }
    return {{"data", std::move(data)}};
}

Json Session::inlay_hint(const Json& params) {
    const std::shared_ptr<const Analysis> made = analysis(rules(params).path);
    Json all = Json::array();
    if (!made->is_read()) {
        return all;
    }
    const Json& asked = params.at("range");
    for (const InlayHint& hint : inlay_hints(*made, byte_at(made->source(), asked.at("start")),
                                             byte_at(made->source(), asked.at("end")))) {
        const Position at =
            position_of(made->text(), made->source().line_starts, hint.byte, encoding_);
        Json json = {{"position", {{"line", at.line}, {"character", at.character}}},
                     {"label", hint.text}};
        if (hint.is_type) {
            json["kind"] = 1;
        } else {
            json["paddingLeft"] = true;
        }
        all.push_back(std::move(json));
    }
    return all;
}

Json Session::code_action(const Json& params) {
    const Document& document = rules(params);
    const std::shared_ptr<const Analysis> made = analysis(document.path);
    Json all = Json::array();
    if (!made->is_read()) {
        return all;
    }
    const Json& asked = params.at("range");
    const std::uint32_t begin = byte_at(made->source(), asked.at("start"));
    const std::uint32_t end = byte_at(made->source(), asked.at("end"));
    for (const CodeAction& action : code_actions(*made, begin, end)) {
        Json edits = Json::object();
        for (const TextEdit& edit : action.edits) {
            const auto at = location(*made, edit.span);
            if (at) {
                edits[(*at)["uri"].get<std::string>()].push_back(
                    {{"range", (*at)["range"]}, {"newText", edit.text}});
            }
        }
        all.push_back({{"title", action.title},
                       {"kind", "quickfix"},
                       {"isPreferred", action.is_safe},
                       {"edit", {{"changes", std::move(edits)}}}});
    }
    std::set<std::string> explained;
    for (const diag::Diagnostic& d : made->compiled().sink.all()) {
        const bool is_here =
            d.span && d.span->file == made->file() && d.span->begin <= end && begin <= d.span->end;
        const std::string id(diag::info(d.code).id);
        if (is_here && explained.insert(id).second) {
            const std::string title = "Explain " + id;
            all.push_back({{"title", title},
                           {"kind", "quickfix"},
                           {"command",
                            {{"title", title},
                             {"command", "lsmapc.explain"},
                             {"arguments", Json::array({id})}}}});
        }
    }
    return all;
}

Json Session::execute_command(const Json& params) {
    const auto command = params.at("command").get<std::string>();
    const Json arguments = params.value("arguments", Json::array());
    if (command != "lsmapc.explain" || arguments.size() != 1 || !arguments[0].is_string()) {
        throw RequestError{invalid_params, fmt::format("there is no command `{}`", command)};
    }
    const auto code = arguments[0].get<std::string>();
    const std::optional<std::string> text = explanation(code);
    if (!text) {
        throw RequestError{invalid_params, fmt::format("there is no message `{}`", code)};
    }
    const auto page = page_of(code);
    if (page && takes_documents_) {
        send({{"jsonrpc", "2.0"},
              {"id", "explain " + code},
              {"method", "window/showDocument"},
              {"params", {{"uri", uri_of_path(*page)}, {"takeFocus", true}}}});
    }
    return *text;
}

}  // namespace lsmap::ide

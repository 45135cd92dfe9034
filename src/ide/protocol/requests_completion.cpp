#include "driver/stdlib.hpp"
#include "ide/complete.hpp"
#include "ide/protocol/session.hpp"
#include "ide/signature_help.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>

// What is asked for while a word is written.
namespace lsmap::ide {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_names = 1'000;  // of one folder

// Files and folders (with a `/` behind them) by name, hidden ones left out.
std::vector<std::string> names_in(const fs::path& folder) {
    std::vector<std::string> names;
    std::error_code error;
    fs::directory_iterator at(folder, fs::directory_options::skip_permission_denied, error);
    for (; !error && at != fs::directory_iterator() && names.size() < most_names;
         at.increment(error)) {
        std::string name = at->path().filename().string();
        std::error_code none;
        if (!name.starts_with('.')) {
            names.push_back(std::move(name) + (at->is_directory(none) ? "/" : ""));
        }
    }
    std::ranges::sort(names);
    return names;
}

}  // namespace

Json Session::completion(const Json& params) {
    const Document& document = rules(params);
    const std::shared_ptr<const Analysis> made = analysis(document.path);
    if (!made->is_read()) {
        return nullptr;
    }
    const AnalyseAt analyse = [&](std::string text, std::uint32_t cursor) {
        driver::CompileOptions options = compile_options();
        options.open_text = [&, before = options.open_text](const std::filesystem::path& path) {
            return path.lexically_normal() == document.path ? std::optional(text) : before(path);
        };
        return std::make_shared<const Analysis>(document.path, options, cursor);
    };
    CompletionSources sources{analyse, {}, [&](std::string_view folder) {
                                  return names_in(fs::path(document.path).parent_path() / folder);
                              }};
    for (const driver::StandardModule& module : driver::standard_modules(options_.compile.stdlib)) {
        sources.modules.push_back(module.name);
    }
    const std::uint32_t byte = byte_at(made->source(), params.at("position"));
    const Completions found = complete(made->text(), byte, *made, sources);
    const Json replaced = range(made->source(), {found.begin, found.end, made->file()});
    Json items = Json::array();
    for (const CompletionItem& item : found.items) {
        const bool as_snippet = takes_snippets_ && !item.snippet.empty();
        const std::string& text = as_snippet            ? item.snippet
                                  : item.insert.empty() ? item.label
                                                        : item.insert;
        Json json = {{"label", item.label},
                     {"kind", static_cast<int>(item.kind)},
                     {"sortText", fmt::format("{}{}", item.rank, item.label)},
                     {"textEdit", {{"range", replaced}, {"newText", text}}}};
        if (as_snippet) {
            json["insertTextFormat"] = 2;
        }
        if (!item.detail.empty()) {
            json["detail"] = item.detail;
        }
        if (!item.doc.empty()) {
            json["documentation"] = markdown(item.doc);
        }
        items.push_back(std::move(json));
    }
    return {{"isIncomplete", false}, {"items", std::move(items)}};
}

Json Session::signature_help(const Json& params) {
    const std::shared_ptr<const Analysis> made = analysis(rules(params).path);
    if (!made->is_read()) {
        return nullptr;
    }
    const SignatureHelp help =
        ide::signature_help(made->text(), byte_at(made->source(), params.at("position")), *made);
    if (help.signatures.empty()) {
        return nullptr;
    }
    Json signatures = Json::array();
    for (const SignatureHelp::Signature& signature : help.signatures) {
        Json parameters = Json::array();
        for (const auto& [begin, end] : signature.params) {
            parameters.push_back({{"label", signature.text.substr(begin, end - begin)}});
        }
        Json json = {{"label", signature.text}, {"parameters", std::move(parameters)}};
        if (!signature.doc.empty()) {
            json["documentation"] = markdown(signature.doc);
        }
        signatures.push_back(std::move(json));
    }
    return {{"signatures", std::move(signatures)},
            {"activeSignature", help.active},
            {"activeParameter", help.argument}};
}

}  // namespace lsmap::ide

#include "diag/explain.hpp"
#include "diag/render.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <set>

// SARIF 2.1.0, https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
namespace lsmap::diag {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view schema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
constexpr std::string_view root = "%SRCROOT%";  // what relative paths are relative to

const char* level(Severity severity) { return severity == Severity::error ? "error" : "warning"; }

// A path as a URI reference: what is no plain character of a path is percent coded.
std::string uri(std::string_view path) {
    std::string out = path.starts_with('/') ? "file://" : "";
    for (const char c : path) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') ||
                           std::string_view("-._~/").find(c) != std::string_view::npos;
        out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

Json artifact(std::string_view path) {
    Json json = {{"uri", uri(path)}};
    if (!path.starts_with('/')) {
        json["uriBaseId"] = root;
    }
    return json;
}

// Lines and columns from 1, the column behind the last one as the end.
Json region(const SourceFile& file, Span span) {
    const LineColumn start = file.position(span.begin);
    const LineColumn end = file.position(span.end);
    return {{"startLine", start.line}, {"startColumn", start.column}, {"endLine", end.line},
            {"endColumn", end.column}, {"byteOffset", span.begin},    {"byteLength", span.size()}};
}

Json physical(const SourceMap& sources, Span span) {
    const SourceFile& file = sources[span.file];
    Json json = {{"artifactLocation", artifact(file.path)}, {"region", region(file, span)}};
    const std::string_view line = file.line(file.line_of(span.begin));
    json["contextRegion"] = {{"startLine", file.line_of(span.begin)},
                             {"snippet", {{"text", line}}}};
    return json;
}

Json location(const Diagnostic& d, const SourceMap& sources) {
    if (!d.data) {
        return {{"physicalLocation", physical(sources, *d.span)}};
    }
    Json where = {{"artifactLocation", artifact(d.data->file)}};
    if (d.data->line != 0) {
        where["region"] = {{"startLine", d.data->line}, {"startColumn", d.data->column}};
    }
    Json json = {{"physicalLocation", std::move(where)}};
    if (!d.data->pointer.empty()) {
        json["logicalLocations"] = {{{"fullyQualifiedName", d.data->pointer}}};
    }
    return json;
}

// All edits of a message belong together.
Json fix(const Diagnostic& d, const SourceMap& sources) {
    std::map<FileId, Json> changes;
    bool safe = true;
    for (const Fix& edit : d.fixes) {
        Json& change = changes[edit.span.file];
        if (change.is_null()) {
            change = {{"artifactLocation", artifact(sources[edit.span.file].path)},
                      {"replacements", Json::array()}};
        }
        change["replacements"].push_back(
            {{"deletedRegion", region(sources[edit.span.file], edit.span)},
             {"insertedContent", {{"text", edit.replacement}}}});
        safe = safe && edit.safe == Safe::yes;
    }
    Json json = {{"description", {{"text", d.helps.empty() ? "replace it" : d.helps.front()}}},
                 {"artifactChanges", Json::array()},
                 {"properties", {{"safe", safe}}}};
    for (auto& [file, change] : changes) {
        json["artifactChanges"].push_back(std::move(change));
    }
    return json;
}

Json result(const Diagnostic& d, const SourceMap& sources) {
    Json json = {{"ruleId", info(d.code).id},
                 {"ruleIndex", 0},
                 {"level", level(d.severity)},
                 {"message", {{"text", plain_message(d, sources)}}},
                 {"locations", Json::array()}};
    if (d.span || d.data) {
        json["locations"].push_back(location(d, sources));
    }
    // Where there is a place in the data, the rule that read it is the other half.
    if (d.data && d.span) {
        json["relatedLocations"].push_back({{"physicalLocation", physical(sources, *d.span)},
                                            {"message", {{"text", "the rule"}}}});
    }
    for (const Label& label : d.labels) {
        json["relatedLocations"].push_back({{"physicalLocation", physical(sources, label.span)},
                                            {"message", {{"text", label.text}}}});
    }
    for (std::size_t i = 0;
         json.contains("relatedLocations") && i < json["relatedLocations"].size(); ++i) {
        json["relatedLocations"][i]["id"] = i;
    }
    if (!d.fixes.empty()) {
        json["fixes"] = {fix(d, sources)};
    }
    json["partialFingerprints"] = {{"lsmapc/v1", fingerprint(d, sources)}};
    return json;
}

Json rule(const Info& row) {
    Json json = {{"id", row.id},
                 {"name", row.name},
                 {"shortDescription", {{"text", row.message}}},
                 {"defaultConfiguration", {{"level", level(row.severity)}}}};
    if (const std::optional<std::string_view> page = error_page(row)) {
        const std::size_t title = page->find(": ");
        const std::size_t end = page->find('\n');
        json["shortDescription"]["text"] = page->substr(title + 2, end - title - 2);
        json["help"] = {{"text", "lsmapc explain " + std::string(row.id)}, {"markdown", *page}};
    }
    return json;
}

}  // namespace

std::string render_sarif(std::span<const Batch> batches, std::string_view version) {
    Json results = Json::array();
    std::map<Code, std::size_t> rules;
    std::set<std::string> told;  // what two rule files share is told once
    for (const Batch& batch : batches) {
        for (const Diagnostic* d : by_position(*batch.diagnostics)) {
            Json one = result(*d, *batch.sources);
            if (told.insert(one.dump(-1, ' ', false, Json::error_handler_t::replace)).second) {
                rules[d->code] = 0;
                results.push_back(std::move(one));
            }
        }
    }
    Json rule_rows = Json::array();
    for (auto& [code, index] : rules) {
        index = rule_rows.size();
        rule_rows.push_back(rule(info(code)));
    }
    for (Json& one : results) {
        one["ruleIndex"] = rules[code_of(one["ruleId"].get<std::string>())];
    }
    const Json log = {
        {"$schema", schema},
        {"version", "2.1.0"},
        {"runs",
         {{{"tool",
            {{"driver", {{"name", "lsmapc"}, {"semanticVersion", version}, {"rules", rule_rows}}}}},
           {"columnKind", "unicodeCodePoints"},
           {"results", results}}}}};
    return log.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace lsmap::diag

#include "diag/render.hpp"

#include <nlohmann/json.hpp>

namespace lsmap::diag {
namespace {

using Json = nlohmann::ordered_json;

Json position(const SourceFile& file, std::uint32_t byte) {
    const LineColumn at = file.position(byte);
    return {{"byte", byte}, {"line", at.line}, {"column", at.column}};
}

Json place(const SourceMap& sources, Span span) {
    const SourceFile& file = sources[span.file];
    return {{"file", file.path},
            {"start", position(file, span.begin)},
            {"end", position(file, span.end)}};
}

Json data_place(const DataLocation& where) {
    Json json = {{"file", where.file}};
    const auto known = [&](const char* key, std::uint64_t number) {
        json[key] = number == 0 ? Json(nullptr) : Json(number);
    };
    known("record", where.record);
    known("line", where.line);
    known("column", where.column);
    json["pointer"] = where.pointer;
    json["excerpt"] = where.excerpt;
    return json;
}

Json diagnostic(const SourceMap& sources, const Diagnostic& d) {
    Json json = {{"code", info(d.code).id},
                 {"severity", d.severity == Severity::error ? "error" : "warning"},
                 {"message", d.message},
                 {"span", d.span ? place(sources, *d.span) : Json(nullptr)},
                 {"text", d.span_text},
                 {"labels", Json::array()},
                 {"notes", d.notes},
                 {"helps", d.helps},
                 {"fixes", Json::array()},
                 {"data", d.data ? data_place(*d.data) : Json(nullptr)}};
    if (!d.verdicts.empty()) {
        json["verdicts"] = d.verdicts;
    }
    for (const Label& label : d.labels) {
        json["labels"].push_back({{"span", place(sources, label.span)}, {"text", label.text}});
    }
    for (const Fix& fix : d.fixes) {
        json["fixes"].push_back({{"span", place(sources, fix.span)},
                                 {"replacement", fix.replacement},
                                 {"safe", fix.safe == Safe::yes}});
    }
    return json;
}

}  // namespace

std::string render_json(std::span<const Batch> batches) {
    Json json = {{"diagnostics", Json::array()}, {"errors", 0}, {"warnings", 0}};
    for (const Batch& batch : batches) {
        for (const Diagnostic* d : by_position(*batch.diagnostics)) {
            json["diagnostics"].push_back(diagnostic(*batch.sources, *d));
            Json& count = json[d->severity == Severity::error ? "errors" : "warnings"];
            count = count.get<int>() + 1;
        }
    }
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace lsmap::diag

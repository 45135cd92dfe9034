#include "driver/summary.hpp"

#include "driver/stats.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string_view>
#include <sys/resource.h>

namespace lsmap::driver {
namespace {

using Json = nlohmann::ordered_json;

std::string counted(std::uint64_t n, std::string_view what) {
    return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
}

std::uint64_t skipped_in_all(const run::Summary::Row& row) {
    std::uint64_t n = 0;
    for (const auto& [reason, count] : row.skipped) {
        n += count;
    }
    return n;
}

std::string skips(const run::Summary::Row& row) {
    const bool named = row.skipped.size() > 1 || !row.skipped.begin()->first.empty();
    std::string text = fmt::format("skipped {}", skipped_in_all(row));
    std::string reasons;
    for (const auto& [reason, count] : row.skipped) {
        reasons += (reasons.empty() ? "" : ", ") + (reason.empty()
                                                        ? fmt::format("{} without a reason", count)
                                                        : fmt::format("{} \"{}\"", count, reason));
    }
    return named ? text + " (" + reasons + ")" : text;
}

std::string_view word(plan::Site::Kind kind) {
    switch (kind) {
        case plan::Site::Kind::task:
            return "task";
        case plan::Site::Kind::prediction:
            return "prediction";
        case plan::Site::Kind::group:
            return "group";
        case plan::Site::Kind::rule:
            return "rule";
        case plan::Site::Kind::with:
            return "with";
        case plan::Site::Kind::relation:
            return "relation";
    }
    return "";
}

}  // namespace

std::string text_summary(const run::Summary& summary,
                         const std::vector<run::Partners::Alone>& alone) {
    std::string text = counted(summary.records, "record") + ": " + counted(summary.tasks, "task") +
                       ", " + counted(summary.predictions, "prediction") + ", " +
                       counted(summary.regions, "result");
    if (summary.rejected != 0) {
        text += fmt::format(", {} rejected", summary.rejected);
    }
    text += '\n';
    for (const run::Summary::Row& row : summary.rows) {
        const bool emits = row.kind == plan::Site::Kind::rule ||
                           row.kind == plan::Site::Kind::with ||
                           row.kind == plan::Site::Kind::relation;
        if (!emits && row.skipped.empty()) {
            continue;
        }
        text += fmt::format("  {}: {}", row.name, row.made);
        text += row.skipped.empty() ? "" : ", " + skips(row);
        text += row.changed == 0 ? "" : fmt::format(", {} cut or moved to the edge", row.changed);
        text += row.orphans == 0 ? "" : fmt::format(", {} without their parent", row.orphans);
        text += '\n';
    }
    for (const run::Partners::Alone& input : alone) {
        text +=
            fmt::format("  input {}: {} of {} found no partner ({}{})\n", input.name, input.alone,
                        counted(input.rows, "row"), fmt::join(input.first_keys, ", "),
                        input.alone > input.first_keys.size() ? ", …" : "");
    }
    return text;
}

namespace {

Json counters(const run::Summary& summary) {
    Json json = {{"records", summary.records},
                 {"tasks", summary.tasks},
                 {"predictions", summary.predictions},
                 {"results", summary.regions},
                 {"rejected", summary.rejected},
                 {"bytes", summary.bytes},
                 {"rules", Json::array()}};
    for (const run::Summary::Row& row : summary.rows) {
        Json skipped = Json::object();
        for (const auto& [reason, count] : row.skipped) {
            skipped[reason] = count;
        }
        json["rules"].push_back({{"name", row.name},
                                 {"kind", word(row.kind)},
                                 {"made", row.made},
                                 {"changed", row.changed},
                                 {"without_parent", row.orphans},
                                 {"skipped", std::move(skipped)}});
    }
    return json;
}

std::string line_of(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

double of(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

}  // namespace

std::string json_summary(const run::Summary& summary, const SourceMap& sources,
                         const std::vector<run::Partners::Alone>& alone) {
    Json json = counters(summary);
    for (const run::Partners::Alone& input : alone) {
        json["inputs"].push_back({{"name", input.name},
                                  {"rows", input.rows},
                                  {"without_partner", input.alone},
                                  {"first_keys", input.first_keys}});
    }
    for (const run::Summary::Arm& arm : summary.arms) {
        const SourceFile& file = sources[arm.span.file];
        const LineColumn at = file.position(arm.span.begin);
        json["arms"].push_back({{"table", arm.table},
                                {"arm", sources.text(arm.span)},
                                {"file", file.path},
                                {"line", at.line},
                                {"column", at.column},
                                {"taken", arm.taken}});
    }
    return line_of(json);
}

std::string json_stats(const run::Summary& summary, const Stats& stats) {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const Phases& s = stats.seconds;
    Json json = counters(summary);
    json["bytes_in"] = stats.bytes_in;
    json["jobs"] = stats.jobs;
    json["seconds"] = {{"wall", stats.wall_seconds},
                       {"cpu", of(usage.ru_utime) + of(usage.ru_stime)},
                       {"compile", s.compile},
                       {"read", s.read},
                       {"decode", s.decode},
                       {"evaluate", s.evaluate},
                       {"write", s.write}};
    json["peak_bytes"] = static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
    return line_of(json);
}

}  // namespace lsmap::driver

#include "driver/test_judge.hpp"

#include "driver/compare_tasks.hpp"
#include "driver/exit_status.hpp"
#include "driver/files.hpp"
#include "driver/task_writer.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace lsmap::driver {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t most_expected = std::size_t{256} << 20U;  // bytes of a file

std::uint64_t counted(const TestCount& count, const TestRun& run) {
    if (count.what == "tasks") {
        return run.tasks;
    }
    if (count.what == "predictions") {
        return run.predictions;
    }
    if (count.what == "rejected") {
        return run.rejected;
    }
    if (count.what == "regions") {
        return count.of ? run.made(*count.of) : run.results;
    }
    return count.of ? run.skipped(*count.of) : run.skipped();
}

std::string name_of(const TestCount& count) {
    return count.what + (!count.of                 ? ""
                         : count.what == "skipped" ? " \"" + *count.of + "\""
                                                   : " of " + *count.of);
}

std::string expected_text(const TestValue& value) {
    std::string text = value.json;
    if (!value.file.empty()) {
        text.clear();
        read_bytes(value.file, text, most_expected);
    }
    return text;
}

void indent(const std::string& messages, std::vector<std::string>& lines) {
    for (std::size_t at = 0; at < messages.size();) {
        const std::size_t end = std::min(messages.find('\n', at), messages.size());
        lines.push_back(messages.substr(at, end - at));
        at = end + 1;
    }
}

bool expects_rejection(const TestBlock& test) {
    return !test.errors.empty() || std::ranges::any_of(test.counts, [](const TestCount& count) {
        return count.what == "rejected" && count.number != 0;
    });
}

// Ids of results that others refer to or share.
void count_ids(const Json& json, std::multiset<std::string>& ids) {
    if (json.is_object()) {
        for (const auto& entry : json.items()) {
            const bool refers = entry.key() == "id" || entry.key() == "parentID" ||
                                entry.key() == "from_id" || entry.key() == "to_id";
            if (refers && entry.value().is_string()) {
                ids.insert(entry.value().get<std::string>());
            }
        }
    }
    if (json.is_structured()) {
        for (const Json& inner : json) {
            count_ids(inner, ids);
        }
    }
}

void drop_ids(Json& json, const std::multiset<std::string>& ids) {
    if (json.is_object() && json.contains("from_name") && json.contains("id") &&
        json["id"].is_string() && ids.count(json["id"].get<std::string>()) == 1) {
        json.erase("id");
    }
    if (json.is_structured()) {
        for (Json& inner : json) {
            drop_ids(inner, ids);
        }
    }
}

bool is_word(const std::string& key) {
    const auto letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    };
    return !key.empty() && letter(key[0]) &&
           std::ranges::all_of(key, [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

// A value as it is written in a rule file.
std::string written(const Json& json) {
    std::string text;
    if (json.is_object()) {
        for (const auto& entry : json.items()) {
            const std::string key = is_word(entry.key()) ? entry.key() : Json(entry.key()).dump();
            text += (text.empty() ? "{ " : ", ") + key + ": " + written(entry.value());
        }
        return text.empty() ? "{}" : text + " }";
    }
    if (json.is_array()) {
        for (const Json& element : json) {
            text += (text.empty() ? "" : ", ") + written(element);
        }
        return "[" + text + "]";
    }
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::vector<std::string> differences(const TestBlock& test, const TestRun& run) {
    std::vector<std::string> lines;
    for (const auto& [code, span] : test.errors) {
        if (std::ranges::find(run.codes, code) == run.codes.end()) {
            lines.push_back("error: expected " + code + ", got " +
                            (run.codes.empty() ? "none" : run.codes.front()));
        }
    }
    const auto is_expected = [&](const std::string& code) {
        return std::ranges::any_of(test.errors, [&](const auto& e) { return e.first == code; });
    };
    const bool ran = run.status == exit_done || run.status == exit_rejected;
    const bool silent = ran && expects_rejection(test) && test.errors.empty();
    if (!silent && !std::ranges::all_of(run.codes, is_expected)) {
        indent(run.messages, lines);
    } else if (!ran && run.codes.empty()) {
        indent(run.messages.empty() ? "it could not be run" : run.messages, lines);
    }
    if (!ran) {
        return lines;
    }
    for (const TestCount& count : test.counts) {
        if (const std::uint64_t n = counted(count, run); n != count.number) {
            lines.push_back(name_of(count) + ": expected " + std::to_string(count.number) +
                            ", got " + std::to_string(n));
        }
    }
    if (test.output) {
        indent(compare_tasks(expected_text(*test.output), run.output), lines);
    }
    return lines;
}

std::vector<TestEdit> updates(const TestBlock& test, const TestRun& run) {
    std::vector<TestEdit> edits;
    const bool ran = run.status == exit_done || run.status == exit_rejected;
    if (!ran || (!run.codes.empty() && !expects_rejection(test))) {
        return edits;  // that errors are right is for a person to say
    }
    for (const TestCount& count : test.counts) {
        edits.push_back({count.span, std::to_string(counted(count, run)), ""});
    }
    if (test.errors.size() == 1 && !run.codes.empty()) {
        edits.push_back({test.errors[0].second, "\"" + run.codes[0] + "\"", ""});
    }
    if (test.output) {
        Json output = Json::parse(run.output, nullptr, false);
        if (output.is_discarded()) {
            return edits;
        }
        std::multiset<std::string> ids;
        count_ids(output, ids);
        drop_ids(output, ids);
        const bool in_file = !test.output->file.empty();
        edits.push_back(
            {test.output->span,
             in_file
                 ? indented(output.dump(-1, ' ', false, Json::error_handler_t::replace), 0) + "\n"
                 : written(output),
             test.output->file});
    }
    return edits;
}

}  // namespace lsmap::driver

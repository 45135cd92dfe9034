#include "golden/init.hpp"

#include "golden/diff.hpp"
#include "golden/folder.hpp"
#include "golden/markdown.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <map>

namespace golden {
namespace {

using Json = nlohmann::json;

constexpr const char* page_name = "docs/init-examples.md";

// Tasks, predictions or responses of an output, one array or a line each.
std::vector<Json> tasks_of(const std::string& text) {
    std::vector<Json> tasks;
    const Json whole = Json::parse(text, nullptr, false);
    if (whole.is_array()) {
        return {whole.begin(), whole.end()};
    }
    for (const std::string& line : lines_of(text)) {
        const Json task = Json::parse(line, nullptr, false);
        if (!task.is_discarded()) {
            tasks.push_back(task);
        }
    }
    return tasks;
}

// Numbers are alike to a thousandth.
Json rounded(const Json& value) {
    if (value.is_number()) {
        return std::round(value.get<double>() * 1000) / 1000;
    }
    if (!value.is_structured()) {  // going through a text would give the text itself
        return value;
    }
    Json copy = value;
    for (auto& below : copy) {
        below = rounded(below);
    }
    return copy;
}

// What a result shows: its control, its type and its value. Ids, scores and the name of the model
// are not asked for: no sample tells them.
void add_results(const Json& value, std::map<std::string, int>& results) {
    if (value.is_object() && value.contains("from_name") && value.contains("value")) {
        ++results[value["from_name"].dump() + value["type"].dump() +
                  rounded(value["value"]).dump()];
        return;
    }
    if (value.is_array() || value.is_object()) {
        for (const Json& below : value) {
            add_results(below, results);
        }
    }
}

struct Made {
    std::string name;
    bool passes = false, maps = false;
    int expected = 0, found = 0, more = 0;
    std::string trouble;

    bool right() const { return maps && expected == found && more == 0; }
};

void compare(const std::string& expected_text, const std::string& actual_text, Made& made) {
    const std::vector<Json> expected = tasks_of(expected_text);
    const std::vector<Json> actual = tasks_of(actual_text);
    for (std::size_t i = 0; i < std::max(expected.size(), actual.size()); ++i) {
        std::map<std::string, int> wanted;
        std::map<std::string, int> given;
        if (i < expected.size()) {
            add_results(expected[i], wanted);
        }
        if (i < actual.size()) {
            add_results(actual[i], given);
        }
        for (const auto& [result, times] : wanted) {
            made.expected += times;
            made.found += std::min(times, given[result]);
        }
        for (const auto& [result, times] : given) {
            made.more += std::max(0, times - wanted[result]);
        }
    }
}

Made make(const std::filesystem::path& folder) {
    Made made;
    made.name = folder.filename().string();
    const WorkFolder here;
    fs::copy(folder, "example", fs::copy_options::recursive);
    fs::current_path("example");
    const std::string input = fs::exists("input.json") ? "input.json" : "input.jsonl";
    std::vector<std::string> accept;
    if (fs::exists("args") && read_file("args").find("--accept editor") != std::string::npos) {
        accept = {"--accept", "editor"};
    }
    const auto run = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.end(), accept.begin(), accept.end());
        const Outcome outcome = run_program(arguments);
        made.trouble +=
            outcome.exception ? "an exception came out: " + *outcome.exception + "\n" : "";
        return outcome;
    };
    const Outcome init = run({"init", "--config", "config.xml", input, "-o", "made.lsmap"});
    if (init.status != 0 || !fs::exists("made.lsmap")) {
        made.trouble += init.err;
        return made;
    }
    const Outcome check = run({"check", "made.lsmap"});
    made.passes = check.status == 0;
    if (!made.passes) {
        made.trouble += check.out + read_file("made.lsmap");
        return made;
    }
    const Outcome mapped = run({"run", "made.lsmap", input});
    made.maps = mapped.status == 0;
    made.trouble += made.maps ? "" : mapped.err + read_file("made.lsmap");
    compare(read_file("expected.json"), mapped.out, made);
    return made;
}

std::string page_of(const std::vector<Made>& all) {
    const auto count = [&](auto claim) { return std::ranges::count_if(all, claim); };
    std::string text = fmt::format(
        "# What `lsmapc init` makes of the examples\n\n"
        "This page is written by the tests, which make rules of the config and the input of every "
        "example, check them, map the\n"
        "input with them, and compare the results with those that the example expects: control, "
        "type and value of each. Scores,\n"
        "thresholds and the name of the model are in no sample, so results that a threshold drops "
        "in the example are *more* here.\n\n"
        "{} examples: {} give rules that pass `check`, {} map all of their input, {} give every "
        "expected result, {} give exactly\n"
        "those.\n\n"
        "| example | passes | results found | of | more | |\n|---|---|---|---|---|---|\n",
        all.size(), count([](const Made& m) { return m.passes; }),
        count([](const Made& m) { return m.maps; }),
        count([](const Made& m) { return m.maps && m.expected == m.found; }),
        count([](const Made& m) { return m.right(); }));
    for (const Made& made : all) {
        text += fmt::format("| [{0}](../examples/{0}) | {1} | {2} | {3} | {4} | {5} |\n", made.name,
                            made.maps     ? "yes"
                            : made.passes ? "rejects records"
                                          : "no",
                            made.found, made.expected, made.more,
                            made.right()                  ? "right"
                            : made.found == made.expected ? "all there"
                                                          : "");
    }
    return text;
}

}  // namespace

std::vector<Result> check_init(const std::filesystem::path& root, const Filters& filters,
                               bool update) {
    std::vector<Result> results;
    std::vector<Made> all;
    bool complete = true;
    std::vector<fs::path> folders;
    for (const fs::directory_entry& entry : fs::directory_iterator(root / "examples")) {
        folders.push_back(entry.path());
    }
    std::ranges::sort(folders);
    for (const fs::path& folder : folders) {
        const bool is_case =
            fs::exists(folder / "config.xml") && fs::exists(folder / "expected.json") &&
            (fs::exists(folder / "input.json") || fs::exists(folder / "input.jsonl"));
        if (!is_case) {
            continue;
        }
        const std::string name = "init/" + folder.filename().string();
        if (!filters.want(name)) {
            complete = false;
            continue;
        }
        all.push_back(make(folder));
        results.push_back({name, all.back().trouble});
    }
    if (complete) {
        const std::string page = page_of(all);
        const fs::path path = root / page_name;
        const std::string difference = unified_diff(fs::exists(path) ? read_file(path) : "", page);
        if (update && !difference.empty()) {
            write_file(path, page);
        }
        results.push_back({page_name, update ? "" : difference});
    }
    return results;
}

}  // namespace golden

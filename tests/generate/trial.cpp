#include "generate/trial.hpp"

#include "diag/diagnostic.hpp"
#include "driver/commands.hpp"
#include "validate/validate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace lsmap::generate {
namespace {

namespace fs = std::filesystem;

// Findings that a generated program may have, with the reason.
struct Known {
    std::string_view code;
    bool only_damaged;          // where the input was
    std::string_view not_with;  // text of the value that makes it a finding all the same
    std::string_view reason;
};
constexpr Known known_findings[] = {
    {"LSM6006", true, "", "`json` with a key twice is copied as it stands"},
    {"LSM7004", true, "", "data that the rules copy as `json` is damaged"},
    {"LSM7005", true, "", "data that the rules copy as `json` is damaged"},
    {"LSM7027", false, "\"rotation\":0,",
     "what is turned cannot be cut: it is kept where it overlaps"},
    {"LSM7028", false, "", "a guess: what is drawn is that small"},
};

bool is_known(const diag::Diagnostic& d, std::string_view value, bool damaged) {
    return std::ranges::any_of(known_findings, [&](const Known& row) {
        return diag::info(d.code).id == row.code && (damaged || !row.only_damaged) &&
               (row.not_with.empty() || value.find(row.not_with) == std::string_view::npos);
    });
}

void write(const fs::path& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
}

std::string read(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

// The value of a string key at `at`, whose text has no escapes.
std::string string_behind(std::string_view json, std::size_t at) {
    const std::size_t end = json.find('"', at);
    return std::string(json.substr(at, end - at));
}

void count_results(std::string_view json, const labelstudio::LabelingConfig& config,
                   std::map<std::string, std::size_t>& results) {
    constexpr std::string_view from = "\"from_name\":\"", to = "\"to_name\":\"",
                               type = "\"type\":\"";
    for (std::size_t at = json.find(from); at != std::string_view::npos;
         at = json.find(from, at + 1)) {
        const std::string control = string_behind(json, at + from.size());
        const std::size_t next = json.find(to, at);
        const auto id = config.find_control(control);
        const auto object = next == std::string_view::npos
                                ? std::nullopt
                                : config.find_object(string_behind(json, next + to.size()));
        if (id && object) {
            const labelstudio::Object& on = config.objects[*object];
            const Pair pair{config.controls[*id].kind, on.kind, !on.date_format.empty()};
            ++results[pair.name()];
        }
    }
    for (const labelstudio::Control& control : config.controls) {
        if (control.kind->connects_regions) {
            const std::string mark = std::string(type) + std::string(control.kind->type) + "\"";
            for (std::size_t at = json.find(mark); at != std::string_view::npos;
                 at = json.find(mark, at + 1)) {
                ++results[Pair{control.kind, nullptr}.name()];
            }
        }
    }
}

// Each line of the file of --rejects says where.
std::string reject_without_place(const std::string& rejects, std::size_t& count) {
    std::istringstream lines(rejects);
    for (std::string line; std::getline(lines, line);) {
        ++count;
        if (line.find("\"pointer\":\"") == std::string::npos ||
            line.find("\"line\":") == std::string::npos ||
            line.find("\"record\":") == std::string::npos) {
            return line;
        }
        if (line.find("\"LSM9") != std::string::npos) {
            return "internal: " + line;
        }
    }
    return "";
}

}  // namespace

std::string input_text(const Triple& triple, bool ndjson) {
    std::string text;
    for (const std::string& record : triple.records) {
        text += (&record == triple.records.data() ? (ndjson ? "" : "[")
                 : ndjson                         ? ""
                                                  : ",\n") +
                record + (ndjson ? "\n" : "");
    }
    return ndjson ? text : text + "]\n";
}

Outcome try_triple(const Triple& triple, const Workplace& workplace, bool damaged) {
    const fs::path& folder = workplace.folder;
    write(folder / "config.xml", triple.config);
    write(folder / "rules.lsmap", triple.rules);
    write(folder / "input.json", input_text(triple, workplace.ndjson_input));
    driver::RunOptions options;
    options.rules = (folder / "rules.lsmap").string();
    options.inputs = {(folder / "input.json").string()};
    options.compile.accept = triple.accept;
    options.input_format =
        workplace.ndjson_input ? data::InputFormat::ndjson : data::InputFormat::automatic;
    options.layout = workplace.ndjson_output && !triple.responses ? driver::Layout::ndjson
                                                                  : driver::Layout::array;
    options.keep_going = damaged;
    const fs::path rejects = folder / "rejects.ndjson";
    if (damaged) {
        options.rejects = rejects.string();
    }
    driver::StringSink out, err, summary;
    Outcome outcome;
    outcome.status = driver::run(options, {out, err, summary});
    outcome.messages = err.text;
    outcome.output = out.text;
    const bool is_done = outcome.status == driver::exit_done;
    if (!is_done && !(damaged && outcome.status == driver::exit_rejected)) {
        outcome.why = fmt::format("exit status {}\n{}", outcome.status, err.text);
        return outcome;
    }
    if (err.text.find("LSM9") != std::string::npos) {
        outcome.why = "an internal error\n" + err.text;
        return outcome;
    }
    if (damaged) {
        const std::string line = reject_without_place(read(rejects), outcome.rejected);
        if (!line.empty()) {
            outcome.why = "a rejected task without its place: " + line;
            return outcome;
        }
        if (!is_done && outcome.rejected == 0 && err.text.find(".json:") == std::string::npos) {
            outcome.why = "exit status 3 without a place\n" + err.text;
            return outcome;
        }
    }
    SourceMap files;
    diag::Sink sink;
    const FileId file = files.add("config.xml", triple.config);
    const labelstudio::LabelingConfig config = labelstudio::read_config(files[file], file, sink);
    count_results(out.text, config, outcome.results);
    if (out.text.empty()) {
        return outcome;  // reading stopped, or no task came out
    }
    // Responses are the list that an ML backend puts under `results`.
    const std::string judged =
        triple.responses ? "{\"results\":" + out.text + "}" : std::move(out.text);
    const validate::Report report =
        validate::check(config, judged, {.file = "output.json", .accept = triple.accept});
    for (const validate::Finding& finding : report.findings) {
        const diag::Diagnostic& d = finding.diagnostic;
        const std::string value = judged.substr(finding.begin, finding.end - finding.begin);
        if (!is_known(d, value, damaged)) {
            outcome.why +=
                fmt::format("validate: {} {} at {}: {}\n", diag::info(d.code).id, d.message,
                            d.data ? d.data->pointer : "?", value.substr(0, 400));
        }
    }
    return outcome;
}

}  // namespace lsmap::generate

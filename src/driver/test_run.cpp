#include "driver/test_run.hpp"

#include "driver/commands.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <deque>
#include <sys/mman.h>
#include <unistd.h>

namespace lsmap::driver {
namespace {

using Json = nlohmann::json;

// JSON of the rule file as a file that lives as long as this, in memory alone.
class MemoryFile {
 public:
    explicit MemoryFile(std::string_view bytes) : descriptor_(::memfd_create("test", MFD_CLOEXEC)) {
        if (descriptor_ >= 0) {
            DescriptorSink(descriptor_).write(bytes);
            ::lseek(descriptor_, 0, SEEK_SET);
        }
    }
    ~MemoryFile() { ::close(descriptor_); }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
    int descriptor_;
};

void replace_all(std::string& text, const std::string& what, const std::string& by) {
    for (std::size_t at = text.find(what); at != std::string::npos;
         at = text.find(what, at + by.size())) {
        text.replace(at, what.size(), by);
    }
}

// Codes of errors in messages: a line that begins with "error[LSM6001]: ".
void find_codes(const std::string& messages, std::vector<std::string>& codes) {
    static constexpr std::string_view begin = "error[";
    for (std::size_t at = 0; at < messages.size();) {
        const std::string_view line = std::string_view(messages).substr(at);
        if (const std::size_t close = line.find("]: ");
            line.starts_with(begin) && close != std::string_view::npos) {
            codes.emplace_back(line.substr(begin.size(), close - begin.size()));
        }
        at = std::min(messages.find('\n', at), messages.size() - 1) + 1;
    }
}

std::uint64_t number(const Json& json, const char* key) {
    return json.contains(key) && json[key].is_number_unsigned() ? json[key].get<std::uint64_t>()
                                                                : 0;
}

// An arm may be laid out in columns.
std::string on_one_line(const std::string& text) {
    std::string out;
    for (const char c : text) {
        const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        if (!blank || (!out.empty() && out.back() != ' ')) {
            out += blank ? ' ' : c;
        }
    }
    return out;
}

void read_summary(const std::string& text, TestRun& run) {
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_object()) {
        return;  // the run did not come so far
    }
    run.tasks = number(json, "tasks");
    run.predictions = number(json, "predictions");
    run.results = number(json, "results");
    run.rejected = number(json, "rejected");
    const Json rows = json.value("rules", Json::array());
    for (const Json& row : rows) {
        TestRun::Row& added = run.rows.emplace_back();
        added.name = row.value("name", "");
        added.kind = row.value("kind", "");
        added.made = number(row, "made");
        const Json skipped = row.value("skipped", Json::object());
        for (const auto& [reason, count] : skipped.items()) {
            added.skipped[reason] = count.get<std::uint64_t>();
        }
    }
    const Json arms = json.value("arms", Json::array());
    for (const Json& arm : arms) {
        run.arms.push_back({arm.value("table", ""), on_one_line(arm.value("arm", "")),
                            fmt::format("{}:{}", arm.value("file", ""), number(arm, "line")),
                            number(arm, "taken")});
    }
}

}  // namespace

std::string control_of(const TestRun::Row& row) { return row.name.substr(0, row.name.find(" (")); }

std::uint64_t TestRun::made(const std::string& control) const {
    std::uint64_t n = 0;
    for (const Row& row : rows) {
        n += control_of(row) == control ? row.made : 0;
    }
    return n;
}
std::uint64_t TestRun::skipped() const {
    std::uint64_t n = 0;
    for (const Row& row : rows) {
        for (const auto& [reason, count] : row.skipped) {
            n += count;
        }
    }
    return n;
}
std::uint64_t TestRun::skipped(const std::string& reason) const {
    std::uint64_t n = 0;
    for (const Row& row : rows) {
        const auto found = row.skipped.find(reason);
        n += found == row.skipped.end() ? 0 : found->second;
    }
    return n;
}

TestRun run_test(const std::string& rules, const TestBlock& test, const CompileOptions& options,
                 bool coverage) {
    std::deque<MemoryFile> files;  // keep inline values as long as the run
    std::vector<std::pair<std::string, std::string>> shown;
    const auto path_of = [&](const TestValue& value, const std::string& name) {
        if (!value.file.empty()) {
            return value.file;
        }
        shown.emplace_back(files.emplace_back(value.json).path(), name);
        return shown.back().first;
    };
    RunOptions run;
    run.rules = rules;
    run.compile = options;
    for (const auto& [name, value] : test.settings) {
        run.compile.settings.push_back({name, value});
    }
    run.inputs = {path_of(*test.input, "<input>")};
    for (const auto& [name, value] : test.inputs) {
        run.named_inputs.push_back({name, path_of(value, "<" + name + ">")});
    }
    run.keep_going = true;
    run.json_summary = true;
    run.coverage = coverage;
    StringSink out;
    StringSink err;
    StringSink summary;
    TestRun result;
    result.status = driver::run(run, {out, err, summary});
    result.output = std::move(out.text);
    result.messages = std::move(err.text);
    for (const auto& [path, name] : shown) {
        replace_all(result.messages, path, name);
    }
    find_codes(result.messages, result.codes);
    read_summary(summary.text, result);
    return result;
}

}  // namespace lsmap::driver

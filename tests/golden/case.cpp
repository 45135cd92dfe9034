#include "golden/case.hpp"

#include "driver/compare_tasks.hpp"
#include "golden/diff.hpp"
#include "golden/folder.hpp"
#include "syntax/build_ast.hpp"
#include "syntax/dump.hpp"
#include "syntax/parse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace golden {
namespace {

constexpr std::array<const char*, 6> no_kinds = {"unit",   "golden", "fuzz",
                                                 "neovim", "lsp",    "shell"};
constexpr std::array<const char*, 2> tasks_names = {"tasks.json", "tasks.jsonl"};

// The predictions that a case of `validate` checks; nullptr: it is another case.
const char* tasks_in(const fs::path& folder) {
    const auto* found = std::ranges::find_if(
        tasks_names, [&](const char* name) { return fs::exists(folder / name); });
    return found == tasks_names.end() ? nullptr : *found;
}

// What the rules are run on: `input` with any ending, and the files of the folder `inputs`.
std::vector<std::string> inputs_in(const fs::path& folder) {
    std::vector<std::string> inputs;
    std::error_code none;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, none)) {
        if (entry.is_regular_file() && entry.path().filename().string().starts_with("input.")) {
            inputs.push_back(entry.path().filename().string());
        }
    }
    for (const fs::directory_entry& entry : fs::directory_iterator(folder / "inputs", none)) {
        inputs.push_back("inputs/" + entry.path().filename().string());
    }
    std::ranges::sort(inputs);
    return inputs;
}

std::vector<fs::path> folders_in(const fs::path& parent) {
    std::vector<fs::path> folders;
    std::error_code none;
    for (const fs::directory_entry& entry : fs::directory_iterator(parent, none)) {
        if (entry.is_directory()) {
            folders.push_back(entry.path());
        }
    }
    std::ranges::sort(folders);
    return folders;
}

void add_cases(const fs::path& parent, const std::string& kind, std::vector<Case>& cases) {
    for (const fs::path& folder : folders_in(parent)) {
        if (fs::exists(folder / "rules.lsmap") || fs::exists(folder / "args") || tasks_in(folder)) {
            cases.push_back({folder, kind + "/" + folder.filename().string(), kind == "cli"});
        }
    }
}

// The abstract syntax of a rule file.
std::string tree_of(const fs::path& path) {
    lsmap::SourceMap sources;
    lsmap::diag::Sink sink;
    const lsmap::FileId file = sources.add(path.string(), read_file(path));
    const lsmap::syntax::Tree tree = lsmap::syntax::parse(sources[file], file, sink);
    return lsmap::syntax::dump(lsmap::syntax::build_ast(tree, sources[file], file, sink));
}

// Of a report for build servers: how long a test took is another number each time.
std::string without_times(std::string text) {
    static constexpr std::string_view mark = " time=\"";
    for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at)) {
        at += mark.size();
        const std::size_t end = text.find('"', at);
        const bool is_seconds =
            text.substr(at, end - at).find_first_not_of("0123456789.") == std::string::npos;
        if (end != std::string::npos && is_seconds) {
            text.replace(at, end - at, "0.000");
        }
    }
    return text;
}

class CaseRun {
 public:
    CaseRun(const Case& c, bool update) : case_(c), update_(update) {}

    std::string run() {
        const WorkFolder here;
        // The kind's own files stand above the case, as in the source tree.
        for (const fs::directory_entry& entry :
             fs::directory_iterator(case_.folder.parent_path())) {
            if (entry.is_regular_file()) {
                fs::copy_file(entry.path(), entry.path().filename());
            }
        }
        fs::copy(case_.folder, "case", fs::copy_options::recursive);
        fs::current_path("case");
        const std::vector<std::string> arguments = command_line();
        const Outcome outcome = run_program(arguments);
        if (outcome.exception) {
            return "an exception came out: " + *outcome.exception + "\n";
        }
        const std::string command = arguments.empty() ? "" : arguments.front();
        const bool copy_goes_out =
            command == "validate" && std::ranges::any_of(arguments, [](const std::string& word) {
                return word.starts_with("--fix");
            });
        compare(outcome, command == "check" || (command == "validate" && !copy_goes_out));
        if (promised("fixed.json")) {
            compare_fixed(arguments);
        }
        const bool runs = !arguments.empty() &&
                          (arguments.front() == "run" || arguments.front().ends_with(".lsmap"));
        if (runs && std::ranges::find(arguments, "--jobs") == arguments.end()) {
            compare_threads(arguments);
        }
        if (case_.name.starts_with("examples/") && has_tests()) {
            const Outcome tests = run_program({"test", "rules.lsmap"});
            if (tests.status != 0 || tests.exception) {
                failures_ += "its tests fail:\n" + tests.err + tests.out;
            }
        }
        if (promises_ == 0) {
            failures_ += "the case promises nothing: add diagnostics.txt, expected.json, …\n";
        }
        return failures_;
    }

 private:
    std::vector<std::string> command_line() const {
        const std::vector<std::string> further =
            fs::exists("args") ? words_of(read_file("args")) : std::vector<std::string>{};
        if (case_.whole_command) {
            return further;
        }
        std::vector<std::string> words = {"check", "rules.lsmap"};
        if (const char* tasks = tasks_in(".")) {
            words = {"validate", tasks};
        }
        for (const std::string& input : inputs_in(".")) {
            words[0] = "run";
            words.push_back(input);
        }
        if (!fs::exists("config.xml") && fs::exists("../config.xml")) {
            words.insert(words.end(), {"--config", "../config.xml"});
        } else if (words[0] == "validate") {
            words.insert(words.end(), {"--config", "config.xml"});
        }
        words.insert(words.end(), further.begin(), further.end());
        return words;
    }

    // What `--fix` makes of the tasks; made of that once more it stays as it is.
    void compare_fixed(std::vector<std::string> arguments) {
        arguments.emplace_back("--fix");
        const Outcome once = run_program(arguments);
        text("fixed.json", once.out);
        text("fixed.txt", once.err + once.summary);
        write_file(arguments[1], once.out);
        const Outcome twice = run_program(arguments);
        if (twice.out != once.out) {
            failures_ +=
                "mending what was mended changes it:\n" + unified_diff(once.out, twice.out);
        }
    }

    // Several threads over blocks of one record do what one thread does, and records in parts give
    // what they give as a whole.
    void compare_threads(const std::vector<std::string>& arguments) {
        const auto run_with = [&](const char* jobs, const char* cut_from) {
            std::vector<std::string> words = arguments;
            words.insert(words.end(),
                         {"--block-bytes", "1", "--jobs", jobs, "--cut-from", cut_from});
            return std::pair{run_program(words), files_here()};
        };
        const auto [one, files] = run_with("1", "0");
        for (const char* jobs : {"2", "3", "8"}) {
            const bool in_parts = jobs[0] == '3';
            if (!in_parts && !case_.name.starts_with("examples/")) {
                continue;
            }
            auto [several, files_of_several] = run_with(jobs, in_parts ? "1" : "0");
            std::string differences;
            if (in_parts && one.status != 0 && several.out.starts_with(one.out)) {
                several.out = one.out;  // parts before the one that stopped the run were written
            }
            if (one.status != several.status || one.exception != several.exception) {
                differences = fmt::format("exit {}, not {}\n", several.status, one.status);
            }
            differences += unified_diff(one.out, several.out) + unified_diff(one.err, several.err) +
                           unified_diff(one.summary, several.summary);
            differences += files == files_of_several ? "" : "other files\n";
            if (!differences.empty()) {
                failures_ += fmt::format("with {} threads:\n{}", jobs, differences);
            }
        }
    }

    static std::map<std::string, std::string> files_here() {
        std::map<std::string, std::string> files;
        for (const fs::directory_entry& entry : fs::recursive_directory_iterator(".")) {
            if (entry.is_regular_file()) {
                files.emplace(entry.path().string(), read_file(entry.path()));
            }
        }
        return files;
    }

    void compare(const Outcome& outcome, bool is_check) {
        const bool json_report = is_check && outcome.out.starts_with("{");
        const std::string& report = is_check ? outcome.out : outcome.err;
        const bool told =
            promised("diagnostics.txt") || (json_report && promised("stdout.txt")) ||
            (case_.whole_command && (promised("stderr.txt") || promised("stdout.txt")));
        if (!told && !report.empty() && (!json_report || outcome.status != 0)) {
            failures_ += "messages that no diagnostics.txt promises:\n" + report;
        }
        text("diagnostics.txt", report);
        text("stdout.txt", outcome.out);
        text("stderr.txt", outcome.err);
        text("summary.txt", outcome.summary);
        text("output.json", outcome.out);
        if (promised("tree.txt")) {
            text("tree.txt", tree_of("rules.lsmap"));
        }
        if (promised("exit") || outcome.status == 0 || !told) {
            const std::string wanted = promised("exit") ? read_file("exit") : "0\n";
            const std::string status = std::to_string(outcome.status) + "\n";
            if (wanted != status) {
                differs("exit", unified_diff(wanted, status), status);
            }
            promises_ += promised("exit") ? 1 : 0;
        }
        if (promised("expected.json")) {
            ++promises_;
            const std::string expected = read_file("expected.json");
            const std::string differences =
                expected.empty() ? "is empty\n"
                                 : lsmap::driver::compare_tasks(expected, outcome.out);
            if (!differences.empty()) {
                differs("expected.json", differences, outcome.out);
            }
        }
        if (fs::is_directory("after")) {
            for (const fs::directory_entry& entry : fs::directory_iterator("after")) {
                const fs::path name = entry.path().filename();
                text(fs::path("after") / name,
                     fs::exists(name) ? without_times(read_file(name)) : "");
            }
        }
    }

    static bool has_tests() {
        return read_file("rules.lsmap").find("\ntest \"") != std::string::npos;
    }

    static bool promised(const fs::path& name) { return fs::exists(name); }

    // The bytes of a promised file; promises nothing where there is none.
    void text(const fs::path& name, const std::string& actual) {
        if (!promised(name)) {
            return;
        }
        ++promises_;
        const std::string difference = unified_diff(read_file(name), actual);
        if (!difference.empty()) {
            differs(name, difference, actual);
        }
    }

    void differs(const fs::path& name, const std::string& difference, const std::string& actual) {
        if (update_ && (promised(name) || name == "exit")) {
            write_file(case_.folder / name, actual);
        } else {
            failures_ += name.string() + ":\n" + difference;
        }
    }

    const Case& case_;
    bool update_;
    int promises_ = 0;
    std::string failures_;
};

}  // namespace

std::vector<Case> find_cases(const std::filesystem::path& root) {
    std::vector<Case> cases;
    for (const fs::path& kind : folders_in(root / "tests")) {
        if (std::ranges::find(no_kinds, kind.filename().string()) == no_kinds.end()) {
            add_cases(kind, kind.filename().string(), cases);
        }
    }
    add_cases(root / "examples", "examples", cases);
    return cases;
}

std::string run_case(const Case& c, bool update) { return CaseRun(c, update).run(); }

}  // namespace golden

#include "golden/documents.hpp"

#include "diag/render.hpp"
#include "driver/compare_tasks.hpp"
#include "golden/diff.hpp"
#include "golden/folder.hpp"
#include "golden/markdown.hpp"
#include "syntax/build_ast.hpp"
#include "syntax/parse.hpp"

#include <fmt/format.h>

#include <map>
#include <optional>

namespace golden {
namespace {

// `text` with every `from` made `to`.
std::string replaced(std::string text, std::string_view from, std::string_view to) {
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
        text.replace(at, from.size(), to);
    }
    return text;
}

std::string check_fragment(const Block& block) {
    using namespace lsmap;
    const std::string text = replaced(block.text, "…", "");
    const bool is_expr = block.has("expr");
    const bool is_type = block.has("type");
    SourceMap sources;
    const FileId file =
        sources.add("fragment", is_expr || is_type     ? text
                                : block.has("entries") ? "lsmap 1\ntask {\n" + text + "}\n"
                                : block.has("items")   ? "lsmap 1\n" + text
                                                       : "");
    if (sources[file].text.empty()) {
        return "say what it is a fragment of: expr, entries, items, type\n";
    }
    diag::Sink sink;
    if (is_expr) {
        build_expr(syntax::parse_expr(sources[file], file, sink), sources[file], file, sink);
    } else if (is_type) {
        build_type(syntax::parse_type(sources[file], file, sink), sources[file], file, sink);
    } else {
        build_ast(syntax::parse(sources[file], file, sink), sources[file], file, sink);
    }
    return diag::render_text({&sources, &sink.all()});
}

class Document {
 public:
    Document(fs::path path, std::string name, bool update)
        : path_(std::move(path)), name_(std::move(name)), update_(update) {}

    std::vector<Result> check() {
        std::vector<std::string> lines = lines_of(read_file(path_));
        const std::vector<Block> blocks = blocks_of(read_file(path_));
        int shift = 0;  // of the lines that an update has added
        for (std::size_t i = 0; i < blocks.size(); ++i) {
            const Block& block = blocks[i];
            if (block.has("fragment")) {
                report(block, check_fragment(block));
            } else if (block.language() == "lsmap" && block.value("file").empty()) {
                rules_ = block.text;
                report(block, check_rules(blocks, i));
            } else if (block.has("diagnostics") || !block.value("command").empty()) {
                const std::string actual = block.has("diagnostics")
                                               ? messages_without(block.value("without"))
                                               : shown_by(block.value("command"));
                if (update_ && actual != block.text) {
                    const auto begin = lines.begin() + block.line + shift;
                    const auto old = static_cast<int>(lines_of(block.text).size());
                    const std::vector<std::string> made = lines_of(actual);
                    const auto at = lines.erase(begin, begin + old);
                    lines.insert(at, made.begin(), made.end());
                    shift += static_cast<int>(made.size()) - old;
                } else {
                    report(block, unified_diff(block.text, actual));
                }
            } else if (block.has("config") || block.has("input") || block.language() == "args" ||
                       block.language() == "lsmap") {
                if (block.has("config")) {
                    files_.clear();
                }
                std::erase_if(files_, [&](const auto& entry) {
                    return block.has("input") && entry.first.starts_with("input.");
                });
                files_[block.file()] = block.text;
            }
        }
        if (shift != 0 || update_) {
            std::string text;
            for (const std::string& line : lines) {
                text += line + '\n';
            }
            if (text != read_file(path_)) {
                write_file(path_, text);
            }
        }
        return std::move(results_);
    }

 private:
    void report(const Block& block, std::string failure) {
        results_.push_back({fmt::format("{}:{}", name_, block.line), std::move(failure)});
    }

    // What a command says that is given after the files that stand before it.
    std::string shown_by(const std::string& command) const {
        const WorkFolder here;
        write_file("rules.lsmap", rules_);
        for (const auto& [file, text] : files_) {
            write_file(file, text);
        }
        const Outcome outcome = run_program(words_of(command));
        return outcome.out + outcome.err + outcome.summary;
    }

    // Runs the rules with the files that stand before them.
    Outcome run(const std::string& rules) const {
        const WorkFolder here;
        std::vector<std::string> arguments = {"check", "rules.lsmap"};
        std::vector<std::string> further;
        write_file("rules.lsmap", rules);
        for (const auto& [file, text] : files_) {
            if (file == "args") {
                further = words_of(text);
                continue;
            }
            write_file(file, text);
            if (file.starts_with("input.")) {
                arguments[0] = "run";
                arguments.push_back(file);
            }
        }
        arguments.insert(arguments.end(), further.begin(), further.end());
        return run_program(arguments);
    }

    std::string messages(const Outcome& outcome) const {
        const bool is_check = std::ranges::none_of(
            files_, [](const auto& entry) { return entry.first.starts_with("input."); });
        return is_check ? outcome.out + outcome.err : outcome.err;
    }

    std::string messages_without(const std::string& left_out) const {
        const std::size_t at = rules_.find(left_out);
        if (at == std::string::npos) {
            return "the rules above do not hold `" + left_out + "`\n";
        }
        std::string rules = rules_;
        return messages(run(rules.erase(at, left_out.size())));
    }

    std::string check_rules(const std::vector<Block>& blocks, std::size_t at) const {
        const Outcome outcome = run(rules_);
        if (outcome.exception) {
            return "an exception came out: " + *outcome.exception + "\n";
        }
        std::optional<std::string> output;
        bool told = false;  // its messages stand below
        for (std::size_t i = at + 1; i < blocks.size() && blocks[i].language() != "lsmap"; ++i) {
            told = told || (blocks[i].has("diagnostics") && blocks[i].value("without").empty());
            if (blocks[i].has("output")) {
                output = blocks[i].text;
            }
        }
        std::string failure = told ? "" : messages(outcome);
        if (output) {
            failure += outcome.status != 0 ? fmt::format("exit status {}\n", outcome.status)
                                           : lsmap::driver::compare_tasks(*output, outcome.out);
        }
        return failure;
    }

    fs::path path_;
    std::string name_;
    bool update_;
    std::map<std::string, std::string> files_;
    std::string rules_;
    std::vector<Result> results_;
};

}  // namespace

std::vector<Result> check_documents(const fs::path& root, const Filters& filters, bool update) {
    std::vector<std::string> names = {"README.md"};
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root / "docs")) {
        const std::string name = fs::relative(entry.path(), root).generic_string();
        if (entry.path().extension() == ".md" && !name.starts_with("docs/errors/")) {
            names.push_back(name);
        }
    }
    std::vector<Result> results;
    for (const std::string& name : names) {
        if (filters.want(name)) {
            std::vector<Result> checked = Document(root / name, name, update).check();
            results.insert(results.end(), checked.begin(), checked.end());
        }
    }
    return results;
}

}  // namespace golden

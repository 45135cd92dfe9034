#include "golden/pages.hpp"

#include "diag/explain.hpp"
#include "golden/folder.hpp"
#include "golden/markdown.hpp"

#include <algorithm>
#include <exception>
#include <iterator>
#include <optional>
#include <set>
#include <string_view>

namespace golden {
namespace {

// Writes the blocks of one set (an untagged block serves both) and runs them.
Outcome run_set(const std::vector<Block>& blocks, std::string_view set, std::string_view other) {
    std::vector<std::string> arguments = {"check", "rules.lsmap"};
    std::vector<std::string> further;
    for (const Block& block : blocks) {
        if (block.has(other) && !block.has(set)) {
            continue;
        }
        const fs::path file = block.file();
        if (file == "args") {
            further = words_of(block.text);
            continue;
        }
        if (file.has_parent_path()) {
            fs::create_directories(file.parent_path());
        }
        write_file(file, block.text);
        if (file.stem() == "tasks") {
            arguments = {"validate", file.string(), "--config", "config.xml"};
        }
        if (file.stem() == "input") {
            arguments[0] = "run";
            arguments.push_back(file.string());
        }
    }
    arguments.insert(arguments.end(), further.begin(), further.end());
    return run_program(arguments);
}

std::string messages(const Outcome& outcome) {
    return outcome.err + (outcome.out.starts_with("[") ? "" : outcome.out);
}

std::string check_set(const std::vector<Block>& blocks, const std::string& code, bool fails) {
    const WorkFolder here;
    const Outcome outcome =
        fails ? run_set(blocks, "fails", "mended") : run_set(blocks, "mended", "fails");
    if (outcome.exception) {
        return "an exception came out: " + *outcome.exception + "\n";
    }
    const std::string text = messages(outcome);
    std::set<std::string> errors;
    bool seen = false;
    for (const Message& message : messages_in(text)) {
        seen = seen || message.code == code;
        if (message.severity == "error") {
            errors.insert(message.code);
        }
    }
    errors.erase(code);
    if (fails && !seen) {
        return "the failing example does not give " + code + ", but:\n" + text;
    }
    if (!fails && seen) {
        return "the mended example still gives " + code + ":\n" + text;
    }
    return errors.empty() ? "" : "the example has other errors:\n" + text;
}

void check_page(const lsmap::diag::Info& row, const std::string& page,
                std::vector<Result>& results) {
    const std::string code(row.id);
    const std::string name = "docs/errors/" + code + ".md";
    const std::vector<std::string> lines = lines_of(page);
    std::string failure;
    if (lines.empty() || !lines.front().starts_with("# " + code + ": ")) {
        failure += "its title is not `# " + code + ": …`\n";
    }
    if (lsmap::diag::error_page(row) != page) {
        failure += "the program carries another text\n";
    }
    results.push_back({name, failure});
    if (std::ranges::any_of(
            lines, [](const std::string& line) { return line.starts_with("No example:"); })) {
        return;
    }
    std::vector<Block> blocks = blocks_of(page);
    std::erase_if(blocks, [](const Block& b) { return b.file().empty(); });
    results.push_back({name + ": fails", check_set(blocks, code, true)});
    results.push_back({name + ": mended", check_set(blocks, code, false)});
}

}  // namespace

std::vector<Result> check_pages(const std::filesystem::path& root, const Filters& filters) {
    const fs::path folder = root / "docs" / "errors";
    std::vector<Result> results;
    std::set<std::string> known;
    for (const lsmap::diag::Info& row : lsmap::diag::registry()) {
        known.emplace(row.id);
        const std::string name = "docs/errors/" + std::string(row.id) + ".md";
        if (!filters.want(name)) {
            continue;
        }
        if (fs::exists(root / name)) {
            check_page(row, read_file(root / name), results);
        } else {
            results.push_back({name, "the code has no page\n"});
        }
    }
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
        const std::string code = entry.path().stem().string();
        const std::string name = "docs/errors/" + entry.path().filename().string();
        if (code.starts_with("LSM") && !known.contains(code) && filters.want(name)) {
            results.push_back({name, "there is no such code\n"});
        }
    }
    return results;
}

}  // namespace golden

#include "golden/pages.hpp"

#include "diag/explain.hpp"
#include "golden/folder.hpp"

#include <algorithm>
#include <exception>
#include <iterator>
#include <optional>
#include <set>
#include <string_view>

namespace golden {
namespace {

// ```lsmap file=shared.lsmap fails
struct Block {
    std::vector<std::string> words;
    std::string text;

    bool has(std::string_view word) const { return std::ranges::find(words, word) != words.end(); }
    std::string file() const {
        for (const std::string& word : words) {
            if (word.starts_with("file=")) {
                return word.substr(5);
            }
        }
        const std::string& language = words.front();
        return language == "lsmap"                         ? "rules.lsmap"
               : language == "xml"                         ? "config.xml"
               : language == "json" || language == "jsonl" ? "input." + language
               : language == "args"                        ? "args"
                                                           : "";
    }
};

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::vector<Block> blocks_of(std::string_view page) {
    std::vector<Block> blocks;
    bool open = false;
    for (const std::string& line : lines_of(page)) {
        if (line.starts_with("```")) {
            open = !open;
            if (open) {
                blocks.push_back({words_of(std::string_view(line).substr(3)), ""});
            }
        } else if (open) {
            blocks.back().text += line + '\n';
        }
    }
    std::erase_if(blocks, [](const Block& b) { return b.words.empty() || b.file().empty(); });
    return blocks;
}

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
                std::vector<PageResult>& results) {
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
    const std::vector<Block> blocks = blocks_of(page);
    results.push_back({name + ": fails", check_set(blocks, code, true)});
    results.push_back({name + ": mended", check_set(blocks, code, false)});
}

bool is_wanted(const std::string& name, const std::vector<std::string>& filters) {
    return filters.empty() || std::ranges::any_of(filters, [&](const std::string& f) {
               return name.find(f) != std::string::npos;
           });
}

}  // namespace

std::vector<PageResult> check_pages(const std::filesystem::path& root,
                                    const std::vector<std::string>& filters) {
    const fs::path folder = root / "docs" / "errors";
    std::vector<PageResult> results;
    std::set<std::string> known;
    for (const lsmap::diag::Info& row : lsmap::diag::registry) {
        known.emplace(row.id);
        const std::string name = "docs/errors/" + std::string(row.id) + ".md";
        if (!is_wanted(name, filters)) {
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
        if (code.starts_with("LSM") && !known.contains(code) && is_wanted(name, filters)) {
            results.push_back({name, "there is no such code\n"});
        }
    }
    return results;
}

}  // namespace golden

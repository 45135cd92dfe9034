#include "golden/formatted.hpp"

#include "base/line_diff.hpp"
#include "golden/folder.hpp"
#include "syntax/build_ast.hpp"
#include "syntax/dump.hpp"
#include "syntax/format.hpp"
#include "syntax/parse.hpp"
#include "syntax/scan.hpp"

#include <algorithm>
#include <random>
#include <string>

namespace golden {
namespace {

using namespace lsmap;

constexpr int changed_copies = 12;

struct Reading {
    std::string meaning;  // the abstract syntax
    bool whole = false;   // without mistakes
    std::string laid_out;
    std::vector<std::string> comments;
    std::vector<std::string> broken;  // bytes of the nodes that could not be read
};

std::vector<std::string> comments_of(std::string_view text) {
    std::vector<std::string> comments;
    for (syntax::Token t = syntax::token_at(text, 0); t.kind != syntax::TokenKind::end;
         t = syntax::token_at(text, t.end)) {
        if (t.kind == syntax::TokenKind::comment) {
            const std::string comment(syntax::text_of(text, t));
            comments.push_back(comment.substr(0, comment.find_last_not_of(" \t\r") + 1));
        }
    }
    return comments;
}

Reading read(const std::string& text) {
    SourceMap files;
    diag::Sink sink;
    diag::Sink others;
    const FileId file = files.add("rules.lsmap", text);
    const syntax::Tree tree = syntax::parse(files[file], file, sink);
    Reading reading;
    reading.meaning = syntax::dump(syntax::build_ast(tree, files[file], file, others));
    reading.whole = !sink.has_errors();
    const syntax::Formatted formatted = syntax::format(files[file]);
    reading.laid_out = formatted.text;
    reading.comments = comments_of(text);
    for (const syntax::Node& node : tree.nodes) {
        if (node.kind == syntax::NodeKind::broken_item ||
            node.kind == syntax::NodeKind::broken_entry) {
            reading.broken.push_back(text.substr(node.begin, node.end - node.begin));
        }
    }
    return reading;
}

// What is wrong with the layout of `text`, "" where all is as promised.
std::string problem_of(const std::string& text) {
    const Reading before = read(text);
    const Reading after = read(before.laid_out);
    if (after.laid_out != before.laid_out) {
        return "laid out a second time it changes:\n" +
               unified_diff(before.laid_out, after.laid_out, "rules.lsmap", false);
    }
    if (before.comments != after.comments) {
        return "comments are lost or moved\n" +
               unified_diff(text, before.laid_out, "rules.lsmap", false);
    }
    if (before.whole && before.meaning != after.meaning) {
        return "it reads as something else:\n" +
               unified_diff(before.meaning, after.meaning, "tree.txt", false);
    }
    std::size_t at = 0;
    for (const std::string& broken : before.broken) {
        at = before.laid_out.find(broken, at);
        if (at == std::string::npos) {
            return "what could not be read has changed:\n" + broken + "\n";
        }
    }
    return "";
}

// A token less, twice, or another blank between two: most copies cannot be read as a whole.
std::string changed(const std::string& text, std::mt19937& random) {
    std::vector<syntax::Token> tokens;
    for (syntax::Token t = syntax::token_at(text, 0); t.kind != syntax::TokenKind::end;
         t = syntax::token_at(text, t.end)) {
        tokens.push_back(t);
    }
    if (tokens.empty()) {
        return text;
    }
    std::string copy = text;
    const syntax::Token token = tokens[random() % tokens.size()];
    const std::string word(syntax::text_of(text, token));
    switch (random() % 6) {
        case 0:
            return copy.erase(token.begin, token.end - token.begin);
        case 1:
            return copy.insert(token.begin, word + " ");
        case 2:
            return copy.insert(token.begin, "\n");
        case 3:
            return copy.insert(token.begin, " # a comment\n");
        case 4:
            return copy.insert(token.begin, "\n\n\n  # a comment\n\n");
        default:
            if (token.kind == syntax::TokenKind::newline) {
                copy[token.begin] = ' ';
            }
            return copy.insert(token.begin, "  ");
    }
}

std::string check(const std::filesystem::path& path, bool is_laid_out) {
    const std::string text = read_file(path);
    std::string failure = problem_of(text);
    if (failure.empty() && is_laid_out) {
        failure = unified_diff(text, read(text).laid_out, path.string(), false);
        failure += failure.empty() ? "" : "lay it out: lsmapc fmt " + path.string() + "\n";
    }
    std::mt19937 random(static_cast<std::mt19937::result_type>(text.size()));
    for (int i = 0; i < changed_copies && failure.empty(); ++i) {
        const std::string copy = changed(text, random);
        failure = problem_of(copy);
        if (!failure.empty()) {
            failure = "a changed copy: " + failure + "the copy:\n" + copy;
        }
    }
    return failure;
}

}  // namespace

std::vector<Result> check_formatted(const std::filesystem::path& root, const Filters& filters) {
    namespace fs = std::filesystem;
    std::vector<fs::path> files;
    for (const char* folder : {"bench", "examples", "stdlib", "tests"}) {
        for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root / folder)) {
            if (entry.path().extension() == ".lsmap" && entry.is_regular_file()) {
                files.push_back(entry.path());
            }
        }
    }
    std::ranges::sort(files);
    std::vector<Result> results;
    for (const fs::path& file : files) {
        const fs::path name = file.lexically_relative(root);
        Result result{"format/" + name.string(), ""};
        if (filters.want(result.name)) {
            const bool ours = *name.begin() == "examples" || *name.begin() == "stdlib";
            result.failure = check(file, ours);
            results.push_back(std::move(result));
        }
    }
    return results;
}

}  // namespace golden

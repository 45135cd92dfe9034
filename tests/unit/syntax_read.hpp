#pragma once
#include "source_dir.hpp"
#include "syntax/build_ast.hpp"
#include "syntax/dump.hpp"
#include "syntax/parse.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace lsmap::syntax {

// A text read as a whole file, with what was said about it.
struct Read {
    SourceMap files;
    FileId file;
    diag::Sink sink;
    Tree tree;
    ast::Module module;

    explicit Read(std::string text)
        : file(files.add("rules.lsmap", std::move(text))),
          tree(parse(files[file], file, sink)),
          module(build_ast(tree, files[file], file, sink)) {}

    std::vector<std::string> codes() const {
        std::vector<std::string> result;
        for (const diag::Diagnostic& d : sink.all()) {
            result.emplace_back(diag::info(d.code).id);
        }
        return result;
    }
    // "3:14 expected …" of each.
    std::vector<std::string> messages() const {
        std::vector<std::string> result;
        for (const diag::Diagnostic& d : sink.all()) {
            const LineColumn at = files[file].position(d.span->begin);
            result.push_back(std::to_string(at.line) + ":" + std::to_string(at.column) + " " +
                             d.message);
        }
        return result;
    }
    // Without the version line.
    std::string dumped() const {
        const std::string all = dump(module);
        const std::string_view version = "(lsmap 1.0)\n";
        return all.starts_with(version) ? all.substr(version.size()) : all;
    }
};

// Messages first, so that a failing test shows them.
inline std::string told(const diag::Sink& sink) {
    std::string result;
    for (const diag::Diagnostic& d : sink.all()) {
        result += "! " + d.message + " ";
    }
    return result;
}

inline std::string items(const std::string& text) {
    const Read read("lsmap 1\n" + text + "\n");
    return told(read.sink) + read.dumped();
}

inline std::string expr(const std::string& text) {
    SourceMap files;
    const FileId file = files.add("expr", text);
    diag::Sink sink;
    const ExprText read = build_expr(parse_expr(files[file], file, sink), files[file], file, sink);
    return told(sink) + dump(read.module, read.expr);
}

inline std::string type(const std::string& text) {
    SourceMap files;
    const FileId file = files.add("type", text);
    diag::Sink sink;
    const TypeText read = build_type(parse_type(files[file], file, sink), files[file], file, sink);
    return told(sink) + dump(read.module, read.type);
}

// The entries of a task's block.
inline std::string entries(const std::string& text) {
    std::string all = items("task {\n" + text + "\n}");
    const std::string_view before = "(task\n  ";
    return all.starts_with(before) ? all.substr(before.size(), all.size() - before.size() - 2)
                                   : all;
}

inline std::string file_text(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

// Every rule file that stands in the tree: examples, modules, cases.
inline std::vector<std::filesystem::path> rule_files() {
    std::vector<std::filesystem::path> result;
    for (const char* folder : {"examples", "stdlib", "tests"}) {
        const std::filesystem::path root = lsmap::test::source_dir() / folder;
        if (!std::filesystem::exists(root)) {
            continue;
        }
        for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
            if (entry.path().extension() == ".lsmap") {
                result.push_back(entry.path());
            }
        }
    }
    return result;
}

}  // namespace lsmap::syntax

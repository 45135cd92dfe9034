#include "cli/command.hpp"

namespace lsmap::cli {
namespace {

constexpr Command rows[] = {
    {"run", "map model output to predictions (what `lsmapc RULES INPUT…` does)", &declare_run},
    {"check", "check rules against their labeling config, without data", &declare_check},
    {"validate", "check predictions that somebody else made", &declare_validate},
    {"explain", "a page on a message: lsmapc explain LSM3104", &declare_explain},
    {"fmt", "lay rule files out", &declare_fmt},
    {"test", "run the `test` blocks of rule files", &declare_test},
    {"init", "write a first rule file from a config and a sample", &declare_init},
    {"infer", "print the `input` type of samples", &declare_infer},
    {"trace", "say which rule and values made a region", &declare_trace},
    {"preview", "a page that draws the predictions"},
    {"doc", "standard modules, functions and tags: lsmapc doc coco", &declare_doc},
    {"lsp", "language server for editors", &declare_lsp},
    {"completions", "completions for a shell", &declare_completions},
    {"man", "the manual page", &declare_man},
};

}  // namespace

std::span<const Command> commands() { return rows; }

}  // namespace lsmap::cli

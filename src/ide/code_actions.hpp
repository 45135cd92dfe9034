#pragma once
#include "ide/analysis.hpp"
#include "ide/rename.hpp"

#include <string>
#include <vector>

namespace lsmap::ide {

// What mends a message, as it offers it itself.
struct CodeAction {
    std::string title;
    const diag::Diagnostic* diagnostic = nullptr;
    std::vector<TextEdit> edits;
    bool is_safe = false;
};
// Of the messages that touch [begin, end) of the rule file; those that are safe stand first.
std::vector<CodeAction> code_actions(const Analysis& analysis, std::uint32_t begin,
                                     std::uint32_t end);

}  // namespace lsmap::ide

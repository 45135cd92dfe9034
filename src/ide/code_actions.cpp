#include "ide/code_actions.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lsmap::ide {
namespace {

constexpr std::size_t longest_title_text = 40;

// On one line, shortened.
std::string shown(std::string_view text) {
    std::string line;
    for (const char c : text) {
        const bool is_blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        if (!is_blank) {
            line += c;
        } else if (!line.empty() && !line.ends_with(' ')) {
            line += ' ';
        }
    }
    while (line.ends_with(' ') || line.ends_with(',')) {
        line.pop_back();
    }
    if (line.starts_with(", ")) {
        line.erase(0, 2);
    }
    if (line.size() > longest_title_text) {
        std::size_t cut = longest_title_text;
        while (cut > 0 && (static_cast<unsigned char>(line[cut]) & 0xC0) == 0x80) {
            --cut;
        }
        line = line.substr(0, cut) + "…";
    }
    return line;
}

std::string title(const Analysis& analysis, const diag::Fix& fix) {
    const std::string_view old = analysis.sources().text(fix.span);
    if (fix.replacement.empty()) {
        return fmt::format("Remove `{}`", shown(old));
    }
    return old.empty() ? fmt::format("Insert `{}`", shown(fix.replacement))
                       : fmt::format("Replace `{}` by `{}`", shown(old), shown(fix.replacement));
}

}  // namespace

std::vector<CodeAction> code_actions(const Analysis& analysis, std::uint32_t begin,
                                     std::uint32_t end) {
    std::vector<CodeAction> actions;
    for (const diag::Diagnostic& d : analysis.compiled().sink.all()) {
        const bool is_here = d.span && d.span->file == analysis.file() && d.span->begin <= end &&
                             begin <= d.span->end;
        if (!is_here) {
            continue;
        }
        for (const diag::Fix& fix : d.fixes) {
            actions.push_back({title(analysis, fix),
                               &d,
                               {{fix.span, fix.replacement}},
                               fix.safe == diag::Safe::yes});
        }
    }
    std::ranges::stable_sort(actions, std::ranges::greater{}, &CodeAction::is_safe);
    return actions;
}

}  // namespace lsmap::ide

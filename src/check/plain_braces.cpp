#include "check/checker.hpp"
#include "diag/codes/lint.hpp"

#include <algorithm>

// `"{path}/x"` where `f"{path}/x"` is meant.
namespace lsmap::check {
namespace {

bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_'; }
bool is_word(char c) { return is_letter(c) || (c >= '0' && c <= '9'); }

// The name that `{` at `open` and a `}` further on would put in: `path` of `{path.stem}`.
std::string_view name_in_braces(std::string_view text, std::size_t open) {
    std::size_t end = open + 1;
    while (end < text.size() && is_word(text[end])) {
        ++end;
    }
    const std::string_view name = text.substr(open + 1, end - open - 1);
    const bool goes_on = end < text.size() && (text[end] == '}' || text[end] == '.' ||
                                               text[end] == '[' || text[end] == '?');
    return goes_on && !name.empty() && is_letter(name.front()) &&
                   text.find('}', end) != std::string_view::npos
               ? name
               : std::string_view();
}

}  // namespace

void Checker::look_for_braces(std::string_view text, Span span) {
    for (std::size_t open = text.find('{'); open != std::string_view::npos;
         open = text.find('{', open + 1)) {
        const std::string_view name = name_in_braces(text, open);
        if (name.empty() || !environment_.sources.text(span).starts_with('"')) {
            continue;
        }
        const std::vector<std::string> names = visible_values();
        if (std::ranges::binary_search(names, name) && braces_seen_.insert(span.begin).second) {
            sink_.emit(span, diag::braces_in_plain_string, std::string(name))
                .help("a string that takes values is written f\"…\"")
                .fix({span.begin, span.begin, span.file}, "f", diag::Safe::no);
            return;
        }
    }
}

}  // namespace lsmap::check

#pragma once
#include "ide/analysis.hpp"

#include <string>
#include <vector>

namespace lsmap::ide {

// Kinds of the protocol that the outline needs; the values are those of `SymbolKind`.
enum class OutlineKind : std::uint8_t {
    file = 1,
    module = 2,
    type = 5,
    property = 7,
    field = 8,
    function = 12,
    variable = 13,
    constant = 14,
    object = 19,
    key = 20,
    enum_member = 22,
    event = 24,
};

// An item of the file, or what stands in it: `task`, its objects, predictions and rules.
struct OutlineEntry {
    std::string name, detail;
    OutlineKind kind{};
    Span span, name_span;
    std::vector<OutlineEntry> children;
};
std::vector<OutlineEntry> outline(const Analysis& analysis);

// Blocks, lists and runs of comments that take more than one line; spans of bytes.
struct Fold {
    std::uint32_t begin = 0, end = 0;
    bool is_comment = false;
};
std::vector<Fold> folds(const syntax::Tree& tree, std::string_view text);

}  // namespace lsmap::ide

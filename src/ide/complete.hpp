#pragma once
#include "ide/analysis.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lsmap::ide {

// What an item is, for its icon; the values are those of the protocol's `CompletionItemKind`.
enum class ItemKind : std::uint8_t {
    function = 3,
    field = 5,
    variable = 6,
    class_ = 7,
    module = 9,
    property = 10,
    unit = 11,
    value = 12,
    keyword = 14,
    file = 17,
    folder = 19,
    enum_member = 20,
    constant = 21,
    type = 25,
};

struct CompletionItem {
    std::string label{}, detail{}, doc{};  // doc: Markdown
    ItemKind kind{};
    std::string insert{};   // "": the label
    std::string snippet{};  // with `$1`; for clients that take it
    std::uint8_t rank = 5;  // lower ones come first
};
struct Completions {
    std::uint32_t begin = 0, end = 0;  // what an item replaces
    std::vector<CompletionItem> items;
};

// The rule file with another text, and what may stand at a place of it.
using AnalyseAt =
    std::function<std::shared_ptr<const Analysis>(std::string text, std::uint32_t cursor)>;

// What completion asks for beside the text.
struct CompletionSources {
    AnalyseAt analyse;
    std::vector<std::string> modules;  // names of the standard modules
    // Names of the files in a folder as the rule file writes it ("" is its own), folders with a `/`
    // behind them.
    std::function<std::vector<std::string>(std::string_view folder)> files;
};

// What may be written at `byte` of `text`, which need not be right there or elsewhere. `last`: an
// analysis of the file, perhaps of an older text.
Completions complete(std::string_view text, std::uint32_t byte, const Analysis& last,
                     const CompletionSources& sources);

}  // namespace lsmap::ide

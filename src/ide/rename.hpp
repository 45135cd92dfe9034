#pragma once
#include "ide/analysis.hpp"

#include <functional>
#include <string>
#include <variant>
#include <vector>

namespace lsmap::ide {

struct TextEdit {
    Span span;
    std::string text;
};

// Why a name is not renamed, as a sentence for the user.
struct Refusal {
    std::string why;
};

// The name at `byte` where it may be renamed: its place in the rule file and its text.
struct Renameable {
    Span span;
    std::string name;
};
std::variant<Renameable, Refusal> prepare_rename(const Analysis& analysis, std::uint32_t byte);

// The edits of all files of the compilation that give the name at `byte` another one. A field keeps
// the key that it reads (`new from "old": …`). Refused where the result would not mean the same:
// `compile_with` gives the analysis of the rule file with the edits made.
using CompileWith = std::function<std::shared_ptr<const Analysis>(const std::vector<TextEdit>&)>;
std::variant<std::vector<TextEdit>, Refusal> rename(const Analysis& analysis, std::uint32_t byte,
                                                    const std::string& name,
                                                    const CompileWith& compile_with);

// A text with edits that do not overlap made.
std::string with_edits(std::string_view text, std::vector<TextEdit> edits);

}  // namespace lsmap::ide

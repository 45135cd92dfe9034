#pragma once
#include "ide/analysis.hpp"

#include <vector>

namespace lsmap::ide {

// Where the name at `byte` is declared: in the rule file, a module or the config; of a module its
// file. Several where the same field stands in several records, or a name means several.
std::vector<Span> definitions(const Analysis& analysis, std::uint32_t byte);

// All places of the compilation that name what the name at `byte` names.
std::vector<const check::Use*> references(const Analysis& analysis, std::uint32_t byte);

}  // namespace lsmap::ide

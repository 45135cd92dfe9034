#pragma once
#include "base/source.hpp"

#include <cstddef>
#include <string>

namespace lsmap::syntax {

// Columns that a line may take where it can be broken.
inline constexpr std::size_t format_width = 120;

struct Formatted {
    std::string text;
    bool whole = true;  // false: items with a mistake stand as they stood
};

// The one layout of a rule file (docs/formatting.md): its words and marks with other blanks and
// line ends between them, and commas only where they part entries of one line or elements of
// brackets. Comments stay. An item in which the parser finds a mistake is left as it is, byte for
// byte; nothing is reported.
Formatted format(const SourceFile& source);

}  // namespace lsmap::syntax

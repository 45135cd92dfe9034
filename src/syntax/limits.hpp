#pragma once
#include <cstddef>

namespace lsmap::syntax {

// The version of the language that is read: `lsmap 1`, `lsmap 1.0`.
inline constexpr int language_major = 1;
inline constexpr int language_minor = 0;

// Expressions, types and blocks within each other: a text may not overflow the stack.
inline constexpr std::size_t max_nesting = 256;
// Operators, suffixes and prefixes on the way to the innermost expression: the depth of the
// abstract syntax, which later stages walk recursively.
inline constexpr std::size_t max_chain = 1000;

// Mistakes after which a file is not read further.
inline constexpr std::size_t max_errors = 200;

}  // namespace lsmap::syntax

#pragma once
#include <cstdint>
#include <string_view>

namespace lsmap::check {

enum class ForeignWord : std::uint8_t { type, value, function };

// What the language writes for a word of Python, SQL, TypeScript and the like, in backquotes:
// `float` is "`number`". Empty for words that mean nothing elsewhere.
std::string_view word_for(ForeignWord kind, std::string_view word);

}  // namespace lsmap::check

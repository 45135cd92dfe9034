#pragma once
#include "data/reader.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

// What is wrong with a text that is not JSON. Cold: runs only once the decoder has given up.
namespace lsmap::data {

// The most that one record may have: its tokens are counted in 32 bits.
inline constexpr std::size_t json_limit = std::size_t{2} << 30;

// The first error of the text by RFC 8259, with a way out; nullopt where there is none.
std::optional<Problem> find_syntax_error(std::string_view json);
// The same for a text that is known to be wrong.
Problem explain_syntax(std::string_view json);
Problem duplicate_at(std::string_view json, const char* key);
Problem over_size_limit(const char* source);

}  // namespace lsmap::data

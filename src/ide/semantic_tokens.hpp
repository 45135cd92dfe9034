#pragma once
#include "ide/analysis.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace lsmap::ide {

// Token types and modifiers of the protocol, by their numbers in the legend.
enum class TokenType : std::uint8_t {
    comment,
    keyword,
    string,
    number,
    operator_,
    namespace_,
    type,
    parameter,
    variable,
    property,
    function,
    enum_member,
    class_,
};
std::vector<std::string> token_type_names();
std::vector<std::string>
token_modifier_names();  // bit 0: declaration, 1: readonly, 2: defaultLibrary

struct SemanticToken {
    std::uint32_t begin = 0, end = 0;  // within one line
    TokenType type{};
    std::uint8_t modifiers = 0;
};
// In the order of the text, none of them over another.
std::vector<SemanticToken> semantic_tokens(const Analysis& analysis);

}  // namespace lsmap::ide

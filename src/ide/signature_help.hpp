#pragma once
#include "ide/analysis.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lsmap::ide {

// The call around `byte`: signatures (one for each overload) and the argument that is written.
struct SignatureHelp {
    struct Signature {
        std::string text, doc;
        std::vector<std::pair<std::uint32_t, std::uint32_t>> params;  // places in `text`
    };
    std::vector<Signature> signatures;
    std::size_t active = 0, argument = 0;
};
SignatureHelp signature_help(std::string_view text, std::uint32_t byte, const Analysis& last);

}  // namespace lsmap::ide

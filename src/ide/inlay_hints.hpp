#pragma once
#include "ide/analysis.hpp"

#include <string>
#include <vector>

namespace lsmap::ide {

// Text that an editor shows between what is written: `: box<px>` behind a name whose type is
// inferred, `px → percent` behind a value that is converted.
struct InlayHint {
    std::uint32_t byte = 0;
    std::string text;
    bool is_type = false;  // else a conversion
};
// Of the names and values in [begin, end), by place.
std::vector<InlayHint> inlay_hints(const Analysis& analysis, std::uint32_t begin,
                                   std::uint32_t end);

}  // namespace lsmap::ide

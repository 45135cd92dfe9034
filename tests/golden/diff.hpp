#pragma once
#include <string>
#include <string_view>

namespace golden {

// Unified diff of two texts by lines with three lines of context, "" where they are alike.
std::string unified_diff(std::string_view expected, std::string_view actual);

}  // namespace golden

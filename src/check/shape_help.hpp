#pragma once
#include "types/type.hpp"

#include <string>
#include <string_view>

namespace lsmap::check {

// What to write for a value of `from` where a mask or a polygon is wanted, `text` being how it
// stands in the rules; "": nothing makes one of it.
std::string mask_help(const types::TypeStore& types, types::TypeId from, std::string_view text);
std::string polygon_help(const types::TypeStore& types, types::TypeId from,
                         std::string_view control, std::string_view text);

}  // namespace lsmap::check

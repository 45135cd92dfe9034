#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace lsmap::labelstudio {

// The type, in the language's words, of what a ReactCode stores, from its attribute `outputs`:
// names (`a, b:choices(x, y), c:number(0, 10)`) or a JSON schema. "": it says nothing of the
// fields; nullopt: it cannot be read. The server reads it the same way
// (label_interface/control_tags.py of the SDK, ReactCodeTag).
std::optional<std::string> schema_type(std::string_view outputs);

}  // namespace lsmap::labelstudio

#pragma once
#include "labelstudio/config.hpp"

#include <string_view>
#include <vector>

namespace lsmap::labelstudio {

struct VariableText {
    std::vector<DataVariable> variables;
    bool is_whole = false;  // one variable and nothing else
};

// The `$a`, `$a.b`, `$a[0].c` in an attribute. A `[{{idx}}]` of a Repeater ends its variable: what
// it reads is the list. `value` is where the text stands; where entities make the two differ, it is
// every variable's span.
VariableText read_variables(std::string_view text, Span value);

}  // namespace lsmap::labelstudio

#pragma once
#include "builtins/builtin.hpp"

#include <string_view>
#include <vector>

namespace lsmap::check {

// A function whose types no signature of the builtins can say, as the reference tells of it.
struct SpecialCall {
    std::string_view signature, doc;
    UpTo<builtins::Example, 6> examples;
};
// Those that this version has.
std::vector<SpecialCall> special_calls();

}  // namespace lsmap::check

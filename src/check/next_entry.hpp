#pragma once
#include "base/source.hpp"
#include "base/span.hpp"

#include <string>
#include <string_view>

namespace lsmap::check {

// What to insert behind `last`, the last entry of a block, to add another: on a line of its own
// where `last` has one, else behind a comma.
std::string next_entry(const SourceMap& sources, Span last, std::string_view entry);

}  // namespace lsmap::check

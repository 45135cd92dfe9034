#pragma once
#include "data/output.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lsmap::labelstudio {

// The strftime form of the text that a DateTime control wants; an other text leaves its field
// empty. `only` is a list as "date", "time", "month,year"; `format` replaces the shape of what has
// a date.
std::string date_format(std::string_view only, std::string_view format);

// The first directive in `format` that write_date does not know, as "%Q".
std::optional<std::string_view> unknown_directive(std::string_view format);

// Writes the point in time (microseconds since 1970-01-01T00:00Z) as a JSON string, in UTC.
void write_date(std::int64_t microseconds, std::string_view format, data::Output& out);

}  // namespace lsmap::labelstudio

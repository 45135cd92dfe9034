#pragma once
#include "generate/scene.hpp"
#include "types/type.hpp"

#include <string>

namespace lsmap::generate {

// JSON that is in the type `declared` and, where it is a position, inside the object of the moment.
std::string value_of(types::TypeStore& types, types::TypeId declared, Moment& moment);

// The type as rules write it (TypeStore::print shortens records).
std::string type_text(const types::TypeStore& types, types::TypeId type);

// A point in time, in microseconds; the two ends of the moment's span.
std::int64_t start_date(const Moment& moment);
std::int64_t end_date(const Moment& moment);

// Forms of dates that models print.
inline constexpr std::string_view date_formats[] = {
    "iso", "unix", "%Y-%m-%d", "%d.%m.%Y %H:%M:%S", "%m/%d/%Y", "%Y%m%dT%H%M%S", "%d %B %Y"};

}  // namespace lsmap::generate

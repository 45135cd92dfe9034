#pragma once
#include "data/value.hpp"
#include "types/type.hpp"

#include <compare>
#include <cstdint>

namespace lsmap::data {

// Order of two values of one type: numbers by size, text by code point, lists and records from
// their first part on; a missing value stands before all others.
std::weak_ordering compare(const Value& a, const Value& b, types::TypeId type,
                           const types::TypeStore& types);
bool equal(const Value& a, const Value& b, types::TypeId type, const types::TypeStore& types);
// Equal values have equal hashes; the same on every machine.
std::uint64_t hash(const Value& value, types::TypeId type, const types::TypeStore& types);

}  // namespace lsmap::data

#pragma once
#include "types/type.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lsmap::data {

// Which parts of a declared type the rules read. What is not needed is skipped, not decoded.
struct Needs {
    bool all = false;                      // everything below
    bool any = false;                      // at least whether it is there (count(xs), present(x))
    std::map<std::uint32_t, Needs> parts;  // record fields, tuple places, union alternatives
    std::unique_ptr<Needs> element;        // of a list or map

    bool empty() const { return !all && !any && parts.empty() && element == nullptr; }
};

// A declared input type laid out for the decoder: one node a type, fields with their JSON keys,
// `needed` flags, how to tell the alternatives of a union. Immutable; shared by all records.
struct Shape;
struct ShapeDelete {
    void operator()(const Shape* shape) const;
};
using ShapePtr = std::unique_ptr<const Shape, ShapeDelete>;

ShapePtr make_shape(const types::TypeStore& types, types::TypeId declared, const Needs& needs,
                    std::string subject = "the record");

// Two alternatives of a declared union that no JSON value is told apart by (kind, array length,
// kind of the first element, literal or required field), and why: "both may be a string".
struct Overlap {
    std::size_t first, second;
    std::string why;
};
std::optional<Overlap> overlap_of_union(const types::TypeStore& types, types::TypeId type);

}  // namespace lsmap::data

#pragma once
#include "diag/diagnostic.hpp"

#include <cstddef>
#include <string>

namespace lsmap::data {

// Where the text of a record comes from that is put together from pieces of a larger one. Asked by
// several threads at once, for messages only.
class Origin {
 public:
    virtual ~Origin() = default;
    // The place of the value that starts `at` bytes behind the beginning of the record's text;
    // line, column, pointer and excerpt are those that it has in the file.
    virtual diag::DataLocation locate(std::size_t at) const = 0;
    // All of the larger record as it stands in the file.
    virtual std::string whole() const = 0;
};

}  // namespace lsmap::data

#pragma once
#include "data/temporary_file.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lsmap::data {

// Bytes sorted into parts: each has what was added to it, in that order. More than `memory` bytes
// in all go to a temporary file. `expected`: bytes of a part, about.
class Spill {
 public:
    Spill(std::size_t parts, std::size_t memory, std::size_t expected)
        : parts_(parts),
          memory_(memory),
          first_room_(std::min(expected, memory / std::max<std::size_t>(parts, 1))) {}

    // `head`, then `bytes`. False: `failure()`.
    bool add(std::size_t part, std::string_view head, std::string_view bytes);
    // All of a part. 0 or errno.
    int read(std::size_t part, std::string& bytes) const;
    const std::optional<diag::Diagnostic>& failure() const { return file_.failure(); }
    std::uint64_t bytes_in_file() const { return file_.size(); }

 private:
    bool write_out();

    struct Extent {
        std::uint64_t offset;
        std::size_t size;
    };
    struct Part {
        std::vector<Extent> extents;  // in the file
        std::string rest;
    };
    std::vector<Part> parts_;
    std::size_t memory_, first_room_, held_ = 0;
    TemporaryFile file_;
};

}  // namespace lsmap::data

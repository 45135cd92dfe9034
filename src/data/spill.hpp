#pragma once
#include "data/temporary_file.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lsmap::data {

// Bytes sorted into parts: each has what was added to it, in that order. What does not fit into
// `memory` bytes goes to a temporary file.
class Spill {
 public:
    Spill(std::size_t parts, std::size_t memory);

    // `head`, then `bytes`. False: `failure()`.
    bool add(std::size_t part, std::string_view head, std::string_view bytes);
    // All of a part. 0 or errno.
    int read(std::size_t part_number, std::string& bytes) const;
    const std::optional<diag::Diagnostic>& failure() const { return file_.failure(); }
    std::uint64_t bytes_in_file() const { return file_.size(); }

 private:
    struct Extent {
        std::uint64_t offset;
        std::size_t size;
    };
    struct Part {
        std::vector<Extent> extents;        // in the file
        std::vector<std::uint32_t> chunks;  // behind them
        std::size_t room = 0;               // left in the last chunk
    };
    bool put(Part& part, std::string_view bytes);
    bool take_chunk(Part& part);
    bool write_out();
    // `each(std::string_view)` for the bytes of a part's chunks.
    template <class Each> bool each_chunk(const Part& part, Each each) const;

    std::vector<Part> parts_;
    std::size_t chunk_size_, chunks_;
    std::uint32_t next_chunk_ = 0;
    // One block, since the system gives large pages to that only.
    std::unique_ptr<char[]> memory_;
    TemporaryFile file_;
};

}  // namespace lsmap::data

#pragma once
#include "diag/diagnostic.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace lsmap::data {

// A file without a name in the folder for temporary files ($TMPDIR, else /tmp), gone with this.
class TemporaryFile {
 public:
    TemporaryFile() = default;
    ~TemporaryFile();
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    // Adds to the end of it, which is made at the first time. False: `failure()`.
    bool append(std::string_view bytes);
    std::uint64_t size() const { return size_; }
    int descriptor() const { return descriptor_; }
    // It cannot be made or written; exit status 4.
    const std::optional<diag::Diagnostic>& failure() const { return failure_; }

 private:
    bool fail(int error);

    int descriptor_ = -1;
    std::uint64_t size_ = 0;
    std::optional<diag::Diagnostic> failure_;
};

// Reads `size` bytes at `offset`, whatever the position of the descriptor. 0, errno, or EIO where
// the file is shorter.
int read_at(int descriptor, std::uint64_t offset, char* to, std::size_t size);

}  // namespace lsmap::data

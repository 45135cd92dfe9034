#pragma once
#include "diag/diagnostic.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace lsmap::data {

// The bytes of a file or of standard input, one after the other; what is packed with gzip or zstd
// (its first bytes tell, whatever its name) is unpacked on the way.
class ByteSource {
 public:
    // `-` is standard input. What stands in the way stands in `failure()`.
    explicit ByteSource(const std::string& path);
    // Reads from an open descriptor, which somebody else closes, what stands there as it is.
    ByteSource(int descriptor, const std::string& name);
    ~ByteSource();
    ByteSource(ByteSource&&) noexcept;
    ByteSource& operator=(ByteSource&&) noexcept;

    // Puts up to `room` bytes (more than none) to `to`. 0: at the end, or failed.
    std::size_t read(char* to, std::size_t room);
    // Of a file that is read as it stands: where its next bytes are read from; -1: it is packed.
    int descriptor() const;
    // How many bytes a file that is read as it stands still has; 0: nobody knows.
    std::uint64_t bytes_left() const;
    // Goes on at `offset` of that. 0 or errno.
    int seek(std::uint64_t offset);
    // The file cannot be read, or is packed and damaged, with the byte of the file; exit status 4.
    const std::optional<diag::Diagnostic>& failure() const;

 private:
    struct State;
    std::unique_ptr<State> state_;
};

// Adds the unpacked bytes of a file to `text`, stopping once it has more than `most`.
std::optional<diag::Diagnostic> read_all(const std::string& path, std::string& text,
                                         std::size_t most);

}  // namespace lsmap::data

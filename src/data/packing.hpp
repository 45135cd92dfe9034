#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

// Files packed with gzip or zstd, unpacked and packed piece by piece in bounded memory.
namespace lsmap::data {

enum class Packing : std::uint8_t { none, gzip, zstd };

std::string_view name_of(Packing packing);  // "gzip"
// By the ending of a file's name: `.gz`, `.zst`.
Packing packing_of_name(std::string_view path);
// By the first bytes of a file; six are enough.
Packing packing_of_bytes(std::string_view begin);
// "bzip2", "xz", … where a file begins like what cannot be unpacked; else "".
std::string_view unknown_packing(std::string_view begin);
// The name without the ending of its packing: `a.json` of `a.json.gz`.
std::string_view unpacked_name(std::string_view path);

class Unpacker {
 public:
    struct Step {
        std::size_t taken = 0, made = 0;  // bytes of `packed`, bytes put to `out`
        std::string_view problem;         // "does not unpack"; empty: none
    };
    static std::unique_ptr<Unpacker> make(Packing packing);
    virtual ~Unpacker() = default;

    // Takes what it can of `packed` and puts at most `room` bytes to `out`. Neither taken nor made:
    // it wants more of the file.
    virtual Step step(std::string_view packed, char* out, std::size_t room) = 0;
    // Whether the file may end here: behind a member or frame.
    virtual bool may_end() const = 0;
};

class Packer {
 public:
    static std::unique_ptr<Packer> make(Packing packing);  // nullptr for `none`
    virtual ~Packer() = default;

    // Adds packed bytes to `out`; with `last` all that is left.
    virtual void add(std::string_view bytes, bool last, std::string& out) = 0;
};

namespace packing {

std::unique_ptr<Unpacker> gzip_unpacker();
std::unique_ptr<Packer> gzip_packer();
std::unique_ptr<Unpacker> zstd_unpacker();
std::unique_ptr<Packer> zstd_packer();

}  // namespace packing
}  // namespace lsmap::data

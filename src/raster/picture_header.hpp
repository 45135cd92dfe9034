#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace lsmap::raster {

// The bytes of a picture file, read where they are needed.
class PictureBytes {
 public:
    virtual ~PictureBytes() = default;
    // Puts what stands from `offset` on to `to`; fewer bytes at the end of the file.
    virtual std::size_t read(std::uint64_t offset, std::span<std::uint8_t> to) = 0;
};

// Pixels of a picture as it is shown: turned as its EXIF orientation says.
struct PictureSize {
    std::uint32_t width = 0, height = 0;
};

// Reads the header of a PNG, JPEG, GIF, WebP, BMP or TIFF file, and no pixel. Trusts no length that
// stands in it. Returns what is wrong ("ends within its header"); "": nothing.
std::string read_picture_header(PictureBytes& bytes, PictureSize& size);

}  // namespace lsmap::raster

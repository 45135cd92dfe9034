#pragma once
#include "raster/picture_header.hpp"

#include <array>
#include <string_view>

namespace lsmap::raster {

// Thrown by HeaderBytes and the readers of headers: what is wrong with the file.
struct HeaderProblem {
    std::string text;
};

// Numbers and texts at offsets of a file; what lies behind its end is a HeaderProblem.
class HeaderBytes {
 public:
    explicit HeaderBytes(PictureBytes& bytes) : bytes_(bytes) {}

    std::uint8_t byte(std::uint64_t at) {
        if (at < begin_ || at - begin_ >= size_) {
            begin_ = at;
            size_ = bytes_.read(at, window_);
            if (size_ == 0) {
                throw HeaderProblem{"ends within its header"};
            }
        }
        return window_[static_cast<std::size_t>(at - begin_)];
    }
    std::uint64_t number(std::uint64_t at, std::size_t size, bool big_endian) {
        std::uint64_t n = 0;
        for (std::size_t i = 0; i < size; ++i) {
            n = (n << 8U) | byte(at + (big_endian ? i : size - 1 - i));
        }
        return n;
    }
    std::uint32_t big(std::uint64_t at, std::size_t size) {
        return static_cast<std::uint32_t>(number(at, size, true));
    }
    std::uint32_t little(std::uint64_t at, std::size_t size) {
        return static_cast<std::uint32_t>(number(at, size, false));
    }
    bool has(std::uint64_t at, std::string_view text) {
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (byte(at + i) != static_cast<std::uint8_t>(text[i])) {
                return false;
            }
        }
        return true;
    }
    bool begins(std::string_view text) {
        try {
            return has(0, text);
        } catch (const HeaderProblem&) {
            return false;
        }
    }

 private:
    PictureBytes& bytes_;
    std::array<std::uint8_t, 4096> window_{};
    std::uint64_t begin_ = 0;
    std::size_t size_ = 0;
};

// The first directory of a TIFF file, or of EXIF data, which is one.
struct TiffDirectory {
    std::uint64_t width = 0, height = 0;
    std::uint64_t orientation = 1;
};
TiffDirectory read_tiff(HeaderBytes& bytes, std::uint64_t base);

// The orientation of EXIF data; 1 (as it stands) where it cannot be read: a picture is shown even
// so.
std::uint64_t exif_orientation(HeaderBytes& bytes, std::uint64_t base);

}  // namespace lsmap::raster

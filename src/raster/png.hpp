#pragma once
#include "raster/mask.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lsmap::raster {

// A mask that was read from a picture, by rows.
struct PictureMask {
    std::uint32_t width = 0, height = 0;
    std::vector<Run> runs;
};

// The mask of a PNG. Painted is what is at least half opaque where the picture has transparency,
// else what is at least half bright. Returns what is wrong ("is not a PNG"); "": nothing. Needs
// memory for one row (interlaced: for the picture, which may be smaller then).
std::string read_png(std::span<const std::uint8_t> bytes, PictureMask& mask);

// The same of base64, with or without `data:image/png;base64,` before it.
std::string read_png_text(std::string_view text, PictureMask& mask);

// A PNG of a mask by rows: painted pixels are black, the others transparent. The same bytes on
// every machine, which no version of zlib promises of another.
std::vector<std::uint8_t> write_png(const Mask& mask);

// That as `data:image/png;base64,…`.
std::string png_data_url(const Mask& mask);

}  // namespace lsmap::raster

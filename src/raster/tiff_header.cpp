#include "raster/header_bytes.hpp"

#include <algorithm>

namespace lsmap::raster {
namespace {

constexpr std::uint64_t most_entries = 4096;
constexpr std::uint64_t tag_width = 256, tag_height = 257, tag_orientation = 274;

// Bytes of a value by its type; 0: none that a size or an orientation has.
std::size_t size_of_type(std::uint64_t type) {
    switch (type) {
        case 1:  // byte
            return 1;
        case 3:  // short
            return 2;
        case 4:  // long
            return 4;
        case 16:  // long of BigTIFF
            return 8;
        default:
            return 0;
    }
}

}  // namespace

TiffDirectory read_tiff(HeaderBytes& bytes, std::uint64_t base) {
    const bool big_endian = bytes.byte(base) == 'M';
    const auto number = [&](std::uint64_t at, std::size_t size) {
        return bytes.number(base + at, size, big_endian);
    };
    const std::uint64_t version = number(2, 2);
    const bool is_big_tiff = version == 43;
    if (!bytes.has(base, big_endian ? "MM" : "II") || (version != 42 && !is_big_tiff)) {
        throw HeaderProblem{"has a header of TIFF that is none"};
    }
    const std::size_t word = is_big_tiff ? 8 : 4;
    const std::uint64_t directory = number(is_big_tiff ? 8 : 4, word);
    if (directory > std::uint64_t{1} << 62U) {
        throw HeaderProblem{"ends within its header"};
    }
    const std::size_t count_size = is_big_tiff ? 8 : 2;
    const std::uint64_t count = number(directory, count_size);
    if (count > most_entries) {
        throw HeaderProblem{"has a directory with too many entries"};
    }
    TiffDirectory found;
    const std::uint64_t entry_size = 4 + 2 * std::uint64_t{word};
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t entry = directory + count_size + i * entry_size;
        const std::uint64_t tag = number(entry, 2);
        const std::size_t size = size_of_type(number(entry + 2, 2));
        if (size == 0 || (tag != tag_width && tag != tag_height && tag != tag_orientation)) {
            continue;
        }
        const std::uint64_t value = number(entry + 4 + word, std::min(size, word));
        (tag == tag_width    ? found.width
         : tag == tag_height ? found.height
                             : found.orientation) = value;
    }
    return found;
}

std::uint64_t exif_orientation(HeaderBytes& bytes, std::uint64_t base) {
    try {
        return read_tiff(bytes, base).orientation;
    } catch (const HeaderProblem&) {
        return 1;
    }
}

}  // namespace lsmap::raster

#include "raster/picture_header.hpp"

#include "raster/header_bytes.hpp"

#include <cstdlib>
#include <limits>
#include <utility>

namespace lsmap::raster {
namespace {

using namespace std::string_view_literals;

// What stands in a file before it is turned.
struct Header {
    std::uint64_t width = 0, height = 0;
    std::uint64_t orientation = 1;
};

// Segments, chunks that are gone through for an orientation or a size.
constexpr int most_parts = 4096;
constexpr std::string_view exif_mark = "Exif\0\0"sv;

Header png(HeaderBytes& bytes) {
    constexpr std::uint64_t first_chunk = 8;
    if (!bytes.has(first_chunk + 4, "IHDR")) {
        throw HeaderProblem{"does not begin with the header of a PNG"};
    }
    Header header{bytes.big(16, 4), bytes.big(20, 4)};
    std::uint64_t at = first_chunk;
    try {
        for (int i = 0; i < most_parts && !bytes.has(at + 4, "IDAT"); ++i) {
            if (bytes.has(at + 4, "eXIf")) {
                header.orientation = exif_orientation(bytes, at + 8);
                break;
            }
            at += 12 + std::uint64_t{bytes.big(at, 4)};
        }
    } catch (const HeaderProblem&) {  // cut off behind its size, which is known
    }
    return header;
}

bool is_frame_header(std::uint32_t marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

Header jpeg(HeaderBytes& bytes) {
    Header header;
    std::uint64_t at = 2;
    bool has_exif = false;
    for (int i = 0; i < most_parts; ++i) {
        if (bytes.byte(at) != 0xFF) {
            throw HeaderProblem{"has something else where a segment of JPEG begins"};
        }
        while (bytes.byte(at + 1) == 0xFF) {  // fill bytes
            ++at;
        }
        const std::uint32_t marker = bytes.byte(at + 1);
        at += 2;
        if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD7)) {
            continue;  // stands alone
        }
        if (marker == 0xD9 || marker == 0xDA) {
            break;
        }
        const std::uint32_t length = bytes.big(at, 2);
        if (length < 2) {
            throw HeaderProblem{"has a segment with an impossible length"};
        }
        if (is_frame_header(marker)) {
            header.height = bytes.big(at + 3, 2);
            header.width = bytes.big(at + 5, 2);
            if (header.height == 0) {
                throw HeaderProblem{"does not say its height before its pixels"};
            }
            return header;
        }
        if (marker == 0xE1 && !has_exif && length > 8 && bytes.has(at + 2, exif_mark)) {
            header.orientation = exif_orientation(bytes, at + 2 + exif_mark.size());
            has_exif = true;
        }
        at += length;
    }
    throw HeaderProblem{"has no frame header before its pixels"};
}

Header gif(HeaderBytes& bytes) { return {bytes.little(6, 2), bytes.little(8, 2)}; }

Header bmp(HeaderBytes& bytes) {
    const std::uint32_t size = bytes.little(14, 4);
    if (size == 12) {
        return {bytes.little(18, 2), bytes.little(20, 2)};
    }
    if (size < 16) {
        throw HeaderProblem{"has a header of BMP that is none"};
    }
    const auto side = [&](std::uint64_t at) {  // negative: rows from the top
        const auto n = static_cast<std::int32_t>(bytes.little(at, 4));
        return static_cast<std::uint64_t>(std::abs(std::int64_t{n}));
    };
    return {side(18), side(22)};
}

Header webp(HeaderBytes& bytes) {
    constexpr std::uint64_t first_chunk = 12;
    constexpr std::uint64_t data = first_chunk + 8;
    if (bytes.has(first_chunk, "VP8 ")) {
        if (!bytes.has(data + 3, "\x9D\x01\x2A")) {
            throw HeaderProblem{"has no frame header before its pixels"};
        }
        return {bytes.little(data + 6, 2) & 0x3FFFU, bytes.little(data + 8, 2) & 0x3FFFU};
    }
    if (bytes.has(first_chunk, "VP8L")) {
        if (bytes.byte(data) != 0x2F) {
            throw HeaderProblem{"has no frame header before its pixels"};
        }
        const std::uint32_t bits = bytes.little(data + 1, 4);
        return {(bits & 0x3FFFU) + 1, ((bits >> 14U) & 0x3FFFU) + 1};
    }
    if (!bytes.has(first_chunk, "VP8X")) {
        throw HeaderProblem{"has no frame header before its pixels"};
    }
    Header header{std::uint64_t{bytes.little(data + 4, 3)} + 1,
                  std::uint64_t{bytes.little(data + 7, 3)} + 1};
    constexpr std::uint32_t has_exif = 0x08;
    if ((bytes.byte(data) & has_exif) == 0) {
        return header;
    }
    try {
        std::uint64_t at = first_chunk;
        for (int i = 0; i < most_parts; ++i) {
            if (bytes.has(at, "EXIF")) {
                const std::uint64_t begin = at + 8;
                const bool marked = bytes.has(begin, exif_mark);
                header.orientation =
                    exif_orientation(bytes, begin + (marked ? exif_mark.size() : 0));
                break;
            }
            const std::uint64_t length = bytes.little(at + 4, 4);
            at += 8 + length + length % 2;
        }
    } catch (const HeaderProblem&) {  // cut off behind its size, which is known
    }
    return header;
}

Header tiff(HeaderBytes& bytes) {
    const TiffDirectory found = read_tiff(bytes, 0);
    return {found.width, found.height, found.orientation};
}

struct Row {
    std::string_view begin;
    Header (*read)(HeaderBytes&);
    std::string_view at_8 = "";  // what stands there, too
};
constexpr Row rows[] = {
    {"\x89PNG\r\n\x1A\n", png},
    {"\xFF\xD8\xFF", jpeg},
    {"GIF87a", gif},
    {"GIF89a", gif},
    {"RIFF", webp, "WEBP"},
    {"BM", bmp},
    {"II*\0"sv, tiff},
    {"MM\0*"sv, tiff},
    {"II+\0"sv, tiff},
    {"MM\0+"sv, tiff},
};

}  // namespace

std::string read_picture_header(PictureBytes& file, PictureSize& size) {
    HeaderBytes bytes(file);
    try {
        for (const Row& row : rows) {
            if (!bytes.begins(row.begin) || (!row.at_8.empty() && !bytes.has(8, row.at_8))) {
                continue;
            }
            Header header = row.read(bytes);
            constexpr std::uint64_t longest = std::numeric_limits<std::int32_t>::max();
            if (header.width == 0 || header.height == 0 || header.width > longest ||
                header.height > longest) {
                return "has a size of no pixels or far too many";
            }
            if (header.orientation >= 5 && header.orientation <= 8) {  // turned by a quarter
                std::swap(header.width, header.height);
            }
            size = {static_cast<std::uint32_t>(header.width),
                    static_cast<std::uint32_t>(header.height)};
            return "";
        }
    } catch (const HeaderProblem& problem) {
        return problem.text;
    }
    return "begins like no PNG, JPEG, GIF, WebP, BMP or TIFF";
}

}  // namespace lsmap::raster

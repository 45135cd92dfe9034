#include "raster/picture_header.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

using lsmap::raster::PictureSize;
using namespace std::string_literals;

namespace {

class Text : public lsmap::raster::PictureBytes {
 public:
    explicit Text(std::string_view text) : text_(text) {}
    std::size_t read(std::uint64_t offset, std::span<std::uint8_t> to) override {
        if (offset >= text_.size()) {
            return 0;
        }
        const std::string_view rest = text_.substr(static_cast<std::size_t>(offset), to.size());
        std::copy(rest.begin(), rest.end(), to.begin());
        return rest.size();
    }

 private:
    std::string_view text_;
};

std::string number(std::uint64_t n, std::size_t size, bool big_endian) {
    std::string bytes;
    for (std::size_t i = 0; i < size; ++i) {
        const std::size_t place = big_endian ? size - 1 - i : i;
        bytes += static_cast<char>((n >> (8 * place)) & 0xFFU);
    }
    return bytes;
}
std::string big(std::uint64_t n, std::size_t size) { return number(n, size, true); }
std::string little(std::uint64_t n, std::size_t size) { return number(n, size, false); }

// A TIFF file; without sides it is EXIF data.
std::string tiff(bool big_endian, unsigned orientation, unsigned width = 0, unsigned height = 0) {
    const auto n = [&](std::uint64_t value, std::size_t size) {
        return number(value, size, big_endian);
    };
    std::string entries;
    unsigned count = 0;
    const auto entry = [&](unsigned tag, unsigned type, std::uint64_t value) {
        entries += n(tag, 2) + n(type, 2) + n(1, 4);
        entries += type == 3 ? n(value, 2) + "\0\0"s : n(value, 4);
        ++count;
    };
    if (width != 0) {
        entry(256, 4, width);
        entry(257, 3, height);
    }
    entry(271, 2, 0);
    entry(274, 3, orientation);
    return (big_endian ? "MM"s : "II"s) + n(42, 2) + n(8, 4) + n(count, 2) + entries + n(0, 4);
}
std::string exif(unsigned orientation) { return "Exif\0\0"s + tiff(true, orientation); }

std::string png(unsigned width, unsigned height, unsigned orientation = 0) {
    const auto chunk = [](const std::string& name, const std::string& data) {
        return big(data.size(), 4) + name + data + "crc."s;
    };
    return "\x89PNG\r\n\x1A\n"s +
           chunk("IHDR", big(width, 4) + big(height, 4) + "\x08\x02\0\0\0"s) +
           chunk("tEXt", "some=text") +
           (orientation == 0 ? "" : chunk("eXIf", tiff(false, orientation))) + chunk("IDAT", "x");
}
std::string jpeg(unsigned width, unsigned height, unsigned orientation = 0) {
    const auto segment = [](const std::string& marker, const std::string& data) {
        return "\xFF"s + marker + big(data.size() + 2, 2) + data;
    };
    return "\xFF\xD8"s + segment("\xE0", "JFIF\0"s) +
           (orientation == 0 ? "" : segment("\xE1", exif(orientation))) + "\xFF\xFF"s +
           segment("\xE2", std::string(60000, 'p')) + segment("\xC4", "table") +
           segment("\xC2", "\x08"s + big(height, 2) + big(width, 2) + "\x03"s) + "\xFF\xDA"s;
}
std::string gif(unsigned width, unsigned height) {
    return "GIF89a"s + little(width, 2) + little(height, 2) + "\0\0\0"s;
}
std::string bmp(unsigned width, int height) {
    return "BM"s + std::string(12, '\0') + little(40, 4) + little(width, 4) +
           little(static_cast<std::uint32_t>(height), 4);
}
std::string webp(const std::string& chunks) { return "RIFF"s + little(99, 4) + "WEBP"s + chunks; }
std::string vp8(unsigned width, unsigned height) {
    return webp("VP8 "s + little(10, 4) + "abc\x9D\x01\x2A"s + little(width | 0x4000U, 2) +
                little(height, 2));
}
std::string vp8l(unsigned width, unsigned height) {
    return webp("VP8L"s + little(5, 4) + "\x2F"s +
                little((width - 1) | ((height - 1) << 14U) | (1U << 28U), 4));
}
std::string vp8x(unsigned width, unsigned height, unsigned orientation) {
    const std::string flags(1, static_cast<char>(orientation == 0 ? 0 : 0x08));
    return webp("VP8X"s + little(10, 4) + flags + "\0\0\0"s + little(width - 1, 3) +
                little(height - 1, 3) + "VP8 "s + little(3, 4) + "odd\0"s +
                (orientation == 0 ? "" : "EXIF"s + little(40, 4) + exif(orientation)));
}

std::string read(std::string_view file) {
    Text bytes(file);
    PictureSize size;
    const std::string problem = lsmap::raster::read_picture_header(bytes, size);
    return problem.empty() ? std::to_string(size.width) + "x" + std::to_string(size.height)
                           : problem;
}

std::vector<std::string> all_files() {
    return {png(300, 200, 6),  jpeg(300, 200, 6),       gif(300, 200),
            bmp(300, -200),    vp8(300, 200),           vp8l(300, 200),
            vp8x(300, 200, 6), tiff(true, 6, 300, 200), tiff(false, 1, 300, 200)};
}

}  // namespace

TEST_CASE("sizes of pictures of every format") {
    CHECK(read(png(300, 200)) == "300x200");
    CHECK(read(jpeg(300, 200)) == "300x200");
    CHECK(read(gif(300, 200)) == "300x200");
    CHECK(read(bmp(300, 200)) == "300x200");
    CHECK(read(bmp(300, -200)) == "300x200");
    CHECK(read("BM"s + std::string(12, '\0') + little(12, 4) + little(7, 2) + little(5, 2)) ==
          "7x5");
    CHECK(read(vp8(300, 200)) == "300x200");
    CHECK(read(vp8l(16384, 1)) == "16384x1");
    CHECK(read(vp8x(300, 200, 0)) == "300x200");
    CHECK(read(tiff(true, 1, 300, 200)) == "300x200");
    CHECK(read(tiff(false, 1, 300, 200)) == "300x200");
}

TEST_CASE("pictures are turned as EXIF says") {
    for (unsigned orientation = 1; orientation <= 8; ++orientation) {
        const std::string shown = orientation >= 5 ? "200x300" : "300x200";
        CAPTURE(orientation);
        CHECK(read(png(300, 200, orientation)) == shown);
        CHECK(read(jpeg(300, 200, orientation)) == shown);
        CHECK(read(vp8x(300, 200, orientation)) == shown);
        CHECK(read(tiff(true, orientation, 300, 200)) == shown);
        CHECK(read(tiff(false, orientation, 300, 200)) == shown);
    }
    CHECK(read(jpeg(300, 200, 9)) == "300x200");
}

TEST_CASE("headers that say nothing of use") {
    CHECK(read("") == "begins like no PNG, JPEG, GIF, WebP, BMP or TIFF");
    CHECK(read("<svg/>") == "begins like no PNG, JPEG, GIF, WebP, BMP or TIFF");
    CHECK(read("RIFF1234WAVEfmt ") == "begins like no PNG, JPEG, GIF, WebP, BMP or TIFF");
    CHECK(read(png(0, 200)) == "has a size of no pixels or far too many");
    CHECK(read(png(0xFFFFFFFF, 2)) == "has a size of no pixels or far too many");
    CHECK(read(jpeg(300, 0)) == "does not say its height before its pixels");
    CHECK(read("\xFF\xD8\xFF\xDA"s) == "has no frame header before its pixels");
    CHECK(read("\xFF\xD8\xFF\xE0\0\0\0\0"s) == "has a segment with an impossible length");
    CHECK(read("\xFF\xD8\xFF\xE0\0\x02zz"s) == "has something else where a segment of JPEG begins");
    CHECK(read("II*\0\xFF\xFF\xFF\xFF"s) == "ends within its header");
    CHECK(read(gif(300, 200).substr(0, 9)) == "ends within its header");
}

// Whatever is cut off or changed, it ends, and says a size or a sentence.
TEST_CASE("headers that are cut off or changed") {
    std::mt19937 random(7);
    for (const std::string& file : all_files()) {
        for (std::size_t size = 0; size < std::min<std::size_t>(file.size(), 300); ++size) {
            CHECK_FALSE(read(std::string_view(file).substr(0, size)).empty());
        }
        for (int round = 0; round < 2000; ++round) {
            std::string changed = file;
            for (int i = 0; i < 3; ++i) {
                const std::size_t at = random() % std::min<std::size_t>(changed.size(), 400);
                changed[at] = static_cast<char>(random());
            }
            CHECK_FALSE(read(changed).empty());
        }
    }
}

#include "raster/base64.hpp"
#include "raster/brush_rle.hpp"
#include "raster/coco_rle.hpp"
#include "raster/png.hpp"
#include "raster_masks.hpp"
#include "source_dir.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <fstream>

using namespace lsmap::raster;
using lsmap::test::Pixels;
using lsmap::test::RandomPixels;

namespace {

using Bytes = std::vector<std::uint8_t>;
using Runs = std::vector<Run>;

Mask by_rows(const Pixels& pixels, const Runs& runs) {
    return {pixels.width, pixels.height, Order::rows, runs};
}

Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

// A PNG of another layout than ours: gray, RGBA and the like, from the files beside the tests.
PictureMask read_file(const std::string& name) {
    std::ifstream in(lsmap::test::source_dir() / "tests/data" / name, std::ios::binary);
    const std::string content((std::istreambuf_iterator<char>(in)), {});
    REQUIRE_FALSE(content.empty());
    PictureMask mask;
    const std::string problem = read_png(bytes_of(content), mask);
    INFO(name << ": " << problem);
    REQUIRE(problem.empty());
    return mask;
}

}  // namespace

// Made by Label Studio's own converter, and some that no converter writes.
TEST_CASE("brush streams of Label Studio are read, and written byte for byte") {
    std::ifstream in(lsmap::test::source_dir() / "tests/data/brush_rle_vectors.json");
    const nlohmann::json vectors = nlohmann::json::parse(in);
    REQUIRE(vectors.size() == 19);
    int written = 0;
    for (const nlohmann::json& vector : vectors) {
        INFO(vector["name"].get<std::string>());
        Pixels pixels{vector["width"], vector["height"], {}};
        for (const nlohmann::json& pixel : vector["mask"]) {
            pixels.painted.push_back(pixel.get<int>() != 0);
        }
        const Bytes stream = vector["rle"];
        Runs runs;
        CHECK(decode_brush(stream, pixels.width, pixels.height, runs) == "");
        CHECK(runs == pixels.runs(Order::rows));
        if (!vector["decode_only"] && vector["on"] == 255) {
            Bytes made;
            encode_brush(by_rows(pixels, runs), made);
            CHECK(made == stream);
            ++written;
        }
    }
    CHECK(written == 15);
}

TEST_CASE("what is written of a mask is read as that mask") {
    RandomPixels random;
    for (int round = 0; round < 600; ++round) {
        const Pixels pixels = random.next();
        INFO(round << ": " << pixels.width << " x " << pixels.height);
        const Runs rows = pixels.runs(Order::rows);
        const Runs columns = pixels.runs(Order::columns);

        Bytes stream;
        encode_brush(by_rows(pixels, rows), stream);
        Runs read;
        REQUIRE(decode_brush(stream, pixels.width, pixels.height, read) == "");
        REQUIRE(read == rows);

        const std::string text =
            encode_coco({pixels.width, pixels.height, Order::columns, columns});
        CocoCounts from_text(pixels.width, pixels.height, read);
        REQUIRE(decode_coco(text, from_text) == "");
        REQUIRE(from_text.is_full());
        REQUIRE(read == columns);

        CocoCounts from_list(pixels.width, pixels.height, read);
        for (const Run run : columns) {
            REQUIRE(from_list.add(run));
            if (random.below(4) == 0) {  // runs of nothing, as others write them
                REQUIRE(from_list.add(0));
                REQUIRE(from_list.add(0));
            }
        }
        REQUIRE(from_list.is_full());
        REQUIRE(read == columns);

        PictureMask picture;
        REQUIRE(read_png_text(png_data_url(by_rows(pixels, rows)), picture) == "");
        REQUIRE(picture.width == pixels.width);
        REQUIRE(picture.height == pixels.height);
        REQUIRE(picture.runs == rows);
    }
}

TEST_CASE("COCO strings are those of pycocotools") {
    // A disc of detectron2's results, and a full mask.
    Runs runs;
    CocoCounts counts(16, 12, runs);
    CHECK(decode_coco("V166000000000b2", counts) == "");
    CHECK(counts.is_full());
    CHECK(runs == Runs{38, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 88});
    CHECK(encode_coco({16, 12, Order::columns, runs}) == "V166000000000b2");
    const Runs full = {0, 8};
    CHECK(encode_coco({4, 2, Order::columns, full}) == "08");
    CocoCounts of_full(4, 2, runs);
    CHECK(decode_coco("08", of_full) == "");
    CHECK(runs == full);
}

TEST_CASE("COCO strings that cannot be read say where") {
    const auto problem = [](std::string_view text) {
        Runs runs;
        CocoCounts counts(4, 2, runs);
        return decode_coco(text, counts);
    };
    CHECK(problem("0~") == "cannot be read at character 2");
    CHECK(problem("0 ") == "cannot be read at character 2");
    CHECK(problem("P") == "break off within a number");
    CHECK(problem("PPPPPPPPP0") == "cannot be read at character 8");
    CHECK(problem("0O") == "have a length below 0 at character 2");
    CHECK(problem("09") == "add up to more pixels than it has");
}

TEST_CASE("base64 is read with and without padding") {
    RandomPixels random;
    for (int round = 0; round < 300; ++round) {
        const Bytes bytes = random.bytes(40);
        std::string text;
        encode_base64(bytes, text);
        Bytes read;
        REQUIRE(decode_base64(text, read));
        REQUIRE(read == bytes);
        while (text.ends_with('=')) {
            text.pop_back();
        }
        REQUIRE(decode_base64(text, read));
        REQUIRE(read == bytes);
        text.insert(text.size() / 2, "\r\n");
        REQUIRE(decode_base64(text, read));
        REQUIRE(read == bytes);
    }
    Bytes read;
    CHECK(decode_base64("", read));
    for (const char* bad : {"A", "AB=", "AB===", "ABC==", "A=BC", "AB_-", "ABCD\x80", "===="}) {
        INFO(bad);
        CHECK_FALSE(decode_base64(bad, read));
    }
}

TEST_CASE("pictures of every layout become the same mask") {
    const Runs expected = {1, 2, 1, 1, 3};  // of 4 x 2 pixels: .##. / #...
    for (const char* name : {"mask_gray.png", "mask_gray_1_bit.png", "mask_gray_16_bit.png",
                             "mask_rgb.png", "mask_palette.png", "mask_alpha.png",
                             "mask_gray_alpha.png", "mask_opaque.png", "mask_interlaced.png"}) {
        INFO(name);
        const PictureMask mask = read_file(name);
        CHECK(mask.width == 4);
        CHECK(mask.height == 2);
        CHECK(mask.runs == expected);
    }
}

TEST_CASE("what is no picture says so") {
    PictureMask mask;
    CHECK(read_png_text("not base64!", mask) == "is not base64");
    CHECK(read_png_text("", mask) == "is not a PNG");
    CHECK(read_png_text("R0lGODlhAQABAAAAACw=", mask) == "is not a PNG");
    CHECK(read_png_text("data:image/jpeg;base64,AAAA", mask) ==
          "is a data URL, but not of a PNG in base64");
    const Runs runs = {1, 2, 5};
    const Bytes whole = write_png({4, 2, Order::rows, runs});
    for (std::size_t size = 0; size < whole.size() - 16; ++size) {  // to the last checksum
        INFO(size);
        CHECK_FALSE(read_png(std::span(whole).first(size), mask).empty());
    }
    Bytes huge = whole;
    huge[16] = 0x00;
    huge[17] = 0xFF;
    huge[20] = 0x00;
    huge[21] = 0xFF;
    CHECK_FALSE(read_png(huge, mask).empty());
}

// None crashes or takes more memory than its input and the mask's size allow.
TEST_CASE("decoders take any bytes") {
    RandomPixels random;
    const Runs runs = {3, 7, 20, 2, 3};
    const Bytes picture = write_png({7, 5, Order::rows, runs});
    Bytes stream;
    encode_brush({7, 5, Order::rows, runs}, stream);
    Runs read;
    PictureMask mask;
    for (int round = 0; round < 20000; ++round) {
        Bytes bytes = random.below(2) == 0 ? random.bytes(60) : stream;
        for (std::uint64_t n = random.below(4); n > 0 && !bytes.empty(); --n) {
            bytes[random.below(bytes.size())] = static_cast<std::uint8_t>(random.below(256));
        }
        if (decode_brush(bytes, 7, 5, read).empty()) {
            REQUIRE(lsmap::test::sum_of(read) == 35);
        }
        REQUIRE(read.size() <= bytes.size() * 8 + 2);

        std::string text(bytes.begin(), bytes.end());
        CocoCounts any(7, 5, read);
        decode_coco(text, any);
        for (char& c : text) {
            c = static_cast<char>(48 + static_cast<unsigned char>(c) % 64);
        }
        CocoCounts counts(7, 5, read);
        if (decode_coco(text, counts).empty()) {
            REQUIRE(lsmap::test::sum_of(read) == counts.sum());
        }
        REQUIRE(lsmap::test::sum_of(read) <= 35);

        Bytes broken = picture;
        for (std::uint64_t n = 1 + random.below(3); n > 0; --n) {
            broken[random.below(broken.size())] = static_cast<std::uint8_t>(random.below(256));
        }
        if (round % 10 == 0 && read_png(broken, mask).empty()) {
            REQUIRE(lsmap::test::sum_of(mask.runs) == std::uint64_t{mask.width} * mask.height);
        }
    }
}

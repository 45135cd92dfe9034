#include "data_read.hpp"
#include "raster/coco_rle.hpp"
#include "raster/png.hpp"
#include "raster_masks.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace lsmap::data {
namespace {

using test::Pixels;
using test::RandomPixels;

std::string rle_list(const Pixels& pixels) {
    return fmt::format(R"({{"size":[{}, {}],"counts":[{}]}})", pixels.height, pixels.width,
                       fmt::join(pixels.runs(raster::Order::columns), ", "));
}
std::string rle_text(const Pixels& pixels) {
    const std::vector<raster::Run> runs = pixels.runs(raster::Order::columns);
    const nlohmann::json text =
        raster::encode_coco({pixels.width, pixels.height, raster::Order::columns, runs});
    return fmt::format(R"({{"counts":{},"size":[{}, {}]}})", text.dump(), pixels.height,
                       pixels.width);
}
std::string bitmap_of(const Pixels& pixels, RandomPixels& random) {
    static const char* const off[] = {"0", "false", "0.0", "0.49", "0e5"};
    static const char* const on[] = {"1", "true", "1.0", "0.5", "10e-1"};
    std::string text = "[";
    for (std::uint32_t y = 0; y < pixels.height; ++y) {
        text += y == 0 ? "[" : ",\n[";
        for (std::uint32_t x = 0; x < pixels.width; ++x) {
            text += x == 0 ? "" : ", ";
            text += (pixels.at(x, y) ? on : off)[random.below(5)];
        }
        text += "]";
    }
    return text + "]";
}
std::string png_text(const Pixels& pixels) {
    const std::vector<raster::Run> runs = pixels.runs(raster::Order::rows);
    return '"' + raster::png_data_url({pixels.width, pixels.height, raster::Order::rows, runs}) +
           '"';
}

struct Masks {
    Decode rle{"rle"}, bitmap{"bitmap"}, png{"png"};
    RandomPixels random;
    std::string bitmap_text(const Pixels& pixels) { return bitmap_of(pixels, random); }
};

}  // namespace

TEST_CASE_METHOD(Masks, "masks of every encoding are read") {
    for (int round = 0; round < 200; ++round) {
        const Pixels pixels = random.next();
        const auto check = [&](Decode& decode, const std::string& text) {
            INFO(text);
            decode(text);
            REQUIRE_FALSE(decode.decoded.syntax);
            REQUIRE(decode.decoded.problems.empty());
            const raster::Mask mask = mask_of(decode.decoded.root);
            REQUIRE(mask.width == pixels.width);
            REQUIRE(mask.height == pixels.height);
            REQUIRE(std::vector(mask.runs.begin(), mask.runs.end()) == pixels.runs(mask.order));
            REQUIRE(decode.decoded.root.source == decode.json.data());
        };
        check(rle, rle_list(pixels));
        check(rle, rle_text(pixels));
        check(bitmap, bitmap_text(pixels));
        check(png, png_text(pixels));
    }
}

TEST_CASE_METHOD(Masks, "broken masks are refused or whole, and only JSON is taken") {
    static const std::string bytes = std::string("{}[],:\"\\ 0123456789.eE+-tfn`oO\n") + "\xC3";
    std::size_t whole = 0, refused = 0;
    for (int round = 0; round < 8000; ++round) {
        const Pixels pixels = random.next(1 + static_cast<std::uint32_t>(random.below(9)),
                                          1 + static_cast<std::uint32_t>(random.below(9)));
        const std::uint64_t kind = random.below(4);
        Decode& decode = kind < 2 ? rle : kind == 2 ? bitmap : png;
        std::string text = kind == 0   ? rle_list(pixels)
                           : kind == 1 ? rle_text(pixels)
                           : kind == 2 ? bitmap_text(pixels)
                                       : png_text(pixels);
        for (std::uint64_t n = 1 + random.below(3); n > 0; --n) {
            const std::size_t at = random.below(text.size());
            const char byte = bytes[random.below(bytes.size())];
            random.below(2) == 0 ? text.replace(at, 1, 1, byte) : text.insert(at, 1, byte);
        }
        INFO(text);
        decode(text);
        const bool duplicate =
            decode.decoded.syntax &&
            decode.decoded.syntax->diagnostic.message.find("twice") != std::string::npos;
        REQUIRE((duplicate || nlohmann::json::accept(text) != decode.decoded.syntax.has_value()));
        if (!decode.decoded.syntax && decode.decoded.root.present()) {
            const raster::Mask mask = mask_of(decode.decoded.root);
            REQUIRE(test::sum_of({mask.runs.begin(), mask.runs.end()}) == mask.pixels());
            ++whole;
        } else {
            ++refused;
        }
    }
    CHECK(whole > 100);
    CHECK(refused > 1000);
}

}  // namespace lsmap::data

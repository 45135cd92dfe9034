// Masks: the brush's run lengths and pictures.
#include "diag/codes/validate.hpp"
#include "raster/brush_rle.hpp"
#include "raster/png.hpp"
#include "validate/result_check.hpp"

#include <cstdint>
#include <vector>

namespace lsmap::validate::further {
namespace {

using json::Kind;
using json::Value;

constexpr std::string_view picture_prefix = "data:image/";

struct Size {
    std::uint32_t width = 0, height = 0;
};

// Nothing where the result does not say it.
std::optional<Size> size_of(const Value& result) {
    const Value width = result["original_width"];
    const Value height = result["original_height"];
    if (!is_whole(width) || !is_whole(height) || width.number() < 1 || height.number() < 1 ||
        width.number() > 1e9 || height.number() > 1e9) {
        return std::nullopt;
    }
    return Size{static_cast<std::uint32_t>(width.number()),
                static_cast<std::uint32_t>(height.number())};
}

std::vector<std::uint8_t> bytes_of(const Value& list) {
    std::vector<std::uint8_t> bytes;
    bytes.reserve(list.size());
    for (Value byte = list.first(); byte; byte = byte.next()) {
        bytes.push_back(static_cast<std::uint8_t>(byte.number()));
    }
    return bytes;
}

}  // namespace

// The stream says how many bytes it stands for: four for each pixel of the image.
void mask(ResultCheck& r) {
    const Value rle = r.key("rle");
    if (!rle) {
        const Value picture = r.key("maskDataURL");
        if (!picture) {
            r.find(r.r.value, false, Harm::hidden, diag::nothing_to_draw, "a mask without `rle`");
        }
        return;
    }
    if (!editor_takes(rle, Shape::bytes) || rle.size() == 0) {
        return;
    }
    const std::vector<std::uint8_t> bytes = bytes_of(rle);
    const std::optional<Size> size = size_of(r.r.json);
    constexpr std::size_t header = 4;
    std::uint64_t words = 0;
    for (std::size_t i = 0; i < header && i < bytes.size(); ++i) {
        words = words << 8U | bytes[i];
    }
    if (bytes.size() >= header && size) {
        const std::uint64_t wanted = std::uint64_t{size->width} * size->height * 4;
        if (words != wanted) {
            r.find(rle, false, Harm::hidden, diag::mask_of_other_size, fmt::format("{}", words),
                   fmt::format("{}", size->width), fmt::format("{}", size->height),
                   fmt::format("{}", wanted))
                .note("the mask has the pixels of the image itself, four bytes each");
            return;
        }
    }
    // Without a size, that of one row with as many pixels.
    const Size shape = size.value_or(Size{static_cast<std::uint32_t>(words / 4), 1});
    std::vector<raster::Run> runs;
    const std::string_view problem = raster::decode_brush(bytes, shape.width, shape.height, runs);
    if (!problem.empty()) {
        r.find(rle, false, Harm::hidden, diag::mask_unreadable, std::string(problem));
    }
}

// A picture of the size of the image; what is opaque in it is the mask.
void bitmask(ResultCheck& r) {
    const Value picture = r.key("imageDataURL");
    if (!picture.is(Kind::string)) {
        return;
    }
    const std::string text = picture.text();
    if (!text.starts_with(picture_prefix)) {
        r.find(picture, false, Harm::hidden, diag::mask_unreadable,
               "it is not a picture within the text, `data:image/png;base64,…`");
        return;
    }
    if (!text.starts_with("data:image/png;base64,")) {
        return;  // other forms a browser may read
    }
    raster::PictureMask mask;
    if (const std::string problem = raster::read_png_text(text, mask); !problem.empty()) {
        r.find(picture, false, Harm::hidden, diag::mask_unreadable, "the picture " + problem);
        return;
    }
    const std::optional<Size> size = size_of(r.r.json);
    if (size && (mask.width != size->width || mask.height != size->height)) {
        r.find(picture, false, Harm::wrong, diag::mask_of_other_size,
               fmt::format("{} × {} pixels", mask.width, mask.height),
               fmt::format("{}", size->width), fmt::format("{}", size->height), "as many pixels");
    }
}

}  // namespace lsmap::validate::further

#include "raster/base64.hpp"
#include "raster/png.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <spng.h>

namespace lsmap::raster {
namespace {

constexpr std::uint32_t longest_side = 1U << 24U;
constexpr std::size_t chunk_limit = std::size_t{16} << 20U;  // of colour profiles and the like
constexpr std::uint64_t most_interlaced = 16'000'000;        // pixels, held at once
constexpr std::uint32_t half = 128;

struct FreeContext {
    void operator()(spng_ctx* context) const { spng_ctx_free(context); }
};
using Context = std::unique_ptr<spng_ctx, FreeContext>;

std::string broken(int error) { return fmt::format("cannot be read: {}", spng_strerror(error)); }

// As ITU-R 601 weighs the colours, in 65536ths.
std::uint32_t brightness(const std::uint8_t* rgba) {
    return (rgba[0] * 19595U + rgba[1] * 38470U + rgba[2] * 7471U + 0x8000U) >> 16U;
}

// Both readings of a picture; which one counts is known at its end.
class Readings {
 public:
    explicit Readings(std::vector<Run>& by_alpha) : alpha_(by_alpha), light_(light_runs_) {}
    void row(const std::uint8_t* rgba, std::uint32_t width) {
        for (std::uint32_t x = 0; x < width; ++x, rgba += 4) {
            see_through_ = see_through_ || rgba[3] != 255;
            alpha_.add(rgba[3] >= half, 1);
            light_.add(rgba[3] >= half && brightness(rgba) >= half, 1);
        }
    }
    bool see_through() const { return see_through_; }
    std::vector<Run>& by_light() { return light_runs_; }

 private:
    std::vector<Run> light_runs_;
    RunWriter alpha_, light_;
    bool see_through_ = false;
};

}  // namespace

std::string read_png(std::span<const std::uint8_t> bytes, PictureMask& mask) {
    constexpr std::array<std::uint8_t, 4> signature = {0x89, 'P', 'N', 'G'};
    if (bytes.size() < signature.size() ||
        !std::equal(signature.begin(), signature.end(), bytes.begin())) {
        return "is not a PNG";
    }
    const Context context(spng_ctx_new(0));
    if (context == nullptr) {
        throw std::bad_alloc();
    }
    spng_set_image_limits(context.get(), longest_side, longest_side);
    spng_set_chunk_limits(context.get(), chunk_limit, chunk_limit);
    if (const int error = spng_set_png_buffer(context.get(), bytes.data(), bytes.size())) {
        return broken(error);
    }
    spng_ihdr header{};
    if (const int error = spng_get_ihdr(context.get(), &header)) {
        return broken(error);
    }
    if (!is_size(header.width, header.height)) {
        return fmt::format("has {} x {} pixels, more than the {} of the largest mask", header.width,
                           header.height, most_pixels);
    }
    mask.width = header.width;
    mask.height = header.height;
    spng_trns transparency{};
    const bool names_transparency = spng_get_trns(context.get(), &transparency) == 0;
    Readings readings(mask.runs);
    const std::size_t row_bytes = std::size_t{header.width} * 4;
    constexpr int format = SPNG_FMT_RGBA8;
    if (header.interlace_method != SPNG_INTERLACE_NONE) {
        if (std::uint64_t{header.width} * header.height > most_interlaced) {
            return fmt::format("is interlaced and has more than {} pixels", most_interlaced);
        }
        std::vector<std::uint8_t> picture(row_bytes * header.height);
        if (const int error = spng_decode_image(context.get(), picture.data(), picture.size(),
                                                format, SPNG_DECODE_TRNS)) {
            return broken(error);
        }
        for (std::uint32_t y = 0; y < header.height; ++y) {
            readings.row(picture.data() + y * row_bytes, header.width);
        }
    } else {
        if (const int error = spng_decode_image(context.get(), nullptr, 0, format,
                                                SPNG_DECODE_TRNS | SPNG_DECODE_PROGRESSIVE)) {
            return broken(error);
        }
        std::vector<std::uint8_t> row(row_bytes);
        for (std::uint32_t y = 0; y < header.height; ++y) {
            const int error = spng_decode_row(context.get(), row.data(), row.size());
            if (error != 0 && !(error == SPNG_EOI && y + 1 == header.height)) {
                return broken(error);
            }
            readings.row(row.data(), header.width);
        }
    }
    if (!names_transparency && !readings.see_through()) {
        mask.runs = std::move(readings.by_light());
    }
    return "";
}

std::string read_png_text(std::string_view text, PictureMask& mask) {
    constexpr std::string_view scheme = "data:";
    constexpr std::string_view prefix = "data:image/png;base64,";
    if (text.starts_with(scheme)) {
        if (!text.starts_with(prefix)) {
            return "is a data URL, but not of a PNG in base64";
        }
        text.remove_prefix(prefix.size());
    }
    std::vector<std::uint8_t> bytes;
    return decode_base64(text, bytes) ? read_png(bytes, mask) : "is not base64";
}

}  // namespace lsmap::raster

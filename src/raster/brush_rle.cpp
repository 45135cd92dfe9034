#include "raster/brush_rle.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace lsmap::raster {
namespace {

constexpr std::uint64_t channels = 4;
constexpr std::array<std::uint32_t, 4> length_bits = {3, 4, 8, 16};
constexpr std::uint64_t longest = 65536;

class BitWriter {
 public:
    explicit BitWriter(std::vector<std::uint8_t>& bytes) : bytes_(bytes) {}
    // At most 32 bits at once.
    void put(std::uint64_t value, std::uint32_t bits) {
        pending_ = pending_ << bits | value;
        count_ += bits;
        while (count_ >= 8) {
            count_ -= 8;
            bytes_.push_back(static_cast<std::uint8_t>(pending_ >> count_));
        }
    }
    void finish() { put(0, 8 - count_); }  // a whole byte where none is begun

 private:
    std::vector<std::uint8_t>& bytes_;
    std::uint64_t pending_ = 0;
    std::uint32_t count_ = 0;
};

class BitReader {
 public:
    explicit BitReader(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}
    bool has(std::uint64_t bits) const { return bits <= bytes_.size() * 8 - at_; }
    // There are so many (at most 32).
    std::uint32_t take(std::uint32_t bits) {
        std::uint64_t value = 0;
        for (std::uint32_t left = bits; left != 0;) {
            const auto within = static_cast<std::uint32_t>(at_ % 8);
            const std::uint32_t part = std::min(left, 8 - within);
            const std::uint32_t byte = bytes_[at_ / 8];
            value = value << part | ((byte >> (8 - within - part)) & ((1U << part) - 1));
            at_ += part;
            left -= part;
        }
        return static_cast<std::uint32_t>(value);
    }

 private:
    std::span<const std::uint8_t> bytes_;
    std::uint64_t at_ = 0;
};

// The smallest kind of length that has room for it.
std::uint32_t kind_of_length(std::uint64_t length) {
    const auto bits = static_cast<std::uint32_t>(std::bit_width(length - 1));
    return bits <= 3 ? 0 : bits <= 4 ? 1 : bits <= 8 ? 2 : 3;
}

}  // namespace

void encode_brush(const Mask& mask, std::vector<std::uint8_t>& bytes) {
    bytes.clear();
    bytes.reserve(16 + mask.runs.size() * 3);
    BitWriter out(bytes);
    out.put(mask.pixels() * channels, 32);
    out.put(7, 5);
    for (const std::uint32_t bits : length_bits) {
        out.put(bits - 1, 4);
    }
    for (std::size_t i = 0; i < mask.runs.size(); ++i) {
        const std::uint64_t word = i % 2 == 1 ? 255 : 0;
        for (std::uint64_t left = mask.runs[i] * channels; left != 0;) {
            const std::uint64_t length = std::min(left, longest);
            const std::uint32_t kind = kind_of_length(length);
            const std::uint32_t bits = length_bits[kind];
            out.put((((4U | kind) << bits | (length - 1)) << 8U) | word, 3 + bits + 8);
            left -= length;
        }
    }
    out.finish();
}

std::string_view decode_brush(std::span<const std::uint8_t> bytes, std::uint32_t width,
                              std::uint32_t height, std::vector<Run>& runs) {
    RunWriter out(runs);
    BitReader in(bytes);
    if (!in.has(32 + 5 + 16)) {
        return "ends within its header";
    }
    if (!is_size(width, height)) {
        return "is of more pixels than a mask may have";
    }
    const std::uint64_t words = in.take(32);
    if (words != std::uint64_t{width} * height * channels) {
        return "is of another size";
    }
    const std::uint32_t word_bits = in.take(5) + 1;
    std::array<std::uint32_t, 4> sizes;
    for (std::uint32_t& size : sizes) {
        size = in.take(4) + 1;
    }
    for (std::uint64_t at = 0; at < words;) {
        if (!in.has(3)) {
            return "ends before all pixels are there";
        }
        const bool is_run = in.take(1) == 1;
        const std::uint32_t size = sizes[in.take(2)];
        if (!in.has(size)) {
            return "ends within a length";
        }
        const std::uint64_t length = std::min<std::uint64_t>(in.take(size) + 1, words - at);
        if (!in.has(is_run ? word_bits : word_bits * length)) {
            return "ends within a run";
        }
        if (is_run) {
            const bool painted = in.take(word_bits) != 0;
            out.add(painted, (at + length) / channels - at / channels);  // alphas among them
        } else {
            for (std::uint64_t i = 0; i < length; ++i) {
                const bool painted = in.take(word_bits) != 0;
                out.add(painted, (at + i) % channels == channels - 1 ? 1 : 0);
            }
        }
        at += length;
    }
    return "";
}

}  // namespace lsmap::raster

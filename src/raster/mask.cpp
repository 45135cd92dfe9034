#include "raster/mask.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace lsmap::raster {
namespace {

constexpr std::uint32_t word_bits = 64;

// Hacker's Delight, 7-3: bit j of word i becomes bit i of word j.
void transpose(std::array<std::uint64_t, word_bits>& words) {
    std::uint64_t low = 0x00000000FFFFFFFFU;
    for (std::uint32_t half = 32; half != 0; half >>= 1U, low ^= low << half) {
        for (std::uint32_t i = 0; i < word_bits; i = (i + half + 1) & ~half) {
            const std::uint64_t swapped = ((words[i] >> half) ^ words[i + half]) & low;
            words[i] ^= swapped << half;
            words[i + half] ^= swapped;
        }
    }
}

void set_bits(std::uint64_t* words, std::uint32_t from, std::uint32_t to) {
    const std::uint32_t first = from / word_bits;
    const std::uint32_t last = (to - 1) / word_bits;
    const std::uint64_t begin = ~std::uint64_t{0} << (from % word_bits);
    const std::uint64_t end = ~std::uint64_t{0} >> (word_bits - 1 - (to - 1) % word_bits);
    if (first == last) {
        words[first] |= begin & end;
        return;
    }
    words[first] |= begin;
    std::fill(words + first + 1, words + last, ~std::uint64_t{0});
    words[last] |= end;
}

// The runs of `count` bits as pixels from `first` on.
void add_bits(const std::uint64_t* words, std::uint32_t count, std::uint64_t first,
              RunWriter& runs) {
    std::uint32_t at = 0;
    const auto ahead = [&](bool painted) {  // how far bits are alike
        const std::uint32_t start = at;
        while (at < count) {
            const std::uint64_t word =
                (painted ? ~words[at / word_bits] : words[at / word_bits]) >> (at % word_bits);
            if (word != 0) {
                at = std::min(count, at + static_cast<std::uint32_t>(std::countr_zero(word)));
                break;
            }
            at = std::min(count, (at / word_bits + 1) * word_bits);
        }
        return at - start;
    };
    while (at < count) {
        ahead(false);
        const std::uint64_t begin = first + at;
        const std::uint32_t painted = ahead(true);
        if (painted != 0) {
            runs.skip_to(begin);
            runs.add(true, painted);
        }
    }
}

}  // namespace

bool is_size(std::uint64_t width, std::uint64_t height) {
    return width <= most_pixels && height <= most_pixels && width * height <= most_pixels;
}

std::uint64_t area_of(const Mask& mask) {
    std::uint64_t area = 0;
    for (std::size_t i = 1; i < mask.runs.size(); i += 2) {
        area += mask.runs[i];
    }
    return area;
}

PixelBox bounds_of(const Mask& mask) {
    if (mask.runs.size() < 2) {
        return {};
    }
    const std::uint32_t length = mask.line_length();
    std::uint32_t low = length, high = 0, first = mask.lines(), last = 0;
    std::uint64_t at = 0;
    for (std::size_t i = 0; i < mask.runs.size(); ++i) {
        const std::uint64_t end = at + mask.runs[i];
        if (i % 2 == 1) {
            const auto from = static_cast<std::uint32_t>(at / length);
            const auto to = static_cast<std::uint32_t>((end - 1) / length);
            first = std::min(first, from);
            last = std::max(last, to);
            low = std::min(low, from == to ? static_cast<std::uint32_t>(at % length) : 0);
            high = std::max(
                high, from == to ? static_cast<std::uint32_t>((end - 1) % length + 1) : length);
        }
        at = end;
    }
    return mask.order == Order::rows ? PixelBox{low, first, high, last + 1}
                                     : PixelBox{first, low, last + 1, high};
}

// Only the box around what is painted is laid out in bits, and turned in blocks of 64 by 64.
std::vector<Run> runs_in(const Mask& mask, Order order) {
    std::vector<Run> runs;
    if (mask.order == order) {
        runs.assign(mask.runs.begin(), mask.runs.end());
        return runs;
    }
    RunWriter writer(runs);
    const PixelBox box = bounds_of(mask);
    if (box.x2 == 0) {
        writer.skip_to(mask.pixels());
        return runs;
    }
    const bool by_rows = mask.order == Order::rows;
    const std::uint32_t line = by_rows ? box.y1 : box.x1;
    const std::uint32_t side = by_rows ? box.x1 : box.y1;
    const std::uint32_t lines = by_rows ? box.y2 - box.y1 : box.x2 - box.x1;
    const std::uint32_t sides = by_rows ? box.x2 - box.x1 : box.y2 - box.y1;
    const std::size_t line_words = (sides + word_bits - 1) / word_bits;
    const std::size_t side_words = (lines + word_bits - 1) / word_bits;
    std::vector<std::uint64_t> bits(side_words * word_bits * line_words);
    for_each_span(mask, [&](std::uint32_t at, std::uint32_t from, std::uint32_t to) {
        set_bits(bits.data() + (at - line) * line_words, from - side, to - side);
    });
    std::vector<std::uint64_t> turned(word_bits * side_words);
    std::array<std::uint64_t, word_bits> block;
    for (std::size_t column = 0; column < line_words; ++column) {
        for (std::size_t row = 0; row < side_words; ++row) {
            for (std::size_t i = 0; i < word_bits; ++i) {
                block[i] = bits[(row * word_bits + i) * line_words + column];
            }
            transpose(block);
            for (std::size_t i = 0; i < word_bits; ++i) {
                turned[i * side_words + row] = block[i];
            }
        }
        const std::size_t most = std::min<std::size_t>(word_bits, sides - column * word_bits);
        for (std::size_t i = 0; i < most; ++i) {
            const std::uint64_t first =
                (side + column * word_bits + i) * std::uint64_t{mask.lines()} + line;
            add_bits(turned.data() + i * side_words, lines, first, writer);
        }
    }
    writer.skip_to(mask.pixels());
    return runs;
}

std::uint64_t common_area(const Mask& a, const Mask& b) {
    const std::vector<Run> others = runs_in(b, a.order);
    std::uint64_t common = 0;
    std::size_t i = 0, j = 0;
    std::uint64_t end_a = a.runs.empty() ? 0 : a.runs[0];
    std::uint64_t end_b = others.empty() ? 0 : others[0];
    std::uint64_t at = 0;
    while (i < a.runs.size() && j < others.size()) {
        const std::uint64_t next = std::min(end_a, end_b);
        common += i % 2 == 1 && j % 2 == 1 ? next - at : 0;
        at = next;
        if (end_a == at && ++i < a.runs.size()) {
            end_a += a.runs[i];
        }
        if (end_b == at && ++j < others.size()) {
            end_b += others[j];
        }
    }
    return common;
}

std::vector<RowSpan> row_spans(const Mask& mask) {
    std::vector<RowSpan> spans;
    const auto collect = [&](const Mask& rows) {
        for_each_span(rows, [&](std::uint32_t y, std::uint32_t from, std::uint32_t to) {
            spans.push_back({y, from, to});
        });
    };
    if (mask.order == Order::rows) {
        collect(mask);
    } else {
        const std::vector<Run> runs = runs_in(mask, Order::rows);
        collect({mask.width, mask.height, Order::rows, runs});
    }
    return spans;
}

}  // namespace lsmap::raster

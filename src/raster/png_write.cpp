#include "raster/base64.hpp"
#include "raster/png.hpp"

#include <algorithm>
#include <array>
#include <bit>

// One bit a pixel, each row as the difference to the one above: a mask is nearly all zeros then, so
// that deflate's fixed codes and matches with the byte before or the row above do well.
namespace lsmap::raster {
namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::uint8_t up_filter = 2;
constexpr std::size_t shortest_match = 3, longest_match = 258, window = 32768;

void put_32(Bytes& to, std::uint32_t value) {
    for (const unsigned shift : {24U, 16U, 8U, 0U}) {
        to.push_back(static_cast<std::uint8_t>(value >> shift));
    }
}

constexpr std::array<std::uint32_t, 256> make_crc_table() {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t n = 0; n < table.size(); ++n) {
        std::uint32_t c = n;
        for (int bit = 0; bit < 8; ++bit) {
            c = (c & 1U) != 0 ? 0xEDB88320U ^ (c >> 1U) : c >> 1U;
        }
        table[n] = c;
    }
    return table;
}

std::uint32_t crc(std::span<const std::uint8_t> bytes) {
    static constexpr std::array<std::uint32_t, 256> table = make_crc_table();
    std::uint32_t c = 0xFFFFFFFFU;
    for (const std::uint8_t byte : bytes) {
        c = table[(c ^ byte) & 0xFFU] ^ (c >> 8U);
    }
    return ~c;
}

std::uint32_t adler(std::span<const std::uint8_t> bytes) {
    constexpr std::uint32_t modulus = 65521;
    constexpr std::size_t most_at_once = 5552;  // before the sums leave 32 bits
    std::uint32_t a = 1, b = 0;
    for (std::size_t i = 0; i < bytes.size();) {
        for (const std::size_t end = std::min(bytes.size(), i + most_at_once); i < end; ++i) {
            a += bytes[i];
            b += a;
        }
        a %= modulus;
        b %= modulus;
    }
    return b << 16U | a;
}

void put_chunk(Bytes& to, std::string_view type, std::span<const std::uint8_t> data) {
    put_32(to, static_cast<std::uint32_t>(data.size()));
    const std::size_t begin = to.size();
    to.insert(to.end(), type.begin(), type.end());
    to.insert(to.end(), data.begin(), data.end());
    put_32(to, crc(std::span(to).subspan(begin)));
}

// The rows with their filter bytes.
Bytes filtered_rows(const Mask& mask) {
    const std::size_t stride = (mask.width + std::size_t{7}) / 8 + 1;
    Bytes rows(stride * mask.height);
    for_each_span(mask, [&](std::uint32_t y, std::uint32_t from, std::uint32_t to) {
        std::uint8_t* row = rows.data() + y * stride + 1;
        for (std::uint32_t x = from; x < to;) {
            if (x % 8 == 0 && to - x >= 8) {
                row[x / 8] = 0xFF;
                x += 8;
            } else {
                row[x / 8] = static_cast<std::uint8_t>(row[x / 8] | 0x80U >> (x % 8));
                ++x;
            }
        }
    });
    for (std::size_t y = mask.height; y-- > 0;) {
        std::uint8_t* row = rows.data() + y * stride;
        row[0] = up_filter;
        for (std::size_t i = 1; y > 0 && i < stride; ++i) {
            row[i] = static_cast<std::uint8_t>(row[i] - (row - stride)[i]);
        }
    }
    return rows;
}

// Deflate's bit stream: least significant bit first, but Huffman codes from their top.
class Deflate {
 public:
    explicit Deflate(Bytes& bytes) : bytes_(bytes) { put(0b011, 3); }  // last block, fixed codes

    void literal(std::uint8_t byte) { symbol(byte); }
    void match(std::size_t length, std::size_t distance) {
        const auto [length_code, length_bits, length_rest] = length_parts(length);
        symbol(257 + length_code);
        put(length_rest, length_bits);
        const auto [distance_code, distance_bits, distance_rest] = parts(distance - 1, 2);
        code(distance_code, 5);
        put(distance_rest, distance_bits);
    }
    void finish() {
        symbol(256);
        put(0, (8 - count_ % 8) % 8);
    }

 private:
    struct Parts {
        unsigned code, bits;
        std::uint32_t rest;
    };
    // Codes of numbers whose upper `2 ^ (steps - 1)` steps share a number of further bits.
    static Parts parts(std::size_t value, unsigned steps) {
        const auto v = static_cast<std::uint32_t>(value);
        if (v < 1U << steps) {
            return {v, 0, 0};
        }
        const auto bits = static_cast<unsigned>(std::bit_width(v)) - steps;
        return {(bits << (steps - 1)) + (v >> bits), bits, v & ((1U << bits) - 1)};
    }
    static Parts length_parts(std::size_t length) {
        return length == longest_match ? Parts{28, 0, 0} : parts(length - shortest_match, 3);
    }
    void symbol(unsigned s) {
        if (s < 144) {
            code(0x30 + s, 8);
        } else if (s < 256) {
            code(0x190 + s - 144, 9);
        } else if (s < 280) {
            code(s - 256, 7);
        } else {
            code(0xC0 + s - 280, 8);
        }
    }
    void code(unsigned value, unsigned bits) {
        std::uint32_t turned = 0;
        for (unsigned i = 0; i < bits; ++i) {
            turned = turned << 1U | (value >> i & 1U);
        }
        put(turned, bits);
    }
    void put(std::uint32_t value, unsigned bits) {
        pending_ |= std::uint64_t{value} << count_;
        for (count_ += bits; count_ >= 8; count_ -= 8) {
            bytes_.push_back(static_cast<std::uint8_t>(pending_));
            pending_ >>= 8U;
        }
    }

    Bytes& bytes_;
    std::uint64_t pending_ = 0;
    unsigned count_ = 0;
};

std::size_t match_length(const Bytes& bytes, std::size_t at, std::size_t distance) {
    if (distance > at || distance > window) {
        return 0;
    }
    const std::size_t most = std::min(longest_match, bytes.size() - at);
    std::size_t length = 0;
    while (length < most && bytes[at + length] == bytes[at + length - distance]) {
        ++length;
    }
    return length;
}

Bytes compressed(const Bytes& rows, std::size_t stride) {
    Bytes stream = {0x78, 0x01};
    Deflate deflate(stream);
    for (std::size_t at = 0; at < rows.size();) {
        const std::size_t of_byte = match_length(rows, at, 1);
        const std::size_t of_row = match_length(rows, at, stride);
        const std::size_t length = std::max(of_byte, of_row);
        if (length < shortest_match) {
            deflate.literal(rows[at++]);
            continue;
        }
        deflate.match(length, of_byte == length ? 1 : stride);
        at += length;
    }
    deflate.finish();
    put_32(stream, adler(rows));
    return stream;
}

}  // namespace

std::vector<std::uint8_t> write_png(const Mask& mask) {
    Bytes png = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    Bytes header;
    put_32(header, mask.width);
    put_32(header, mask.height);
    constexpr std::uint8_t one_bit = 1, with_palette = 3;
    header.insert(header.end(), {one_bit, with_palette, 0, 0, 0});
    put_chunk(png, "IHDR", header);
    put_chunk(png, "PLTE", Bytes(6, 0));        // both colours are black,
    put_chunk(png, "tRNS", Bytes{0x00, 0xFF});  // and the first is transparent
    put_chunk(png, "IDAT", compressed(filtered_rows(mask), (mask.width + std::size_t{7}) / 8 + 1));
    put_chunk(png, "IEND", {});
    return png;
}

std::string png_data_url(const Mask& mask) {
    std::string text;
    encode_base64(write_png(mask), text);
    return "data:image/png;base64," + text;
}

}  // namespace lsmap::raster

#pragma once
#include "raster/mask.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace lsmap::raster {

// Label Studio's brush format: the RGBA bytes of all pixels, row by row, as thi.ng's rle-pack lays
// them down. A bit stream, most significant bit first:
//
//     32 bits   number of words (width * height * 4)
//     5         bits of a word - 1 (always 8 bits)
//     4 x 4     bits of the four kinds of lengths - 1 (3, 4, 8, 16)
//     chunks:   1 bit (1: one word many times, 0: so many words), 2 bits kind of length, length -
//     1, words
//
// A painted pixel is 255 in all four channels and alpha tells whether one is painted: so
// label_studio_sdk.converter.brush writes and reads it. Byte for byte what that writes, down to the
// zero byte that follows where the stream ends on a byte. `mask` goes by rows.
void encode_brush(const Mask& mask, std::vector<std::uint8_t>& bytes);

// The runs (by rows) of a stream of any word and length sizes. Returns what is wrong with it ("ends
// within a run"); "": nothing. Takes no more memory than the stream.
std::string_view decode_brush(std::span<const std::uint8_t> bytes, std::uint32_t width,
                              std::uint32_t height, std::vector<Run>& runs);

}  // namespace lsmap::raster

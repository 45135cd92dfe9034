#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lsmap::raster {

void encode_base64(std::span<const std::uint8_t> bytes, std::string& text);

// The usual alphabet, padded or not; blanks and line ends are passed over. False: not base64.
bool decode_base64(std::string_view text, std::vector<std::uint8_t>& bytes);

}  // namespace lsmap::raster

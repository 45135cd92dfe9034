#include "raster/base64.hpp"

#include <array>

namespace lsmap::raster {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t blank = 64, other = 65;

constexpr std::array<std::uint8_t, 256> make_values() {
    std::array<std::uint8_t, 256> values{};
    values.fill(other);
    for (std::size_t i = 0; i < alphabet.size(); ++i) {
        values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
    }
    for (const char c : {' ', '\t', '\r', '\n'}) {
        values[static_cast<unsigned char>(c)] = blank;
    }
    return values;
}
constexpr std::array<std::uint8_t, 256> values = make_values();

}  // namespace

void encode_base64(std::span<const std::uint8_t> bytes, std::string& text) {
    text.clear();
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t count = bytes.size() - i < 3 ? bytes.size() - i : 3;
        const std::uint32_t group = std::uint32_t{bytes[i]} << 16U |
                                    (count > 1 ? std::uint32_t{bytes[i + 1]} << 8U : 0U) |
                                    (count > 2 ? std::uint32_t{bytes[i + 2]} : 0U);
        text += alphabet[group >> 18U];
        text += alphabet[group >> 12U & 63U];
        text += count > 1 ? alphabet[group >> 6U & 63U] : '=';
        text += count > 2 ? alphabet[group & 63U] : '=';
    }
}

bool decode_base64(std::string_view text, std::vector<std::uint8_t>& bytes) {
    bytes.clear();
    bytes.reserve(text.size() / 4 * 3 + 3);
    std::uint32_t group = 0;
    std::size_t digits = 0, padding = 0;
    for (const char c : text) {
        const std::uint8_t value = values[static_cast<unsigned char>(c)];
        if (value == blank) {
            continue;
        }
        if (c == '=') {
            ++padding;
            continue;
        }
        if (value == other || padding != 0) {
            return false;
        }
        group = group << 6U | value;
        if (++digits % 4 == 0) {
            bytes.push_back(static_cast<std::uint8_t>(group >> 16U));
            bytes.push_back(static_cast<std::uint8_t>(group >> 8U));
            bytes.push_back(static_cast<std::uint8_t>(group));
        }
    }
    const std::size_t rest = digits % 4;
    if (rest == 1 || padding > 2 || (padding != 0 && (rest + padding) % 4 != 0)) {
        return false;
    }
    if (rest >= 2) {
        bytes.push_back(static_cast<std::uint8_t>(group >> (rest == 2 ? 4U : 10U)));
    }
    if (rest == 3) {
        bytes.push_back(static_cast<std::uint8_t>(group >> 2U));
    }
    return true;
}

}  // namespace lsmap::raster

#include "raster/coco_rle.hpp"

#include <fmt/format.h>

namespace lsmap::raster {
namespace {

constexpr int first_character = 48;
constexpr unsigned group_bits = 5;
constexpr unsigned most_bits = 35;  // more than a run can need

}  // namespace

std::string decode_coco(std::string_view text, CocoCounts& counts) {
    std::int64_t before[2] = {0, 0};  // the last number and the one before
    std::size_t number = 0;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t start = i;
        std::int64_t value = 0;
        unsigned bits = 0;
        bool more = true;
        while (more) {
            const int group = i < text.size() ? text[i] - first_character : -1;
            if (group < 0 || group > 63 || bits == most_bits) {
                return i < text.size() ? fmt::format("cannot be read at character {}", i + 1)
                                       : "break off within a number";
            }
            value |= static_cast<std::int64_t>(group & 31) << bits;
            bits += group_bits;
            more = (group & 32) != 0;
            if (!more && (group & 16) != 0) {
                value -= std::int64_t{1} << bits;
            }
            ++i;
        }
        value += number > 2 ? before[1] : 0;
        if (!counts.add(value)) {
            return value < 0 ? fmt::format("have a length below 0 at character {}", start + 1)
                             : "add up to more pixels than it has";
        }
        before[1] = before[0];
        before[0] = value;
        ++number;
    }
    return "";
}

std::string encode_coco(const Mask& mask) {
    std::string text;
    for (std::size_t i = 0; i < mask.runs.size(); ++i) {
        std::int64_t value = mask.runs[i];
        value -= i > 2 ? std::int64_t{mask.runs[i - 2]} : 0;
        while (true) {
            const auto group = static_cast<int>(value & 31);
            value >>= group_bits;  // keeps the sign
            const bool done =
                (value == 0 && (group & 16) == 0) || (value == -1 && (group & 16) != 0);
            text += static_cast<char>(first_character + group + (done ? 0 : 32));
            if (done) {
                break;
            }
        }
    }
    return text;
}

}  // namespace lsmap::raster

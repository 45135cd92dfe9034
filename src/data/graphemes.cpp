#include "data/graphemes.hpp"

#include <algorithm>
#include <utf8proc.h>

namespace lsmap::data {

void Graphemes::reset(std::string_view text) {
    starts_.clear();
    bytes_ = text.size();
    simple_ = std::ranges::all_of(
        text, [](char c) { return static_cast<unsigned char>(c) < 0x80 && c != '\r'; });
    if (simple_) {
        return;
    }
    utf8proc_int32_t state = 0;
    utf8proc_int32_t before = -1;
    for (std::size_t at = 0; at < text.size();) {
        utf8proc_int32_t here = 0;
        const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data() + at);
        const utf8proc_ssize_t length =
            utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size() - at), &here);
        if (before == -1 || utf8proc_grapheme_break_stateful(before, here, &state) != 0) {
            starts_.push_back(static_cast<std::uint32_t>(at));
        }
        before = here;
        at += length > 0 ? static_cast<std::size_t>(length) : 1;  // the text is UTF-8: never 1
    }
}

std::optional<std::size_t> Graphemes::byte_of(std::size_t cluster) const {
    if (cluster > size()) {
        return std::nullopt;
    }
    return cluster == size() ? bytes_ : simple_ ? cluster : starts_[cluster];
}

std::optional<std::size_t> Graphemes::cluster_at(std::size_t byte) const {
    if (byte > bytes_) {
        return std::nullopt;
    }
    if (simple_ || byte == bytes_) {
        return simple_ ? byte : starts_.size();
    }
    const auto found = std::ranges::lower_bound(starts_, byte);
    return found != starts_.end() && *found == byte
               ? std::optional(static_cast<std::size_t>(found - starts_.begin()))
               : std::nullopt;
}

}  // namespace lsmap::data

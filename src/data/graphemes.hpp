#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace lsmap::data {

// The grapheme clusters of one UTF-8 text: what a reader takes for one character, by the rules of
// Unicode for extended clusters. Positions are bytes and clusters, from 0 to the size, ends
// included.
class Graphemes {
 public:
    Graphemes() = default;
    explicit Graphemes(std::string_view text) { reset(text); }
    void reset(std::string_view text);  // keeps the memory of the old one

    std::size_t size() const { return simple_ ? bytes_ : starts_.size(); }
    std::optional<std::size_t> byte_of(std::size_t cluster) const;
    // The cluster that begins at this byte; nullopt inside of one.
    std::optional<std::size_t> cluster_at(std::size_t byte) const;

 private:
    std::vector<std::uint32_t> starts_;  // bytes
    std::size_t bytes_ = 0;
    bool simple_ = true;  // ASCII without CR: each byte is one
};

}  // namespace lsmap::data

#pragma once
#include <cstdint>

namespace lsmap {

enum class FileId : std::uint16_t {};

// Half-open byte range of one source file. Lines and columns are computed where text leaves us.
struct Span {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    FileId file{};

    constexpr bool empty() const { return begin == end; }
    constexpr std::uint32_t size() const { return end - begin; }
    friend constexpr bool operator==(const Span&, const Span&) = default;
};

// From the start of `a` to the end of `b`, which stands behind it in the same file.
constexpr Span join(Span a, Span b) { return {a.begin, b.end, a.file}; }

}  // namespace lsmap

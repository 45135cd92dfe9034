#pragma once
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace lsmap {

// A 64-bit hash with the same value on every machine, for region ids and hash tables. Eight bytes
// at a time (little endian), each folded in by a multiplication and a shift; not for defence
// against chosen collisions.
inline constexpr std::uint64_t hash_start = 0x9e3779b97f4a7c15ULL;

constexpr std::uint64_t mix(std::uint64_t h) {
    h ^= h >> 32;
    h *= 0xd6e8feb86659fd93ULL;
    h ^= h >> 32;
    h *= 0xd6e8feb86659fd93ULL;
    h ^= h >> 32;
    return h;
}
constexpr std::uint64_t hash_number(std::uint64_t n, std::uint64_t seed = hash_start) {
    return mix((seed ^ n) * 0xff51afd7ed558ccdULL + 1);
}
inline std::uint64_t little_endian(const char* bytes, std::size_t count) {
    std::uint64_t word = 0;
    if constexpr (std::endian::native == std::endian::little) {
        std::memcpy(&word, bytes, count);
    } else {
        for (std::size_t i = 0; i < count; ++i) {
            word |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
        }
    }
    return word;
}
// Of `word` as many bytes, the lowest first.
inline void put_little_endian(char* bytes, std::uint64_t word, std::size_t count) {
    if constexpr (std::endian::native == std::endian::little) {
        std::memcpy(bytes, &word, count);
    } else {
        for (std::size_t i = 0; i < count; ++i) {
            bytes[i] = static_cast<char>(word >> (8 * i));
        }
    }
}
// The up to seven bytes of `text` from `begin` on, a multiple of eight.
inline std::uint64_t last_bytes(std::string_view text, std::size_t begin) {
    const std::size_t count = text.size() - begin;
    if (begin == 0 && count >= 4) {
        return little_endian(text.data(), 4) | little_endian(text.data() + count - 4, 4)
                                                   << (8 * (count - 4));
    }
    if (begin == 0 || count == 0) {
        return little_endian(text.data() + begin, count);
    }
    const std::uint64_t last_eight = little_endian(text.data() + text.size() - 8, 8);
    return last_eight >> (8 * (begin + 8 - text.size()));
}
inline std::uint64_t hash_text(std::string_view text, std::uint64_t seed = hash_start) {
    std::uint64_t h = seed ^ (text.size() * 0xff51afd7ed558ccdULL);
    std::size_t i = 0;
    for (; i + 8 <= text.size(); i += 8) {
        h = (h ^ little_endian(text.data() + i, 8)) * 0x9fb21c651e98df25ULL;
        h ^= h >> 29;
    }
    return mix(h ^ last_bytes(text, i));
}

}  // namespace lsmap

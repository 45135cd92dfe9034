#pragma once
#include "data/value.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

namespace lsmap::data {

// How geometry is written: at most six decimals (5e-7 percent is 0.00005 px at 10,000 px), or the
// shortest text that reads back as the same double (`--digits exact`).
enum class Digits : std::uint8_t { six, exact };

// Copies without a call: most pieces of output are short.
inline void copy_short(char* to, const char* from, std::size_t size) {
    if (size >= 16) {
        for (std::size_t i = 0; i + 16 < size; i += 16) {
            std::memcpy(to + i, from + i, 16);
        }
        std::memcpy(to + size - 16, from + size - 16, 16);
    } else if (size >= 8) {  // the two halves overlap
        std::uint64_t first;
        std::uint64_t last;
        std::memcpy(&first, from, 8);
        std::memcpy(&last, from + size - 8, 8);
        std::memcpy(to, &first, 8);
        std::memcpy(to + size - 8, &last, 8);
    } else if (size >= 4) {
        std::uint32_t first;
        std::uint32_t last;
        std::memcpy(&first, from, 4);
        std::memcpy(&last, from + size - 4, 4);
        std::memcpy(to, &first, 4);
        std::memcpy(to + size - 4, &last, 4);
    } else if (size != 0) {
        to[0] = from[0];
        to[size / 2] = from[size / 2];
        to[size - 1] = from[size - 1];
    }
}

// The same for a literal; the end of what was written.
template <std::size_t Size> char* put(char* to, const char (&literal)[Size]) {
    std::memcpy(to, literal, Size - 1);
    return to + Size - 1;
}
inline char* put(char* to, std::string_view text) {
    copy_short(to, text.data(), text.size());
    return to + text.size();
}

// Growing byte buffer with the JSON writers of the hot path. A number that is not finite is written
// as 0, and remembered: see `was_finite`.
class Output {
 public:
    explicit Output(Digits digits = Digits::six) : digits_(digits) {}

    std::size_t size() const { return size_; }
    std::string_view view() const { return {bytes_.get(), size_}; }
    char* data() { return bytes_.get(); }
    // The bytes change places; how numbers are written does not.
    void swap_bytes(Output& other) {
        std::swap(bytes_, other.bytes_);
        std::swap(size_, other.size_);
        std::swap(capacity_, other.capacity_);
    }
    void clear() { size_ = 0; }
    void truncate(std::size_t size) { size_ = size; }  // takes back what was written behind `size`

    void raw(std::string_view json) {  // bytes as they are
        char* to = grow(json.size());
        if (json.size() <= 64) {
            copy_short(to, json.data(), json.size());
        } else {
            std::memcpy(to, json.data(), json.size());
        }
        size_ += json.size();
    }
    // For writers of many small pieces: place for `size` bytes, and how far it was filled.
    char* room(std::size_t size) { return grow(size); }
    void filled(const char* end) { size_ = static_cast<std::size_t>(end - bytes_.get()); }
    // `geometry` to a place with `geometry_size` bytes.
    char* put_geometry(char* to, double d) const;
    char* put_shortest(char* to, double d) const;  // what `shortest` writes, the same way
    static constexpr std::size_t geometry_size = 32;

    // The same for a short piece whose size is known at run time only.
    void piece(std::string_view json) {
        copy_short(grow(json.size()), json.data(), json.size());
        size_ += json.size();
    }
    void raw(char c) {
        *grow(1) = c;
        ++size_;
    }
    void string(std::string_view text);  // with quotes and escapes
    void text(const Value& string);      // the same, faster where `plain`
    void integer(std::int64_t i);
    void geometry(double d);  // by Digits; "-0" is written 0
    void shortest(double d);  // reads back as the same double (-0 too); whole: no ".0"
    // The text of the JSON number that `v` was read from, else `shortest(v.number)`.
    void number(const Value& v) {
        if (v.source == nullptr || v.size == 0) {
            shortest(v.number);
        } else {
            piece({v.source, v.size});
        }
    }
    // Whether all numbers since the last call were finite.
    bool was_finite() { return !std::exchange(not_finite_, false); }

 private:
    char* grow(std::size_t more) {  // room for `more` bytes at the end
        if (capacity_ - size_ < more) {
            enlarge(more);
        }
        return bytes_.get() + size_;
    }
    void enlarge(std::size_t more);

    std::unique_ptr<char[]> bytes_;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
    mutable bool not_finite_ = false;
    Digits digits_;
};

}  // namespace lsmap::data

#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>

namespace lsmap::data {

// Finds where a JSON value ends by its brackets and strings alone, piece by piece. What stands in
// between is not checked: the reader does that.
class ValueEnd {
 public:
    // Begins at the first byte of a value.
    void start() { *this = ValueEnd(); }
    // Looks at `size` more bytes. The number of them that still belong to the value, once it ends
    // here.
    std::optional<std::size_t> feed(const char* p, std::size_t size);

 private:
    enum class Kind : std::uint8_t { unknown, container, string, scalar };

    std::optional<std::size_t> feed_container(const char* p, std::size_t size);
    // Bits of 64 bytes: brackets outside of strings.
    struct Brackets {
        std::uint64_t open, close;
    };
    Brackets brackets(const char* block);

    Kind kind_ = Kind::unknown;
    bool escaped_ = false;         // the next byte follows a backslash
    std::uint64_t in_string_ = 0;  // all ones: the next byte stands in a string
    std::size_t depth_ = 0;
};

}  // namespace lsmap::data

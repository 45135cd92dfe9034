#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace lsmap::ide {

inline constexpr std::size_t most_message_bytes = 64U << 20U;

// One message of the base protocol, or why there is none.
struct Frame {
    std::string body;
    std::string problem;  // "a header without Content-Length"; the reader goes on behind it
};

// Takes the bytes of a client as they come and gives messages out. A header that says nothing of a
// length is passed over, and so is a body that is too long.
class FrameReader {
 public:
    void feed(std::string_view bytes) { pending_ += bytes; }
    std::optional<Frame> next();  // nothing: more bytes are needed

 private:
    std::string pending_;
    std::size_t to_skip_ = 0;  // bytes of a body that nobody keeps
};

std::string framed(std::string_view body);

}  // namespace lsmap::ide

#include "ide/protocol/framing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace lsmap::ide {
namespace {

constexpr std::size_t most_header_bytes = 4096;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// The number behind `Content-Length:`; nothing: there is none, or it is no number.
std::optional<std::size_t> content_length(std::string_view header) {
    constexpr std::string_view name = "content-length:";
    while (!header.empty()) {
        const std::size_t end = std::min(header.find('\n'), header.size());
        std::string_view line = header.substr(0, end);
        header.remove_prefix(std::min(end + 1, header.size()));
        const bool is_it =
            line.size() > name.size() && std::equal(name.begin(), name.end(), line.begin(),
                                                    [](char a, char b) { return a == lower(b); });
        if (!is_it) {
            continue;
        }
        line.remove_prefix(name.size());
        line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
        std::size_t length = 0;
        const auto [rest, error] = std::from_chars(line.data(), line.data() + line.size(), length);
        return error == std::errc{} && rest != line.data() ? std::optional(length) : std::nullopt;
    }
    return std::nullopt;
}

}  // namespace

std::optional<Frame> FrameReader::next() {
    if (to_skip_ != 0) {
        const std::size_t skipped = std::min(to_skip_, pending_.size());
        pending_.erase(0, skipped);
        to_skip_ -= skipped;
        if (to_skip_ != 0) {
            return std::nullopt;
        }
    }
    // Some clients end lines with a mere line feed.
    const std::size_t crlf = pending_.find("\r\n\r\n");
    const std::size_t lf = pending_.find("\n\n");
    if (crlf == std::string::npos && lf == std::string::npos) {
        if (pending_.size() > most_header_bytes) {
            pending_.clear();
            return Frame{{}, "a header without an end"};
        }
        return std::nullopt;
    }
    const std::size_t end = std::min(crlf, lf);
    const std::size_t body = end + (crlf == end ? 4 : 2);
    const std::optional<std::size_t> length =
        content_length(std::string_view(pending_).substr(0, end));
    if (!length) {
        pending_.erase(0, body);
        return Frame{{}, "a header without Content-Length"};
    }
    if (*length > most_message_bytes) {
        pending_.erase(0, body);
        to_skip_ = *length;
        return Frame{{}, fmt::format("a message of more than {} MB", most_message_bytes >> 20U)};
    }
    if (pending_.size() - body < *length) {
        return std::nullopt;
    }
    Frame frame{pending_.substr(body, *length), {}};
    pending_.erase(0, body + *length);
    return frame;
}

std::string framed(std::string_view body) {
    return fmt::format("Content-Length: {}\r\n\r\n{}", body.size(), body);
}

}  // namespace lsmap::ide

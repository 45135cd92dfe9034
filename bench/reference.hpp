#pragma once
// What the hand-written programs of the benchmarks share: reading whole lines in blocks, a buffer
// that is written a megabyte at a time, region ids. Numbers are laid out by the product's own
// writer, so that both print the same digits.
#include "base/hash.hpp"
#include "data/output.hpp"

#include <simdjson.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <string_view>
#include <unistd.h>
#include <utility>
#include <vector>

namespace bench {

namespace ondemand = simdjson::ondemand;

constexpr std::size_t block_size = std::size_t{1} << 20;

[[noreturn]] inline void stop(const char* why) {
    std::fprintf(stderr, "reference: %s\n", why);
    std::exit(1);
}

template <class T> T must(simdjson::simdjson_result<T>&& result) {
    T value;
    if (std::move(result).get(value) != simdjson::SUCCESS) {
        stop("a value is missing or has another type");
    }
    return value;
}

// A number's own text, without the blanks that simdjson leaves behind it.
inline std::string_view trimmed(std::string_view text) {
    while (text.back() == ' ' || text.back() == '\n') {
        text.remove_suffix(1);
    }
    return text;
}

class Output : public lsmap::data::Output {
 public:
    // To be called between records.
    void flush_if_full() {
        if (size() > block_size) {
            flush();
        }
    }
    void flush() {
        std::string_view left = view();
        while (!left.empty()) {
            const ssize_t done = ::write(STDOUT_FILENO, left.data(), left.size());
            if (done < 0) {
                stop("cannot write");
            }
            left.remove_prefix(static_cast<std::size_t>(done));
        }
        clear();
    }
    // Ten letters and digits, the same for the same region on every run.
    void id(std::uint64_t task, std::uint64_t number) {
        constexpr std::string_view letters =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        std::uint64_t hash = lsmap::hash_number(number, task);
        std::array<char, 10> id;
        for (char& c : id) {
            c = letters[hash % letters.size()];
            hash /= letters.size();
        }
        raw({id.data(), id.size()});
    }
};

// Calls `each(line, size, capacity)` for the lines of a file; `capacity` bytes from `line` on may
// be read, simdjson's padding among them.
template <class Each> void for_each_line(const char* path, Each each) {
    const int from = ::open(path, O_RDONLY);
    if (from < 0) {
        stop("cannot open the file");
    }
    std::vector<char> buffer(block_size + simdjson::SIMDJSON_PADDING);
    std::size_t filled = 0;
    bool at_end = false;
    while (!at_end) {
        if (filled + simdjson::SIMDJSON_PADDING == buffer.size()) {
            buffer.resize(buffer.size() * 2);
        }
        const ssize_t got = ::read(from, buffer.data() + filled,
                                   buffer.size() - simdjson::SIMDJSON_PADDING - filled);
        if (got < 0) {
            stop("cannot read");
        }
        at_end = got == 0;
        filled += static_cast<std::size_t>(got);
        const char* line = buffer.data();
        const char* const end = line + filled;
        while (line < end) {
            const auto* stop_at = static_cast<const char*>(
                std::memchr(line, '\n', static_cast<std::size_t>(end - line)));
            if (stop_at == nullptr && !at_end) {
                break;
            }
            const char* line_end = stop_at == nullptr ? end : stop_at;
            each(line, static_cast<std::size_t>(line_end - line),
                 static_cast<std::size_t>(buffer.data() + buffer.size() - line));
            line = stop_at == nullptr ? end : stop_at + 1;
        }
        filled = static_cast<std::size_t>(end - line);
        std::memmove(buffer.data(), line, filled);
    }
    ::close(from);
}

// The whole of a file, with simdjson's padding.
inline simdjson::padded_string whole_file(const char* path) {
    simdjson::padded_string text;
    if (simdjson::padded_string::load(path).get(text) != simdjson::SUCCESS) {
        stop("cannot read the file");
    }
    return text;
}

}  // namespace bench

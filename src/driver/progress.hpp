#pragma once
#include "driver/streams.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace lsmap::driver {

// How far a run is.
struct Done {
    std::uint64_t records = 0, bytes = 0;
};

// The line that says it: "1.2 of 4.0 GB, 30 %, 1,234,567 records, 410 MB/s, 7 s left". `all`: bytes
// there are, where that is known.
std::string progress_line(const Done& done, std::optional<std::uint64_t> all, double seconds);

// Keeps that line on a terminal, from the first second on. Not used where there is none.
class Progress {
 public:
    Progress(ByteSink& terminal, std::optional<std::uint64_t> all_bytes)
        : terminal_(terminal), all_(all_bytes) {}
    ~Progress() { clear(); }
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    // Shows the line anew where the last one is a fifth of a second old.
    void show(const Done& done);
    // Takes the line away, so that something else may be written.
    void clear();

 private:
    using Clock = std::chrono::steady_clock;

    ByteSink& terminal_;
    std::optional<std::uint64_t> all_;
    Clock::time_point begin_ = Clock::now(), shown_ = begin_ + std::chrono::milliseconds(800);
    std::size_t width_ = 0;  // of the line that is there
};

}  // namespace lsmap::driver

#pragma once
#include <cstdint>
#include <vector>

namespace lsmap::run {

// What became of a stretch of records. Threads with the same plan add theirs up.
struct Counts {
    std::vector<std::uint64_t> made, changed, orphans;  // by site
    std::vector<std::uint64_t> skips;                   // by site and reason
    std::vector<std::uint64_t> arms;  // taken, by label table and arm; with Options::coverage
    std::uint64_t records = 0, tasks = 0, predictions = 0, regions = 0, rejected = 0, bytes = 0;
    double decode_seconds = 0;  // with Options::measure

    void resize(std::size_t sites, std::size_t reasons);
    void add(const Counts& other);
    void clear();  // keeps the sizes
};

}  // namespace lsmap::run

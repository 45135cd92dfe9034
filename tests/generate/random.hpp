#pragma once
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <utility>

namespace lsmap::generate {

// Numbers that follow from a seed alone, the same with every compiler (splitmix64).
class Random {
 public:
    explicit Random(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15ULL + 1) {}

    std::uint64_t next() {
        state_ += 0x9E3779B97F4A7C15ULL;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31U);
    }
    std::size_t below(std::size_t count) { return static_cast<std::size_t>(next() % count); }
    int between(int least, int most) {
        return least + static_cast<int>(below(static_cast<std::size_t>(most - least + 1)));
    }
    bool chance(int percent) { return below(100) < static_cast<std::size_t>(percent); }
    // A share of a side: often an edge, often few digits.
    double share() {
        switch (below(10)) {
            case 0:
                return 0;
            case 1:
                return 1;
            case 2:
                return static_cast<double>(next() >> 11U) / 9007199254740992.0;
            default:
                return static_cast<double>(below(1001)) / 1000;
        }
    }
    template <class Items> auto& pick(Items& items) { return items[below(std::size(items))]; }
    template <class T> T pick(std::initializer_list<T> items) {
        return items.begin()[below(items.size())];
    }

 private:
    std::uint64_t state_;
};

}  // namespace lsmap::generate

#include "data/spill.hpp"

#include <catch2/catch.hpp>

#include <random>
#include <string>
#include <vector>

using lsmap::data::Spill;

// Parts come back as they were added, whether they stayed in memory, went to the file, or both.
TEST_CASE("spilled parts come back") {
    const std::size_t memory = GENERATE(std::size_t{0}, std::size_t{1}, std::size_t{300},
                                        std::size_t{5000}, std::size_t{1} << 20U);
    const std::size_t parts = GENERATE(std::size_t{1}, std::size_t{2}, std::size_t{40});
    Spill spill(parts, memory);
    std::vector<std::string> wanted(parts);
    std::mt19937_64 random(parts * 31 + memory);
    for (int i = 0; i < 2000; ++i) {
        const std::size_t part = random() % parts;
        const std::string head = std::to_string(i);
        const std::string bytes(random() % 50 == 0 ? random() % 3000 : random() % 40,
                                static_cast<char>('a' + i % 26));
        REQUIRE(spill.add(part, head, bytes));
        wanted[part] += head + bytes;
    }
    CHECK((spill.bytes_in_file() != 0) == (memory < std::size_t{1} << 20U));
    std::string found = "what stood there before";
    for (std::size_t part = 0; part < parts; ++part) {
        REQUIRE(spill.read(part, found) == 0);
        CHECK((found == wanted[part]));
    }
}

#include "data/graphemes.hpp"
#include "data/text_offsets.hpp"

#include <catch2/catch.hpp>

#include <random>
#include <string>
#include <vector>

using lsmap::data::Graphemes;
using lsmap::data::TextOffsets;

namespace {

// Clusters that do not grow together with what stands beside them.
const std::vector<std::string> clusters = {
    "a",
    " ",
    "\n",
    "\r\n",
    "é",
    "e\u0301",        // a letter and its accent
    "o\u0302\u0323",  // two of them
    "ß",
    "田",
    "Ж",
    "\u0915\u093E",        // a letter and its vowel sign
    "\u1112\u1161\u11AB",  // a syllable in three parts
    "👍",
    "👍🏽",                                                          // with a tone of skin
    "👩\u200D🚀",                                                          // two joined into one
    "👨\u200D👩\u200D👧\u200D👦",                                            // four
    "🇨🇭",                                                                // a flag: two letters
    "🏴\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F",  // one of tags
    "1\uFE0F\u20E3",                                                     // a key
};

struct Text {
    std::string bytes;
    std::vector<std::size_t> starts;  // of the clusters, and the end
};
Text random_text(std::mt19937& random) {
    Text text;
    const auto size = std::uniform_int_distribution<std::size_t>(0, 400)(random);
    for (std::size_t i = 0; i < size; ++i) {
        text.starts.push_back(text.bytes.size());
        text.bytes +=
            clusters[std::uniform_int_distribution<std::size_t>(0, clusters.size() - 1)(random)];
    }
    text.starts.push_back(text.bytes.size());
    return text;
}

}  // namespace

TEST_CASE("grapheme clusters are cut where they were put together") {
    std::mt19937 random(7);
    Graphemes graphemes;
    for (int round = 0; round < 200; ++round) {
        const Text text = random_text(random);
        graphemes.reset(text.bytes);
        REQUIRE(graphemes.size() == text.starts.size() - 1);
        std::size_t next = 0;
        for (std::size_t byte = 0; byte <= text.bytes.size(); ++byte) {
            if (byte == text.starts[next]) {
                REQUIRE(graphemes.byte_of(next) == byte);
                REQUIRE(graphemes.cluster_at(byte) == next);
                ++next;
            } else {
                REQUIRE_FALSE(graphemes.cluster_at(byte));
            }
        }
        REQUIRE_FALSE(graphemes.byte_of(text.starts.size()));
        REQUIRE_FALSE(graphemes.cluster_at(text.bytes.size() + 1));
    }
}

TEST_CASE("every kind of position leads to the same character and back") {
    std::mt19937 random(11);
    for (int round = 0; round < 100; ++round) {
        const Text text = random_text(random);
        const TextOffsets offsets(text.bytes);
        const Graphemes graphemes(text.bytes);
        for (std::size_t cluster = 0; cluster + 1 < text.starts.size(); ++cluster) {
            const std::size_t byte = *graphemes.byte_of(cluster);
            const auto point = offsets.code_point_of_byte(byte);
            REQUIRE(point);
            REQUIRE(offsets.byte_of_code_point(*point) == byte);
            const auto unit = offsets.utf16_of_code_point(*point);
            REQUIRE(unit);
            REQUIRE(offsets.code_point_of_utf16(*unit) == *point);
            REQUIRE(graphemes.cluster_at(*offsets.byte_of_code_point(*point)) == cluster);
        }
    }
}

TEST_CASE("a line break of two characters is one cluster, also in plain ASCII") {
    const Graphemes graphemes("a\r\nb");
    REQUIRE(graphemes.size() == 3);
    REQUIRE(graphemes.byte_of(2) == 3U);
    REQUIRE_FALSE(graphemes.cluster_at(2));
    REQUIRE(Graphemes("plain").size() == 5);
    REQUIRE(Graphemes("").size() == 0);
    REQUIRE(Graphemes("").byte_of(0) == 0U);
}

#include "data/text_offsets.hpp"

#include <catch2/catch.hpp>

#include <random>
#include <string>
#include <vector>

using lsmap::data::TextOffsets;

namespace {

// Every position of the text, counted one by one.
struct Position {
    std::size_t byte, point, utf16;
};

std::vector<Position> positions(const std::string& text) {
    std::vector<Position> all;
    Position at{0, 0, 0};
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if ((c & 0xC0) == 0x80) {
            continue;
        }
        at.byte = i;
        all.push_back(at);
        ++at.point;
        at.utf16 += c >= 0xF0 ? 2 : 1;
    }
    at.byte = text.size();
    all.push_back(at);
    return all;
}

void check_all(const std::string& text) {
    const TextOffsets offsets(text);
    const std::vector<Position> all = positions(text);
    REQUIRE(offsets.code_points() == all.back().point);
    REQUIRE(offsets.utf16_units() == all.back().utf16);
    for (const Position& at : all) {
        REQUIRE(offsets.byte_of_code_point(at.point) == at.byte);
        REQUIRE(offsets.code_point_of_byte(at.byte) == at.point);
        REQUIRE(offsets.code_point_of_utf16(at.utf16) == at.point);
        REQUIRE(offsets.utf16_of_code_point(at.point) == at.utf16);
    }
    REQUIRE_FALSE(offsets.byte_of_code_point(all.back().point + 1));
    REQUIRE_FALSE(offsets.code_point_of_byte(text.size() + 1));
    REQUIRE_FALSE(offsets.code_point_of_utf16(all.back().utf16 + 1));
    REQUIRE_FALSE(offsets.utf16_of_code_point(all.back().point + 1));
}

}  // namespace

TEST_CASE("positions of short texts") {
    check_all("");
    check_all("Marie met Pierre");
    check_all("naïve 日本 😀!");
    CHECK(TextOffsets("Marie").is_ascii());
    CHECK_FALSE(TextOffsets("naïve").is_ascii());
}

TEST_CASE("positions of long texts of every kind") {
    const std::string pieces[] = {"a", "é", "日", "😀", "\r\n", "plain words "};
    std::mt19937 random(5);
    for (int i = 0; i < 60; ++i) {
        std::string text;
        for (std::size_t n = random() % 1500; n > 0; --n) {
            text += pieces[random() % 6];
        }
        check_all(text);
    }
    check_all(std::string(1000, 'x'));
    check_all(std::string(255, 'x') + "é" + std::string(300, 'y'));
    check_all(std::string(254, 'x') + "😀" + std::string(300, 'y'));
}

TEST_CASE("positions within a character have no counterpart") {
    const std::string text = "a😀b";
    const TextOffsets offsets(text);
    CHECK_FALSE(offsets.code_point_of_byte(2));
    CHECK_FALSE(offsets.code_point_of_utf16(2));
    CHECK(offsets.code_point_of_utf16(3) == 2U);
}

TEST_CASE("slices are taken by code points") {
    const std::string text = "Zoë 😀 sang";
    const TextOffsets offsets(text);
    CHECK(offsets.slice(0, 3) == "Zoë");
    CHECK(offsets.slice(4, 5) == "😀");
    CHECK(offsets.slice(10, 10) == "");
    CHECK_FALSE(offsets.slice(3, 11));
    CHECK_FALSE(offsets.slice(3, 2));
}

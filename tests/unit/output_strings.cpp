#include "data/output.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <random>
#include <string>

using lsmap::data::of_text;
using lsmap::data::Output;

namespace {

std::string as_json(std::string_view text) {
    Output out;
    out.string(text);
    return std::string(out.view());
}

}  // namespace

TEST_CASE("strings get quotes and the escapes that JSON asks for") {
    CHECK(as_json("") == R"("")");
    CHECK(as_json("Marie") == R"("Marie")");
    CHECK(as_json("a\"b\\c") == R"("a\"b\\c")");
    CHECK(as_json("\b\f\n\r\t") == R"("\b\f\n\r\t")");
    CHECK(as_json(std::string_view("\0\x1f", 2)) == R"("\u0000\u001f")");
    CHECK(as_json("/\x7f") == "\"/\x7f\"");
    CHECK(as_json("naïve 日本 😀") == "\"naïve 日本 😀\"");
}

TEST_CASE("an escape is found wherever it stands in a long string") {
    for (std::size_t length = 0; length < 40; ++length) {
        for (std::size_t at = 0; at < length; ++at) {
            for (const char c : {'"', '\\', '\n', '\x01', '\x1f', ' ', '!', '#', '[', ']'}) {
                std::string text(length, 'x');
                text[at] = c;
                REQUIRE(nlohmann::json::parse(as_json(text)).get<std::string>() == text);
            }
        }
    }
}

TEST_CASE("random strings read back as they were") {
    std::mt19937 random(11);
    for (int i = 0; i < 20000; ++i) {
        std::string text;
        for (std::size_t n = random() % 60; n > 0; --n) {
            text += static_cast<char>(random() % 0x80);
        }
        REQUIRE(nlohmann::json::parse(as_json(text)).get<std::string>() == text);
    }
}

TEST_CASE("plain text is copied, other text escaped") {
    Output out;
    out.text(of_text("plain", true));
    out.text(of_text("a\nb"));
    out.text(of_text("", true));
    CHECK(out.view() == R"("plain""a\nb""")");
}

TEST_CASE("what was written can be taken back") {
    Output out;
    out.raw("[1");
    const std::size_t before = out.size();
    out.raw(",2");
    out.truncate(before);
    out.raw(']');
    CHECK(out.view() == "[1]");
    out.clear();
    CHECK(out.view().empty());
    out.raw(std::string(100000, 'x'));
    CHECK(out.size() == 100000);
}

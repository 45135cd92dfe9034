#include "driver/streams.hpp"
#include "ide/protocol/framing.hpp"
#include "ide/protocol/server.hpp"
#include "ide/text_position.hpp"
#include "ide/uri.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace {

using namespace lsmap::ide;
using Json = nlohmann::json;

TEST_CASE("messages come in pieces", "[ide]") {
    const std::string bytes = framed("{\"a\":1}") + framed("") + "content-length: 2\n\nhi";
    FrameReader reader;
    std::vector<std::string> bodies;
    for (const char c : bytes) {
        reader.feed({&c, 1});
        while (const auto frame = reader.next()) {
            CHECK(frame->problem.empty());
            bodies.push_back(frame->body);
        }
    }
    CHECK(bodies == std::vector<std::string>{"{\"a\":1}", "", "hi"});
}

TEST_CASE("headers that say no length are passed over", "[ide]") {
    FrameReader reader;
    reader.feed("Content-Type: x\r\n\r\nContent-Length: many\r\n\r\n" + framed("good"));
    CHECK(!reader.next()->problem.empty());
    CHECK(!reader.next()->problem.empty());
    CHECK(reader.next()->body == "good");
    reader.feed(std::string(10'000, 'x'));
    CHECK(!reader.next()->problem.empty());
    reader.feed("Content-Length: 99999999999\r\n\r\n");
    CHECK(!reader.next()->problem.empty());
    CHECK(!reader.next());
}

TEST_CASE("positions count what the client counts", "[ide]") {
    const std::string text =
        "a\xC3\xA4\xF0\x9D\x84\x9E"
        "b\r\n\nend";
    const auto starts = line_starts(text);
    CHECK(position_of(text, starts, 7, Encoding::utf16) == Position{0, 4});
    CHECK(position_of(text, starts, 7, Encoding::utf8) == Position{0, 7});
    CHECK(byte_of(text, starts, {0, 4}, Encoding::utf16) == 7);
    CHECK(byte_of(text, starts, {0, 3}, Encoding::utf16) == 3);  // within a pair
    CHECK(byte_of(text, starts, {0, 99}, Encoding::utf16) == 8);
    CHECK(byte_of(text, starts, {2, 1}, Encoding::utf8) == 12);
    CHECK(byte_of(text, starts, {9, 0}, Encoding::utf8) == text.size());
}

TEST_CASE("paths and URIs", "[ide]") {
    CHECK(uri_of_path("/a b/ä.lsmap") == "file:///a%20b/%C3%A4.lsmap");
    CHECK(path_of_uri("file:///a%20b/../c.lsmap") == "/c.lsmap");
    CHECK(path_of_uri("file://localhost/c") == "/c");
    CHECK(!path_of_uri("file://far/c"));
    CHECK(!path_of_uri("untitled:1"));
    CHECK(!path_of_uri("file:///a%00b"));
}

// What a server says to a client that says all at once.
std::pair<int, std::vector<Json>> talk(const std::string& bytes) {
    std::size_t at = 0;
    const ReadBytes read = [&](char* into, std::size_t size) {
        const std::size_t n = std::min(size, bytes.size() - at);
        std::copy_n(bytes.data() + at, n, into);
        at += n;
        return n;
    };
    lsmap::driver::StringSink out;
    const int status = serve({}, read, out);
    FrameReader reader;
    reader.feed(out.text);
    std::vector<Json> said;
    while (const auto frame = reader.next()) {
        said.push_back(Json::parse(frame->body));
    }
    return {status, said};
}

std::string message(Json json) {
    json["jsonrpc"] = "2.0";
    return framed(json.dump());
}

const std::string hello =
    message({{"id", 1}, {"method", "initialize"}, {"params", {{"capabilities", Json::object()}}}});

TEST_CASE("a conversation over streams", "[ide]") {
    const std::string bye =
        message({{"id", 2}, {"method", "shutdown"}}) + message({{"method", "exit"}});
    const auto [status, said] = talk(hello + framed("{") + bye + "more");
    CHECK(status == 0);
    REQUIRE(said.size() == 3);
    CHECK(said[0]["result"]["serverInfo"]["name"] == "lsmapc");
    CHECK(said[1]["error"]["code"] == -32700);
    CHECK(said[2]["result"].is_null());
    CHECK(talk(hello + message({{"method", "exit"}})).first == 1);
    CHECK(talk(hello).first == 1);
    CHECK(talk("").first == 1);
}

TEST_CASE("a question that is cancelled is not worked on", "[ide]") {
    std::vector<Json> said;
    Server server({}, [&](std::string_view body) { said.push_back(Json::parse(body)); });
    const auto say = [&](Json json) { server.receive(json.dump()); };
    say({{"id", 1}, {"method", "initialize"}, {"params", Json::object()}});
    const Json cancel = {{"method", "$/cancelRequest"}, {"params", {{"id", 7}}}};
    CHECK(!server.look_ahead(cancel.dump()));
    say({{"id", 7}, {"method", "textDocument/hover"}, {"params", Json::object()}});
    say(cancel);
    CHECK(said.back()["error"]["code"] == -32800);
    say({{"id", 7}, {"method", "shutdown"}});
    CHECK(said.back().contains("result"));
}

TEST_CASE("changes in a row are checked once", "[ide]") {
    std::vector<Json> told;
    Server server({}, [&](std::string_view body) {
        const Json json = Json::parse(body);
        if (json.value("method", "") == "textDocument/publishDiagnostics") {
            told.push_back(json["params"]);
        }
    });
    const auto say = [&](Json json) { server.receive(json.dump()); };
    say({{"id", 1}, {"method", "initialize"}, {"params", Json::object()}});
    const std::string uri = "file:///nowhere/one.lsmap";
    say({{"method", "textDocument/didOpen"},
         {"params",
          {{"textDocument",
            {{"uri", uri}, {"languageId", "lsmap"}, {"version", 1}, {"text", "type A = "}}}}}});
    for (int version = 2; version < 500; ++version) {
        const Json at = {{"line", 0}, {"character", 9}};
        say({{"method", "textDocument/didChange"},
             {"params",
              {{"textDocument", {{"uri", uri}, {"version", version}}},
               {"contentChanges",
                Json::array({{{"range", {{"start", at}, {"end", at}}}, {"text", "x"}}})}}}});
    }
    server.settle();
    server.settle();
    REQUIRE(told.size() == 1);
    CHECK(told[0]["version"] == 499);
    CHECK_FALSE(told[0]["diagnostics"].empty());
}

}  // namespace

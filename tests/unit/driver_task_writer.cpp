#include "driver/task_writer.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <set>
#include <string>

using namespace lsmap;
using driver::Layout;

namespace {

std::string written(Layout layout, std::initializer_list<const char*> tasks) {
    driver::RunOptions options;
    options.layout = layout;
    driver::StringSink out;
    diag::Sink sink;
    const auto writer = driver::TaskWriter::open(options, out, sink);
    REQUIRE(writer != nullptr);
    driver::LaidOut laid_out;
    for (const char* task : tasks) {
        laid_out.add(layout, task, "");
        CHECK(writer->write(laid_out));
        laid_out.clear();
    }
    CHECK(writer->finish(sink));
    CHECK(sink.all().empty());
    return out.text;
}

}  // namespace

TEST_CASE("tasks are one array, an indented one, or a task a line") {
    CHECK(written(Layout::array, {R"({"a":1})", "{}"}) == "[\n{\"a\":1},\n{}\n]\n");
    CHECK(written(Layout::array, {}) == "[]\n");
    CHECK(written(Layout::ndjson, {R"({"a":1})", "{}"}) == "{\"a\":1}\n{}\n");
    CHECK(written(Layout::ndjson, {}).empty());
    CHECK(written(Layout::pretty, {R"({"a":[1,{}]})", "{}"}) ==
          "[\n  {\n    \"a\": [\n      1,\n      {}\n    ]\n  },\n  {}\n]\n");
    CHECK(written(Layout::pretty, {}) == "[]\n");
}

TEST_CASE("indenting changes no string and no number") {
    const std::string json = R"({"a{,:\"]\\":"[1, 2]:{","n":1.50e3,"l":[ ],"o":{ "x" : null }})";
    const std::string laid_out = driver::indented(json, 0);
    CHECK(nlohmann::json::parse(laid_out) == nlohmann::json::parse(json));
    CHECK(laid_out.find("1.50e3") != std::string::npos);
    CHECK(laid_out.find("\"l\": [],") != std::string::npos);
}

TEST_CASE("split tasks are files named by their key, which appear at the end") {
    const auto folder = std::filesystem::temp_directory_path() / "lsmap-unit-split";
    std::filesystem::remove_all(folder);
    driver::RunOptions options;
    options.layout = Layout::split;
    options.split = folder.string();
    driver::StringSink out;
    diag::Sink sink;
    {
        const auto writer = driver::TaskWriter::open(options, out, sink);
        REQUIRE(writer != nullptr);
        driver::LaidOut laid_out;
        for (const char* key : {"a/b", "a b", "", "../../x"}) {
            laid_out.add(Layout::split, "{}", key);
        }
        CHECK(writer->write(laid_out));
        CHECK_FALSE(std::filesystem::exists(folder / "a_b.json"));
        CHECK(writer->finish(sink));
    }
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        names.insert(entry.path().filename().string());
    }
    CHECK(names == std::set<std::string>{"a_b.json", "a_b-2.json", "_.json", "_.._.._x.json"});
    CHECK(sink.all().empty());
    std::filesystem::remove_all(folder);
}

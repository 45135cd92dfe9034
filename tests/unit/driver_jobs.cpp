#include "driver/task_batch.hpp"
#include "tests/unit/driver_folder.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>

using namespace lsmap;

namespace {

constexpr std::string_view config = R"(<View>
  <Image name="image" value="$image"/>
  <RectangleLabels name="label" toName="image"><Label value="Car"/></RectangleLabels>
</View>)";

constexpr std::string_view rules = R"(lsmap 1
config "config.xml"
input { image: string, size: size<wh>, found: [{ name: string, p: score, box: xyxy<px> }] }
labels kind -> label { "car" -> "Car", _ -> skip "not wanted" }
task {
  id: image
  object image { value: image, size: size }
  prediction "m" { for f in found -> label { box: f.box, label: kind(f.name), score: f.p } }
}
)";

// Record number `i`; every 97th has a score that is no number, every 211th is cut off.
std::string record(int i) {
    std::string found;
    for (int k = 0; k < i % 5; ++k) {
        found += fmt::format(R"({}{{"name":"{}","p":{},"box":[{},2.5,30,{}]}})", k == 0 ? "" : ",",
                             k % 2 == 0 ? "car" : "cat", i % 97 == 96 ? "\"x\"" : "0.5", k, 40 + k);
    }
    return fmt::format(R"({{"image":"{}.jpg","size":[100,80],"found":[{}]{})", i, found,
                       i % 211 == 210 ? "" : "}");
}

class Jobs : public test::RunFolder {
 public:
    Jobs() : RunFolder(config, rules) {}
    void check_all_jobs(driver::RunOptions options) const {
        for (const std::size_t block : {std::size_t{1}, std::size_t{700}, std::size_t{20'000}}) {
            options.block_bytes = block;
            options.jobs = 1;
            const test::RunOutcome one = run(options);
            for (const unsigned jobs : {2U, 3U, 8U}) {
                options.jobs = jobs;
                INFO(block << " bytes a block, " << jobs << " threads");
                CHECK(run(options) == one);
            }
        }
    }
};

std::string lines(int from, int to) {
    std::string text;
    for (int i = from; i < to; ++i) {
        text += record(i) + "\n";
    }
    return text;
}

}  // namespace

TEST_CASE("every number of threads writes, reports and counts the same", "[jobs]") {
    const Jobs folder;
    driver::RunOptions options;
    std::string array = "[";
    for (int i = 0; i < 200; ++i) {  // the 211th would end the array
        array += (i == 0 ? "" : ",\n") + record(i);
    }
    options.inputs = {folder.write("a.jsonl", lines(0, 500)), folder.write("b.json", array + "]"),
                      folder.write("c.jsonl", lines(500, 600))};
    SECTION("stopping at the first rejected task") { folder.check_all_jobs(options); }
    SECTION("going on") {
        options.keep_going = true;
        folder.check_all_jobs(options);
        options.layout = driver::Layout::ndjson;
        folder.check_all_jobs(options);
    }
    SECTION("a file for each task") {
        options.keep_going = true;
        options.layout = driver::Layout::split;
        options.split = folder.path("tasks");
        options.block_bytes = 700;
        options.jobs = 1;
        const test::RunOutcome one = folder.run(options);
        CHECK(one.files.size() > 700);
        options.jobs = 3;
        CHECK(folder.run(options) == one);
    }
    SECTION("an array that breaks off, behind a file that does not exist") {
        options.keep_going = true;
        options.inputs = {folder.write("d.json", array), folder.path("none.json")};
        folder.check_all_jobs(options);
        std::swap(options.inputs[0], options.inputs[1]);
        folder.check_all_jobs(options);
    }
}

// What is handed over before its block is mapped is written, whatever follows in that block.
TEST_CASE("an error behind more tasks than a batch keeps", "[jobs]") {
    const Jobs folder;
    driver::RunOptions options;
    options.block_bytes = std::size_t{8} << 20U;
    std::string text;
    while (text.size() < driver::BatchSink::most_bytes * 3 / 2) {
        text += record(4) + "\n";
    }
    options.inputs = {folder.write("a.jsonl", text + "{\"image\": oops}\n")};
    options.keep_going = GENERATE(false, true);
    options.jobs = 1;
    const test::RunOutcome one = folder.run(options);
    CHECK(one.out.size() >= driver::BatchSink::most_bytes);
    options.jobs = 2;
    CHECK((folder.run(options) == one));
}

TEST_CASE("a record that is larger than a block stands in one of its own", "[jobs]") {
    const Jobs folder;
    std::string large = R"({"image":"l.jpg","size":[100,80],"note":")";
    large.append(driver::BlockRule::large_record, 'x');
    large += R"(","found":[{"name":"car","p":2,"box":[1,2,3,4]}]})";
    driver::RunOptions options;
    options.keep_going = true;
    options.inputs = {
        folder.write("a.jsonl", lines(0, 50) + large + "\n" + lines(50, 100) + large + "\n")};
    options.jobs = 1;
    options.block_bytes = 500;
    const test::RunOutcome one = folder.run(options);
    CHECK(one.summary.find("102 records") == 0);
    CHECK(one.summary.find(", 3 rejected") != std::string::npos);  // both, and the 97th
    options.jobs = 3;
    CHECK(folder.run(options) == one);
}

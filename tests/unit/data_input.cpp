#include "data/input.hpp"
#include "diag/codes/data.hpp"
#include "diag/diagnostic.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace lsmap::data {
namespace {

// A file that is there as long as this.
class TemporaryFile {
 public:
    TemporaryFile(std::string_view text, const char* ending = ".json") {
        char name[] = "/tmp/lsmap_input_XXXXXX";
        ::close(::mkstemp(name));
        path_ = std::string(name) + ending;
        std::filesystem::rename(name, path_);
        std::ofstream(path_, std::ios::binary) << text;
    }
    ~TemporaryFile() { std::filesystem::remove(path_); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    const std::string& path() const { return path_; }

 private:
    std::string path_;
};

std::string trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    const std::size_t last = text.find_last_not_of(" \t\r\n");
    return first == std::string_view::npos ? "" : std::string(text.substr(first, last - first + 1));
}

// Records as "line:column:offset text", an error at the end. The block size must not matter.
std::vector<std::string> records(std::string_view text, Input::Options options = {}) {
    const TemporaryFile file(text);
    std::vector<std::string> first;
    for (const std::size_t block : {std::size_t{1} << 20, std::size_t{16}, std::size_t{17},
                                    std::size_t{64}, std::size_t{100}}) {
        options.paths = {file.path()};
        options.block_size = block;
        Input input(options);
        Record record;
        std::vector<std::string> found;
        while (input.next(record)) {
            found.push_back(std::to_string(record.line) + ":" + std::to_string(record.column) +
                            ":" + std::to_string(record.offset) + " " + trimmed(record.json));
            CHECK(record.number == found.size());
        }
        if (input.error()) {
            found.push_back("error " + input.error()->message);
            if (input.error()->data) {
                found.back() += " at " + std::to_string(input.error()->data->line) + ":" +
                                std::to_string(input.error()->data->column);
            }
        } else {
            CHECK(input.bytes_read() == text.size());
        }
        if (block == std::size_t{1} << 20) {
            first = found;
        } else {
            CAPTURE(block);
            CHECK(found == first);
        }
    }
    return first;
}

using Lines = std::vector<std::string>;

TEST_CASE("a record a line") {
    CHECK(records("{\"a\":1}\n{\"a\":2}\n") == Lines{"1:0:0 {\"a\":1}", "2:0:8 {\"a\":2}"});
    CHECK(records("{\"a\":1}\r\n\r\n  \n{\"a\":2}") ==
          Lines{"1:0:0 {\"a\":1}", "4:0:14 {\"a\":2}"});
    CHECK(records("\xEF\xBB\xBF{}\n{}") == Lines{"1:0:3 {}", "2:0:6 {}"});
    CHECK(records("\n\n{\"a\":\"}\"}\n{\"a\":1") ==
          Lines{"3:0:2 {\"a\":\"}\"}", "4:0:12 {\"a\":1"});
    CHECK(records("").empty());
    CHECK(records(" \n").empty());
}

TEST_CASE("values in a row") {
    CHECK(records("{\n\"a\": 1\n}\n{\n\"a\": 2\n}\n") ==
          Lines{"1:0:0 {\n\"a\": 1\n}", "4:0:11 {\n\"a\": 2\n}"});
    CHECK(records("{} {}{\"é\":1} {}") ==
          Lines{"1:0:0 {}", "1:3:3 {}", "1:5:5 {\"é\":1}", "1:13:14 {}"});
    CHECK(records("1 \"a b\" null") == Lines{"1:0:0 1", "1:2:2 \"a b\"", "1:8:8 null"});
    CHECK(records("{\n\"a\": [1, 2") == Lines{"1:0:0 {\n\"a\": [1, 2"});
}

TEST_CASE("an array of records") {
    CHECK(records("[]").empty());
    CHECK(records("[{\"a\":[1,2]},{\"b\":\"]}\\\"\"}]") ==
          Lines{"1:1:1 {\"a\":[1,2]}", "1:13:13 {\"b\":\"]}\\\"\"}"});
    CHECK(records("[\n  {\"a\": 1},\n  {\"a\": 2}\n]\n") ==
          Lines{"2:2:4 {\"a\": 1}", "3:2:16 {\"a\": 2}"});
    CHECK(records("[{},]") == Lines{"1:1:1 {}", "error a comma too many before `]` at 1:4"});
    CHECK(records("[{} {}]") ==
          Lines{"1:1:1 {}", "error expected `,` or `]` between the records of an array at 1:5"});
    CHECK(records("[{},") ==
          Lines{"1:1:1 {}", "error the JSON ends inside the array of records at 1:5"});
    CHECK(records("[{}") ==
          Lines{"1:1:1 {}", "error the JSON ends inside the array of records at 1:4"});
    CHECK(records("[,{}]") == Lines{"error expected a record, not `,` at 1:2"});
    CHECK(records("[{}]\n[{}]\n") == Lines{"1:1:1 {}", "2:1:6 {}"});
    CHECK(records("[1]\n{}\n") == Lines{"1:1:1 1", "2:0:4 {}"});
}

TEST_CASE("an array is one record where the record is a list") {
    Input::Options options;
    options.record_is_list = true;
    CHECK(records("[1, 2]", options) == Lines{"1:0:0 [1, 2]"});
    CHECK(records("[ {} ]\n[]\n", options) == Lines{"1:0:0 [ {} ]", "2:0:7 []"});
    CHECK(records(" [ [1], [2] ]", options) == Lines{"1:3:3 [1]", "1:8:8 [2]"});
    CHECK(records("[]", options) == Lines{"1:0:0 []"});
}

TEST_CASE("the format can be told") {
    Input::Options options;
    options.format = InputFormat::record;
    CHECK(records("[\n1, 2]\n", options) == Lines{"1:0:0 [\n1, 2]"});
    CHECK(records("{}\n{}", options) ==
          Lines{"1:0:0 {}", "error expected the end of the file behind its one record at 2:1"});
    options.format = InputFormat::array;
    CHECK(records("[[1],[2]]", options) == Lines{"1:1:1 [1]", "1:5:5 [2]"});
    CHECK(records("{}", options) ==
          Lines{"error expected `[`: the input format is an array of records at 1:1"});
    options.format = InputFormat::ndjson;
    CHECK(records("[1]\n[2]\n", options) == Lines{"1:0:0 [1]", "2:0:4 [2]"});
}

TEST_CASE("a long record makes the block grow") {
    const std::string text =
        "\"" + std::string(10000, 'x') + "\\\"" + std::string(63, '\\') + "\\\"";
    const std::string record = "{\"a\":[" + text + "," + text + "]}";
    CHECK(records(record + "\n" + record).size() == 2);
    CHECK(records("[" + record + "," + record + "]").size() == 2);
    CHECK(records("{\n" + record.substr(1) + record).size() == 2);
}

// An object is given open before its end was seen where the file could hold so large a one.
TEST_CASE("objects of a large file") {
    constexpr std::size_t megabyte = std::size_t{1} << 20U;
    const std::string object = "{\"a\": \"" + std::string(9 * megabyte, 'x') + "\"}";
    const TemporaryFile file(object + "\n{}\n" + object + "\n");
    Input::Options options;
    options.paths = {file.path()};
    options.open_from = 12 * megabyte;
    Input input(options);
    Record record;
    REQUIRE(input.next(record));
    CHECK(record.is_open);  // nine megabytes of eighteen
    REQUIRE(input.read_open(record));
    CHECK((trimmed(record.json) == object));
    REQUIRE(input.next(record));
    CHECK((!record.is_open && record.json == "{}"));
    REQUIRE(input.next(record));
    CHECK(!record.is_open);  // nine are left
    CHECK((trimmed(record.json) == object));
    CHECK((record.number == 3 && record.line == 3));
    CHECK(!input.next(record));
}

TEST_CASE("several files, files that cannot be read") {
    const TemporaryFile a("{}\n{}");
    const TemporaryFile b("[{}]");
    const TemporaryFile cut_off("\x1F\x8B\x08", ".json.gz");
    const TemporaryFile damaged("\x1F\x8B\x08 rest of it");
    const TemporaryFile unknown("BZh91AY&SY");
    Input::Options options;
    options.paths = {a.path(), b.path(), "/nowhere/file.json"};
    Input input(options);
    Record record;
    std::string files;
    while (input.next(record)) {
        files += std::to_string(record.file) + ":" + std::to_string(record.number) + " ";
    }
    CHECK(files == "0:1 0:2 1:1 ");
    REQUIRE(input.error());
    CHECK(input.error_is_io());
    CHECK(input.path(1) == b.path());
    const std::pair<std::string, diag::Code> cases[] = {
        {cut_off.path(), diag::packed_input_damaged.code},
        {damaged.path(), diag::packed_input_damaged.code},
        {unknown.path(), diag::compressed_input.code}};
    for (const auto& [path, code] : cases) {
        options.paths = {path};
        Input packed(options);
        CHECK_FALSE(packed.next(record));
        REQUIRE(packed.error());
        CHECK(packed.error()->code == code);
        CHECK(packed.error_is_io());
    }
}

}  // namespace
}  // namespace lsmap::data

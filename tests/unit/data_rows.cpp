#include "data/byte_source.hpp"
#include "data/input.hpp"
#include "data/packing.hpp"
#include "data/row_layout.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <unistd.h>
#include <vector>

using lsmap::data::InputFormat;
using lsmap::data::RowLayout;

namespace {

using Row = std::vector<std::string>;

class File {
 public:
    explicit File(const std::string& text)
        : path_(std::filesystem::temp_directory_path() /
                ("lsmap_rows_" + std::to_string(::getpid()))) {
        std::ofstream(path_, std::ios::binary) << text;
    }
    ~File() { std::filesystem::remove(path_); }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    std::string path() const { return path_.string(); }

 private:
    std::filesystem::path path_;
};

const RowLayout csv{InputFormat::csv, ",", false, false};
const RowLayout blanks{InputFormat::rows, "", false, false};

Row cells(const std::string& text, const RowLayout& layout) {
    Row row;
    lsmap::data::CellCursor cursor(text, layout);
    lsmap::data::Cell cell;
    while (cursor.next(cell)) {
        row.emplace_back(cell.text);
    }
    return row;
}

std::vector<Row> rows_of(const std::string& text, const RowLayout& layout, std::size_t block) {
    const File file(text);
    lsmap::data::Input input({.paths = {file.path()}, .rows = layout, .block_size = block});
    std::vector<Row> rows;
    lsmap::data::Record record;
    while (input.next(record)) {
        rows.push_back(cells(std::string(record.json), layout));
        CHECK(text.compare(record.offset, record.json.size(), record.json) == 0);
    }
    if (input.error()) {
        rows.push_back({"error: " + input.error()->message});
    }
    return rows;
}

std::string in_quotes(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        out += c == '"' ? std::string("\"\"") : std::string(1, c);
    }
    return out + "\"";
}

}  // namespace

TEST_CASE("cells of CSV") {
    CHECK(cells("a,b,,c\n", csv) == Row{"a", "b", "", "c"});
    CHECK(cells("a,\"b,\"\"c\"\"\n\",d\r\nnext,row", csv) == Row{"a", "b,\"c\"\n", "d"});
    CHECK(cells(",", csv) == Row{"", ""});
    CHECK(cells("a\"b,c", csv) == Row{"a\"b", "c"});
    CHECK(cells("\"\"", csv) == Row{""});
    CHECK(cells("\"a\"\"\"", csv) == Row{"a\""});
}

TEST_CASE("cells between blanks") {
    CHECK(cells(" a \t b\r\n", blanks) == Row{"a", "b"});
    CHECK(cells("\n", blanks).empty());
    CHECK(cells("\"a b\"", blanks) == Row{"\"a", "b\""});
}

// What was written is read, wherever blocks and pieces end.
TEST_CASE("rows of random cells") {
    const std::array<std::string, 8> pieces = {"a", ",", "\"", "\n", "\r\n", " ", "é", "\"\""};
    std::mt19937 random(11);
    for (int round = 0; round < 400; ++round) {
        std::vector<Row> rows(random() % 6);
        std::string text;
        for (Row& row : rows) {
            row.resize(1 + random() % 4);
            for (std::size_t i = 0; i < row.size(); ++i) {
                for (auto n = random() % 7; n != 0; --n) {
                    row[i] += pieces[random() % pieces.size()];
                }
                row[i] += i == 0 ? "x" : "";  // a row of nothing is passed over
                text += (i == 0 ? "" : ",") + in_quotes(row[i]);
            }
            text += random() % 2 == 0 ? "\n" : "\r\n";
        }
        CAPTURE(text);
        for (const std::size_t block : {16U, 17U, 64U, 1U << 16U}) {
            CHECK(rows_of(text, csv, block) == rows);
        }
    }
}

TEST_CASE("a quote that is not closed is told where it opens") {
    CHECK(rows_of("a,b\nc,\"d\ne", csv, 16) ==
          std::vector<Row>{{"a", "b"}, {"error: the quote that opens here is not closed"}});
}

// Any bytes end in rows or an error, and a text that was packed is the same text.
TEST_CASE("packed texts") {
    using lsmap::data::Packing;
    std::mt19937 random(5);
    for (const Packing packing : {Packing::gzip, Packing::zstd}) {
        std::string text;
        for (int i = 0; i < 40'000; ++i) {
            text += static_cast<char>('a' + random() % 7);
        }
        std::string packed;
        const auto packer = lsmap::data::Packer::make(packing);
        packer->add(std::string_view(text).substr(0, 13), false, packed);
        packer->add(std::string_view(text).substr(13), true, packed);
        const auto unpack = [](const std::string& bytes, std::string& out) {
            const File file(bytes);
            return lsmap::data::read_all(file.path(), out, 1U << 20U);
        };
        std::string once;
        CHECK_FALSE(unpack(packed, once));
        CHECK(once == text);
        std::string twice;
        CHECK_FALSE(unpack(packed + packed, twice));
        CHECK(twice == text + text);
        for (std::size_t cut = 6; cut < packed.size(); cut += 1 + packed.size() / 40) {
            std::string part;
            const auto failure = unpack(packed.substr(0, cut), part);
            CAPTURE(cut);
            REQUIRE(failure);
            CHECK(failure->message.find("ends early at byte " + std::to_string(cut)) !=
                  std::string::npos);
            CHECK(text.starts_with(part));
        }
        for (int round = 0; round < 60; ++round) {
            std::string changed = packed;
            changed[6 + random() % (changed.size() - 6)] ^= static_cast<char>(1 + random() % 255);
            std::string part;
            const auto failure = unpack(changed, part);
            CHECK((failure || part == text));
        }
    }
}

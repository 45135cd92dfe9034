#pragma once
#include "data/origin.hpp"
#include "data/row_layout.hpp"
#include "diag/diagnostic.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lsmap::data {

struct Record {
    // With data::padding readable bytes behind; valid until `next`. Of a layout that is no JSON:
    // the row, the line, the text.
    std::string_view json;
    std::string_view header;   // the row that names the columns; valid as long as the Input
    std::uint32_t file = 0;    // index into the list of inputs
    std::uint64_t number = 0;  // 1-based within its file
    std::uint64_t line = 1;    // where it starts, 1-based
    std::uint64_t column = 0;  // characters before it on that line
    std::uint64_t offset = 0;  // bytes before it in its file
    // Of `Options::open_from`: the record was not read, `json` is its beginning.
    bool is_open = false;
    // Of a part of a record: which one, from 0, and where its text comes from.
    std::uint64_t part = 0;
    std::shared_ptr<const Origin> origin;
};

// A file that can be read again from any place, and where the open record stands in it.
struct OpenRecord {
    int descriptor = -1;       // stays the input's
    std::uint64_t offset = 0;  // of the record's first byte in what the descriptor reads
    std::uint64_t bytes = 0;   // from there to the end of the file
};

// The records of files (or `-`: standard input) one after the other, in bounded memory: blocks of
// 128 KB; a record that is larger grows the block. What is packed with gzip or zstd is unpacked.
class Input {
 public:
    struct Options {
        std::vector<std::string> paths;
        InputFormat format = InputFormat::automatic;  // of JSON
        RowLayout rows{};  // where its format is one of text, that is what the files hold
        // The input type is a list: an array whose first element is an array is many records, any
        // other array is one. For other types an array is many.
        bool record_is_list = false;
        std::size_t block_size = std::size_t{128} << 10;
        // Objects of more bytes (so far as the size of the file tells) are given open, not read; 0:
        // all are read.
        std::size_t open_from = 0;
    };
    explicit Input(Options options);
    ~Input();

    // The next record. False at the end or after an error, which then stands in `error()`.
    bool next(Record& record);
    // What to do with an open record before the next one: read it after all,
    bool read_open(Record& record);
    // or look at it elsewhere (nothing: `error()`; what comes through a pipe is copied to a
    // temporary file for that), then go on behind its last byte, which is at that place.
    std::optional<OpenRecord> open_record();
    void pass_open(std::uint64_t bytes, std::uint64_t line, std::uint64_t column);
    // A file that cannot be opened, read or unpacked (exit 4), or text between records that is not
    // JSON (an unfinished array, a comma too many) or no row (exit 3), with its place.
    const std::optional<diag::Diagnostic>& error() const;
    bool error_is_io() const;
    std::uint64_t bytes_read() const;
    const std::string& path(std::uint32_t file) const;  // as shown: "<stdin>" for "-"

 private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace lsmap::data

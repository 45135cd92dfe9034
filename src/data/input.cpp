#include "data/input.hpp"

#include "base/huge_pages.hpp"
#include "data/byte_source.hpp"
#include "data/characters.hpp"
#include "data/reader.hpp"
#include "data/scan.hpp"
#include "data/syntax.hpp"
#include "data/temporary_file.hpp"
#include "data/value_end.hpp"
#include "diag/codes/data.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <unistd.h>

namespace lsmap::data {
namespace {

constexpr std::string_view utf8_mark = "\xEF\xBB\xBF";
constexpr std::size_t sure_by = std::size_t{8} << 20U;         // see `is_large`
constexpr std::size_t most_reserved = std::size_t{64} << 20U;  // see `grow`

struct FreeBytes {
    void operator()(char* bytes) const { std::free(bytes); }
};

}  // namespace

struct Input::State {
    // What the rest of the file is.
    enum class Mode : std::uint8_t {
        values,    // one behind the other
        lines,     // a record a line
        array,     // elements of an array
        rows,      // of cells
        texts,     // a text a line
        one_text,  // all of it
        only_one,  // one value
        only_blanks
    };

    explicit State(Options o) : options(std::move(o)), row_end(options.rows) {
        for (std::string& path : options.paths) {
            names.push_back(path == "-" ? "<stdin>" : path);
        }
    }

    Options options;
    std::vector<std::string> names;
    std::size_t file = 0;                 // the open one, or the next to open
    std::unique_ptr<TemporaryFile> copy;  // of the rest of a pipe or packed file; `source` reads it
    std::unique_ptr<ByteSource> source;
    bool at_eof = false;
    Mode mode = Mode::values;
    bool in_array = false;       // behind its `[`
    bool after_value = false;    // an element has been, so `,` or `]` comes
    bool first_on_line = false;  // of `values`: the first one had no line end in it

    // From realloc: a block of megabytes grows by moving pages, not bytes.
    std::unique_ptr<char[], FreeBytes> buffer;
    std::size_t reserved = 0;            // bytes of it
    std::size_t capacity = 0;            // of them are filled at most
    std::size_t at = 0, end = 0;         // what is not yet read of it
    std::uint64_t buffer_offset = 0;     // of buffer[0] in its file
    std::uint64_t line = 1, column = 0;  // at `at`
    std::uint64_t records = 0, total = 0;
    ValueEnd value_end;
    std::uint64_t open_at = 0;  // where the open record begins, for the source
    bool opened = false;        // the record that was given last was given open
    bool reads_all = false;     // an object of any size is read now
    RowEnd row_end;
    std::deque<std::string> headers;  // of the files so far
    std::optional<diag::Diagnostic> error;
    bool error_is_io = false;

    void close_file() {
        source.reset();
        copy.reset();
    }

    bool fail(diag::Diagnostic d) {
        diag::DataLocation where;
        where.file = names[file];
        where.record = records + 1;
        where.line = line;
        where.column = column + 1;
        d.data = std::move(where);
        error = std::move(d);
        return false;
    }
    bool fail_io(diag::Diagnostic d) {
        error = std::move(d);
        error_is_io = true;
        return false;
    }

    // The first line end from `from` on in what was read; nullptr: there is none.
    const void* line_end(std::size_t from) const {
        return from == end ? nullptr : std::memchr(buffer.get() + from, '\n', end - from);
    }

    // Passes over what stands before `to`.
    void advance(std::size_t to) {
        if (to == at) {
            return;
        }
        const char* const begin = buffer.get() + at;
        const char* const stop = buffer.get() + to;
        const auto* const last = static_cast<const char*>(
            ::memrchr(begin, '\n', static_cast<std::size_t>(stop - begin)));
        const char* counted = begin;
        if (last != nullptr) {
            line += static_cast<std::uint64_t>(std::count(begin, last + 1, '\n'));
            column = 0;
            counted = last + 1;
        }
        column += count_characters({counted, static_cast<std::size_t>(stop - counted)});
        at = to;
    }

    // Reads more behind `end`; what stands before `at` is given up. False: at the end, or an error.
    bool fill() {
        if (at_eof || error) {
            return false;
        }
        if (at != 0) {
            if (at != end) {
                std::memmove(buffer.get(), buffer.get() + at, end - at);
            }
            buffer_offset += at;
            end -= at;
            at = 0;
        }
        if (end == capacity && !grow()) {
            return false;
        }
        const std::size_t got = source->read(buffer.get() + end, capacity - end);
        if (source->failure()) {
            return fail_io(*source->failure());
        }
        at_eof = got == 0;
        end += got;
        total += got;
        std::memset(buffer.get() + end, ' ', padding);
        return got != 0;
    }
    // Twice as much is read as before. A record that fills a block may go on to the end of the
    // file: place for that much is taken at once, and costs nothing until it is used.
    bool grow() {
        if (capacity >= json_limit) {
            return fail(over_size_limit(nullptr).diagnostic);
        }
        std::size_t larger =
            capacity == 0 ? std::max<std::size_t>(options.block_size, 16) : capacity * 2;
        if (capacity < reserved) {
            larger = std::min(larger, reserved);
        } else {
            const std::uint64_t whole = capacity == 0 ? 0 : capacity + source->bytes_left() + 1;
            reserve(static_cast<std::size_t>(
                std::clamp<std::uint64_t>(whole, larger, std::max(larger, most_reserved))));
        }
        capacity = larger;
        return true;
    }
    void reserve(std::size_t bytes) {
        char* const grown = static_cast<char*>(std::realloc(buffer.get(), bytes + padding));
        if (grown == nullptr) {
            throw std::bad_alloc();
        }
        static_cast<void>(buffer.release());
        buffer.reset(grown);
        advise_huge_pages(grown + end, bytes - end);
        reserved = bytes;
    }

    bool open_next() {
        source = std::make_unique<ByteSource>(options.paths[file]);
        if (source->failure()) {
            return fail_io(*source->failure());
        }
        at_eof = false;
        in_array = after_value = first_on_line = false;
        at = end = 0;
        buffer_offset = 0;
        line = 1;
        column = 0;
        records = 0;
        return begin_file();
    }

    bool begin_file() {
        while (end - at < 4 && fill()) {
        }
        if (error) {
            return false;
        }
        const std::string_view begin(buffer.get(), end);
        if (begin.starts_with("\xFF\xFE") || begin.starts_with("\xFE\xFF")) {
            diag::Diagnostic d =
                diag::make(diag::not_unicode, is_text(options.rows.format)
                                                  ? "the file is UTF-16; it is read as UTF-8"
                                                  : "the file is UTF-16; JSON is UTF-8");
            d.help("write it with `encoding=\"utf-8\"`");
            return fail(std::move(d));
        }
        at = begin.starts_with(utf8_mark) ? utf8_mark.size() : 0;
        if (is_text(options.rows.format)) {
            return begin_text();
        }
        switch (options.format) {
            case InputFormat::record:
                mode = Mode::only_one;
                return true;
            case InputFormat::ndjson:
                mode = Mode::lines;
                return true;
            case InputFormat::array:
                mode = Mode::array;
                if (blanks() && buffer[at] != '[') {
                    diag::Diagnostic d = diag::make(
                        diag::not_json, "expected `[`: the input format is an array of records");
                    d.help(
                        "without `--input-format array` the file may hold records of every form");
                    return fail(std::move(d));
                }
                return !error;
            default:
                break;
        }
        mode = Mode::values;
        if (!blanks() || buffer[at] != '[') {
            return !error;
        }
        if (!options.record_is_list || element_is_list()) {
            mode = Mode::array;
        }
        return !error;
    }
    bool begin_text() {
        if (options.rows.whole || options.rows.format == InputFormat::slurp) {
            mode = Mode::one_text;
            return true;
        }
        mode = has_cells(options.rows.format) ? Mode::rows : Mode::texts;
        headers.emplace_back();
        Record header;
        if (options.rows.header && next_row(header)) {
            headers.back() = header.json;
            pass_row();
        }
        records = 0;
        return !error;
    }
    // Whether the first element of the array here is an array.
    bool element_is_list() {
        std::size_t ahead = 1;
        while (true) {
            while (at + ahead < end && is_space(buffer[at + ahead])) {
                ++ahead;
            }
            if (at + ahead < end || !fill()) {
                return at + ahead < end && buffer[at + ahead] == '[';
            }
        }
    }

    // Stops at the next byte that is no blank; false at the end of the file.
    bool blanks() {
        while (true) {
            std::size_t to = at;
            while (to < end && is_space(buffer[to])) {
                ++to;
            }
            if (to != at) {
                advance(to);
            }
            if (at < end) {
                return true;
            }
            if (!fill()) {
                return false;
            }
        }
    }

    void give(Record& record, std::size_t size) {
        record.is_open = false;
        record.part = 0;
        record.origin.reset();
        record.json = {buffer.get() + at, size};
        record.header = {};
        record.file = static_cast<std::uint32_t>(file);
        record.number = ++records;
        record.line = line;
        record.column = column;
        record.offset = buffer_offset + at;
        pending = size;
    }
    std::size_t pending = 0;  // bytes of the record that was given last

    // The value that starts here; at the end of the file whatever is left.
    bool give_value(Record& record) {
        if (at < end && is_scalar_end(buffer[at])) {  // brackets do not match: no value is here
            return fail(
                diag::make(diag::not_json, fmt::format("expected a record, not `{}`", buffer[at])));
        }
        value_end.start();
        const bool may_open = options.open_from != 0 && !reads_all && buffer[at] == '{';
        // A file that has not ended its record after a while, and could hold a large one, does.
        const auto is_large = [&](std::size_t size, bool has_ended) {
            return may_open &&
                   (size > options.open_from || (!has_ended && size >= sure_by &&
                                                 size + source->bytes_left() > options.open_from));
        };
        std::size_t seen = 0;
        while (true) {
            const std::optional<std::size_t> stop =
                value_end.feed(buffer.get() + at + seen, end - at - seen);
            if (is_large(stop ? seen + *stop : end - at, stop.has_value())) {
                give(record, end - at);
                record.is_open = opened = true;
                pending = 0;
                return true;
            }
            if (stop) {
                give(record, seen + *stop);
                return true;
            }
            seen = end - at;
            if (!fill()) {
                if (error) {
                    return false;
                }
                give(record, seen);
                return true;
            }
        }
    }

    bool read_open(Record& record) {
        opened = false;
        reads_all = true;
        --records;
        const bool given = blanks() && give_value(record);
        reads_all = false;
        first_on_line = given && record.json.find('\n') == std::string_view::npos;
        return given;
    }

    // The descriptor at the record, with nothing read of it.
    std::optional<OpenRecord> open_record() {
        const std::uint64_t record_at = buffer_offset + at;
        off_t position = source->descriptor() < 0 ? -1 : ::lseek(source->descriptor(), 0, SEEK_CUR);
        if (position < 0) {
            if (!copy_rest()) {
                return std::nullopt;
            }
            position = 0;
            total -= copy->size();
        } else {
            position -= static_cast<off_t>(end - at);
            total -= end - at;
        }
        const int fd = source->descriptor();
        const off_t size = ::lseek(fd, 0, SEEK_END);
        open_at = static_cast<std::uint64_t>(position);
        if (size < 0 || source->seek(open_at) != 0) {
            fail_io(
                diag::make(diag::cannot_read_file, names[file], std::string(std::strerror(errno))));
            return std::nullopt;
        }
        forget(record_at);
        return OpenRecord{fd, static_cast<std::uint64_t>(position),
                          static_cast<std::uint64_t>(size - position)};
    }
    // What is left of a pipe goes to a temporary file, which is read from then on.
    bool copy_rest() {
        auto made = std::make_unique<TemporaryFile>();
        bool whole = made->append({buffer.get() + at, end - at});
        while (whole) {
            at = end;
            if (!fill()) {
                break;
            }
            whole = made->append({buffer.get() + at, end - at});
        }
        if (!whole) {
            error = made->failure();
            error_is_io = true;
        }
        if (error) {
            return false;
        }
        copy = std::move(made);
        source = std::make_unique<ByteSource>(copy->descriptor(), names[file]);
        return true;
    }
    // What was read is given up; the descriptor stands at `offset` of the input.
    void forget(std::uint64_t offset) {
        buffer.reset();
        reserved = capacity = at = end = 0;
        buffer_offset = offset;
        at_eof = false;
    }

    void pass_open(std::uint64_t bytes, std::uint64_t line_behind, std::uint64_t column_behind) {
        source->seek(open_at + bytes);
        forget(buffer_offset + bytes);
        total += bytes;
        line = line_behind;
        column = column_behind;
        opened = false;
        first_on_line = false;
    }

    bool next_line(Record& record) {
        while (true) {
            std::size_t seen = 0;
            const char* stop = nullptr;
            while (stop == nullptr) {
                stop = static_cast<const char*>(line_end(at + seen));
                seen = end - at;
                if (stop == nullptr && !fill()) {
                    break;
                }
            }
            if (error) {
                return false;
            }
            const std::size_t size =
                stop == nullptr ? end - at : static_cast<std::size_t>(stop - buffer.get()) - at;
            const char* const text = buffer.get() + at;
            if (!std::all_of(text, text + size, is_space)) {
                give(record, size);
                return true;
            }
            if (stop == nullptr) {
                return false;
            }
            pass_line(size);
        }
    }
    // The next row that is not blank, with its quotes and what they enclose.
    bool next_row(Record& record) {
        while (true) {
            row_end.start();
            std::optional<std::size_t> stop;
            std::size_t seen = 0;
            while (!(stop = row_end.feed(buffer.get() + at + seen, end - at - seen))) {
                seen = end - at;
                if (!fill()) {
                    break;
                }
            }
            if (error) {
                return false;
            }
            if (const auto quote = row_end.open_quote(); !stop && quote) {
                advance(at + *quote);
                diag::Diagnostic d = diag::make(diag::quote_not_closed);
                d.help(
                    "a quote within a cell is written twice, `\"\"`; where quotes are text: "
                    "rows<T, \",\">");
                return fail(std::move(d));
            }
            const std::size_t size = stop ? seen + *stop : end - at;
            if (!is_blank_row({buffer.get() + at, size}, options.rows)) {
                give(record, size);
                record.header = headers.back();
                return true;
            }
            if (!stop) {
                return false;
            }
            pending = size;
            pass_row();
        }
    }
    // Passes over the row that was given last, and its line end.
    void pass_row() {
        advance(std::min(at + pending + 1, end));
        pending = 0;
    }

    // A line as it is, an empty one too.
    bool next_text(Record& record) {
        const char* stop = nullptr;
        std::size_t seen = 0;
        while ((stop = static_cast<const char*>(line_end(at + seen))) == nullptr) {
            seen = end - at;
            if (!fill()) {
                break;
            }
        }
        if (error || at == end) {
            return false;
        }
        const std::size_t size =
            stop == nullptr ? end - at : static_cast<std::size_t>(stop - (buffer.get() + at));
        const bool has_return = size != 0 && buffer[at + size - 1] == '\r';
        give(record, size);
        record.json.remove_suffix(has_return ? 1 : 0);
        return true;
    }

    bool next_whole(Record& record) {
        while (fill()) {
        }
        if (error || records != 0) {
            return false;
        }
        give(record, end - at);
        return true;
    }

    // Passes over a line of `size` bytes and its end.
    void pass_line(std::size_t size) {
        at += size;
        if (at < end) {
            ++at;
            ++line;
            column = 0;
        }
    }

    // The next element of the array, behind the last one. False at its end or with an error.
    bool next_element(Record& record) {
        while (blanks()) {
            const char c = buffer[at];
            if (!in_array) {
                if (c != '[') {  // what follows an array is no longer one
                    mode = Mode::values;
                    return next_value(record);
                }
                in_array = true;
                after_value = false;
                advance(at + 1);
                continue;
            }
            if (c == ']') {
                in_array = false;
                advance(at + 1);
                continue;
            }
            if (after_value) {
                if (c != ',') {
                    diag::Diagnostic d = diag::make(
                        diag::not_json, "expected `,` or `]` between the records of an array");
                    d.help("write a `,` before this record");
                    return fail(std::move(d));
                }
                const std::uint64_t comma_line = line;
                const std::uint64_t comma_column = column;
                advance(at + 1);
                if (blanks() && buffer[at] == ']') {
                    line = comma_line;
                    column = comma_column;
                    diag::Diagnostic d = diag::make(diag::not_json, "a comma too many before `]`");
                    d.help("remove it");
                    return fail(std::move(d));
                }
                after_value = false;
                continue;
            }
            after_value = true;
            return give_value(record);
        }
        if (!error && in_array) {
            diag::Diagnostic d = diag::make(diag::json_ends_early, "the array of records");
            d.help("the file was cut off or is still being written: write it again");
            return fail(std::move(d));
        }
        return false;
    }

    bool next_value(Record& record) {
        if (mode == Mode::values && first_on_line && records == 1) {
            while (at < end && buffer[at] != '\n' && is_space(buffer[at])) {
                advance(at + 1);
            }
            if (at == end || buffer[at] == '\n') {
                mode = Mode::lines;
                return next_line(record);
            }
        }
        if (!blanks()) {
            return false;
        }
        if (mode == Mode::only_blanks) {
            diag::Diagnostic d =
                diag::make(diag::not_json, "expected the end of the file behind its one record");
            d.help("without `--input-format record` the file may hold many");
            return fail(std::move(d));
        }
        if (!give_value(record)) {
            return false;
        }
        first_on_line = !opened && record.json.find('\n') == std::string_view::npos;
        mode = mode == Mode::only_one ? Mode::only_blanks : mode;
        return true;
    }

    bool next_in_file(Record& record) {
        if (mode == Mode::lines) {
            if (pending != 0) {
                pass_line(pending);
            }
            pending = 0;
            return next_line(record);
        }
        if (mode == Mode::rows || mode == Mode::texts) {
            if (records != 0) {
                pass_row();
            }
            return mode == Mode::rows ? next_row(record) : next_text(record);
        }
        if (mode == Mode::one_text) {
            return next_whole(record);
        }
        advance(at + pending);
        pending = 0;
        return mode == Mode::array ? next_element(record) : next_value(record);
    }
};

Input::Input(Options options) : state_(std::make_unique<State>(std::move(options))) {}
Input::~Input() = default;

bool Input::next(Record& record) {
    State& s = *state_;
    while (!s.error && s.file < s.options.paths.size()) {
        if (s.source == nullptr) {
            s.pending = 0;
            if (!s.open_next()) {
                return false;
            }
        }
        if (s.next_in_file(record)) {
            return true;
        }
        if (s.error) {
            return false;
        }
        s.close_file();
        ++s.file;
    }
    return false;
}

bool Input::read_open(Record& record) { return state_->read_open(record); }
std::optional<OpenRecord> Input::open_record() { return state_->open_record(); }
void Input::pass_open(std::uint64_t bytes, std::uint64_t line, std::uint64_t column) {
    state_->pass_open(bytes, line, column);
}

const std::optional<diag::Diagnostic>& Input::error() const { return state_->error; }
bool Input::error_is_io() const { return state_->error_is_io; }
std::uint64_t Input::bytes_read() const { return state_->total; }
const std::string& Input::path(std::uint32_t file) const { return state_->names[file]; }

}  // namespace lsmap::data

#pragma once
#include "data/arena.hpp"
#include "data/reader.hpp"
#include "data/scan.hpp"
#include "data/shape_tree.hpp"
#include "raster/coco_rle.hpp"
#include "raster/png.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lsmap::data {

// A key of an object that stands for a shape, and which of its numbers that is.
struct PartName {
    std::string_view key;
    std::size_t part;
};
using PartNames = std::span<const PartName>;

// How a shape of a known number of numbers may be written.
struct NumberRow {
    PartNames keys{};           // of an object that stands for it; none: there is no such object
    std::size_t count = 0;      // numbers
    bool in_points = false;     // may stand in pairs, too
    bool named_points = false;  // … in `{x, y}`
};

// Turns the tokens of one JSON text into values by a Shape. A token is a bracket, comma, colon, or
// the first byte of a string, number or word; simdjson has found them and has checked UTF-8 and
// that strings end. Functions named for a form start at its first token and stop behind its last;
// false: not JSON (the caller finds out where and why). What does not fit its type becomes a `bad`
// value instead.
class Decoder {
 public:
    // `tokens[count]` must be the place of the first token again, or `json.size()` where that is a
    // scalar.
    void start(std::string_view json, const std::uint32_t* tokens, std::size_t count, Arena& arena,
               Decoded& out, bool strict);
    bool root(const Shape& shape, Value& v);
    // The same for a value within: `shape` stands below `whole`.
    bool part(const Shape& shape, const Shape& whole, Value& v);
    // The key that made `root` fail, where it stands twice; else nullptr.
    const char* duplicate() const { return duplicate_; }

 private:
    const char* here() const { return base_ + *at_; }
    char cur() const { return base_[*at_]; }
    bool value(const Shape& shape, Value& v) {
        return shape.lenient ? lenient(shape, v) : fitted(shape, v);
    }
    bool lenient(const Shape& shape, Value& v);
    bool fitted(const Shape& shape, Value& v);
    bool null(const Shape& shape, Value& v);

    // decode.cpp: containers and unions
    bool record(const Shape& shape, Value& v);
    bool key_of(const Shape& shape, const FieldShape*& field);
    bool missing_fields(const Shape& shape, Value* items, const char* source);
    bool list(const Shape& shape, Value& v);
    bool tuple(const Shape& shape, Value& v);
    bool map(const Shape& shape, Value& v);
    bool map_keys_differ(std::size_t first);
    bool alternatives(const Shape& shape, Value& v);
    std::size_t better(const Shape& shape, std::size_t first, std::size_t second);
    const std::uint32_t* find_key(const std::string& key);
    const ObjectTest* failed_test(const Shape& shape, std::size_t chosen);
    bool none_of_the_literals(const Shape& shape, const ObjectTest& failed, Value& v);
    bool text_matches(const Literal& literal, const std::uint32_t* token);

    // decode_scalar.cpp
    bool number_at(const char* p, Number& n) const;
    // The number that is the token here.
    bool number_here(const std::uint32_t* token, Number& n) const {
        return scan_plain(base_ + token[0], base_ + token[1], n) || number_at(base_ + token[0], n);
    }
    bool tail_number(Number& n) const;
    bool boolean(const Shape& shape, Value& v);
    bool integer(const Shape& shape, Value& v);
    bool number(const Shape& shape, Value& v);
    bool string(const Shape& shape, Value& v);
    bool id(const Shape& shape, Value& v);
    bool json(const Shape& shape, Value& v);
    bool all_finite(const Shape& shape, const std::uint32_t* start, Value& v);
    bool literal(const Shape& shape, Value& v);
    bool time(const Shape& shape, Value& v);
    bool text(Value& v);  // the string here, whatever is declared

    // decode_geometry.cpp: shapes of a known number of numbers; decode_outline.cpp: the others
    bool size(const Shape& shape, Value& v);
    bool point(const Shape& shape, Value& v);
    bool box(const Shape& shape, Value& v);
    bool quad(const Shape& shape, Value& v);
    bool cxcywhr(const Shape& shape, Value& v);
    bool polygon(const Shape& shape, Value& v);
    bool keypoints(const Shape& shape, Value& v);
    // Numbers of an array into `reals_`: bare (`width` 0), or in arrays or `{x, y}` of `width`
    // each.
    struct Flat {
        std::size_t elements = 0;
        std::size_t width = 0;
        bool fits = true;      // nothing but numbers, all elements alike
        bool objects = false;  // the elements are `{x, y}`
    };
    bool flat(Flat& found);
    // Opens a shape of a known number of numbers, which stand in `reals_` then unless `v` is bad.
    bool counted_numbers(const Shape& shape, Value& v, const NumberRow& row, bool& by_key);
    // Opens a shape of any number of points: `stride` numbers each in `reals_`, 2 or as many as
    // asked for, or parallel lists, where `column_[2]` has the third.
    bool listed_points(const Shape& shape, Value& v, std::size_t& stride, bool& has_column);
    bool real(double& d, bool& fits);
    bool numbers(std::vector<double>& to, bool& fits);
    bool four_numbers(double* d);
    bool parallel(const Shape& shape, Value& v, bool& has_visible);
    void keep_reals(Value& v, const double* from, std::size_t count);
    bool parts(PartNames names, double* values, bool* found, bool& fits);
    bool object(const Shape& shape, Value& v, PartNames names, double* values, std::size_t count);
    bool incomplete(const Shape& shape, const std::uint32_t* start, Value& v, PartNames names,
                    const bool* found, bool fits);
    bool no_numbers(const Shape& shape, const std::uint32_t* start, Value& v);

    // decode_mask.cpp
    bool rle(const Shape& shape, Value& v);
    bool counts_text(raster::CocoCounts& counts, std::string& problem);
    bool counts_list(raster::CocoCounts& counts, std::string& problem);
    bool bitmap(const Shape& shape, Value& v);
    enum class RowEnd : std::uint8_t { fits, misfits, no_json };
    RowEnd bitmap_row(raster::RunWriter& row);
    bool png(const Shape& shape, Value& v);

    // decode_skip.cpp: passes over a value, checked like any other
    bool skip(std::size_t around);  // so many arrays and objects stand around it
    bool scalar();
    const std::uint32_t* hop(const std::uint32_t* token) const;  // the same, unchecked
    const char* string_end(const std::uint32_t* token) const;    // its closing quote
    bool escapes_are_json(const char* begin, const char* end);
    std::size_t count_elements(const std::uint32_t* open) const;

    // decode_problem.cpp: cold. Each skips the value that starts at `start`.
    bool misfit(const Shape& shape, const std::uint32_t* start, Value& v,
                diag::Diagnostic diagnostic);
    bool wrong_kind(const Shape& shape, const std::uint32_t* start, Value& v);
    bool wrong_length(const Shape& shape, const std::uint32_t* start, Value& v, std::string has,
                      std::string takes);
    bool outside(const Shape& shape, const std::uint32_t* start, Value& v);
    std::string excerpt(const std::uint32_t* start) const;
    void undeclared(const Shape& shape, const char* key);

    const char* base_ = nullptr;
    const std::uint32_t* at_ = nullptr;
    const std::uint32_t* stop_ = nullptr;
    const char* end_ = nullptr;
    Arena* arena_ = nullptr;
    Decoded* out_ = nullptr;
    bool strict_ = false;
    // A number that is the last token has no end of its own: it is read from this copy.
    const char* tail_ = nullptr;
    std::string tail_text_;
    const char* duplicate_ = nullptr;

    std::vector<Value> pending_;  // elements of the lists around
    std::vector<double> reals_;
    std::vector<double> column_[3];  // x, y, visible of parallel lists
    std::vector<std::string_view> keys_;
    std::string unescaped_;
    std::vector<raster::Run> runs_;
    raster::PictureMask picture_;
    std::vector<std::uint16_t> learned_;  // behind field i - 1 came field …; 0: the first
    std::uint64_t learned_for_ = 0;
};

// Shows where the value was declared, where that is known.
void label_declaration(const Shape& shape, diag::Diagnostic& diagnostic);

// Name of a JSON value's kind by its first byte: "a string".
std::string_view kind_of(char first);
std::uint8_t json_kind(char first);  // 0 for null and what begins no value

// Seconds of "00:01:02.5", "PT1.5S"; false where the text is not one.
bool read_clock(std::string_view text, double& seconds);
bool read_iso_duration(std::string_view text, double& seconds);
// Microseconds since 1970-01-01T00:00Z. `format` is "iso" or a strftime one; no zone is UTC.
bool read_datetime(std::string_view text, std::string_view format, std::int64_t& microseconds);

// "1 number", "3 numbers".
std::string counted(std::size_t n, std::string_view plural);

inline constexpr const char* may_be_missing =
    "where it may be missing, declare it with `?`: `name?: T`, or `T?`";

}  // namespace lsmap::data

#pragma once
#include "data/arena.hpp"
#include "data/shape.hpp"
#include "data/value.hpp"
#include "diag/diagnostic.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lsmap::data {

// Bytes that the reader may look at behind the text it is given (simdjson reads in blocks).
inline constexpr std::size_t padding = 64;

// Why a value does not fit its declared type. A `bad` Value names its place in Decoded::problems.
struct Problem {
    const char* source = nullptr;  // first byte of the offending JSON value
    diag::Diagnostic diagnostic;   // code and message; the place is filled in by `locate`
};

struct Decoded {
    Value root;
    std::vector<Problem> problems;  // of values that do not fit; only who reads them is rejected
    std::uint64_t lenient = 0;      // values of `try T` that did not fit and so are missing
    std::optional<Problem> syntax;  // the text is not JSON: the whole record is rejected
};

// Arrays and objects within one another in a record.
inline constexpr std::size_t depth_limit = 256;

// Decodes JSON straight into values by a declared type. One per thread; keeps its buffers.
class Reader {
 public:
    // Without the cursor every value is read by the Decoder: the same values, more slowly.
    explicit Reader(bool with_cursor = true);
    ~Reader();
    Reader(Reader&&) noexcept;
    Reader& operator=(Reader&&) noexcept;

    // `json` is one value with `padding` readable bytes behind it; values point into it and into
    // `arena`. `out` is reused from record to record. With `strict`, keys that the type does not
    // declare are problems; with `is_part`, the outermost object may lack keys, at no cost.
    void read(const Shape& shape, std::string_view json, Arena& arena, Decoded& out,
              bool strict = false, bool is_part = false);

 private:
    struct State;
    std::unique_ptr<State> state_;
};

// Line, column, JSON pointer and excerpt of the value that starts at `source` within `json`, which
// itself starts at `line` (1-based) of its file, `column` characters in. Slow: for messages only.
diag::DataLocation locate(std::string_view json, const char* source, std::uint64_t line,
                          std::uint64_t column);

}  // namespace lsmap::data

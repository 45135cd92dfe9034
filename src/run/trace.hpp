#pragma once
#include "base/span.hpp"
#include "diag/diagnostic.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Where an emitted result comes from: asked for by `trace` and `--provenance`, at no cost else.
namespace lsmap::run {

// One number of the result, or of a value on the way to it, and the arithmetic that it came by.
struct TraceNumber {
    std::string key;      // of the result's value, "x"; of a shape, "y2"
    std::string value;    // as it was written, or came out
    std::string formula;  // "96 px / 1920 px * 100"
    std::string pointer;  // of the number in the data, where it is one
};

// A value on the way from the data to the result, outermost first; what it was made of follows one
// deeper.
struct TraceStep {
    enum class Kind : std::uint8_t {
        read,       // stood in the data at `data`
        constant,   // stood in the rules
        computed,   // by an operator, function or query
        converted,  // from one unit to another: `how` says with which numbers
        looked_up,  // in a label table: `arm` gave it
    };
    Kind kind{};
    std::uint32_t depth = 0;
    Span span;                         // the expression
    std::string type;                  // "box<px>"
    std::string value;                 // JSON, shortened where it is long
    std::string how;                   // "1500 / 1000"
    std::vector<TraceNumber> numbers;  // of a shape or a span
    std::size_t left_out = 0;          // numbers behind these
    std::optional<diag::DataLocation> data;
    std::optional<Span> arm;
};

struct TraceSlot {
    std::string name;  // "box", "label"
    Span span;
    std::vector<TraceStep> steps;
};

// A result with the values that made it.
struct TracedResult {
    std::string id, control;
    std::string version;  // of the prediction
    bool is_with = false;
    Span rule;
    std::optional<diag::DataLocation> row;  // of the element that the rule went over
    std::vector<TraceSlot> slots;
    std::vector<TraceNumber> numbers;
    std::string json;  // the result as it was written
};

// Hears of results as they are written; they count only once their task comes out.
class TraceSink {
 public:
    virtual ~TraceSink() = default;
    virtual void result(TracedResult result) = 0;
};

std::string_view name_of(TraceStep::Kind kind);

}  // namespace lsmap::run

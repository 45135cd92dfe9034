#pragma once
#include "diag/diagnostic.hpp"
#include "labelstudio/accept.hpp"
#include "labelstudio/config.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// Checks predictions that anybody made against a labeling config: what Label Studio's server would
// refuse and what its editor would drop, hide or draw otherwise than meant. See docs/validate.md
// and docs/dev/validate.md.
namespace lsmap::validate {

// What the editor makes of it.
enum class Shown : std::uint8_t {
    right,
    wrong,   // drawn, but elsewhere, without its label, or lost when the annotation is submitted
    hidden,  // not shown at all
};

struct Verdict {
    bool refused = false;  // by the server, where it validates predictions
    Shown shown = Shown::right;
};

// Bytes [begin, end) of the text become `text`.
struct Edit {
    std::size_t begin = 0, end = 0;
    std::string text;
};

struct Finding {
    // Code, message, and in `data` the place: line, column, JSON pointer from the root of the text
    // (of the line, in NDJSON). A label shows the control's line in the config.
    diag::Diagnostic diagnostic;
    Verdict verdict;
    std::size_t begin = 0, end = 0;  // bytes of the JSON value that it is about
    std::vector<Edit> edits;         // empty: nothing to be done without a loss
    std::string mended;              // what the edits do: "made a string of it"
};

struct Options {
    std::string file = "<text>";  // shown in messages
    labelstudio::Accept accept = labelstudio::Accept::both;
    bool fractions = false;              // edits may turn 0..1 into percent
    std::size_t most_findings = 10'000;  // further ones are counted only
};

struct Report {
    std::vector<Finding> findings;  // in the order of the text, task by task
    std::size_t untold = 0;         // beyond Options::most_findings
    std::size_t untold_errors = 0;  // those of them
    std::size_t tasks = 0, predictions = 0, results = 0;

    // Whether a server that validates would refuse something of it.
    bool refused() const;
    bool has_errors() const;  // findings of severity error, told or not
};

// `text`: a list of tasks, one task, tasks one a line, or the same of predictions to import
// (`task`, `result`) or of responses of an ML backend (`results`); at most 2 GiB. Never throws for
// what stands in the text: what is no JSON is a finding too. `config` is used as read_config left
// it, its own errors are not told again.
Report check(const labelstudio::LabelingConfig& config, std::string_view text,
             const Options& options = {});

// The text with all edits of the findings, made again and again until there are none left.
// Everything else keeps its bytes. Mending what was mended changes nothing.
struct Mended {
    std::string text;
    std::vector<Finding> mended;  // what was done; places are those of the text it was done to
    Report left;                  // what is to be said of the mended text
};
Mended mend(const labelstudio::LabelingConfig& config, std::string text, const Options& options);

}  // namespace lsmap::validate

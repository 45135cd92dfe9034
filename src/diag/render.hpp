#pragma once
#include "base/source.hpp"
#include "diag/diagnostic.hpp"

#include <cstddef>
#include <deque>
#include <span>
#include <string>
#include <vector>

namespace lsmap::diag {

// The diagnostics of one compilation with the files they point into.
struct Batch {
    const SourceMap* sources;
    const std::deque<Diagnostic>* diagnostics;
};

// In the order of their places: by file and byte; what has no place first, data errors last, both
// as they came.
std::vector<const Diagnostic*> by_position(const std::deque<Diagnostic>& diagnostics);

struct TextStyle {
    bool colour = false;
    std::size_t limit = 20;  // so many are shown, errors before warnings; then "and N more"
};

// For people. Each ends with a line feed, with an empty line between two.
//
//     error[LSM5102]: `Catt` is not a label of `animal`
//       --> rules.lsmap:31:12
//        31 |   "cat" -> "Catt"
//           |            ^^^^^^
//        = help: did you mean `Cat`?
std::string render_text(const Batch& batch, const TextStyle& style = {});
std::string render_text(const Diagnostic& diagnostic, const SourceMap& sources,
                        const TextStyle& style = {});

// For programs: {"diagnostics": [{code, severity, message, span, labels, notes, helps, fixes,
// data, verdicts?}], "errors": n, "warnings": n}. A place is {file, start, end} with {byte, line,
// column} each: bytes and columns (code points) as in the file, lines and columns from 1.
std::string render_json(std::span<const Batch> batches);

}  // namespace lsmap::diag

#pragma once
#include "base/source.hpp"
#include "diag/diagnostic.hpp"

#include <cstddef>
#include <deque>
#include <span>
#include <string>
#include <string_view>
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

// For code scanning: SARIF 2.1.0 with the pages of the codes as rules, related places and edits.
std::string render_sarif(std::span<const Batch> batches, std::string_view version);

// For GitHub: workflow commands (`::error file=rules.lsmap,line=20,…::…`), one a message, which a
// step prints to annotate the lines.
std::string render_github(std::span<const Batch> batches);

// The message with what stands behind it (places as `file:line:column: text`, notes, helps), a line
// each.
std::string plain_message(const Diagnostic& d, const SourceMap& sources);

// What stays of a message when lines above it come and go: the source line with blanks squeezed
// ("": it has no place), the message without numbers of lines, and a hash of both with code and
// file.
std::string source_line(const Diagnostic& d, const SourceMap& sources);
std::string steady_message(const Diagnostic& d);
std::string fingerprint(const Diagnostic& d, const SourceMap& sources);

}  // namespace lsmap::diag

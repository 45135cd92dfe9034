#pragma once
#include "data/input.hpp"
#include "data/output.hpp"
#include "driver/compile.hpp"
#include "driver/exit_status.hpp"
#include "driver/streams.hpp"
#include "labelstudio/accept.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// The commands, called by the command line, tests and the language server. Each returns the exit
// status.
namespace lsmap::driver {

enum class Layout : std::uint8_t {
    array,   // one JSON array, a task a line
    pretty,  // one JSON array, indented by two
    ndjson,  // a task a line
    split,   // one file per task in RunOptions::split
};

// How many tasks may be rejected (`--max-rejects 0.5%`, `--max-rejects 10`).
struct RejectBound {
    double number = 0;
    bool percent = false;
};

// A budget of the run, `--limit NAME=N`.
struct Limit {
    std::string name;
    std::uint64_t value = 0;
};

struct NamedInput {
    std::string name, path;
};

inline constexpr unsigned most_jobs = 256;

struct RunOptions {
    std::string rules;
    std::vector<std::string> inputs;  // `-`: standard input
    CompileOptions compile;
    std::vector<NamedInput> named_inputs;  // --input name=FILE
    data::InputFormat input_format = data::InputFormat::automatic;
    std::string media;  // folder of --media, whose pictures `probe` may look at; empty: none
    bool strict_input = false;
    std::string output;  // -o; empty or `-`: standard output
    Layout layout = Layout::array;
    std::string split;  // folder of --split
    data::Digits digits = data::Digits::six;
    bool keep_going = false;
    std::string rejects;  // file of --rejects; empty: none
    std::optional<RejectBound> max_rejects;
    std::vector<Limit> limits;
    unsigned jobs = 0;            // threads; 0: as many as there are cores
    std::size_t block_bytes = 0;  // of input, that one thread maps in one go; 0: as is best
    std::size_t cut_from = 0;     // bytes of a record that is taken in parts; 0: as is best
    bool quiet = false;           // no summary
    bool json_summary = false;    // --summary json
    bool coverage = false;        // of `test`: the summary says how often arms were taken
    bool stats = false;           // --stats json
    std::string stats_file;       // --stats-file; empty: where the summary goes
    std::string provenance;       // file of --provenance; empty: none
};

// sarif and github: of `check` only.
enum class ReportFormat : std::uint8_t { text, json, sarif, github };

struct CheckOptions {
    std::vector<std::string> rules;
    CompileOptions compile;
    ReportFormat format = ReportFormat::text;
    bool warnings_are_errors = false;  // --werror
    bool plan = false;                 // --plan: how the rules are run, behind the report
    bool fix = false;                  // apply the safe edits of the messages to the rule files
    std::string baseline;              // --baseline; empty: none
    bool write_baseline = false;       // write it from what is found
    std::string version;               // of the program, for the report as SARIF
};

struct ValidateOptions {
    std::string config;
    std::vector<std::string> tasks;  // `-`: standard input
    labelstudio::Accept accept = labelstudio::Accept::both;
    ReportFormat format = ReportFormat::text;
    bool warnings_are_errors = false;
    bool fix = false;            // write a mended copy
    bool fix_fractions = false;  // with positions from 0 to 1 made percent
    std::string output;          // -o, of the mended copy; empty or `-`: standard output
};

struct TraceOptions {
    RunOptions run;
    std::string region;  // --region; empty: all
};

struct InitOptions {
    std::string config;
    std::vector<std::string> samples;  // `-`: standard input
    std::string output;                // -o; empty or `-`: standard output
    std::string stdlib;                // --stdlib
    check::Accept accept = check::Accept::both;
};

struct InferOptions {
    std::vector<std::string> samples;  // `-`: standard input
};

struct DocOptions {
    std::string name;    // empty: the list of what there is
    std::string stdlib;  // --stdlib
};

int run(const RunOptions& options, const Streams& streams);
int check(const CheckOptions& options, const Streams& streams);
int validate(const ValidateOptions& options, const Streams& streams);
// Says which rule and values made a region.
int trace(const TraceOptions& options, const Streams& streams);
// A first rule file for a config and samples.
int init(const InitOptions& options, const Streams& streams);
// The `input` type of samples.
int infer(const InferOptions& options, const Streams& streams);
// The page on a code: LSM3104, lsm3104 or 3104.
int explain(const std::string& code, const Streams& streams);
// A standard module, or the reference of a builtin or tag.
int doc(const DocOptions& options, const Streams& streams);

}  // namespace lsmap::driver

#pragma once
#include "check/check.hpp"
#include "check/input_rows.hpp"
#include "data/input.hpp"
#include "data/output.hpp"
#include "diag/diagnostic.hpp"
#include "plan/plan.hpp"
#include "run/counts.hpp"
#include "run/limits.hpp"
#include "run/partners.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lsmap::run {

class TraceSink;

struct Options {
    data::Digits digits = data::Digits::six;
    bool strict_input = false;
    bool measure = false;   // how long decoding takes
    bool coverage = false;  // count the arms of label tables
    Limits limits;
    std::vector<std::string>
        files;  // names of the inputs by Record::file, for messages and file_name()
    std::shared_ptr<Partners> partners;  // null: nobody asks
    check::InputRows rows;               // how records that are no JSON are read
};

class NamedText;

// A unit that could not be mapped: a task, or the record where it stands outside every task.
struct Rejection {
    std::uint32_t file = 0;
    std::uint64_t record = 0;
    bool whole_record = false;
    std::string key;              // of the task, where it was known
    std::string pointer;          // of the value to blame, within the record
    diag::Diagnostic diagnostic;  // with its place in the data
    std::string_view value;       // bytes of the unit, unchanged; valid during the call
    // Of a part of a record that is rejected as a whole: has the bytes in the place of `value`.
    std::shared_ptr<const data::Origin> origin;
};

// What an element of a list of plan::Cut belongs to.
struct CutKey {
    enum class State : std::uint8_t {
        known,    // equal keys have equal hashes
        missing,  // belongs to nothing
        unknown,  // cannot be evaluated: the rules have to see it to fail
    } state = State::missing;
    std::uint64_t hash = 0;
};

// Where finished work goes, in input order.
class TaskSink {
 public:
    virtual ~TaskSink() = default;
    // One compact JSON object (with `responses`: what one task is answered); valid during the call.
    // `key` is the task's `id:`, else empty.
    virtual void task(std::string_view json, std::string_view key) = 0;
    // Where tasks may be written at once, behind what is there, and what stands around each.
    // Without `out` they are handed over by `task`; else `written` tells of each.
    struct Place {
        data::Output* out = nullptr;
        std::string_view before, behind;
    };
    virtual Place place() { return {}; }
    virtual void written() {}
    virtual void rejected(const Rejection& rejection) = 0;
};

struct Summary {
    struct Row {
        std::string name;  // "label (line 34)"
        plan::Site::Kind kind{};
        Span span;
        std::uint64_t made = 0;                        // tasks, predictions, results that came out
        std::uint64_t changed = 0;                     // geometry that was cut or moved
        std::uint64_t orphans = 0;                     // regions whose parent did not come out
        std::map<std::string, std::uint64_t> skipped;  // by reason; "" where none was given
    };
    struct Arm {  // of a label table
        std::string table;
        Span span;
        std::uint64_t taken = 0;  // also by tasks that were rejected
    };
    std::uint64_t records = 0, tasks = 0, predictions = 0, regions = 0, rejected = 0, bytes = 0;
    std::vector<Row> rows;  // in source order
    std::vector<Arm> arms;  // with Options::coverage
};
Summary summarize(const plan::Plan& plan, const Counts& counts);

// Maps records. One per thread; keeps its buffers.
class Runner {
 public:
    Runner(std::shared_ptr<const plan::Plan> plan, Options options);
    ~Runner();
    Runner(Runner&&) noexcept;
    Runner& operator=(Runner&&) noexcept;

    // `text` outlives the runner. What stands in the way of reading it at all.
    std::optional<diag::Diagnostic> set_named_input(std::string_view name, const NamedText& text);
    // Those of another runner with the same plan.
    void share_named_inputs(const Runner& other);
    // `sink` hears where each result comes from (run/trace.hpp); it outlives the runner.
    void trace_to(TraceSink& sink);
    void run(const data::Record& record, TaskSink& sink);
    // Keys of the elements of a list that plan::Cut knows, for each element those of all its keys
    // in their order (of `list`: of all keyed lists). `json` is a record that holds some of them,
    // or of a field that is in no such list anything. False: no part can be made of this.
    bool cut_keys(std::string_view json, std::uint32_t field, std::vector<CutKey>& keys);
    // What was counted since the last time.
    Counts take_counts();
    Summary summary() const;

 private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace lsmap::run

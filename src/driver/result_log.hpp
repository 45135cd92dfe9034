#pragma once
#include "driver/commands.hpp"
#include "driver/streams.hpp"
#include "run/trace.hpp"

#include <memory>
#include <string>
#include <vector>

namespace lsmap::driver {

// Keeps what is told of the results of a task until the task comes out; a rejected one takes its
// results along.
class ResultLog : public run::TraceSink {
 public:
    void result(run::TracedResult result) override { waiting_.push_back(std::move(result)); }
    void start(const SourceMap& sources) { sources_ = &sources; }
    void task_came_out(const std::string& file, std::uint64_t record);
    void task_was_rejected() { waiting_.clear(); }

 protected:
    virtual void write(const run::TracedResult& result, const std::string& file,
                       std::uint64_t record) = 0;
    const SourceMap& sources() const { return *sources_; }

 private:
    std::vector<run::TracedResult> waiting_;
    const SourceMap* sources_ = nullptr;
};

// A result as one line of JSON: docs/trace.md.
std::string provenance_line(const run::TracedResult& result, const SourceMap& sources,
                            const std::string& file, std::uint64_t record);
// For people.
std::string trace_text(const run::TracedResult& result, const SourceMap& sources,
                       const std::string& file, std::uint64_t record);

// `run` with a log of its results; nullptr: without.
int run_with_log(const RunOptions& options, const Streams& streams, ResultLog* log);

}  // namespace lsmap::driver

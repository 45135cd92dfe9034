#pragma once
#include "base/source.hpp"
#include "diag/diagnostic.hpp"
#include "driver/commands.hpp"
#include "driver/files.hpp"
#include "run/runner.hpp"

#include <cstdint>
#include <memory>
#include <string_view>

namespace lsmap::driver {

// Tasks and records that were rejected: says why (the first twenty), counts them all, and keeps
// them in the file of --rejects, one JSON object a line:
// {"file": …, "record": …, "pointer": …, "errors": [{code, message, …}], "value": the bytes as they
// stood}.
class RejectLog {
 public:
    // nullptr after it has reported that the file cannot be written.
    static std::unique_ptr<RejectLog> open(const RunOptions& options, const SourceMap& sources,
                                           const Streams& streams, diag::Sink& sink);

    void add(const run::Rejection& rejection, std::string_view file);
    std::uint64_t count() const { return count_; }
    // Says how many were not shown, and makes the file appear. False: it could not; reported.
    bool finish(diag::Sink& sink);

 private:
    RejectLog(const SourceMap& sources, const Streams& streams)
        : sources_(sources), streams_(streams) {}

    const SourceMap& sources_;
    const Streams& streams_;
    std::unique_ptr<OutputFile> file_;
    std::uint64_t count_ = 0;
};

// Whether so many rejected of so many in all are more than --max-rejects bears (none where it is
// not given).
bool too_many_rejects(const RunOptions& options, std::uint64_t rejected, std::uint64_t all);

}  // namespace lsmap::driver

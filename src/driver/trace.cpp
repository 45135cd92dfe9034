#include "driver/result_log.hpp"

#include <utility>

namespace lsmap::driver {
namespace {

// Nobody wants the tasks themselves.
class Nowhere : public ByteSink {
 protected:
    int put(std::string_view /*bytes*/) override { return 0; }
};

class Printer : public ResultLog {
 public:
    Printer(std::string region, ByteSink& out) : region_(std::move(region)), out_(out) {}
    std::size_t printed() const { return printed_; }

 protected:
    void write(const run::TracedResult& result, const std::string& file,
               std::uint64_t record) override {
        if (region_.empty() || result.id == region_) {
            out_.write((printed_++ == 0 ? "" : "\n") + trace_text(result, sources(), file, record));
        }
    }

 private:
    std::string region_;
    ByteSink& out_;
    std::size_t printed_ = 0;
};

}  // namespace

int trace(const TraceOptions& options, const Streams& streams) {
    RunOptions run_options = options.run;
    run_options.keep_going = true;
    run_options.quiet = true;
    Nowhere nowhere;
    const Streams inner{nowhere, streams.err, nowhere, streams.colour_out, streams.colour_err};
    Printer printer(options.region, streams.out);
    const int status = run_with_log(run_options, inner, &printer);
    if (status == exit_io || status == exit_rules || status == exit_usage) {
        return status;
    }
    if (printer.printed() == 0) {
        streams.err.write(options.region.empty()
                              ? "lsmapc: no region came out\n"
                              : fmt::format("lsmapc: no region has the id `{}`; without --region "
                                            "all are shown\n",
                                            options.region));
        return exit_rejected;
    }
    return streams.out.failure() != 0 ? exit_io : status;
}

}  // namespace lsmap::driver

#pragma once
#include "driver/records.hpp"
#include "driver/task_batch.hpp"
#include "run/runner.hpp"

#include <functional>

namespace lsmap::driver {

// Takes batches in the order of their blocks.
class BatchTaker {
 public:
    virtual ~BatchTaker() = default;
    // What is in `batch`, which is cleared. False: nothing more is to come.
    virtual bool take(Batch& batch) = 0;
    virtual bool take_rejections(Batch& batch) = 0;
};

struct WorkerOptions {
    Layout layout{};
    bool keep_going = false;
    bool measure = false;  // with one thread too, where it costs something
    unsigned jobs = 1;
    std::size_t block_bytes = 0;  // 0: as BlockRule has it
};

// Maps all records of `input` with `jobs` threads, this one among them. `runner` is that of the
// first; the others get theirs from `make_runner`. Records are read by one thread at a time, and
// `taker` is called by one at a time. A file that ends within its first block starts no thread.
// Exceptions of every thread come out here.
void map_blocks(Records& input, run::Runner& runner,
                const std::function<run::Runner()>& make_runner, const WorkerOptions& options,
                BatchTaker& taker);

}  // namespace lsmap::driver

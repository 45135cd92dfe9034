#pragma once
#include "driver/commands.hpp"
#include "driver/task_writer.hpp"
#include "run/runner.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace lsmap::driver {

// Where the input is cut into blocks. A block is what one thread maps in one go and what appears in
// the output as a whole; where it ends depends on the input alone, so that every number of threads
// writes the same.
class BlockRule {
 public:
    static constexpr std::size_t default_bytes = std::size_t{128} << 10U;
    // A record from here on is not copied.
    static constexpr std::size_t large_record = std::size_t{8} << 20U;

    explicit BlockRule(std::size_t bytes) : most_(bytes == 0 ? default_bytes : bytes) {}

    static bool is_large(const data::Record& record) { return record.json.size() >= large_record; }
    // It stands in a block of its own.
    static bool stands_alone(const data::Record& record) {
        return is_large(record) || record.origin != nullptr;
    }
    // Whether the block ends behind this record.
    bool ends_behind(const data::Record& record) {
        bytes_ += record.json.size() + sizeof record;
        const bool full = bytes_ >= most_ || stands_alone(record);
        bytes_ = full ? 0 : bytes_;
        return full;
    }
    void start() { bytes_ = 0; }

 private:
    std::size_t most_, bytes_ = 0;
};

// What became of a block, until it is its turn to be written.
struct Batch {
    LaidOut tasks;
    std::vector<run::Rejection> rejections;  // `value` lies in the block
    run::Counts counts;
    bool stopped = false;          // at the last one of `rejections`
    bool breaks_off = false;       // the input cannot be read behind it: its tasks are not written
    std::uint64_t bytes_done = 0;  // of the inputs, with this block
    double read_seconds = 0, map_seconds = 0;
    // Of a block that is a part of a record: the first one; nothing else is in it.
    bool is_part = false, is_first_part = false;

    void set_part(const data::Record& record) {
        is_part = record.origin != nullptr;
        is_first_part = is_part && record.part == 0;
    }
    void clear();  // all but what it is a part of
};

// Takes what a runner makes of a block.
class BatchSink : public run::TaskSink {
 public:
    // Bytes and rejections that are kept; with more a batch is handed over before its block is
    // mapped. The same for every number of threads, since what was handed over is written even if
    // an error follows in its block.
    static constexpr std::size_t most_bytes = std::size_t{2} << 20U;
    static constexpr std::size_t most_rejections = 256;

    BatchSink(Layout layout, bool keep_going) : layout_(layout), keep_going_(keep_going) {}

    void start(Batch& batch) {
        // At once instead of by doubling; it costs nothing until it is used.
        static_cast<void>(batch.tasks.text.room(most_bytes));
        batch_ = &batch;
        stopped_ = false;
    }
    void task(std::string_view json, std::string_view key) override;
    Place place() override;
    void written() override;
    void rejected(const run::Rejection& rejection) override;
    // Nothing more is taken: behind a rejection without --keep-going, or where writing failed.
    bool stopped() const { return stopped_; }

 protected:
    // Hands over what `batch` has, for now its rejections only, and clears that. False: stop.
    virtual bool hand_over(Batch& batch) = 0;
    virtual bool hand_over_rejections(Batch& batch) = 0;
    // Whether rejections have to be handed over at once, since the record goes.
    virtual bool at_once() const = 0;

 private:
    Layout layout_;
    bool keep_going_;
    Batch* batch_ = nullptr;
    bool stopped_ = false;
};

}  // namespace lsmap::driver

#include "driver/workers.hpp"

#include "data/reader.hpp"
#include "driver/stats.hpp"

#include <chrono>
#include <condition_variable>
#include <cstring>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace lsmap::driver {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t blocks_a_job = 2;

// ---- one thread --------------------------------------------------------------------------------

class OneThread : public BatchSink {
 public:
    OneThread(const WorkerOptions& options, BatchTaker& taker)
        : BatchSink(options.layout, options.keep_going), taker_(taker) {}

 protected:
    bool hand_over(Batch& batch) override { return taker_.take(batch); }
    bool hand_over_rejections(Batch& batch) override { return taker_.take_rejections(batch); }
    bool at_once() const override { return true; }

 private:
    BatchTaker& taker_;
};

void map_in_one_thread(Records& input, run::Runner& runner, const WorkerOptions& options,
                       BatchTaker& taker) {
    OneThread sink(options, taker);
    BlockRule rule(options.block_bytes);
    Batch batch;
    sink.start(batch);
    bool is_open = false;  // something of the block was mapped
    const auto end_block = [&] {
        is_open = false;
        batch.counts = runner.take_counts();
        batch.stopped = sink.stopped();
        batch.bytes_done = input.bytes_done();
        return taker.take(batch);
    };
    const auto now = [&] { return options.measure ? Clock::now() : Clock::time_point(); };
    const auto since = [&](Clock::time_point begin) {
        return options.measure ? seconds_since(begin) : 0;
    };
    data::Record record;
    while (true) {
        const Clock::time_point begin = now();
        const bool given = input.next(record, runner);
        batch.read_seconds += since(begin);
        if (!given) {
            break;
        }
        if (BlockRule::stands_alone(record) && is_open && !end_block()) {
            return;
        }
        is_open = true;
        batch.set_part(record);
        const Clock::time_point map_begin = now();
        runner.run(record, sink);
        batch.map_seconds += since(map_begin);
        if ((rule.ends_behind(record) || sink.stopped()) && !end_block()) {
            return;
        }
    }
    batch.breaks_off = input.error().has_value();
    end_block();
}

// ---- several -----------------------------------------------------------------------------------

struct Block {
    std::vector<char> text;  // of its records, with data::padding behind
    std::vector<data::Record> records;
    bool is_large = false;  // the one record stays where the input has it
    std::uint64_t number = 0;
    Batch batch;
};

class Workers {
 public:
    Workers(Records& input, const WorkerOptions& options, BatchTaker& taker)
        : input_(input), options_(options), taker_(taker), rule_(options.block_bytes) {
        blocks_.resize(blocks_a_job * options.jobs);
        for (auto& block : blocks_) {
            block = std::make_unique<Block>();
            free_.push_back(block.get());
        }
        ready_.resize(blocks_.size());
    }

    void run(run::Runner& runner, const std::function<run::Runner()>& make_runner);

 private:
    class Sink;
    void work(run::Runner& runner);
    void fill(Block& block, run::Runner& runner);
    void map(Block& block, run::Runner& runner, Sink& sink);
    void wait_for_turn(const Block& block);
    void deliver(Block& block);
    void fail(std::exception_ptr bug);
    bool stopped() {
        const std::lock_guard lock(order_);
        return stopped_;
    }

    Records& input_;
    const WorkerOptions& options_;
    BatchTaker& taker_;

    std::mutex reading_;  // guards what follows, and `input_`
    BlockRule rule_;
    data::Record record_;
    bool held_ = false;  // `record_` was read but belongs to the next block
    bool ended_ = false;
    std::uint64_t filled_ = 0;

    std::mutex order_;  // guards what follows
    std::condition_variable changed_;
    std::vector<std::unique_ptr<Block>> blocks_;
    std::vector<Block*> free_;
    std::vector<Block*> ready_;  // by number
    std::uint64_t turn_ = 0;     // number of the block to be written next
    bool writing_ = false;
    bool stopped_ = false;
    std::exception_ptr bug_;
};

class Workers::Sink : public BatchSink {
 public:
    explicit Sink(Workers& workers)
        : BatchSink(workers.options_.layout, workers.options_.keep_going), workers_(workers) {}
    Block* block = nullptr;

 protected:
    bool hand_over(Batch& batch) override {
        workers_.wait_for_turn(*block);
        return !workers_.stopped() && workers_.taker_.take(batch);
    }
    bool hand_over_rejections(Batch& batch) override {
        workers_.wait_for_turn(*block);
        return !workers_.stopped() && workers_.taker_.take_rejections(batch);
    }
    bool at_once() const override { return block->is_large; }

 private:
    Workers& workers_;
};

// The next records, until the block is full.
void Workers::fill(Block& block, run::Runner& runner) {
    block.text.clear();
    block.records.clear();
    block.is_large = false;
    block.batch.clear();
    const Clock::time_point begin = Clock::now();
    while (!ended_) {
        if (!held_ && !input_.next(record_, runner)) {
            ended_ = true;
            break;
        }
        held_ = false;
        if (BlockRule::stands_alone(record_) && !block.records.empty()) {
            held_ = true;
            rule_.start();
            break;
        }
        if (BlockRule::is_large(record_)) {
            block.is_large = true;
            block.records.push_back(record_);
            rule_.start();
            break;
        }
        block.records.push_back(record_);
        block.text.insert(block.text.end(), record_.json.begin(), record_.json.end());
        if (rule_.ends_behind(record_)) {
            break;
        }
    }
    block.batch.breaks_off = ended_ && input_.error();
    block.batch.bytes_done = input_.bytes_done();
    block.batch.read_seconds = seconds_since(begin);
    if (block.is_large) {
        return;
    }
    block.text.resize(block.text.size() + data::padding, ' ');
    const char* at = block.text.data();
    for (data::Record& record : block.records) {
        record.json = {at, record.json.size()};
        at += record.json.size();
    }
}

void Workers::map(Block& block, run::Runner& runner, Sink& sink) {
    sink.block = &block;
    sink.start(block.batch);
    if (block.is_large) {
        wait_for_turn(block);  // its memory and its tasks are those of many blocks
    }
    const Clock::time_point begin = Clock::now();
    for (const data::Record& record : block.records) {
        if (sink.stopped()) {
            break;
        }
        block.batch.set_part(record);
        runner.run(record, sink);
    }
    block.batch.map_seconds += seconds_since(begin);
    block.batch.counts = runner.take_counts();
    block.batch.stopped = sink.stopped();
}

// Until all blocks before this one are written. Nobody writes then until it is delivered.
void Workers::wait_for_turn(const Block& block) {
    std::unique_lock lock(order_);
    changed_.wait(lock, [&] { return stopped_ || (turn_ == block.number && !writing_); });
}

// Writes the block and those behind it that are ready, or leaves it to who is writing.
void Workers::deliver(Block& block) {
    std::unique_lock lock(order_);
    ready_[block.number % ready_.size()] = &block;
    if (writing_) {
        return;
    }
    writing_ = true;
    while (Block* next = ready_[turn_ % ready_.size()]) {
        ready_[turn_ % ready_.size()] = nullptr;
        if (!stopped_) {
            lock.unlock();
            const bool go_on = taker_.take(next->batch);
            lock.lock();
            stopped_ = stopped_ || !go_on;
        }
        ++turn_;
        free_.push_back(next);
        changed_.notify_all();
    }
    writing_ = false;
    changed_.notify_all();
}

void Workers::fail(std::exception_ptr bug) {
    const std::lock_guard lock(order_);
    bug_ = bug_ == nullptr ? std::move(bug) : bug_;
    stopped_ = true;
    changed_.notify_all();
}

void Workers::work(run::Runner& runner) {
    try {
        Sink sink(*this);
        while (true) {
            std::unique_lock reading(reading_);
            Block* block = nullptr;
            {
                std::unique_lock lock(order_);
                changed_.wait(lock, [&] { return stopped_ || !free_.empty(); });
                if (stopped_) {
                    return;
                }
                block = free_.back();
                free_.pop_back();
            }
            fill(*block, runner);
            if (block->records.empty()) {
                return;
            }
            block->number = filled_++;
            if (!block->is_large) {
                reading.unlock();
            }
            map(*block, runner, sink);
            deliver(*block);
        }
    } catch (...) {
        fail(std::current_exception());
    }
}

void Workers::run(run::Runner& runner, const std::function<run::Runner()>& make_runner) {
    {
        Block& first = *free_.back();
        free_.pop_back();
        fill(first, runner);
        first.number = filled_++;
        Sink sink(*this);
        map(first, runner, sink);
        deliver(first);
    }
    std::vector<std::thread> threads;
    const unsigned more = ended_ || stopped_ ? 0 : options_.jobs - 1;
    for (unsigned i = 0; i < more; ++i) {
        threads.emplace_back([&] {
            try {
                run::Runner own = make_runner();
                work(own);
            } catch (...) {
                fail(std::current_exception());
            }
        });
    }
    work(runner);
    for (std::thread& thread : threads) {
        thread.join();
    }
    if (bug_ != nullptr) {
        std::rethrow_exception(bug_);
    }
}

}  // namespace

void map_blocks(Records& input, run::Runner& runner,
                const std::function<run::Runner()>& make_runner, const WorkerOptions& options,
                BatchTaker& taker) {
    if (options.jobs > 1) {
        Workers(input, options, taker).run(runner, make_runner);
    } else {
        map_in_one_thread(input, runner, options, taker);
    }
}

}  // namespace lsmap::driver

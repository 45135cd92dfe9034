#include "driver/map_records.hpp"

#include "driver/media_folder.hpp"
#include "driver/named_inputs.hpp"
#include "driver/progress.hpp"
#include "driver/workers.hpp"
#include "plan/plan.hpp"
#include "types/type.hpp"

#include <algorithm>
#include <chrono>
#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

namespace lsmap::driver {
namespace {

class Collector : public BatchTaker {
 public:
    Collector(const Records& input, TaskWriter& writer, RejectLog& rejects, run::Counts& counts,
              Phases& seconds, Progress* progress)
        : input_(input),
          writer_(writer),
          rejects_(rejects),
          counts_(counts),
          seconds_(seconds),
          progress_(progress) {}

    bool take(Batch& batch) override {
        const auto begin = std::chrono::steady_clock::now();
        take_rejections(batch);
        if (!is_dropped(batch)) {
            counts_.add(batch.counts);
            stopped_ =
                stopped_ || batch.stopped || (!batch.breaks_off && !writer_.write(batch.tasks));
            drops_parts_ = record_failed_;
        }
        seconds_.read += batch.read_seconds;
        seconds_.evaluate += batch.map_seconds;
        seconds_.write += seconds_since(begin);
        if (progress_ != nullptr) {
            progress_->show({counts_.records, batch.bytes_done});
        }
        batch.clear();
        begun_ = false;
        return !stopped_;
    }
    bool take_rejections(Batch& batch) override {
        if (is_dropped(batch)) {
            return true;
        }
        if (progress_ != nullptr && !batch.rejections.empty()) {
            progress_->clear();
        }
        for (const run::Rejection& rejection : batch.rejections) {
            rejects_.add(rejection, input_.path(rejection.file));
            record_failed_ = record_failed_ || (batch.is_part && rejection.whole_record);
        }
        batch.rejections.clear();
        return !batch.stopped;
    }
    bool stopped() const { return stopped_; }

 private:
    // Behind a part in which the record was rejected as a whole it has no tasks.
    bool is_dropped(const Batch& batch) {
        if (!begun_ && !(batch.is_part && !batch.is_first_part)) {
            record_failed_ = drops_parts_ = false;
        }
        begun_ = true;
        return drops_parts_;
    }

    const Records& input_;
    TaskWriter& writer_;
    RejectLog& rejects_;
    run::Counts& counts_;
    Phases& seconds_;
    Progress* progress_;
    bool stopped_ = false;
    bool begun_ = false;  // something of the batch was taken
    bool record_failed_ = false, drops_parts_ = false;
};

bool is_list(const ir::Program& program) {
    return program.types->is<types::ListType>(program.record_declared) ||
           program.types->is<types::TupleType>(program.record_declared);
}

// All cores that this process may use, which more threads would not make faster.
unsigned default_jobs() { return std::clamp(std::thread::hardware_concurrency(), 1U, most_jobs); }

// Bytes of the inputs, where all are files that stand as they are read.
std::optional<std::uint64_t> all_bytes(const std::vector<std::string>& inputs) {
    std::uint64_t all = 0;
    for (const std::string& path : inputs) {
        std::error_code error;
        const bool is_packed = path.ends_with(".gz") || path.ends_with(".zst");
        if (is_packed || !std::filesystem::is_regular_file(path, error)) {
            return std::nullopt;
        }
        all += std::filesystem::file_size(path, error);
    }
    return all;
}

run::Limits limits_of(const RunOptions& options) {
    run::Limits limits;
    for (const Limit& limit : options.limits) {
        if (const run::LimitRow* row = run::find_limit(limit.name); row != nullptr) {
            limits.*(row->value) = limit.value;
        }
    }
    return limits;
}

// Writes a record's tasks, and hands on what made their results.
class TracedTasks : public run::TaskSink {
 public:
    TracedTasks(const RunOptions& options, const Records& input, TaskWriter& writer,
                RejectLog& rejects, ResultLog& log)
        : options_(options), input_(input), writer_(writer), rejects_(rejects), log_(log) {}

    void start(const data::Record& record) { record_ = &record; }
    void task(std::string_view json, std::string_view key) override {
        if (stopped_) {
            return;
        }
        tasks_.add(options_.layout, json, key);
        stopped_ = !writer_.write(tasks_);
        tasks_.clear();
        log_.task_came_out(input_.path(record_->file), record_->number);
    }
    void rejected(const run::Rejection& rejection) override {
        if (!stopped_) {
            rejects_.add(rejection, input_.path(rejection.file));
            stopped_ = !options_.keep_going;
        }
        log_.task_was_rejected();
    }
    bool stopped() const { return stopped_; }

 private:
    const RunOptions& options_;
    const Records& input_;
    TaskWriter& writer_;
    RejectLog& rejects_;
    ResultLog& log_;
    LaidOut tasks_;
    const data::Record* record_ = nullptr;
    bool stopped_ = false;
};

}  // namespace

Mapped map_records(Compilation& compilation, const RunOptions& options, TaskWriter& writer,
                   RejectLog& rejects, ByteSink* terminal, ResultLog* log) {
    Mapped mapped;
    mapped.usage = named_inputs_problem(*compilation.program, options.named_inputs);
    MediaFolder media;
    if (mapped.usage.empty()) {
        mapped.usage = open_pictures(*compilation.program, options.media, media);
    }
    if (!mapped.usage.empty()) {
        return mapped;
    }
    const bool record_is_list = is_list(*compilation.program);
    const std::deque<run::NamedText> texts = read_named_inputs(
        *compilation.program, compilation.rows, options, compilation.sink, mapped);
    if (mapped.unreadable || mapped.broken) {
        return mapped;
    }
    const std::shared_ptr<const plan::Plan> plan = plan::lower(std::move(*compilation.program));
    Records input({.paths = options.inputs,
                   .format = options.input_format,
                   .rows = compilation.rows.record.layout,
                   .record_is_list = record_is_list},
                  plan, log == nullptr ? options.cut_from : std::numeric_limits<std::size_t>::max(),
                  options.strict_input);
    run::Options run_options{.digits = options.digits,
                             .strict_input = options.strict_input,
                             .measure = options.stats,
                             .coverage = options.coverage,
                             .limits = limits_of(options),
                             .files = {},
                             .partners = std::make_shared<run::Partners>(),
                             .rows = compilation.rows.record};
    for (std::uint32_t i = 0; i < options.inputs.size(); ++i) {
        run_options.files.push_back(input.path(i));
    }
    const auto make_runner = [&] { return run::Runner(plan, run_options); };
    run::Runner runner = make_runner();
    set_named_inputs(options.named_inputs, texts, runner, compilation.sink, mapped);
    if (mapped.broken) {
        return mapped;
    }
    run::Counts counts;
    counts.resize(plan->sites.size(), plan->reasons.size());
    std::optional<Progress> progress;
    if (terminal != nullptr) {
        progress.emplace(*terminal, all_bytes(options.inputs));
    }
    mapped.stats.jobs = options.jobs == 0 ? default_jobs() : options.jobs;
    Collector collector(input, writer, rejects, counts, mapped.stats.seconds,
                        progress ? &*progress : nullptr);
    bool stopped = false;
    if (log != nullptr) {  // one record after the other
        log->start(compilation.sources);
        runner.trace_to(*log);
        TracedTasks tasks(options, input, writer, rejects, *log);
        data::Record record;
        while (!tasks.stopped() && input.next(record, runner)) {
            tasks.start(record);
            runner.run(record, tasks);
        }
        counts.add(runner.take_counts());
        stopped = tasks.stopped();
    } else {
        map_blocks(
            input, runner,
            [&] {
                run::Runner own = make_runner();
                own.share_named_inputs(runner);
                return own;
            },
            {.layout = options.layout,
             .keep_going = options.keep_going,
             .measure = options.stats,
             .jobs = mapped.stats.jobs,
             .block_bytes = options.block_bytes},
            collector);
        stopped = collector.stopped();
    }
    mapped.summary = run::summarize(*plan, counts);
    mapped.alone = run_options.partners->alone();
    mapped.stats.seconds.decode = counts.decode_seconds;
    mapped.stats.seconds.evaluate -= counts.decode_seconds;
    mapped.stats.bytes_in = input.bytes_read();
    // What stands behind the record that stopped the run was not asked for.
    if (const std::optional<diag::Diagnostic>& error = input.error(); error && !stopped) {
        compilation.sink.add(*error);
        (input.error_is_io() ? mapped.unreadable : mapped.broken) = true;
    }
    return mapped;
}

}  // namespace lsmap::driver

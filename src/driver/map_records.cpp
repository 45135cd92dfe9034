#include "driver/map_records.hpp"

#include "data/reader.hpp"
#include "driver/files.hpp"
#include "plan/plan.hpp"
#include "types/type.hpp"

#include <algorithm>
#include <deque>
#include <limits>
#include <memory>
#include <utility>

namespace lsmap::driver {
namespace {

class Collector : public run::TaskSink {
 public:
    Collector(const RunOptions& options, const data::Input& input, TaskWriter& writer,
              RejectLog& rejects)
        : options_(options), input_(input), writer_(writer), rejects_(rejects) {}

    void task(std::string_view json, std::string_view key) override {
        if (!stopped_) {
            stopped_ = !writer_.task(json, key);
        }
    }
    void rejected(const run::Rejection& rejection) override {
        if (!stopped_) {
            rejects_.add(rejection, input_.path(rejection.file));
            stopped_ = !options_.keep_going;
        }
    }
    bool stopped() const { return stopped_; }

 private:
    const RunOptions& options_;
    const data::Input& input_;
    TaskWriter& writer_;
    RejectLog& rejects_;
    bool stopped_ = false;
};

bool is_list(const ir::Program& program) {
    return program.types->is<types::ListType>(program.record_declared) ||
           program.types->is<types::TupleType>(program.record_declared);
}

// What --input and the program's named inputs do not agree on; "": they agree.
std::string named_inputs_problem(const ir::Program& program, const std::vector<NamedInput>& given) {
    const auto name_of = [&](const ir::NamedInput& input) {
        return program.variables[input.variable].name;
    };
    for (const NamedInput& one : given) {
        if (std::ranges::none_of(program.named_inputs,
                                 [&](const auto& input) { return name_of(input) == one.name; })) {
            return fmt::format("--input {}: the rules declare no input of this name", one.name);
        }
        if (std::ranges::count(given, one.name, &NamedInput::name) > 1) {
            return fmt::format("--input {} is given twice", one.name);
        }
    }
    for (const ir::NamedInput& input : program.named_inputs) {
        if (std::ranges::find(given, name_of(input), &NamedInput::name) == given.end()) {
            return fmt::format("the rules need --input {}=FILE", name_of(input));
        }
    }
    return "";
}

// Hands the named inputs to the runner. `texts` keeps their bytes.
void load_named_inputs(const std::vector<NamedInput>& inputs, run::Runner& runner,
                       std::deque<std::string>& texts, diag::Sink& sink, Mapped& mapped) {
    for (const NamedInput& input : inputs) {
        std::string& text = texts.emplace_back();
        if (const int error =
                read_bytes(input.path, text, std::numeric_limits<std::uint32_t>::max());
            error != 0) {
            sink.add(cannot_read(input.path, error));
            mapped.unreadable = true;
            continue;
        }
        const std::size_t size = text.size();
        text.append(data::padding, '\0');
        auto problem =
            runner.set_named_input(input.name, std::string_view(text).substr(0, size), input.path);
        if (problem) {
            sink.add(std::move(*problem));
            mapped.broken = true;
        }
    }
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

}  // namespace

Mapped map_records(Compilation& compilation, const RunOptions& options, TaskWriter& writer,
                   RejectLog& rejects) {
    Mapped mapped;
    mapped.usage = named_inputs_problem(*compilation.program, options.named_inputs);
    if (!mapped.usage.empty()) {
        return mapped;
    }
    data::Input input({.paths = options.inputs,
                       .format = options.input_format,
                       .record_is_list = is_list(*compilation.program)});
    run::Options run_options{.digits = options.digits,
                             .strict_input = options.strict_input,
                             .limits = limits_of(options),
                             .files = {}};
    for (std::uint32_t i = 0; i < options.inputs.size(); ++i) {
        run_options.files.push_back(input.path(i));
    }
    run::Runner runner(plan::lower(std::move(*compilation.program)), std::move(run_options));
    std::deque<std::string> texts;
    load_named_inputs(options.named_inputs, runner, texts, compilation.sink, mapped);
    if (mapped.unreadable || mapped.broken) {
        return mapped;
    }
    Collector collector(options, input, writer, rejects);
    data::Record record;
    while (!collector.stopped() && input.next(record)) {
        runner.run(record, collector);
    }
    mapped.summary = runner.summary();
    if (const std::optional<diag::Diagnostic>& error = input.error()) {
        compilation.sink.add(*error);
        (input.error_is_io() ? mapped.unreadable : mapped.broken) = true;
    }
    return mapped;
}

}  // namespace lsmap::driver

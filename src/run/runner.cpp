#include "run/runner.hpp"

#include "run/machine.hpp"

namespace lsmap::run {

struct Runner::State {
    Machine machine;
};

Runner::Runner(std::shared_ptr<const plan::Plan> plan, Options options)
    : state_(std::make_unique<State>(State{Machine(std::move(plan), std::move(options))})) {}
Runner::~Runner() = default;
Runner::Runner(Runner&&) noexcept = default;
Runner& Runner::operator=(Runner&&) noexcept = default;

std::optional<diag::Diagnostic> Runner::set_named_input(std::string_view name,
                                                        std::string_view bytes,
                                                        std::string_view file) {
    return state_->machine.set_named_input(name, bytes, file);
}
void Runner::run(const data::Record& record, TaskSink& sink) { state_->machine.run(record, sink); }
Summary Runner::summary() const { return state_->machine.summary(); }

void Summary::add(const Summary& other) {
    records += other.records;
    tasks += other.tasks;
    predictions += other.predictions;
    regions += other.regions;
    rejected += other.rejected;
    bytes += other.bytes;
    if (rows.empty()) {
        rows = other.rows;
        return;
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        rows[i].made += other.rows[i].made;
        rows[i].changed += other.rows[i].changed;
        rows[i].orphans += other.rows[i].orphans;
        for (const auto& [reason, count] : other.rows[i].skipped) {
            rows[i].skipped[reason] += count;
        }
    }
}

}  // namespace lsmap::run

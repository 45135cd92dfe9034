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
                                                        const NamedText& text) {
    return state_->machine.set_named_input(name, text);
}
void Runner::share_named_inputs(const Runner& other) {
    state_->machine.share_named_inputs(other.state_->machine);
}
void Runner::trace_to(TraceSink& sink) { state_->machine.trace_to(sink); }
void Runner::run(const data::Record& record, TaskSink& sink) { state_->machine.run(record, sink); }
bool Runner::cut_keys(std::string_view json, std::uint32_t field, std::vector<CutKey>& keys) {
    return state_->machine.cut_keys(json, field, keys);
}
Counts Runner::take_counts() { return state_->machine.take_counts(); }
Summary Runner::summary() const { return state_->machine.summary(); }

Summary summarize(const plan::Plan& plan, const Counts& counts) {
    Summary s;
    s.records = counts.records;
    s.tasks = counts.tasks;
    s.predictions = counts.predictions;
    s.regions = counts.regions;
    s.rejected = counts.rejected;
    s.bytes = counts.bytes;
    const std::size_t reasons = plan.reasons.size();
    for (std::size_t i = 0; i < plan.sites.size(); ++i) {
        Summary::Row row{plan.sites[i].name,
                         plan.sites[i].kind,
                         plan.sites[i].span,
                         counts.made[i],
                         counts.changed[i],
                         counts.orphans[i],
                         {}};
        for (std::size_t r = 0; r < reasons; ++r) {
            if (counts.skips[i * reasons + r] != 0) {
                row.skipped[plan.reasons[r]] = counts.skips[i * reasons + r];
            }
        }
        s.rows.push_back(std::move(row));
    }
    return s;
}

}  // namespace lsmap::run

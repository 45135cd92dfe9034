#include "run/runner.hpp"

#include "run/machine.hpp"

#include <algorithm>

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

namespace {

// The arms of a table that stands in the rules: that of `as_label` is made of the config.
void add_arms(const ir::Table& table, const std::vector<plan::LabelIndex::Arm>& arms,
              const std::uint64_t* taken, std::vector<Summary::Arm>& rows) {
    const bool is_written = std::ranges::all_of(arms, [&](const plan::LabelIndex::Arm& arm) {
        return arm.span.file == table.span.file && arm.span.begin > table.span.begin;
    });
    for (std::size_t i = 0; is_written && i < arms.size(); ++i) {
        rows.push_back({table.name, arms[i].span, taken[i]});
    }
}

}  // namespace

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
    std::size_t first = 0;
    for (std::size_t i = 0; i < plan.tables.size() && first < counts.arms.size(); ++i) {
        add_arms(plan.program.tables[ir::TableId{static_cast<std::uint32_t>(i)}],
                 plan.tables[i].arms(), counts.arms.data() + first, s.arms);
        first += plan.tables[i].arms().size();
    }
    return s;
}

}  // namespace lsmap::run

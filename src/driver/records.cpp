#include "driver/records.hpp"

#include <algorithm>
#include <utility>

namespace lsmap::driver {
namespace {

// With --strict-input a key that is not declared rejects the record before its first task.
data::Input::Options with_cut(data::Input::Options options, const plan::Plan& plan,
                              std::size_t cut_from, bool strict) {
    options.open_from = plan.cut && !strict ? cut_from : 0;
    return options;
}

}  // namespace

Records::Records(data::Input::Options options, std::shared_ptr<const plan::Plan> plan,
                 std::size_t cut_from, bool strict)
    : plan_(std::move(plan)),
      cut_from_(cut_from == 0 ? default_cut_from : cut_from),
      input_(with_cut(std::move(options), *plan_, cut_from_, strict)) {}

bool Records::next(data::Record& record, run::Runner& runner) {
    if (parts_ != nullptr) {
        if (parts_->next(record, error_)) {
            return true;
        }
        parts_.reset();
    }
    if (error_ || !input_.next(record)) {
        return false;
    }
    return !record.is_open || cut(record, runner);
}

std::uint64_t Records::bytes_done() const {
    const std::uint64_t read = input_.bytes_read();
    return parts_ == nullptr ? read : read - std::min(read, parts_->bytes_left());
}

bool Records::cut(data::Record& record, run::Runner& runner) {
    const std::optional<data::OpenRecord> open = input_.open_record();
    if (!open) {
        return false;
    }
    run::CutOptions options;
    options.file = input_.path(record.file);
    options.part_bytes = std::min(options.part_bytes, cut_from_);
    parts_ = run::CutRecord::make(record, *open, *plan_, runner, options, error_);
    if (error_) {
        return false;
    }
    if (parts_ == nullptr) {
        return input_.read_open(record);
    }
    input_.pass_open(parts_->bytes(), parts_->line(), parts_->column());
    return next(record, runner);
}

}  // namespace lsmap::driver

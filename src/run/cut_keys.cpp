#include "diag/codes/data.hpp"
#include "run/machine.hpp"

#include <algorithm>
#include <new>

// Keys by which a large record is cut into parts (plan::Cut).
namespace lsmap::run {

CutKey Machine::cut_key(NodeId key, ir::CompareBy by) {
    try {
        const Value value = eval(key);
        return value.present() ? CutKey{CutKey::State::known, key_hash(value, by)} : CutKey{};
    } catch (const Failure&) {
        return {CutKey::State::unknown, 0};
    }
}

bool Machine::cut_keys(std::string_view json, std::uint32_t field, std::vector<CutKey>& keys) {
    keys.clear();
    data::Record record;
    record.json = json;
    record_ = &record;
    ++epoch_;
    record_arena_.reset();
    arena_ = &record_arena_;
    stack_.clear();
    row_source_ = nullptr;
    try {
        reader_.read(*plan_->record_shape, json, record_arena_, decoded_, options_.strict_input,
                     true);
    } catch (const std::bad_alloc&) {
        return false;
    }
    const auto is_undeclared = [](const data::Problem& problem) {
        return problem.diagnostic.code == diag::undeclared_key.code;
    };
    if (decoded_.syntax || std::ranges::any_of(decoded_.problems, is_undeclared)) {
        return false;
    }
    const plan::Cut& cut = *plan_->cut;
    const auto keyed = std::ranges::find(cut.keyed, field, &plan::Cut::Keyed::field);
    if (field != cut.list && keyed == cut.keyed.end()) {
        return true;
    }
    if (!decoded_.root.present() || field >= decoded_.root.size ||
        !decoded_.root.items[field].present()) {
        return false;
    }
    has_problems_ = !decoded_.problems.empty();
    steps_given_ = 0;
    steps_left_ = 1;
    check_limits(plan_->task.span);
    for (const Value& element : decoded_.root.items[field].list()) {
        if (field != cut.list) {
            for (const plan::Cut::Key& key : keyed->keys) {
                slots_[key.key_binder] = element;
                keys.push_back(cut_key(key.key, key.by));
            }
            continue;
        }
        slots_[cut.binder] = element;
        for (const plan::Cut::Keyed& list : cut.keyed) {
            for (const plan::Cut::Key& key : list.keys) {
                keys.push_back(cut_key(key.probe, key.by));
            }
        }
    }
    return true;
}

}  // namespace lsmap::run

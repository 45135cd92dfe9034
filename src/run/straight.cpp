#include "diag/codes/data.hpp"
#include "run/machine.hpp"

// Rules whose results have their own slots, one label and a score at most, which is nearly all of
// them: the steps of `instance` and `emit` without those for which such a rule gives no cause.
namespace lsmap::run {

using plan::Stmt;

void Machine::straight(const plan::Rule& rule) {
    item_ = -1;
    if (!fill_straight(rule)) {
        count_skip(rule.site, skip_reason_);
        return;
    }
    if (region_.has_labels && !region_.labels.present()) {
        count_skip(rule.site, plan::reason_empty_list);
        return;
    }
    labelstudio::ObjectFacts& facts = objects_[rule.object].facts;
    facts.date_format = rule.date_format;
    if (rule.payload->fit != nullptr) {
        const std::span<Value> slots(region_.slots.data(), rule.slots);
        const std::uint8_t main_slot = rule.payload->main_slot;
        const Value first = main_slot < slots.size() ? slots[main_slot] : Value();
        const labelstudio::Fate fate =
            rule.payload->fit(slots, facts, objects_[rule.object].outside, *arena_);
        if (fate != labelstudio::Fate::unchanged && !settle(fate, region_, first)) {
            return;
        }
    }
    emit_straight(rule, facts);
}

// False: a slot was skipped, for `skip_reason_`.
bool Machine::fill_straight(const plan::Rule& rule) {
    Result& result = region_;
    const Value missing = data::missing_value();
    result.rule = &rule;
    std::fill_n(result.slots.begin(), rule.slots, missing);
    result.labels = result.score = missing;
    result.has_labels = false;
    for (const Stmt& stmt : plan_->blocks[rule.body]) {
        Value room;
        const Value& value = look(stmt.value, room);
        if (value.state == data::State::skipped) {
            skip_reason_ = value.size;
            return false;
        }
        if (has_problems_) [[unlikely]] {
            look_inside(value, plan_->types[stmt.value]);
        }
        if (stmt.kind == Stmt::Kind::slot) {
            result.slots[stmt.sub] = value;
        } else if (static_cast<ir::CommonSlot>(stmt.sub) == ir::CommonSlot::labels) {
            result.labels = value;
            result.has_labels = true;
        } else {
            result.score = value;
        }
    }
    return true;
}

void Machine::emit_straight(const plan::Rule& rule, const labelstudio::ObjectFacts& facts) {
    const Result& result = region_;
    count(total_.regions);
    const std::uint64_t number = region_numbers_[static_cast<std::size_t>(rule.control)]++;
    const IdText id = id_text(region_hash(prediction_hash_, rule.id_seed, number));
    std::string_view group;
    if (rule.is_image || rule.has_length) {
        group = objects_[rule.object].group.view();
    }
    char* to = out_.room(rule.head.size() + group.size() + id.size() + 32);
    if (results_++ != 0) {
        *to++ = ',';
    }
    to = data::put(to, "{\"id\":\"");
    std::memcpy(to, id.data(), id.size());
    to += id.size();
    *to++ = '"';
    to = data::put(data::put(data::put(to, rule.head), group), "\"value\":{");
    out_.filled(to);
    const std::size_t value_begin = out_.size();
    write_own_keys(result, facts);
    if (result.has_labels) {
        emit_labels(result);
    } else if (out_.size() > value_begin) {
        out_.truncate(out_.size() - 1);  // the comma behind the last key
    }
    const Value& score = result.score;
    if (!score.present()) {
        out_.raw("}}");
    } else {
        if (score.source != nullptr && score.size != 0) {
            to = out_.room(score.size + 16);
            to = data::put(data::put(to, "},\"score\":"), {score.source, score.size});
            *to++ = '}';
            out_.filled(to);
        } else {
            out_.raw("},\"score\":");
            out_.number(score);
            out_.raw('}');
        }
        scores_.push_back({static_cast<std::uint32_t>(rule.control), score});
    }
    count(total_.made[rule.site]);
    if (out_.size() - task_begin_ > options_.limits.output_bytes) {
        raise(rule.span, diag::make(diag::limit_reached, options_.limits.output_bytes,
                                    std::string("bytes of output for one task")));
    }
}

}  // namespace lsmap::run

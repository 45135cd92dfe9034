#include "run/machine.hpp"

// Rules whose results have their own slots, labels and a score at most, which is nearly all of
// them, and so have the results on them: the steps of `instance` and `emit` without those for which
// such a rule gives no cause.
namespace lsmap::run {

using plan::Stmt;

void Machine::straight(const plan::Rule& rule) {
    item_ = -1;
    with_count_ = 0;
    if (!fill_straight(region_, rule)) {
        count_skip(rule.site, skip_reason_);
        return;
    }
    labelstudio::ObjectFacts& facts = objects_[rule.object].facts;
    facts.date_format = rule.date_format;
    if (fit_straight(region_, facts)) {
        emit_straight(facts);
    }
}

// False: a slot was skipped, for `skip_reason_`.
bool Machine::fill_straight(Result& result, const plan::Rule& rule) {
    result.rule = &rule;
    for (const std::uint8_t slot : rule.left_out) {
        result.slots[slot] = data::missing_value();
    }
    result.score = data::missing_value();
    result.has_labels = result.has_score = false;
    for (const Stmt& stmt : plan_->blocks[rule.body]) {
        if (stmt.kind == Stmt::Kind::with) {
            fill_straight_with(plan_->rules[stmt.a]);
            continue;
        }
        const bool is_slot = stmt.kind == Stmt::Kind::slot;
        const bool is_labels =
            !is_slot && static_cast<ir::CommonSlot>(stmt.sub) == ir::CommonSlot::labels;
        Value& to = is_slot ? result.slots[stmt.sub] : is_labels ? result.labels : result.score;
        const Value& value = look(stmt.value, to);
        if (value.state == data::State::skipped) {
            skip_reason_ = value.size;
            return false;
        }
        if (has_problems_) [[unlikely]] {
            look_inside(value, plan_->types[stmt.value]);
        }
        if (&value != &to) {
            to = value;
        }
        result.has_labels |= is_labels;
        result.has_score |= !is_slot && !is_labels;
    }
    return true;
}

void Machine::fill_straight_with(const plan::Rule& rule) {
    if (with_count_ == withs_.size()) {
        withs_.emplace_back();
    }
    if (fill_straight(withs_[with_count_], rule)) {
        ++with_count_;
    } else {
        count_skip(rule.site, skip_reason_);
    }
}

// As `fit`.
bool Machine::fit_straight(Result& result, const labelstudio::ObjectFacts& facts) {
    const plan::Rule& rule = *result.rule;
    if (list_is_empty(result)) {
        count_skip(rule.site, plan::reason_empty_list);
        return false;
    }
    return rule.payload == nullptr || rule.payload->fit == nullptr || fit_payload(result, facts);
}

// The region, and the results on it, which repeat its text from `shared.begin` to the end of its
// geometry.
void Machine::emit_straight(labelstudio::ObjectFacts& facts) {
    const Result& result = region_;
    const plan::Rule& rule = *result.rule;
    count(total_.regions);
    const std::uint64_t number = region_numbers_[static_cast<std::size_t>(rule.control)]++;
    const IdText id = id_text(region_hash(prediction_hash_, rule.id_seed, number));
    std::string_view group;
    if (rule.is_image || rule.has_length) {
        group = objects_[rule.object].group.view();
    }
    char* to = begin_straight(id, rule, group.size() + 16);
    to = data::put(to, group);
    Shared shared{};
    shared.begin = out_.size() + (rule.has_length ? group.size() : 0);  // of an image: every result
    out_.filled(data::put(to, "\"value\":{"));
    shared.geometry = out_.size();
    write_own_keys(result, facts);
    shared.end = out_.size();
    end_straight(result, result.score, shared.geometry);
    if (result.score.present()) {
        Score& score = scores_.emplace_back();
        score.control = static_cast<std::uint32_t>(rule.control);
        score.value = result.score;
    }
    for (std::size_t i = 0; i < with_count_; ++i) {
        control_facts(facts, *withs_[i].rule);
        if (fit_straight(withs_[i], facts)) {
            emit_straight_with(withs_[i], id, shared, facts);
        }
    }
}

void Machine::emit_straight_with(const Result& result, const IdText& id, const Shared& shared,
                                 const labelstudio::ObjectFacts& facts) {
    const plan::Rule& rule = *result.rule;
    const std::size_t end = rule.repeats_geometry ? shared.end : shared.geometry;
    char* const to = begin_straight(id, rule, end - shared.begin);
    const std::string_view repeated = out_.view().substr(shared.begin, end - shared.begin);
    out_.filled(data::put(to, repeated));
    const std::size_t value_begin = out_.size() - (end - shared.geometry);
    if (end != shared.geometry) {
        out_.data()[out_.size() - 1] = ',';  // the region may have ended there
    }
    write_own_keys(result, facts);
    end_straight(result,
                 rule.null_score    ? data::missing_value()
                 : result.has_score ? result.score
                                    : region_.score,
                 value_begin);
}

// Up to the type, with room for `more` bytes.
char* Machine::begin_straight(const IdText& id, const plan::Rule& rule, std::size_t more) {
    char* to = out_.room(rule.head.size() + id.size() + 16 + more);
    if (results_++ != 0) {
        *to++ = ',';
    }
    to = data::put(to, "{\"id\":\"");
    std::memcpy(to, id.data(), id.size());
    to += id.size();
    *to++ = '"';
    to = data::put(to, rule.head);
    out_.filled(to);
    return to;
}

// As `emit_rest`.
void Machine::end_straight(const Result& result, const Value& score, std::size_t value_begin) {
    if (result.has_labels) {
        emit_labels(result);
    } else if (out_.size() > value_begin) {
        out_.truncate(out_.size() - 1);  // the comma behind the last key
    }
    if (!score.present()) {
        out_.raw("}}");
    } else if (score.source != nullptr && score.size != 0) {
        char* to = out_.room(score.size + 16);
        to = data::put(data::put(to, "},\"score\":"), {score.source, score.size});
        *to++ = '}';
        out_.filled(to);
    } else {
        out_.raw("},\"score\":");
        out_.number(score);
        out_.raw('}');
    }
    end_result(*result.rule);
}

}  // namespace lsmap::run

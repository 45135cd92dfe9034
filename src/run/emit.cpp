#include "run/machine.hpp"

namespace lsmap::run {
namespace {

// Where the rule gives its geometry or span; the rule where it does so under a condition.
Span span_of_first_slot(const plan::Plan& plan, const plan::Rule& rule) {
    for (const plan::Stmt& stmt : plan.blocks[rule.body]) {
        if (stmt.kind == plan::Stmt::Kind::slot && stmt.sub == 0) {
            return plan.spans[stmt.value];
        }
    }
    return rule.span;
}

}  // namespace

bool Machine::list_is_empty(const Result& result) const {
    if (!result.has_labels) {
        return false;
    }
    return !result.labels.present() || (!result.rule->single_label && result.labels.size == 0);
}

bool Machine::fit(Result& result) {
    const plan::Rule& rule = *result.rule;
    if (list_is_empty(result)) {
        count_skip(rule.site, plan::reason_empty_list);
        return false;
    }
    if (rule.payload == nullptr || rule.payload->fit == nullptr) {
        return true;
    }
    labelstudio::ObjectFacts& facts = facts_of(rule.object, item_);
    facts.limits = rule.limits;
    const std::span<Value> slots(result.slots.data(), rule.slots);
    const Value first = slots.empty() ? Value() : slots[0];
    const labelstudio::Fate fate =
        rule.payload->fit(slots, facts, objects_[rule.object].outside, *arena_);
    switch (fate) {
        case labelstudio::Fate::unchanged:
            return true;
        case labelstudio::Fate::changed:
            ++now_.changed[rule.site];
            return true;
        case labelstudio::Fate::no_area:
            count_skip(rule.site,
                       rule.payload->is_geometry ? plan::reason_no_area : plan::reason_empty_list);
            return false;
        case labelstudio::Fate::outside:
            count_skip(rule.site, plan::reason_outside);
            return false;
        case labelstudio::Fate::outside_fails:
        case labelstudio::Fate::bad_span:
        case labelstudio::Fate::text_differs:
        case labelstudio::Fate::beyond_limit:
            break;
    }
    raise_unfit(fate, result, first);
}

// `first`: the first slot as it was.
void Machine::raise_unfit(labelstudio::Fate fate, const Result& result, const Value& first) {
    const plan::Rule& rule = *result.rule;
    const labelstudio::ObjectFacts& facts = facts_of(rule.object, item_);
    const std::span<const Value> slots(result.slots.data(), rule.slots);
    const labelstudio::Object& object =
        plan_->program.config->objects[labelstudio::ObjectId{rule.object}];
    const Span at = span_of_first_slot(*plan_, rule);
    if (fate == labelstudio::Fate::beyond_limit) {
        const labelstudio::Control& control = plan_->program.config->controls[rule.control];
        const bool is_number = control.kind->has_limits;
        auto d = diag::make(
            diag::answer_beyond_limit,
            is_number ? fmt::format("{}", slots[0].number) : fmt::format("{}", slots[0].integer),
            control.name);
        d.label(control.span, is_number ? "its `min` and `max`"
                                        : fmt::format("0 to {} stars", control.max_rating));
        d.help("bring it there with `clamp`, or leave it out with `skip`");
        raise(at, std::move(d), &first);
    }
    if (fate == labelstudio::Fate::bad_span) {
        auto d = diag::make(diag::span_backwards);
        d.note(fmt::format("it is {} to {}", first.items[0].integer, first.items[1].integer));
        raise(at, std::move(d), &first);
    }
    if (fate != labelstudio::Fate::text_differs) {
        auto d = facts.has_text ? diag::make(diag::span_outside_text, object.name)
                                : diag::make(diag::geometry_outside, object.name);
        if (facts.has_text) {
            d.note(fmt::format("it is {} to {}, and the text has {} characters",
                               first.items[0].integer, first.items[1].integer,
                               data::TextOffsets(facts.text).code_points()));
            d.help(
                "`outside: clip` or `outside: skip` in `object` goes on without what is outside");
        } else {
            d.help("`outside: clip`, `clamp`, `keep` or `skip` goes on with it in another way");
        }
        raise(at, std::move(d), &first);
    }
    const std::string_view wanted = first.size > 2 && first.items[2].present()
                                        ? first.items[2].str()
                                    : slots.size() > 1 && slots[1].present() ? slots[1].str()
                                                                             : std::string_view();
    auto d = diag::make(diag::span_text_differs, std::string(wanted));
    if (facts.has_text) {
        data::TextOffsets offsets(facts.text);
        const auto slice = offsets.slice(static_cast<std::size_t>(first.items[0].integer),
                                         static_cast<std::size_t>(first.items[1].integer));
        d.note(
            fmt::format("`{}` has `{}` there", object.name, slice ? *slice : std::string_view()));
    }
    raise(at, std::move(d), &first);
}

void Machine::check_fires_once(const Result& result) {
    const auto control = static_cast<std::uint32_t>(result.rule->control);
    for (const Fired& fired : fired_) {
        if (fired.control == control && fired.item == item_) {
            auto d = diag::make(diag::control_fired_twice,
                                plan_->program.config->controls[result.rule->control].name);
            d.help("let one rule decide, with `when`, `if` or `limit 1`");
            raise(result.rule->span, std::move(d));
        }
    }
    fired_.push_back({control, item_});
}

// Of results with one id the editor shows one.
void Machine::check_id(const Result& result) {
    if (!given_ids_.insert(result.id.str()).second) {
        auto d = diag::make(diag::region_id_twice, std::string(result.id.str()));
        d.help("leave `id:` out: lsmapc makes ids that differ");
        raise(result.rule->span, std::move(d), &result.id);
    }
}

void Machine::emit_labels(const Result& result) {
    const plan::Rule& rule = *result.rule;
    if (rule.single_label && !rule.paths && result.labels.plain) [[likely]] {
        char* to = out_.room(rule.label_key.size() + result.labels.size + 4);
        to = data::put(data::put(to, rule.label_key), "[\"");
        out_.filled(data::put(data::put(to, result.labels.str()), "\"]"));
        return;
    }
    out_.piece(rule.label_key);
    const auto path = [&](const Value& v) {
        out_.raw('[');
        for (std::uint32_t i = 0; i < v.size; ++i) {
            if (i != 0) {
                out_.raw(',');
            }
            out_.text(v.items[i]);
        }
        out_.raw(']');
    };
    out_.raw('[');
    if (rule.single_label) {
        rule.paths ? path(result.labels) : out_.text(result.labels);
    } else {
        for (std::uint32_t i = 0; i < result.labels.size; ++i) {
            if (i != 0) {
                out_.raw(',');
            }
            rule.paths ? path(result.labels.items[i]) : out_.text(result.labels.items[i]);
        }
    }
    out_.raw(']');
}

// Up to the type: a result of `rule` under the id of `region`.
void Machine::begin_result(const Result& region, const plan::Rule& rule) {
    char* to = out_.room(rule.head.size() + id_text_.size() + 16);
    if (results_++ != 0) {
        *to++ = ',';
    }
    to = data::put(to, "{\"id\":");
    if (region.id.present()) [[unlikely]] {
        out_.filled(to);
        out_.text(region.id);
        out_.piece(rule.head);
        return;
    }
    *to++ = '"';
    std::memcpy(to, id_text_.data(), id_text_.size());
    to += id_text_.size();
    *to++ = '"';
    out_.filled(data::put(to, rule.head));
}

// From behind the geometry to the end of the result.
void Machine::emit_rest(const Result& result, const Value& score, std::size_t value_begin) {
    if (result.has_labels) {
        emit_labels(result);
    } else if (out_.size() > value_begin) {
        out_.truncate(out_.size() - 1);  // the comma behind the last key
    }
    if (score.present()) {
        out_.raw("},\"score\":");
        out_.number(score);
    } else {
        out_.raw('}');
    }
    if (result.has_meta && result.meta.present()) {
        out_.raw(",\"meta\":");
        write_value(out_, result.meta, result.meta_type);
    }
    if (result.locked.present() && result.locked.boolean) {
        out_.raw(",\"readonly\":true");  // the editor overlooks `locked`
    }
    out_.raw('}');
    ++now_.made[result.rule->site];
    if (out_.size() - task_begin_ > options_.limits.output_bytes) {
        raise(result.rule->span, diag::make(diag::limit_reached, options_.limits.output_bytes,
                                            std::string("bytes of output for one task")));
    }
}

void Machine::emit(Result& result) {
    const plan::Rule& rule = *result.rule;
    if (!fit(result)) {
        return;
    }
    if (rule.once) {
        check_fires_once(result);
    }
    if (result.id.present()) [[unlikely]] {
        check_id(result);
    }
    ++now_.regions;
    const std::uint64_t number = region_numbers_[static_cast<std::size_t>(rule.control)]++;
    id_text_ = id_text(region_hash(prediction_hash_, rule.id_seed, number));
    begin_result(result, rule);
    labelstudio::ObjectFacts& facts = facts_of(rule.object, item_);
    facts.date_format = rule.date_format;
    const ObjectState& object = objects_[rule.object];
    if (rule.is_image && rule.is_region) {
        write_group(out_, object, facts);
    }
    if (result.item.present()) {
        out_.raw("\"item_index\":");
        out_.integer(result.item.integer);
        out_.raw(',');
    }
    out_.raw("\"value\":{");
    const std::size_t value_begin = out_.size();
    const std::span<const Value> slots(result.slots.data(), rule.slots);
    if (rule.payload != nullptr) {
        rule.payload->write(slots, facts, out_);
    }
    if (with_count_ != 0) {
        geometry_.clear();
        geometry_.raw(out_.view().substr(value_begin));
    }
    const Value score = rule.null_score ? data::missing_value() : result.score;
    emit_rest(result, score, value_begin);
    if (score.present()) {
        scores_.push_back({static_cast<std::uint32_t>(rule.control), score});
    }
    for (std::size_t i = 0; i < with_count_; ++i) {
        if (fit(withs_[i])) {
            emit_with(withs_[i], result, facts);
        }
    }
}

void Machine::emit_with(const Result& result, const Result& region,
                        const labelstudio::ObjectFacts& region_facts) {
    const plan::Rule& rule = *result.rule;
    labelstudio::ObjectFacts facts = region_facts;
    facts.date_format = rule.date_format;
    begin_result(region, rule);
    if (rule.is_image) {
        write_group(out_, objects_[rule.object], facts);
    }
    if (region.item.present()) {
        out_.raw("\"item_index\":");
        out_.integer(region.item.integer);
        out_.raw(',');
    }
    out_.raw("\"value\":{");
    const std::size_t value_begin = out_.size();
    if (rule.repeats_geometry) {
        out_.raw(geometry_.view());
    }
    if (rule.payload != nullptr) {
        rule.payload->write({result.slots.data(), rule.slots}, facts, out_);
    }
    const Value& inherited = region.rule->null_score ? result.score : region.score;
    const Value score = rule.null_score    ? data::missing_value()
                        : result.has_score ? result.score
                                           : inherited;
    emit_rest(result, score, value_begin);
}

}  // namespace lsmap::run

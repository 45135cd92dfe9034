#include "diag/codes/data.hpp"
#include "run/json_extent.hpp"
#include "run/machine.hpp"

#include <algorithm>

namespace lsmap::run {
namespace {

// Where the rule gives its geometry or span: the first slot that it gives where that one is not;
// the rule where it does so under a condition.
Span span_of_main_slot(const plan::Plan& plan, const plan::Rule& rule) {
    const std::uint8_t main = rule.payload == nullptr ? 0 : rule.payload->main_slot;
    std::optional<Span> first;
    for (const plan::Stmt& stmt : plan.blocks[rule.body]) {
        if (stmt.kind == plan::Stmt::Kind::slot && stmt.sub == main) {
            return plan.spans[stmt.value];
        }
        if (stmt.kind == plan::Stmt::Kind::slot && !first) {
            first = plan.spans[stmt.value];
        }
    }
    return first.value_or(rule.span);
}

}  // namespace

bool Machine::list_is_empty(const Result& result) const {
    if (!result.has_labels) {
        return false;
    }
    const bool is_list = !result.rule->single_label || result.rule->paths;  // of labels, of parts
    return !result.labels.present() || (is_list && result.labels.size == 0);
}

// What a payload asks of the control that it writes for.
void Machine::control_facts(labelstudio::ObjectFacts& facts, const plan::Rule& rule) const {
    facts.date_format = rule.date_format;
    if (rule.is_region) {
        return;
    }
    facts.limits = rule.limits;
    facts.control_name = rule.control_name;
    facts.parts = rule.parts;
    facts.item_ids = objects_[rule.object].item_ids;
    facts.has_item_ids = objects_[rule.object].has_item_ids;
}

bool Machine::fit(Result& result) {
    const plan::Rule& rule = *result.rule;
    if (list_is_empty(result)) {
        count_skip(rule.site, plan::reason_empty_list);
        return false;
    }
    if (rule.label_set != none && result.has_labels) {
        check_labels(result);
    }
    if (rule.payload == nullptr || rule.payload->fit == nullptr) {
        return true;
    }
    labelstudio::ObjectFacts& facts = facts_of(rule.object, item_);
    control_facts(facts, rule);
    return fit_payload(result, facts);
}

bool Machine::fit_payload(Result& result, const labelstudio::ObjectFacts& facts) {
    const plan::Rule& rule = *result.rule;
    const std::span<Value> slots(result.slots.data(), rule.slots);
    const std::uint8_t main_slot = rule.payload->main_slot;
    const Value first = main_slot < slots.size() ? slots[main_slot] : Value();
    const labelstudio::Fate fate =
        rule.payload->fit(slots, facts, objects_[rule.object].outside, *arena_);
    return fate == labelstudio::Fate::unchanged || settle(fate, result, first);
}

// What becomes of a result that its payload has fitted; `first` is its first slot as it was.
bool Machine::settle(labelstudio::Fate fate, const Result& result, const Value& first) {
    const plan::Rule& rule = *result.rule;
    switch (fate) {
        case labelstudio::Fate::unchanged:
            return true;
        case labelstudio::Fate::changed:
            count(total_.changed[rule.site]);
            return true;
        case labelstudio::Fate::no_area:
            count_skip(rule.site,
                       rule.payload->is_geometry ? plan::reason_no_area : plan::reason_empty_list);
            return false;
        case labelstudio::Fate::outside:
            count_skip(rule.site, plan::reason_outside);
            return false;
        case labelstudio::Fate::outside_fails:
        case labelstudio::Fate::two_at_frame:
        case labelstudio::Fate::bad_step:
        case labelstudio::Fate::not_instant:
        case labelstudio::Fate::two_vertices:
        case labelstudio::Fate::lost_vertex:
        case labelstudio::Fate::bad_span:
        case labelstudio::Fate::text_differs:
        case labelstudio::Fate::beyond_limit:
        case labelstudio::Fate::bad_ranking:
        case labelstudio::Fate::not_an_object:
        case labelstudio::Fate::other_size:
        case labelstudio::Fate::inside_character:
        case labelstudio::Fate::no_part:
        case labelstudio::Fate::no_node:
        case labelstudio::Fate::beyond_node:
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
    const Span at = span_of_main_slot(*plan_, rule);
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
    if (fate == labelstudio::Fate::bad_ranking) {
        labelstudio::ObjectFacts own = facts;
        control_facts(own, rule);
        raise_ranking(result, own);
    }
    if (fate == labelstudio::Fate::other_size) {
        const labelstudio::PixelSize own = rule.payload->own_size(slots);
        auto d = diag::make(diag::mask_of_another_size, own.width, own.height, object.name,
                            facts.width, facts.height);
        d.help(
            "a mask has one pixel for each of the image: make it of that size in the model's code");
        raise(at, std::move(d), &first);
    }
    if (fate == labelstudio::Fate::not_an_object) {
        auto d = diag::make(diag::json_not_an_object,
                            plan_->program.config->controls[rule.control].name);
        d.help("put it into one: {name: …}");
        raise(at, std::move(d), &first);
    }
    if (rule.payload->text_slot != labelstudio::Payload::no_slot) {
        raise_unfit_text(fate, result, at);
    }
    raise_unfit_time(fate, result, at, first);
    auto d = diag::make(diag::geometry_outside, object.name);
    d.help("`outside: clip`, `clamp`, `keep` or `skip` goes on with it in another way");
    raise(at, std::move(d), &first);
}

// Positions near the largest number may be none once their unit is another one.
void Machine::write_own_keys(const Result& result, const labelstudio::ObjectFacts& facts) {
    const plan::Rule& rule = *result.rule;
    if (rule.payload == nullptr) {
        return;
    }
    out_.was_finite();
    const std::span<const Value> slots(result.slots.data(), rule.slots);
    rule.payload->write(slots, facts, out_);
    if (!out_.was_finite()) {
        const std::uint8_t main_slot = rule.payload->main_slot;
        raise(span_of_main_slot(*plan_, rule), diag::make(diag::result_not_finite),
              main_slot < slots.size() ? &slots[main_slot] : nullptr);
    }
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

// The same in a Repeater: the names have the number of the round in them.
void Machine::begin_round(const Result& region, const plan::Rule& rule) {
    out_.raw(results_++ != 0 ? ",{\"id\":" : "{\"id\":");
    if (region.id.present()) {
        out_.text(region.id);
    } else {
        out_.raw('"');
        out_.raw(std::string_view(id_text_.data(), id_text_.size()));
        out_.raw('"');
    }
    for (std::size_t i = 0; i < rule.round_head.size(); ++i) {
        if (i != 0) {
            out_.integer(region.item.integer);
        }
        out_.raw(rule.round_head[i]);
    }
}

// Up to the type: a result of `rule` under the id of `region`.
void Machine::begin_result(const Result& region, const plan::Rule& rule) {
    if (!rule.round_head.empty()) [[unlikely]] {
        begin_round(region, rule);
        return;
    }
    if (region.id.present()) [[unlikely]] {
        out_.raw(results_++ != 0 ? ",{\"id\":" : "{\"id\":");
        out_.text(region.id);
        out_.piece(rule.head);
        return;
    }
    begin_straight(id_text_, rule, 0);
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
    emit_parent(result);
    out_.raw('}');
    end_result(*result.rule);
}

void Machine::raise_too_much(Span span) const {
    raise(span, diag::make(diag::limit_reached, options_.limits.output_bytes,
                           std::string("bytes of output for one task")));
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
    count(total_.regions);
    const std::uint64_t number = region_numbers_[static_cast<std::size_t>(rule.control)]++;
    id_text_ = id_text(region_hash(prediction_hash_, rule.id_seed, number));
    name_region(result);
    const std::size_t result_begin = out_.size();
    begin_result(result, rule);
    labelstudio::ObjectFacts& facts = facts_of(rule.object, item_);
    control_facts(facts, rule);
    const ObjectState& object = objects_[rule.object];
    if ((rule.is_image || rule.has_length) && rule.is_region) {
        write_group(out_, object, facts, result);
    }
    if (result.item.present() && rule.round_head.empty()) {
        out_.raw("\"item_index\":");
        out_.integer(result.item.integer);
        out_.raw(',');
    }
    out_.raw("\"value\":{");
    const std::size_t value_begin = out_.size();
    write_own_keys(result, facts);
    if (with_count_ != 0) {
        geometry_.clear();
        geometry_.raw(out_.view().substr(value_begin));
    }
    const Value score = rule.null_score ? data::missing_value() : result.score;
    emit_rest(result, score, value_begin);
    if (score.present()) {
        scores_.push_back({static_cast<std::uint32_t>(rule.control), score});
    }
    if (trace_ != nullptr) [[unlikely]] {
        trace(result, result, result_begin);
    }
    for (std::size_t i = 0; i < with_count_; ++i) {
        if (fit(withs_[i])) {
            emit_with(withs_[i], result, facts);
        }
    }
}

// The keys of the region's value but the one that the payload writes as well.
void Machine::repeat_geometry(const plan::Rule& rule, const plan::Rule& region) {
    std::string_view rest = geometry_.view();
    const std::string_view own = rule.payload == nullptr ? "" : rule.payload->own_key;
    // The key in question is `text`, which only stretches of text have.
    if (own.empty() || region.payload->text_slot == labelstudio::Payload::no_slot) {
        out_.raw(rest);
        return;
    }
    while (!rest.empty()) {
        const std::string_view key = json_extent(rest);  // with its quotes
        const std::string_view value = json_extent(rest.substr(key.size() + 1));
        const std::size_t size = key.size() + 1 + value.size() + 1;  // `"key":value,`
        if (key.substr(1, key.size() - 2) != own) {
            out_.raw(rest.substr(0, size));
        }
        rest.remove_prefix(std::min(size, rest.size()));
    }
}

void Machine::emit_with(const Result& result, const Result& region,
                        labelstudio::ObjectFacts& facts) {
    const plan::Rule& rule = *result.rule;
    control_facts(facts, rule);
    const std::size_t result_begin = out_.size();
    begin_result(region, rule);
    if (rule.is_image) {
        write_group(out_, objects_[rule.object], facts, region);
    }
    if (region.item.present() && rule.round_head.empty()) {
        out_.raw("\"item_index\":");
        out_.integer(region.item.integer);
        out_.raw(',');
    }
    out_.raw("\"value\":{");
    const std::size_t value_begin = out_.size();
    if (rule.repeats_geometry) {
        repeat_geometry(rule, *region.rule);
    }
    write_own_keys(result, facts);
    const Value& inherited = region.rule->null_score ? result.score : region.score;
    const Value score = rule.null_score    ? data::missing_value()
                        : result.has_score ? result.score
                                           : inherited;
    emit_rest(result, score, value_begin);
    if (trace_ != nullptr) [[unlikely]] {
        trace(result, region, result_begin);
    }
}

}  // namespace lsmap::run

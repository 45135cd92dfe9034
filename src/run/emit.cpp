#include "run/machine.hpp"

namespace lsmap::run {

using plan::Stmt;

Flow Machine::block(plan::BlockId id) {
    for (const Stmt& stmt : plan_->blocks[id]) {
        if (statement(stmt) == Flow::skipped) {
            return Flow::skipped;
        }
    }
    return Flow::done;
}

Flow Machine::statement(const Stmt& stmt) {
    const auto is_skipped = [&](const Value& v) {
        if (v.state == data::State::skipped) {
            skip_reason_ = v.size;
            return true;
        }
        return false;
    };
    switch (stmt.kind) {
        case Stmt::Kind::let: {
            const Value value = eval(stmt.value);
            if (is_skipped(value)) {
                return Flow::skipped;
            }
            if (stmt.a != none) {
                slots_[stmt.a] = value;
            }
            return Flow::done;
        }
        case Stmt::Kind::guard_skip:
        case Stmt::Kind::guard_fail: {
            Value why_not;
            if (stmt.value != none && !truth(stmt.value, why_not)) {
                return is_skipped(why_not) ? Flow::skipped : Flow::done;
            }
            if (stmt.kind == Stmt::Kind::guard_skip) {
                skip_reason_ = stmt.a;
                return Flow::skipped;
            }
            std::string message = "`fail`";
            if (stmt.a != none) {
                const Value text = eval(stmt.a);
                if (is_skipped(text)) {
                    return Flow::skipped;
                }
                message = std::string(text.str());
            }
            raise(stmt.span, diag::make(diag::data_fail, std::move(message)));
        }
        case Stmt::Kind::when: {
            Value why_not;
            if (!truth(stmt.value, why_not)) {
                return is_skipped(why_not) ? Flow::skipped : Flow::done;
            }
            return block(stmt.block);
        }
        case Stmt::Kind::for_each: {
            const std::uint32_t site = stmt.value;
            rows(plan_->pipelines[stmt.a], site, [&] {
                if (block(stmt.block) == Flow::skipped) {
                    count_skip(site, skip_reason_);
                }
                return true;
            });
            return Flow::done;
        }
        case Stmt::Kind::slot: {
            const Value value = eval(stmt.value);
            if (is_skipped(value)) {
                return Flow::skipped;
            }
            building_->slots[stmt.sub] = all_sound(value, plan_->types[stmt.value]);
            return Flow::done;
        }
        case Stmt::Kind::common: {
            const Value value = eval(stmt.value);
            if (is_skipped(value)) {
                return Flow::skipped;
            }
            put_common(*building_, stmt, all_sound(value, plan_->types[stmt.value]));
            return Flow::done;
        }
        case Stmt::Kind::rule:
            rule(plan_->rules[stmt.a]);
            return Flow::done;
        case Stmt::Kind::with:
            with(plan_->rules[stmt.a]);
            return Flow::done;
        case Stmt::Kind::prediction:
            prediction(plan_->predictions[stmt.a]);
            return Flow::done;
        case Stmt::Kind::object:
            return bind_object(plan_->task.objects[stmt.a]);
        case Stmt::Kind::data: {
            const plan::DataLeaf& leaf = plan_->task.leaves[stmt.a];
            leaves_[stmt.a] = eval(leaf.value);
            if (is_skipped(leaves_[stmt.a])) {
                return Flow::skipped;
            }
            all_sound(leaves_[stmt.a], leaf.type);
            return Flow::done;
        }
        case Stmt::Kind::id: {
            task_id_ = eval(plan_->task.id);
            return is_skipped(task_id_) ? Flow::skipped : Flow::done;
        }
    }
    return Flow::done;
}

void Machine::put_common(Result& result, const Stmt& stmt, const Value& value) {
    switch (static_cast<ir::CommonSlot>(stmt.sub)) {
        case ir::CommonSlot::labels:
            result.labels = value;
            result.has_labels = true;
            break;
        case ir::CommonSlot::score:
            result.score = value;
            result.has_score = true;
            break;
        case ir::CommonSlot::id:
            result.id = value;
            break;
        case ir::CommonSlot::meta:
            result.meta = value;
            result.has_meta = true;
            result.meta_type = plan_->types[stmt.value];
            break;
        case ir::CommonSlot::locked:
            result.locked = value;
            break;
        case ir::CommonSlot::item:
            result.item = value;
            item_ = value.present() ? value.integer : -1;
            break;
    }
}

void Machine::rule(const plan::Rule& rule) {
    if (rule.pipeline == none) {
        instance(rule);
        return;
    }
    rows(plan_->pipelines[rule.pipeline], rule.site, [&] {
        instance(rule);
        return true;
    });
}

void Machine::start(Result& result, const plan::Rule& rule) {
    const Value missing = data::missing_value();
    result.rule = &rule;
    std::fill_n(result.slots.begin(), rule.slots, missing);
    result.labels = result.score = result.id = result.meta = result.locked = result.item = missing;
    result.has_labels = result.has_score = result.has_meta = false;
}

void Machine::instance(const plan::Rule& rule) {
    start(region_, rule);
    building_ = &region_;
    with_count_ = 0;
    item_ = -1;
    if (block(rule.body) == Flow::skipped) {
        count_skip(rule.site, skip_reason_);
        return;
    }
    emit(region_);
}

// Evaluated where it stands, written behind the region.
void Machine::with(const plan::Rule& rule) {
    if (with_count_ == withs_.size()) {
        withs_.emplace_back();
    }
    Result& result = withs_[with_count_];
    start(result, rule);
    building_ = &result;
    const Flow flow = block(rule.body);
    building_ = &region_;
    if (flow == Flow::skipped) {
        count_skip(rule.site, skip_reason_);
    } else {
        ++with_count_;
    }
}

labelstudio::ObjectFacts Machine::facts_of(std::uint32_t object, std::int64_t item) const {
    labelstudio::ObjectFacts facts;
    const ObjectState& state = objects_[object];
    const auto of_item = [&](const Value& list, bool is_list) {
        if (!is_list) {
            return list;
        }
        return item >= 0 && list.present() && item < static_cast<std::int64_t>(list.size)
                   ? list.items[item]
                   : data::missing_value();
    };
    const Value size = of_item(state.size, state.size_is_list);
    if (size.present()) {
        facts.width = size.reals[0];
        facts.height = size.reals[1];
    }
    if (state.duration.present()) {
        facts.duration = state.duration.number;
    }
    const Value text = of_item(state.text, state.text_is_list);
    if (text.present()) {
        facts.text = text.str();
        facts.has_text = true;
        facts.offsets = state.has_offsets ? &state.offsets : nullptr;
    }
    return facts;
}

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
    const labelstudio::ObjectFacts facts = facts_of(rule.object, item_);
    const std::span<Value> slots(result.slots.data(), rule.slots);
    const Value first = slots.empty() ? Value() : slots[0];
    const labelstudio::Object& object =
        plan_->program.config->objects[labelstudio::ObjectId{rule.object}];
    switch (rule.payload->fit(slots, facts, objects_[rule.object].outside, *arena_)) {
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
            if (facts.has_text) {
                raise(rule.span, diag::make(diag::span_outside_text, object.name), &first);
            }
            raise(rule.span, diag::make(diag::geometry_outside, object.name), &first);
        case labelstudio::Fate::bad_span:
            raise(rule.span, diag::make(diag::span_backwards), &first);
        case labelstudio::Fate::text_differs: {
            const std::string_view wanted =
                first.size > 2 && first.items[2].present() ? first.items[2].str()
                : slots.size() > 1 && slots[1].present()   ? slots[1].str()
                                                           : std::string_view();
            auto d = diag::make(diag::span_text_differs, std::string(wanted));
            if (facts.has_text) {
                data::TextOffsets offsets(facts.text);
                const auto slice = offsets.slice(static_cast<std::size_t>(first.items[0].integer),
                                                 static_cast<std::size_t>(first.items[1].integer));
                d.note(fmt::format("`{}` has `{}` there", object.name,
                                   slice ? *slice : std::string_view()));
            }
            raise(rule.span, std::move(d), &first);
        }
    }
    return true;
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

void Machine::emit_labels(const Result& result) {
    const plan::Rule& rule = *result.rule;
    out_.raw(rule.label_key);
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

void Machine::write_id(const Result& result) {
    if (result.id.present()) {
        out_.raw("{\"id\":");
        out_.text(result.id);
        return;
    }
    out_.raw("{\"id\":\"");
    out_.raw({id_text_.data(), id_text_.size()});
    out_.raw('"');
}

// From behind the geometry to the end of the result.
void Machine::emit_rest(const Result& result, const Value& score, std::size_t value_begin) {
    if (result.has_labels) {
        emit_labels(result);
    } else if (out_.size() > value_begin) {
        out_.truncate(out_.size() - 1);  // the comma behind the last key
    }
    out_.raw('}');
    if (score.present()) {
        out_.raw(",\"score\":");
        out_.number(score);
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
    if (results_++ != 0) {
        out_.raw(',');
    }
    ++now_.regions;
    const std::uint64_t number = region_numbers_[static_cast<std::size_t>(rule.control)]++;
    id_text_ = id_text(region_hash(prediction_hash_, rule.id_seed, number));
    write_id(result);
    out_.raw(std::string_view(rule.head).substr(1));
    labelstudio::ObjectFacts facts = facts_of(rule.object, item_);
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
    out_.raw(',');
    write_id(region);
    out_.raw(std::string_view(rule.head).substr(1));
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

void Machine::write_group(data::Output& out, const ObjectState& object,
                          const labelstudio::ObjectFacts& facts) const {
    if (object.size_is_list) {
        write_size(out, object, facts);
    } else {
        out.raw(groups_.view().substr(object.group_begin, object.group_end - object.group_begin));
    }
}

// Sizes in inches or points serve conversions; results carry pixels only.
void Machine::write_size(data::Output& out, const ObjectState& object,
                         const labelstudio::ObjectFacts& facts) const {
    if (object.in_pixels && facts.width > 0 && facts.height > 0) {
        out.raw("\"original_width\":");
        out.shortest(facts.width);
        out.raw(",\"original_height\":");
        out.shortest(facts.height);
        out.raw(",\"image_rotation\":0,");
    }
}

}  // namespace lsmap::run

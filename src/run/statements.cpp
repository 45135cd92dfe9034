#include "diag/codes/data.hpp"
#include "run/machine.hpp"

namespace lsmap::run {

using plan::Stmt;

Flow Machine::block(plan::BlockId id) {
    for (const Stmt& stmt : plan_->blocks[id]) {
        const bool is_slot = stmt.kind == Stmt::Kind::slot || stmt.kind == Stmt::Kind::common;
        const Flow flow = is_slot ? fill_slot(stmt) : statement(stmt);
        if (flow == Flow::skipped) {
            return Flow::skipped;
        }
    }
    return Flow::done;
}

Flow Machine::fill_slot(const Stmt& stmt) {
    Value room;
    const Value& value = look(stmt.value, room);
    if (value.state == data::State::skipped) {
        skip_reason_ = value.size;
        return Flow::skipped;
    }
    if (has_problems_) [[unlikely]] {
        look_inside(value, plan_->types[stmt.value]);
    }
    if (stmt.kind == Stmt::Kind::slot) {
        building_->slots[stmt.sub] = value;
        if (stmt.sub == building_->rule->item_slot && value.present()) {
            item_ = value.integer - 1;
            check_item(building_->rule->object, item_, value.integer, stmt.value, value);
        } else if (stmt.sub == building_->rule->part_slot && value.present()) {
            item_ = value.integer;
        }
    } else {
        put_common(*building_, stmt, value);
    }
    return Flow::done;
}

Flow Machine::guard(const Stmt& stmt) {
    Value why_not;
    if (stmt.value != none && !truth(stmt.value, why_not)) {
        skip_reason_ = why_not.size;
        return why_not.state == data::State::skipped ? Flow::skipped : Flow::done;
    }
    if (stmt.kind == Stmt::Kind::guard_skip) {
        skip_reason_ = stmt.a;
        return Flow::skipped;
    }
    std::string message = "`fail` without a message";
    if (stmt.a != none) {
        const Value text = eval(stmt.a);
        if (text.state == data::State::skipped) {
            skip_reason_ = text.size;
            return Flow::skipped;
        }
        message = std::string(text.str());
    }
    raise(stmt.span, diag::make(diag::data_fail, std::move(message)));
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
        case Stmt::Kind::guard_fail:
            return guard(stmt);
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
        case Stmt::Kind::slot:
        case Stmt::Kind::common:
            return fill_slot(stmt);
        case Stmt::Kind::rule:
            rule(plan_->rules[stmt.a]);
            return Flow::done;
        case Stmt::Kind::with:
            with(plan_->rules[stmt.a]);
            return Flow::done;
        case Stmt::Kind::relation:
            relation(plan_->relations[stmt.a]);
            return Flow::done;
        case Stmt::Kind::prediction:
            traced_prediction_ = &plan_->predictions[stmt.a];
            prediction(plan_->predictions[stmt.a]);
            return Flow::done;
        case Stmt::Kind::object:
            return bind_object(plan_->task.objects[stmt.a]);
        case Stmt::Kind::data: {
            const plan::DataLeaf& leaf = plan_->task.leaves[stmt.a];
            return take(leaf.value, leaves_[stmt.a]) ? Flow::done : Flow::skipped;
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
            result.labels_at = stmt.span;
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
            if (value.present()) {
                check_item(result.rule->object, item_, item_, stmt.value, value);
            }
            break;
        case ir::CommonSlot::parent:
            result.parent = value;
            result.parent_at = stmt.span;
            break;
        case ir::CommonSlot::direction:
            result.direction = value;
            result.direction_at = stmt.span;
            break;
    }
}

void Machine::rule(const plan::Rule& rule) {
    if (rule.handle != none && rule.handle_key == none) {
        handles_.forget(rule.handle);
    }
    if (rule.pipeline == none) {
        instance(rule);
    } else if (rule.straight && trace_ == nullptr) {
        rows(plan_->pipelines[rule.pipeline], rule.site, [&] {
            straight(rule);
            return true;
        });
    } else {
        rows(plan_->pipelines[rule.pipeline], rule.site, [&] {
            instance(rule);
            return true;
        });
    }
}

void Machine::start(Result& result, const plan::Rule& rule) {
    const Value missing = data::missing_value();
    result.rule = &rule;
    std::fill_n(result.slots.begin(), rule.slots, missing);
    result.labels = result.score = result.id = result.meta = result.locked = result.item = missing;
    result.parent = result.key = missing;
    result.has_labels = result.has_score = result.has_meta = false;
}

void Machine::instance(const plan::Rule& rule) {
    start(region_, rule);
    building_ = &region_;
    with_count_ = 0;
    item_ = -1;
    if (rule.handle_key != none) {
        region_.key = eval(rule.handle_key);
        if (region_.key.state == data::State::skipped) {
            count_skip(rule.site, region_.key.size);
            return;
        }
    }
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

}  // namespace lsmap::run

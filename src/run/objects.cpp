#include "run/machine.hpp"

namespace lsmap::run {

Flow Machine::bind_object(const plan::ObjectPlan& plan) {
    ObjectState& object = objects_[static_cast<std::size_t>(plan.object)];
    const auto take = [&](NodeId node, Value& to) {
        to = node == none ? data::missing_value() : eval(node);
        if (to.state == data::State::skipped) {
            skip_reason_ = to.size;
            return false;
        }
        if (node != none) {
            all_sound(to, plan_->types[node]);
        }
        return true;
    };
    Value value;
    if (!take(plan.value, value)) {
        return Flow::skipped;
    }
    if (plan.leaf != none) {
        leaves_[plan.leaf] = value;
    }
    if (plan.text == plan.value) {
        object.text = value;
    } else if (!take(plan.text, object.text)) {
        return Flow::skipped;
    }
    if (!take(plan.size, object.size) || !take(plan.duration, object.duration) ||
        !take(plan.rate, object.rate)) {
        return Flow::skipped;
    }
    object.size_is_list = plan.size_is_list;
    object.text_is_list = plan.text_is_list;
    object.in_pixels = plan.size_in_pixels;
    object.outside = plan.outside;
    object.has_offsets = plan.needs_offsets && !plan.text_is_list && object.text.present();
    if (object.has_offsets) {
        object.offsets.reset(object.text.str());
    }
    find_facts(object, -1);
    object.group_begin = groups_.size();
    if (plan.is_image && !plan.size_is_list) {
        write_size(groups_, object, object.facts);
    }
    object.group_end = groups_.size();
    return Flow::done;
}

// What is known of an object, for conversions and payloads: worked out once for a task, but for
// each item of a list again.
labelstudio::ObjectFacts& Machine::facts_of(std::uint32_t object, std::int64_t item) {
    ObjectState& state = objects_[object];
    if (state.size_is_list || state.text_is_list) [[unlikely]] {
        find_facts(state, item);
    }
    return state.facts;
}

void Machine::find_facts(ObjectState& state, std::int64_t item) {
    const auto of_item = [&](const Value& list, bool is_list) {
        if (!is_list) {
            return list;
        }
        return item >= 0 && list.present() && item < static_cast<std::int64_t>(list.size)
                   ? list.items[item]
                   : data::missing_value();
    };
    labelstudio::ObjectFacts& facts = state.facts;
    facts = {};
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

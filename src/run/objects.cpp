#include "diag/codes/data.hpp"
#include "run/machine.hpp"

#include <cmath>

namespace lsmap::run {
namespace {

constexpr double most_frames = 9007199254740992;  // counted one by one in a double

// Of the rate, the number of frames and the duration two give the third. Without a rate of its own
// a video has that at which the editor counts.
void count_frames(const Value& fps, const Value& frames, const Value& duration, double frame_rate,
                  labelstudio::ObjectFacts& facts) {
    facts.fps = fps.present() ? fps.number : frame_rate;
    facts.frames = frames.present() ? frames.number : labelstudio::not_known;
    facts.duration = duration.present() ? duration.number : labelstudio::not_known;
    if (std::isnan(facts.fps)) {
        facts.fps = facts.frames / facts.duration;
    }
    if (std::isnan(facts.frames)) {
        // A frame that has begun is there, but for rounding.
        facts.frames = std::ceil(facts.duration * facts.fps - 1e-6);
    }
    if (std::isnan(facts.duration)) {
        facts.duration = facts.frames / facts.fps;
    }
}

}  // namespace

bool Machine::take(NodeId node, Value& to) {
    if (node == none) {
        to = data::missing_value();
        return true;
    }
    evaluate(node, to);
    if (to.state == data::State::skipped) {
        skip_reason_ = to.size;
        return false;
    }
    all_sound(to, plan_->types[node]);
    return true;
}

Flow Machine::bind_object(const plan::ObjectPlan& plan) {
    ObjectState& object = objects_[static_cast<std::size_t>(plan.object)];
    if (plan.has_size_only) {
        return bind_sized(plan, object);
    }
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
        !take(plan.rate, object.rate) || !take(plan.fps, object.fps) ||
        !take(plan.frames, object.frames)) {
        return Flow::skipped;
    }
    check_counts(plan, object);
    find_item_ids(plan, value);
    object.count = plan.value_is_list && value.present() ? value.size
                   : plan.size_is_list && object.size.present()
                       ? static_cast<std::int64_t>(object.size.size)
                       : -1;
    object.size_is_list = plan.size_is_list;
    object.text_is_list = plan.text_is_list;
    object.in_pixels = plan.size_in_pixels;
    object.outside = plan.outside;
    bind_text(plan, object, value);
    find_facts(object, -1);
    Value tokens;
    if (plan.tokens != none) {
        if (!take(plan.tokens, tokens)) {
            return Flow::skipped;
        }
        bind_tokens(plan, object, tokens);
    }
    object.group.clear();
    if (plan.is_image && !plan.size_is_list) {
        write_size(object.group, object, object.facts);
    }
    if (plan.has_length) {
        write_length(object);
    }
    return Flow::done;
}

// An image of which a value and a size are given at most: most are, and most of one source have the
// same size.
Flow Machine::bind_sized(const plan::ObjectPlan& plan, ObjectState& object) {
    Value none_of_the_data;
    Value& value = plan.leaf != none ? leaves_[plan.leaf] : none_of_the_data;
    if (!take(plan.value, value) || !take(plan.size, object.size)) {
        return Flow::skipped;
    }
    object.in_pixels = plan.size_in_pixels;
    object.outside = plan.outside;
    const bool has_size = object.size.present();
    const double width = has_size ? object.size.reals[0] : labelstudio::not_known;
    const double height = has_size ? object.size.reals[1] : labelstudio::not_known;
    labelstudio::ObjectFacts& facts = object.facts;
    if (object.group.size() != 0 && facts.width == width && facts.height == height) {
        return Flow::done;
    }
    facts.width = width;
    facts.height = height;
    facts.in_pixels = !has_size || object.in_pixels;
    object.group.clear();
    write_size(object.group, object, facts);
    return Flow::done;
}

// What is known of an object, for conversions and payloads: worked out once for a task, but for
// each item of a list again.
labelstudio::ObjectFacts& Machine::facts_of_item(ObjectState& state, std::int64_t item) {
    find_facts(state, item);
    if (state.text_is_list && state.facts.has_text) {
        if (!state.has_offsets || state.text_item != item) {
            take_steps_for(state.facts.text.size(), plan_->task.span);
            state.offsets.reset(state.facts.text);
            state.text_item = item;
            state.has_graphemes = false;
            state.has_offsets = true;
        }
        state.facts.offsets = &state.offsets;
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
        facts.in_pixels = state.in_pixels;
    }
    count_frames(state.fps, state.frames, state.duration, state.frame_rate, facts);
    const Value text = of_item(state.text, state.text_is_list);
    if (text.present()) {
        facts.text = text.str();
        facts.has_text = true;
        facts.offsets = state.has_offsets ? &state.offsets : nullptr;
    }
    if (state.text_is_list && state.text.present()) {
        facts.parts_of_text = static_cast<std::int64_t>(state.text.size);
    }
    facts.page = state.has_page ? &state.page : nullptr;
}

// `region`: whose geometry may bring its own size along.
void Machine::write_group(data::Output& out, const ObjectState& object,
                          const labelstudio::ObjectFacts& facts, const Result& region) const {
    const labelstudio::Payload* payload = region.rule->payload;
    const bool has_size = facts.in_pixels && facts.width > 0 && facts.height > 0;
    if (!has_size && payload != nullptr && payload->own_size != nullptr) {
        const labelstudio::PixelSize size =
            payload->own_size({region.slots.data(), region.rule->slots});
        write_size(out, size.width, size.height);
    } else if (object.size_is_list) {
        write_size(out, object, facts);
    } else {
        out.piece(object.group.view());
    }
}

// Before anything is reckoned with them.
void Machine::check_counts(const plan::ObjectPlan& plan, const ObjectState& object) const {
    const auto check = [&](NodeId node, const Value& value, double most, std::string_view name) {
        if (value.present() && !(value.number > 0 && value.number <= most)) {
            auto d = diag::make(diag::count_not_positive, std::string(name),
                                plan_->program.config->objects[plan.object].name);
            d.note(fmt::format("it is {}", value.number));
            raise_at(node, std::move(d), &value);
        }
    };
    check(plan.fps, object.fps, most_frames, "fps");
    check(plan.frames, object.frames, most_frames, "frames");
}

void Machine::write_length(ObjectState& object) {
    if (!std::isnan(object.facts.duration)) {
        object.group.raw("\"original_length\":");
        object.group.geometry(object.facts.duration);
        object.group.raw(',');
    }
}

// Sizes in inches or points serve conversions; results carry pixels only.
void Machine::write_size(data::Output& out, const ObjectState& object,
                         const labelstudio::ObjectFacts& facts) const {
    if (object.in_pixels && facts.width > 0 && facts.height > 0) {
        write_size(out, facts.width, facts.height);
    }
}

void Machine::write_size(data::Output& out, double width, double height) {
    constexpr std::size_t longest = 64 + 2 * data::Output::geometry_size;
    char* to = out.room(longest);
    to = out.put_shortest(data::put(to, "\"original_width\":"), width);
    to = out.put_shortest(data::put(to, ",\"original_height\":"), height);
    out.filled(data::put(to, ",\"image_rotation\":0,"));
}

}  // namespace lsmap::run

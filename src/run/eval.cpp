#include "diag/codes/data.hpp"
#include "run/machine.hpp"

#include <algorithm>
#include <stdexcept>

namespace lsmap::run {

Value Machine::skipped(std::uint32_t reason) const {
    Value v;
    v.state = data::State::skipped;
    v.size = reason;
    return v;
}

// A value that is missing or skipped where a present one is wanted goes up as it is: skips end at
// the instance around them, and the checker let a missing value through only where a missing result
// is right.
Value Machine::eval(NodeId id) {
    const plan::Node& n = nodes_[id];
    switch (n.op) {
        case plan::Op::constant:
            return constants_[n.a];
        case plan::Op::slot:
            return sound(slots_[n.a]);
        case plan::Op::once:
            return eval_once(n);
        case plan::Op::field_of_slot: {
            const Value& object = slots_[n.a];
            if (!object.present()) [[unlikely]] {
                return sound(object);
            }
            return n.b < object.size ? sound(object.items[n.b]) : data::missing_value();
        }
        case plan::Op::field: {
            const Value object = eval(n.a);
            if (!object.present()) {
                return object;
            }
            return n.b < object.size ? sound(object.items[n.b]) : data::missing_value();
        }
        case plan::Op::part: {
            const Value object = eval(n.a);
            return object.present() ? eval_part(n, object) : object;
        }
        case plan::Op::element:
            return eval_element(n);
        case plan::Op::slice:
            return eval_slice(n);
        case plan::Op::lookup:
            return eval_lookup(n);
        case plan::Op::chain: {
            const Value object = eval(n.a);
            if (!object.present()) {
                return object;
            }
            slots_[n.b] = object;
            return eval(n.c);
        }
        case plan::Op::coalesce: {
            const Value value = eval(n.a);
            return value.missing() ? eval(n.b) : value;
        }
        case plan::Op::negate_int:
        case plan::Op::negate_number:
        case plan::Op::add_int:
        case plan::Op::subtract_int:
        case plan::Op::multiply_int:
        case plan::Op::modulo_int:
        case plan::Op::add_number:
        case plan::Op::subtract_number:
        case plan::Op::multiply_number:
        case plan::Op::divide_number:
        case plan::Op::modulo_number:
            return eval_arithmetic(id, n);
        case plan::Op::logical_not: {
            const Value value = eval(n.a);
            return value.present() ? data::of_bool(!value.boolean) : value;
        }
        case plan::Op::compare:
            return eval_compare(n);
        case plan::Op::logical_and: {
            const Value left = eval(n.a);
            return left.present() && left.boolean ? eval(n.b) : left;
        }
        case plan::Op::logical_or: {
            const Value left = eval(n.a);
            return left.present() && !left.boolean ? eval(n.b) : left;
        }
        case plan::Op::in_list:
            return eval_in_list(n);
        case plan::Op::in_table:
            return eval_in_table(n);
        case plan::Op::present: {
            const Value value = eval(n.a);
            return value.state == data::State::skipped ? value : data::of_bool(value.present());
        }
        case plan::Op::conditional: {
            const Value condition = eval(n.a);
            if (!condition.present()) {
                return condition;
            }
            return eval(condition.boolean ? n.b : n.c);
        }
        case plan::Op::match:
            return eval_match(n);
        case plan::Op::make_items:
            return eval_items(n);
        case plan::Op::call:
            return eval_call(id, plan_->calls[n.a]);
        case plan::Op::call_function:
            return eval_function(plan_->function_calls[n.a]);
        case plan::Op::table:
            return eval_table(id, n);
        case plan::Op::interpolate:
            return eval_interpolation(plan_->interpolations[n.a]);
        case plan::Op::skip:
            return skipped(n.a);
        case plan::Op::fail:
            return eval_fail(id, n);
        case plan::Op::scores:
            return eval_scores(n);
        case plan::Op::region:
            return eval_region(n);
        case plan::Op::region_else:
            return eval_region_else(id, n);
        case plan::Op::make_shape:
            return eval_shape(id, plan_->makes[n.a]);
        case plan::Op::decode:
            return eval_decode(id, n);
        case plan::Op::convert: {
            Value room;
            const Value& value = look(n.a, room);
            if (!value.present()) {
                return value;
            }
            const plan::Convert& conversion = plan_->converts[n.b];
            return conversion.conversion == ir::Conversion::geometry_to_percent &&
                           conversion.form == plan::ShapeForm::box
                       ? box_to_percent(id, conversion, value)
                       : convert(id, conversion, value);
        }
        case plan::Op::query:
            return eval_query(n);
    }
    return data::missing_value();
}

Value Machine::eval_fail(NodeId id, const plan::Node& n) {
    std::string message = "`fail` without a message";
    if (n.a != none) {
        const Value text = eval(n.a);
        if (text.state == data::State::skipped) {
            return text;
        }
        message = std::string(text.str());
    }
    raise_at(id, diag::make(diag::data_fail, std::move(message)));
}

Value Machine::eval_once(const plan::Node& node) {
    Once& place = once_[node.b];
    if (!place.known) {
        data::Arena* const outer = arena_;
        arena_ = &run_arena_;
        try {
            const Value value = eval(node.a);
            once_[node.b] = {value, true};
        } catch (...) {
            arena_ = outer;
            throw;
        }
        arena_ = outer;
    }
    return once_[node.b].value;
}

bool Machine::truth(NodeId condition, Value& why_not) {
    const plan::Node& node = nodes_[condition];
    if (node.op == plan::Op::compare &&
        static_cast<ir::CompareBy>(node.form) == ir::CompareBy::number) {
        return holds_of_numbers(node, why_not);
    }
    const Value value = eval(condition);
    if (value.present()) {
        return value.boolean;
    }
    why_not = value;
    return false;
}

Value Machine::eval_match(const plan::Node& node) {
    const Value subject = eval(node.a);
    if (subject.state == data::State::skipped) {
        return subject;
    }
    for (const plan::MatchArm& arm : plan_->matches[node.b]) {
        bool taken = false;
        switch (arm.test) {
            case plan::MatchArm::Test::any:
                taken = true;
                break;
            case plan::MatchArm::Test::missing:
                taken = subject.missing();
                break;
            case plan::MatchArm::Test::alternative:
                taken = subject.present() && arm.alternatives.empty();
                for (const std::uint16_t alternative : arm.alternatives) {
                    taken |= subject.present() && subject.alternative == alternative;
                }
                break;
            case plan::MatchArm::Test::literals:
                if (!arm.alternatives.empty() &&
                    std::ranges::find(arm.alternatives, subject.alternative) ==
                        arm.alternatives.end()) {
                    break;
                }
                for (const auto& key : arm.keys) {
                    if (!subject.present() || taken) {
                        break;
                    }
                    taken = arm.by == ir::CompareBy::integer
                                ? subject.integer >= key.first.integer &&
                                      subject.integer <= key.last.integer
                                : same(arm.by, subject, key.first, plan_->types[node.a]);
                }
                break;
        }
        if (taken) {
            if (arm.binder != none) {
                slots_[arm.binder] = subject;
            }
            return eval(arm.value);
        }
    }
    if (subject.present()) {
        throw std::logic_error("no arm of a match takes the value");
    }
    return data::missing_value();
}

Value Machine::eval_items(const plan::Node& node) {
    Value* items = arena_->array<Value>(node.b);
    for (std::uint32_t i = 0; i < node.b; ++i) {
        const Value& item = evaluate(plan_->operands[node.a + i], items[i]);
        if (item.state == data::State::skipped) {
            return item;
        }
    }
    return data::of_items({items, node.b});
}

Value Machine::eval_scores(const plan::Node& node) {
    Value* items = arena_->array<Value>(scores_.size());
    std::size_t count = 0;
    for (const Score& score : scores_) {
        if (node.a == none || score.control == node.a) {
            items[count++] = score.value;
        }
    }
    return data::of_items({items, count});
}

// A Reader is asked for the text only, with bytes behind it that it may look at.
Value Machine::eval_decode(NodeId id, const plan::Node& node) {
    const Value text = eval(node.a);
    if (!text.present()) {
        return text;
    }
    const plan::Decode& decode = plan_->decodes[node.b];
    char* copy = arena_->text(text.size + data::padding);
    std::memcpy(copy, text.text, text.size);
    std::memset(copy + text.size, 0, data::padding);
    decode_reader_.read(*decode.shape, {copy, text.size}, *arena_, decode_);
    const data::Problem* problem = decode_.syntax             ? &*decode_.syntax
                                   : decode_.problems.empty() ? nullptr
                                                              : &decode_.problems.front();
    if (problem == nullptr) {
        return decode_.root;
    }
    if (decode.lenient) {
        return data::missing_value();
    }
    raise_at(id, problem->diagnostic, &text);
}

}  // namespace lsmap::run

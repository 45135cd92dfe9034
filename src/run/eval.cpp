#include "builtins/builtin.hpp"
#include "run/machine.hpp"

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
            return plan_->constants[n.a];
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
        case plan::Op::element: {
            const Value list = eval(n.a);
            if (!list.present()) {
                return list;
            }
            const Value index = eval(n.b);
            if (!index.present()) {
                return index;
            }
            const bool inside =
                index.integer >= 0 && index.integer < static_cast<std::int64_t>(list.size);
            return inside ? sound(list.items[index.integer]) : data::missing_value();
        }
        case plan::Op::slice:
            return eval_slice(n);
        case plan::Op::lookup: {
            const Value map = eval(n.a);
            if (!map.present()) {
                return map;
            }
            const Value key = eval(n.b);
            if (!key.present()) {
                return key;
            }
            for (std::uint32_t i = map.size; i >= 2;
                 i -= 2) {  // of a key that stands twice the last counts
                if (map.items[i - 2].str() == key.str()) {
                    return sound(map.items[i - 1]);
                }
            }
            return data::missing_value();
        }
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
        case plan::Op::compare: {
            const Value left = eval(n.a);
            if (!left.present()) {
                return left;
            }
            const Value right = eval(n.b);
            if (!right.present()) {
                return right;
            }
            return data::of_bool(holds(static_cast<ir::CompareOp>(n.sub),
                                       static_cast<ir::CompareBy>(n.form), left, right,
                                       plan_->types[n.a]));
        }
        case plan::Op::logical_and: {
            const Value left = eval(n.a);
            return left.present() && left.boolean ? eval(n.b) : left;
        }
        case plan::Op::logical_or: {
            const Value left = eval(n.a);
            return left.present() && !left.boolean ? eval(n.b) : left;
        }
        case plan::Op::in_list: {
            const Value value = eval(n.a);
            if (!value.present()) {
                return value;
            }
            const Value list = eval(n.b);
            if (!list.present()) {
                return list;
            }
            for (const Value& element : list.list()) {
                if (sound(element).present() &&
                    same(static_cast<ir::CompareBy>(n.form), value, element, plan_->types[n.a])) {
                    return data::of_bool(true);
                }
            }
            return data::of_bool(false);
        }
        case plan::Op::in_table: {
            const Value key = eval(n.a);
            if (!key.present()) {
                return key;
            }
            const plan::LabelIndex& table = plan_->tables[n.b];
            const auto* arm =
                table.keys_are_text() ? table.find(key.str()) : table.find(key.integer);
            return data::of_bool(arm != nullptr && arm->kind == plan::LabelIndex::Arm::Kind::label);
        }
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
        case plan::Op::fail: {
            std::string message = "`fail`";
            if (n.a != none) {
                const Value text = eval(n.a);
                if (text.state == data::State::skipped) {
                    return text;
                }
                message = std::string(text.str());
            }
            raise_at(id, diag::make(diag::data_fail, std::move(message)));
        }
        case plan::Op::scores:
            return eval_scores(n);
        case plan::Op::make_shape:
            return eval_shape(plan_->makes[n.a]);
        case plan::Op::decode:
            return eval_decode(id, n);
        case plan::Op::convert: {
            const Value value = eval(n.a);
            return value.present() ? convert(id, plan_->converts[n.b], value) : value;
        }
        case plan::Op::query:
            return eval_query(n);
    }
    return data::missing_value();
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
                for (const std::uint16_t alternative : arm.alternatives) {
                    taken |= subject.present() && subject.alternative == alternative;
                }
                break;
            case plan::MatchArm::Test::literals:
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
    return data::missing_value();
}

Value Machine::eval_items(const plan::Node& node) {
    Value* items = arena_->array<Value>(node.b);
    for (std::uint32_t i = 0; i < node.b; ++i) {
        const Value item = eval(plan_->operands[node.a + i]);
        if (item.state == data::State::skipped) {
            return item;
        }
        items[i] = item;
    }
    return data::of_items({items, node.b});
}

Value Machine::eval_call(NodeId id, const plan::Call& call) {
    const std::size_t base = stack_.size();
    for (std::size_t i = 0; i < call.args.size(); ++i) {
        const Value arg = eval(call.args[i]);
        if (arg.state == data::State::skipped) {
            stack_.resize(base);
            return arg;
        }
        stack_.push_back(all_sound(arg, call.argument_types[i]));
    }
    const std::span<const Value> args(stack_.data() + base, call.args.size());
    builtins::CallContext context{*arena_,
                                  types_,
                                  call.argument_types,
                                  call.result_type,
                                  call.prepared,
                                  record_ != nullptr && record_->file < options_.files.size()
                                      ? std::string_view(options_.files[record_->file])
                                      : std::string_view(),
                                  record_ != nullptr ? record_->number - 1 : 0};
    try {
        const Value result = call.builtin->call(args, context);
        stack_.resize(base);
        return result;
    } catch (const builtins::DataError& error) {
        const Value* first = nullptr;
        for (const Value& arg : args) {
            first = first == nullptr && arg.source != nullptr ? &arg : first;
        }
        raise_at(id, diag::make(diag::builtin_failed, error.message), first);
    }
}

Value Machine::eval_function(const plan::FunctionCall& call) {
    take_step(plan_->spans[call.body]);
    const std::size_t base = stack_.size();
    for (const NodeId arg : call.args) {
        const Value value = eval(arg);
        if (value.state == data::State::skipped) {
            stack_.resize(base);
            return value;
        }
        stack_.push_back(value);
    }
    for (std::size_t i = 0; i < call.params.size(); ++i) {
        slots_[call.params[i]] = stack_[base + i];
    }
    stack_.resize(base);
    return eval(call.body);
}

Value Machine::eval_table(NodeId id, const plan::Node& node) {
    const Value key = eval(node.a);
    if (!key.present()) {
        return key;
    }
    const plan::LabelIndex& table = plan_->tables[node.b];
    const auto* arm = table.keys_are_text() ? table.find(key.str()) : table.find(key.integer);
    if (arm == nullptr) {
        return data::missing_value();
    }
    switch (arm->kind) {
        case plan::LabelIndex::Arm::Kind::label:
            break;
        case plan::LabelIndex::Arm::Kind::skip:
            return skipped(arm->reason);
        case plan::LabelIndex::Arm::Kind::fail: {
            const std::string shown = table.keys_are_text() ? fmt::format("\"{}\"", key.str())
                                                            : fmt::format("{}", key.integer);
            raise_at(id, diag::make(diag::data_fail, fmt::format("{} {}", arm->message, shown)),
                     &key);
        }
    }
    Value label = arm->value;
    label.source = key.source;
    return label;
}

Value Machine::eval_query(const plan::Node& node) {
    const std::size_t base = stack_.size();
    Value stopped;
    rows(plan_->pipelines[node.a], none, [&] {
        const Value element = eval(node.b);
        if (element.state != data::State::skipped) {  // `skip` leaves out the row
            stack_.push_back(element);
        }
        return true;
    });
    const std::size_t count = stack_.size() - base;
    Value* items = arena_->array<Value>(count);
    std::copy(stack_.begin() + static_cast<std::ptrdiff_t>(base), stack_.end(), items);
    stack_.resize(base);
    return data::of_items({items, count});
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

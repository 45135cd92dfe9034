#include "builtins/builtin.hpp"
#include "diag/codes/data.hpp"
#include "run/machine.hpp"

namespace lsmap::run {

Value Machine::eval_call(NodeId id, const plan::Call& call) {
    if (call.args.size() == 1) {  // most calls
        Value arg;
        evaluate(call.args.front(), arg);
        if (arg.state == data::State::skipped) {
            return arg;
        }
        all_sound(arg, call.argument_types.front());
        return call_builtin(id, call, {&arg, 1});
    }
    const std::size_t base = stack_.size();
    for (std::size_t i = 0; i < call.args.size(); ++i) {
        const Value arg = eval(call.args[i]);
        if (arg.state == data::State::skipped) {
            stack_.resize(base);
            return arg;
        }
        stack_.push_back(all_sound(arg, call.argument_types[i]));
    }
    const Value result = call_builtin(id, call, {stack_.data() + base, call.args.size()});
    stack_.resize(base);
    return result;
}

Value Machine::call_builtin(NodeId id, const plan::Call& call, std::span<const Value> args) {
    if (call.builtin->reads_all) {
        std::uint64_t elements = 0;
        for (const Value& arg : args) {
            elements += arg.size;
        }
        take_steps_for(elements, plan_->spans[id]);
    }
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
        take_steps_for(context.work, plan_->spans[id]);
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

Value Machine::eval_query(const plan::Node& node) {
    const std::size_t base = stack_.size();
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

}  // namespace lsmap::run

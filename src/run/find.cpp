#include "diag/codes/data.hpp"
#include "run/machine.hpp"

#include <fmt/format.h>

// Elements of lists and maps, membership, label tables.
namespace lsmap::run {

Value Machine::eval_element(const plan::Node& n) {
    const Value list = eval(n.a);
    if (!list.present()) {
        return list;
    }
    const Value index = eval(n.b);
    if (!index.present()) {
        return index;
    }
    const bool inside = index.integer >= 0 && index.integer < static_cast<std::int64_t>(list.size);
    return inside ? sound(list.items[index.integer]) : data::missing_value();
}

Value Machine::eval_lookup(const plan::Node& n) {
    const Value map = eval(n.a);
    if (!map.present()) {
        return map;
    }
    const Value key = eval(n.b);
    if (!key.present()) {
        return key;
    }
    take_steps_for(map.size, plan_->spans[n.a]);
    for (std::uint32_t i = map.size; i >= 2;
         i -= 2) {  // of a key that stands twice the last counts
        if (map.items[i - 2].str() == key.str()) {
            return sound(map.items[i - 1]);
        }
    }
    return data::missing_value();
}

Value Machine::eval_in_list(const plan::Node& n) {
    const Value value = eval(n.a);
    if (!value.present()) {
        return value;
    }
    const Value list = eval(n.b);
    if (!list.present()) {
        return list;
    }
    take_steps_for(list.size, plan_->spans[n.b]);
    for (const Value& element : list.list()) {
        if (sound(element).present() &&
            same(static_cast<ir::CompareBy>(n.form), value, element, plan_->types[n.a])) {
            return data::of_bool(true);
        }
    }
    return data::of_bool(false);
}

Value Machine::eval_in_table(const plan::Node& n) {
    Value room;
    const Value& key = look(n.a, room);
    if (!key.present()) {
        return key;
    }
    const plan::LabelIndex& table = plan_->tables[n.b];
    const auto* arm = table.keys_are_text() ? table.find(key.str()) : table.find(key.integer);
    return data::of_bool(arm != nullptr && arm->kind == plan::LabelIndex::Arm::Kind::label);
}

Value Machine::eval_table(NodeId id, const plan::Node& node) {
    Value room;
    const Value& key = look(node.a, room);
    if (!key.present()) {
        return key;
    }
    const plan::LabelIndex& table = plan_->tables[node.b];
    const auto* arm = table.keys_are_text() ? table.find(key.str()) : table.find(key.integer);
    if (arm == nullptr) {
        return data::missing_value();
    }
    if (!first_arms_.empty()) [[unlikely]] {
        ++total_.arms[first_arms_[node.b] + static_cast<std::size_t>(arm - table.arms().data())];
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

}  // namespace lsmap::run

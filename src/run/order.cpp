#include "base/hash.hpp"
#include "run/machine.hpp"

#include <algorithm>

namespace lsmap::run {

using plan::Step;

// Buffer::values: the grouped values; keys: the key of each group; group_of: the group of each
// value.
void Machine::collect_group(const Step& step, Buffer& buffer, std::uint32_t site) {
    const Value value = eval(step.value);
    const Value key = value.state == data::State::skipped ? value : eval(step.key);
    if (key.state == data::State::skipped) {
        count_skip(site, key);
        return;
    }
    const types::TypeId type = plan_->types[step.key];
    const auto is_same = [&](const Value& a, const Value& b) {
        return a.present() && b.present() ? same(step.by, a, b, type) : a.state == b.state;
    };
    const auto groups = static_cast<std::uint32_t>(buffer.keys.size());
    std::uint32_t group = groups;
    const bool hashed = step.by == ir::CompareBy::boolean || step.by == ir::CompareBy::integer ||
                        step.by == ir::CompareBy::text || step.by == ir::CompareBy::id;
    if (step.adjacent) {
        if (groups > 0 && is_same(buffer.keys.back(), key)) {
            group = groups - 1;
        }
    } else if (!hashed) {
        for (std::uint32_t i = 0; i < groups && group == groups; ++i) {
            take_step(step.span);
            group = is_same(buffer.keys[i], key) ? i : group;
        }
    } else {
        if (groups == 0) {
            buffer.heads.assign(16, none);
            buffer.hashes.clear();
        } else if (groups > buffer.heads.size() / 2) {
            buffer.heads.assign(buffer.heads.size() * 2, none);
            for (std::uint32_t i = 0; i < groups; ++i) {
                std::size_t at = buffer.hashes[i] & (buffer.heads.size() - 1);
                while (buffer.heads[at] != none) {
                    at = (at + 1) & (buffer.heads.size() - 1);
                }
                buffer.heads[at] = i;
            }
        }
        const std::uint64_t hash = key.present() ? key_hash(key, step.by) : hash_start;
        std::size_t at = hash & (buffer.heads.size() - 1);
        while (buffer.heads[at] != none && !is_same(buffer.keys[buffer.heads[at]], key)) {
            at = (at + 1) & (buffer.heads.size() - 1);
        }
        if (buffer.heads[at] == none) {
            buffer.heads[at] = groups;
            buffer.hashes.push_back(hash);
        }
        group = buffer.heads[at];
    }
    if (group == groups) {
        buffer.keys.push_back(key);
    }
    buffer.values.push_back(value);
    buffer.group_of.push_back(group);
}

bool Machine::emit_groups(const Step& step, Buffer& buffer, RowCall each) {
    const std::size_t groups = buffer.keys.size();
    buffer.counts.assign(groups + 1, 0);
    for (const std::uint32_t group : buffer.group_of) {
        ++buffer.counts[group + 1];
    }
    for (std::size_t i = 1; i <= groups; ++i) {
        buffer.counts[i] += buffer.counts[i - 1];
    }
    buffer.order.assign(buffer.counts.begin(),
                        buffer.counts.end() - 1);  // where each group goes on
    Value* items = arena_->array<Value>(buffer.values.size());
    for (std::size_t i = 0; i < buffer.values.size(); ++i) {
        items[buffer.order[buffer.group_of[i]]++] = buffer.values[i];
    }
    for (std::size_t i = 0; i < groups; ++i) {
        const std::uint32_t first = buffer.counts[i];
        Value* group = arena_->array<Value>(2);
        group[0] = buffer.keys[i];
        group[1] = data::of_items({items + first, buffer.counts[i + 1] - first});
        group[1].source = items[first].source;
        Value bound = data::of_items({group, 2});
        bound.source = items[first].source;
        row_source_ = bound.source != nullptr ? bound.source : row_source_;
        slots_[step.binders[0]] = bound;
        if (!each()) {
            return false;
        }
    }
    return true;
}

// Buffer::values: the slots of each row; keys: its keys.
void Machine::collect_order(const Step& step, Buffer& buffer, std::uint32_t site) {
    const std::size_t first = buffer.keys.size();
    for (const plan::OrderKey& key : step.order) {
        const Value value = eval(key.value);
        if (value.state == data::State::skipped) {
            count_skip(site, value);
            buffer.keys.resize(first);
            return;
        }
        buffer.keys.push_back(value);
    }
    for (const plan::Slot slot : step.row) {
        buffer.values.push_back(slots_[slot]);
    }
    buffer.order.push_back(static_cast<std::uint32_t>(buffer.order.size()));
}

bool Machine::emit_ordered(const Step& step, Buffer& buffer, RowCall each) {
    const std::size_t keys = step.order.size();
    // Ties by their first order, so that no memory is needed to be stable.
    std::sort(buffer.order.begin(), buffer.order.end(), [&](std::uint32_t a, std::uint32_t b) {
        for (std::size_t i = 0; i < keys; ++i) {
            const Value& left = buffer.keys[a * keys + i];
            const Value& right = buffer.keys[b * keys + i];
            const int sign = left.present() && right.present()
                                 ? order(step.order[i].by, left, right)
                             : left.present()  ? -1
                             : right.present() ? 1
                                               : 0;
            if (sign != 0) {
                return left.present() && right.present() && step.order[i].descending ? sign > 0
                                                                                     : sign < 0;
            }
        }
        return a < b;
    });
    const std::size_t width = step.row.size();
    for (const std::uint32_t row : buffer.order) {
        for (std::size_t i = 0; i < width; ++i) {
            slots_[step.row[i]] = buffer.values[row * width + i];
        }
        if (width > 0 && buffer.values[row * width + width - 1].source != nullptr) {
            row_source_ = buffer.values[row * width + width - 1].source;
        }
        if (!each()) {
            return false;
        }
    }
    return true;
}

}  // namespace lsmap::run

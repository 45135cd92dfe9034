#include "diag/codes/data.hpp"
#include "labelstudio/payload/ranker.hpp"
#include "run/machine.hpp"

#include <algorithm>
#include <cstring>

// What a task's own data tells: how many items there are, their ids, the labels of a control.
namespace lsmap::run {
namespace {

// No text holds a NUL: Label Studio cannot store it, and reading it is a data error.
constexpr char path_separator = '\0';

std::string listed(const std::vector<std::string>& names) {
    std::string all;
    for (const std::string& name : names) {
        all += (all.empty() ? "`" : ", `") + name + "`";
    }
    return all;
}

}  // namespace

// `item`, from 0, is one that the object has; `shown` is the number that the rule gave.
void Machine::check_item(std::uint32_t object, std::int64_t item, std::int64_t shown, NodeId at,
                         const Value& value) const {
    const ObjectState& state = objects_[object];
    const bool known = state.count >= 0;
    if (item < 0 || (known && item >= state.count)) {
        const std::string_view word = item == shown ? "item" : "page";
        auto d = diag::make(
            diag::item_outside, plan_->program.config->objects[labelstudio::ObjectId{object}].name,
            known ? fmt::format("{} {}{}", state.count, word, state.count == 1 ? "" : "s")
                  : fmt::format("{}s", word),
            shown);
        d.help(fmt::format("{}s are counted from {}", word, shown - item));
        raise_at(at, std::move(d), &value);
    }
}

void Machine::find_item_ids(const plan::ObjectPlan& plan, const Value& value) {
    ObjectState& object = objects_[static_cast<std::size_t>(plan.object)];
    object.item_ids.clear();
    object.has_item_ids = plan.id_field != none && value.present();
    if (!object.has_item_ids) {
        return;
    }
    const bool is_int = types_.without_optional(plan.id_type) == types_.integer();
    for (const Value& item : value.list()) {
        const Value id = item.present() && plan.id_field < item.size ? item.items[plan.id_field]
                                                                     : data::missing_value();
        if (!id.present()) {
            continue;
        }
        object.item_ids.push_back(is_int ? arena_->copy(std::to_string(id.integer)) : id.str());
    }
    std::ranges::sort(object.item_ids);
}

[[noreturn]] void Machine::raise_ranking(const Result& result,
                                         const labelstudio::ObjectFacts& facts) const {
    const plan::Rule& rule = *result.rule;
    const labelstudio::Control& control = plan_->program.config->controls[rule.control];
    const auto flaw = labelstudio::payload::ranking_flaw({result.slots.data(), rule.slots}, facts);
    using Kind = labelstudio::payload::RankingFlaw::Kind;
    const std::string shown(flaw ? flaw->value.str() : std::string_view());
    if (flaw && flaw->kind == Kind::unknown_item) {
        auto d =
            diag::make(diag::item_not_listed, shown,
                       plan_->program.config->objects[labelstudio::ObjectId{rule.object}].name);
        d.help("rank the ids of its items, as its `value` has them");
        raise(rule.span, std::move(d), &flaw->value);
    }
    if (flaw && flaw->kind == Kind::unknown_bucket) {
        auto d =
            diag::make(diag::key_is_no_part, control.name, std::string(control.kind->part), shown);
        d.label(control.span, "it has " + listed(control.parts));
        raise(rule.span, std::move(d), &flaw->value);
    }
    auto d = diag::make(diag::item_ranked_twice, shown);
    d.help("an item has one place: take `distinct(…)`");
    raise(rule.span, std::move(d), flaw ? &flaw->value : nullptr);
}

// ---- labels in task data

const Machine::LabelNames& Machine::label_names(std::uint32_t set) {
    LabelNames& names = label_sets_[set];
    if (names.known) {
        return names;
    }
    names.known = true;
    names.texts.clear();
    names.open = plan_->label_sets[set].places.empty();
    for (const plan::LabelSet::Place& place : plan_->label_sets[set].places) {
        Value value = leaves_[place.leaf];
        for (const std::uint32_t field : place.fields) {
            value = value.present() && field < value.size ? sound(value.items[field])
                                                          : data::missing_value();
        }
        if (!value.present()) {
            names.open = true;  // the task gives none: the editor shows none either
            continue;
        }
        data::Output text;
        write_value(text, value, place.type);
        collect_labels(text.view(), "", names, 0);
    }
    std::ranges::sort(names.texts);
    return names;
}

void Machine::collect_labels(std::string_view json, const std::string& above, LabelNames& names,
                             std::size_t depth) {
    take_steps_for(json.size(), plan_->task.span);
    char* copy = arena_->text(json.size() + data::padding);
    std::memcpy(copy, json.data(), json.size());
    std::memset(copy + json.size(), 0, data::padding);
    data::Decoded decoded;
    decode_reader_.read(*plan_->label_set_shape, {copy, json.size()}, *arena_, decoded);
    if (decoded.syntax || !decoded.root.present() || depth > data::depth_limit) {
        names.open = true;  // of another form: nothing can be said of it
        return;
    }
    const auto add = [&](const Value& text) {
        names.texts.push_back(above + std::string(text.str()));
    };
    if (decoded.root.alternative == 0) {
        add(decoded.root);
        return;
    }
    for (const Value& label : decoded.root.list()) {
        if (!label.present()) {
            continue;
        }
        if (label.alternative == 0) {
            add(label);
            continue;
        }
        const Value& alias = label.items[1];
        const Value& name = alias.present() && alias.size != 0 ? alias : label.items[0];
        if (!name.present()) {
            continue;
        }
        add(name);
        if (label.items[2].present() && label.items[2].str().starts_with('[')) {
            const std::string below = names.texts.back() + path_separator;
            collect_labels(label.items[2].str(), below, names, depth + 1);
        }
    }
}

bool Machine::is_label(std::uint32_t set, std::string_view text) {
    const LabelNames& names = label_names(set);
    return names.open || std::ranges::binary_search(names.texts, text);
}

// The labels of a result against those that its task gives.
void Machine::check_labels(const Result& result) {
    const plan::Rule& rule = *result.rule;
    const auto check = [&](const Value& label) {
        std::string text;
        std::string shown;
        for (std::uint32_t i = 0; rule.paths && i < label.size; ++i) {
            text +=
                (i == 0 ? "" : std::string(1, path_separator)) + std::string(label.items[i].str());
            shown += (i == 0 ? "" : " / ") + std::string(label.items[i].str());
        }
        if (!rule.paths) {
            text = shown = label.str();
        }
        if (is_label(rule.label_set, text)) {
            return;
        }
        const labelstudio::Control& control = plan_->program.config->controls[rule.control];
        auto d = diag::make(diag::label_not_in_task, shown, control.name);
        std::vector<std::string> keys;
        for (const std::string& key : control.dynamic_keys) {
            keys.push_back("$" + key);
        }
        d.label(control.span, "it takes its labels from " + listed(keys));
        if (!rule.paths) {
            d.help("leave out what is none: as_label(…) ?? skip");
        }
        raise(result.labels_at, std::move(d), &label);
    };
    if (rule.single_label) {
        check(result.labels);
    } else {
        for (const Value& label : result.labels.list()) {
            check(label);
        }
    }
}

// ---- rounds of a Repeater in task data

// How many rounds there are below a node; -1: nothing is there.
std::int64_t Machine::rounds_below(std::uint32_t number) const {
    const plan::DataNode& node = plan_->task.tree[number];
    if (node.kind == plan::DataNode::Kind::leaf) {
        return node.leaf != none && leaves_[node.leaf].present() ? leaves_[node.leaf].size : -1;
    }
    std::int64_t rounds = -1;
    for (const std::uint32_t child : node.children) {
        const std::int64_t here = rounds_below(child);
        if (rounds >= 0 && here >= 0 && here != rounds) {
            raise(plan_->task.span,
                  diag::make(diag::rounds_differ, static_cast<std::size_t>(rounds),
                             static_cast<std::size_t>(here)));
        }
        rounds = std::max(rounds, here);
    }
    return rounds;
}

void Machine::write_round(std::uint32_t number, std::uint32_t round) {
    const plan::DataNode& node = plan_->task.tree[number];
    if (node.kind == plan::DataNode::Kind::leaf) {
        const types::TypeId type = types_.without_optional(plan_->task.leaves[node.leaf].type);
        write_value(out_, leaves_[node.leaf].items[round],
                    types_.as<types::ListType>(type)->element);
        return;
    }
    out_.raw('{');
    bool first = true;
    for (const std::uint32_t child : node.children) {
        if (leaf_is_missing(child)) {
            continue;
        }
        out_.raw(first ? "" : ",");
        first = false;
        out_.raw(plan_->task.tree[child].fragment);
        write_round(child, round);
    }
    out_.raw('}');
}

void Machine::write_rounds(std::uint32_t number) {
    const std::int64_t rounds = rounds_below(number);
    out_.raw('[');
    for (std::int64_t i = 0; i < rounds; ++i) {
        out_.raw(i == 0 ? "" : ",");
        write_round(plan_->task.tree[number].children.front(), static_cast<std::uint32_t>(i));
    }
    out_.raw(']');
}

}  // namespace lsmap::run

#include "plan/lowering.hpp"

#include <algorithm>

// What a task's own data tells of the config: the labels of a control, the items of a list, the
// rounds of a Repeater.
namespace lsmap::plan {
namespace {

std::vector<std::string> split_keys(std::string_view text) {
    std::vector<std::string> keys;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find('.', begin), text.size());
        keys.emplace_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return keys;
}

// The field that has that key in JSON; none: there is no such field, or the type is no record.
std::uint32_t field_of(const types::TypeStore& store, types::TypeId type, std::string_view key) {
    const types::RecordType* record = store.as<types::RecordType>(store.without_optional(type));
    if (record == nullptr) {
        return none;
    }
    const auto field = std::find_if(
        record->fields.begin(), record->fields.end(), [&](const types::Field& candidate) {
            return (candidate.json_key.empty() ? candidate.name : candidate.json_key) == key;
        });
    return field == record->fields.end()
               ? none
               : static_cast<std::uint32_t>(field - record->fields.begin());
}

}  // namespace

std::uint32_t Lowering::label_set(labelstudio::ControlId id) {
    const labelstudio::Control& control = program_.config->controls[id];
    if (!control.labels.empty() || control.dynamic_keys.empty()) {
        return none;
    }
    for (std::uint32_t i = 0; i < plan_.label_sets.size(); ++i) {
        if (plan_.label_sets[i].control == id) {
            return i;
        }
    }
    LabelSet set;
    set.control = id;
    plan_.label_sets.push_back(std::move(set));
    return static_cast<std::uint32_t>(plan_.label_sets.size() - 1);
}

// When all of the task's data is known. A set without places takes every label.
void Lowering::place_label_sets() {
    if (plan_.label_sets.empty()) {
        return;
    }
    types::TypeStore& store = *program_.types;
    for (LabelSet& set : plan_.label_sets) {
        for (const std::string& text : program_.config->controls[set.control].dynamic_keys) {
            const std::vector<std::string> keys = split_keys(text);
            std::uint32_t at = 0;
            std::size_t used = 0;
            while (used < keys.size() && plan_.task.tree[at].kind == DataNode::Kind::object) {
                const std::string fragment = json_string(keys[used]) + ":";
                const std::vector<std::uint32_t>& children = plan_.task.tree[at].children;
                const auto next =
                    std::find_if(children.begin(), children.end(), [&](std::uint32_t child) {
                        return plan_.task.tree[child].fragment == fragment;
                    });
                if (next == children.end()) {
                    break;
                }
                at = *next;
                ++used;
            }
            const std::uint32_t leaf = plan_.task.tree[at].leaf;
            bool is_there = leaf != none;
            LabelSet::Place place{leaf, {}, is_there ? plan_.task.leaves[leaf].type : store.json()};
            for (; is_there && used < keys.size(); ++used) {
                const std::uint32_t field = field_of(store, place.type, keys[used]);
                is_there = field != none;
                if (is_there) {
                    place.fields.push_back(field);
                    place.type = store.as<types::RecordType>(store.without_optional(place.type))
                                     ->fields[field]
                                     .type;
                }
            }
            if (!is_there) {
                set.places.clear();
                break;
            }
            set.places.push_back(std::move(place));
        }
    }
    // string | [string | {value?: string, alias?: string, children?: json}]
    types::RecordType label;
    for (const char* name : {"value", "alias"}) {
        label.fields.push_back(
            {.name = name, .json_key = "", .type = store.optional(store.string()), .span = {}});
    }
    label.fields.push_back(
        {.name = "children", .json_key = "", .type = store.optional(store.json()), .span = {}});
    const types::TypeId one =
        store.intern(types::UnionType{{store.string(), store.intern(std::move(label))}});
    const types::TypeId all = store.intern(types::UnionType{{store.string(), store.list(one)}});
    data::Needs everything;
    everything.all = true;
    plan_.label_set_shape = data::make_shape(store, all, everything);
}

// The ids of a List's items, where their type says which field it is.
void Lowering::find_item_ids(ObjectPlan& object, ir::ExprId value) const {
    const labelstudio::ObjectKind& kind = *program_.config->objects[object.object].kind;
    if (kind.item_fields.empty()) {
        return;
    }
    const types::TypeStore& store = *program_.types;
    const types::TypeId type = store.without_optional(program_.exprs[value].type);
    const types::ListType* list = store.as<types::ListType>(type);
    if (list == nullptr) {
        return;
    }
    object.id_field = field_of(store, list->element, kind.item_fields[0]);
    if (object.id_field != none) {
        object.id_type = store.as<types::RecordType>(store.without_optional(list->element))
                             ->fields[object.id_field]
                             .type;
    }
}

// `$a[{{idx}}].b` reads `b` of every element of `a`: the value is a list of what it reads.
void Lowering::round_leaf(const labelstudio::DataVariable& variable, std::uint32_t leaf) {
    std::vector<DataNode>& tree = plan_.task.tree;
    const std::uint32_t all = leaf_at(0, variable.keys);
    tree[all].kind = DataNode::Kind::each;
    if (tree[all].children.empty()) {
        tree[all].children.push_back(static_cast<std::uint32_t>(tree.size()));
        tree.emplace_back();
    }
    const std::uint32_t element = tree[all].children.front();
    tree[variable.round_keys.empty() ? element : leaf_at(element, variable.round_keys)].leaf = leaf;
}

}  // namespace lsmap::plan

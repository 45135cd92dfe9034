#include "base/hash.hpp"
#include "base/overloaded.hpp"
#include "data/output.hpp"
#include "plan/lowering.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lsmap::plan {

std::string json_string(std::string_view text) {
    data::Output out;
    out.string(text);
    return std::string(out.view());
}

std::uint8_t slot_count(std::string_view slots) {
    std::uint8_t fields = 0;
    int depth = 0;
    for (const char c : slots) {
        depth -= c == '>' || c == ')' || c == ']' || c == '}' ? 1 : 0;
        fields = static_cast<std::uint8_t>(fields + (c == ':' && depth == 1 ? 1 : 0));
        depth += c == '<' || c == '(' || c == '[' || c == '{' ? 1 : 0;
    }
    return fields;
}

namespace {

// Which field of the slot record has that name.
std::uint8_t slot_number(std::string_view slots, std::string_view name) {
    const std::size_t at =
        std::min(slots.find(fmt::format(" {}:", name)), slots.find(fmt::format(" {}?:", name)));
    return at == std::string_view::npos ? no_slot : slot_count(slots.substr(0, at));
}

std::vector<std::string> pieces_between(std::string_view text, std::string_view mark) {
    std::vector<std::string> pieces;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(mark, begin), text.size());
        pieces.emplace_back(text.substr(begin, end - begin));
        begin = end + mark.size();
    }
    return pieces;
}

}  // namespace

std::uint32_t Lowering::site(Site::Kind kind, std::string name, Span span) {
    plan_.sites.push_back({kind, std::move(name), span});
    return static_cast<std::uint32_t>(plan_.sites.size() - 1);
}

BlockId Lowering::block(const ir::Block& body) {
    const auto id = static_cast<BlockId>(plan_.blocks.size());
    plan_.blocks.emplace_back();
    std::vector<Stmt> lowered;
    for (const ir::Statement& s : body) {
        lowered.push_back(statement(s));
    }
    plan_.blocks[id] = std::move(lowered);
    return id;
}

Stmt Lowering::statement(const ir::Statement& statement) {
    Stmt stmt{};
    stmt.span = statement.span;
    std::visit(Overloaded{
                   [&](const ir::LetVariable& n) {
                       stmt.kind = Stmt::Kind::let;
                       stmt.value = expr(n.value);
                       stmt.a = n.variable ? slot_of(*n.variable) : none;
                   },
                   [&](const ir::Guard& n) {
                       stmt.kind = n.is_fail ? Stmt::Kind::guard_fail : Stmt::Kind::guard_skip;
                       stmt.value = n.condition ? expr(*n.condition) : none;
                       stmt.a = !n.is_fail ? reason(n.reason) : n.message ? expr(*n.message) : none;
                   },
                   [&](const ir::When& n) {
                       stmt.kind = Stmt::Kind::when;
                       stmt.value = expr(n.condition);
                       stmt.block = block(n.body);
                   },
                   [&](const ir::ForEach& n) {
                       stmt.kind = Stmt::Kind::for_each;
                       stmt.a = pipeline(n.clauses);
                       stmt.block = block(n.body);
                       stmt.sub = 0;
                       stmt.value = site(Site::Kind::group, n.clauses.empty() ? "apply" : "for",
                                         statement.span);
                   },
                   [&](const ir::SlotValue& n) {
                       stmt.kind = Stmt::Kind::slot;
                       stmt.sub = static_cast<std::uint8_t>(n.slot);
                       stmt.value = expr(n.value);
                   },
                   [&](const ir::CommonValue& n) {
                       stmt.kind = Stmt::Kind::common;
                       stmt.sub = static_cast<std::uint8_t>(n.slot);
                       stmt.value = expr(n.value);
                   },
                   [&](const ir::Rule& n) {
                       stmt.kind = n.is_with ? Stmt::Kind::with : Stmt::Kind::rule;
                       stmt.a = rule(n, statement.span);
                   },
                   [&](const ir::Relation& n) {
                       stmt.kind = Stmt::Kind::relation;
                       stmt.a = relation(n, statement.span);
                   },
                   [&](const ir::Prediction& n) {
                       stmt.kind = Stmt::Kind::prediction;
                       Prediction prediction;
                       prediction.span = statement.span;
                       prediction.version = expr(n.version);
                       const Node& version = plan_.nodes[prediction.version];
                       if (version.op == Op::constant && plan_.constants[version.a].present()) {
                           prediction.version_text = json_string(plan_.constants[version.a].str());
                       }
                       prediction.site = site(Site::Kind::prediction, "prediction", statement.span);
                       prediction.body = block(n.body);
                       prediction.score = n.score ? expr(*n.score) : none;
                       plan_.predictions.push_back(std::move(prediction));
                       stmt.a = static_cast<std::uint32_t>(plan_.predictions.size() - 1);
                   },
               },
               statement.node);
    return stmt;
}

std::uint32_t Lowering::rule(const ir::Rule& rule, Span span) {
    const labelstudio::LabelingConfig& config = *program_.config;
    const labelstudio::Control& control = config.controls[rule.control];
    const labelstudio::Object& object = config.objects[rule.object];
    Rule lowered;
    lowered.span = span;
    lowered.control = rule.control;
    lowered.object = static_cast<std::uint32_t>(rule.object);
    const auto form = labelstudio::form_of(control, object);
    if (form) {
        lowered.payload = form->payload;
        lowered.slots = slot_count(form->slots);
    }
    lowered.is_region = control.kind->is_region;
    lowered.is_image = object.kind->is_image;
    lowered.has_length = object.kind->has_length;
    lowered.once = !control.kind->is_region && !rule.is_with;
    lowered.null_score = rule.null_score;
    lowered.handle = rule.handle ? static_cast<std::uint32_t>(*rule.handle) : none;
    lowered.has_label_slot = control.kind->label_slot != labelstudio::LabelSlot::none;
    lowered.paths =
        control.kind->label_slot == labelstudio::LabelSlot::paths || control.allow_nested;
    lowered.repeats_geometry =
        rule.is_with && (lowered.payload == nullptr || !lowered.payload->is_geometry);
    lowered.id_seed = hash_text(control.name);
    lowered.date_format = control.date_format.empty() ? object.date_format : control.date_format;
    lowered.control_name = control.name;
    lowered.parts = control.parts;
    lowered.label_set = label_set(rule.control);
    if (lowered.payload != nullptr) {
        lowered.part_slot = lowered.payload->part_slot;
    }
    if (form && !control.kind->item_slot.empty()) {
        lowered.item_slot = slot_number(form->slots, control.kind->item_slot);
    }
    lowered.limits = {control.minimum.value_or(lowered.limits.least),
                      control.maximum.value_or(lowered.limits.most), control.max_rating};
    std::string to_name = object.name;
    for (const labelstudio::Target& target : control.targets) {
        if (target.object == rule.object) {
            to_name = target.name;
        }
    }
    if (control.kind->is_own_object) {
        to_name = control.name;
    } else if (control.kind->compares_objects && !control.targets.empty()) {
        to_name = control.targets.front().name;
    }
    lowered.head =
        fmt::format(",\"from_name\":{},\"to_name\":{},\"type\":{},", json_string(control.name),
                    json_string(to_name), json_string(control.kind->type));
    if (control.is_repeated()) {
        lowered.round_head = pieces_between(lowered.head, control.round_mark);
    }
    if (lowered.has_label_slot) {
        lowered.label_key = json_string(control.kind->labels.key) + ":";
    }
    lowered.site = site(rule.is_with ? Site::Kind::with : Site::Kind::rule,
                        rule.name.empty() ? control.name : rule.name, span);
    if (!rule.clauses.empty()) {
        lowered.pipeline = pipeline(rule.clauses);
    }
    lowered.handle_key = rule.handle_key ? expr(*rule.handle_key) : none;
    // `item:` first: the object's facts that the slots need are those of the item.
    std::vector<const ir::Statement*> order;
    for (const ir::Statement& s : rule.body) {
        order.push_back(&s);
    }
    const auto is_item = [&](const ir::Statement* s) {
        const auto* common = std::get_if<ir::CommonValue>(&s->node);
        const auto* own = std::get_if<ir::SlotValue>(&s->node);
        return (common != nullptr && common->slot == ir::CommonSlot::item) ||
               (own != nullptr &&
                (own->slot == lowered.item_slot || own->slot == lowered.part_slot));
    };
    const auto item = std::find_if(order.begin(), order.end(), is_item);
    if (item != order.end()) {
        std::stable_partition(order.begin(), item + 1, [&](const ir::Statement* s) {
            return is_item(s) || std::holds_alternative<ir::LetVariable>(s->node) ||
                   std::holds_alternative<ir::Guard>(s->node);
        });
    }
    std::vector<Stmt> body;
    for (const ir::Statement* s : order) {
        const auto* common = std::get_if<ir::CommonValue>(&s->node);
        if (common != nullptr && common->slot == ir::CommonSlot::labels) {
            const auto* wrapped = std::get_if<ir::Convert>(&program_.exprs[common->value].node);
            if (wrapped != nullptr && wrapped->conversion == ir::Conversion::wrap_list) {
                lowered.single_label = true;  // no list of one is made
                Stmt stmt{};
                stmt.kind = Stmt::Kind::common;
                stmt.span = s->span;
                stmt.sub = static_cast<std::uint8_t>(common->slot);
                stmt.value = expr(wrapped->value);
                body.push_back(stmt);
                continue;
            }
        }
        lowered.has_with |= !std::holds_alternative<ir::LetVariable>(s->node) &&
                            !std::holds_alternative<ir::Guard>(s->node) &&
                            !std::holds_alternative<ir::SlotValue>(s->node) && common == nullptr;
        body.push_back(statement(*s));
    }
    lowered.straight = is_straight(lowered, body, rule.is_with);
    for (std::uint8_t slot = 0; lowered.straight && slot < lowered.slots; ++slot) {
        if (std::ranges::none_of(body, [&](const Stmt& stmt) {
                return stmt.kind == Stmt::Kind::slot && stmt.sub == slot;
            })) {
            lowered.left_out.push_back(slot);
        }
    }
    lowered.body = static_cast<BlockId>(plan_.blocks.size());
    plan_.blocks.push_back(std::move(body));
    plan_.rules.push_back(std::move(lowered));
    return static_cast<std::uint32_t>(plan_.rules.size() - 1);
}

// Whether a result of the rule has nothing but its own slots, labels and a score, on an object that
// is no list, and the results on it are such ones too.
bool Lowering::is_straight(const Rule& rule, const std::vector<Stmt>& body, bool is_with) const {
    const auto fits = [&](const Stmt& stmt) {
        const auto common = static_cast<ir::CommonSlot>(stmt.sub);
        if (stmt.kind == Stmt::Kind::with) {
            const Rule& on_it = plan_.rules[stmt.a];
            const bool is_cut = on_it.payload != nullptr && !on_it.payload->own_key.empty() &&
                                rule.payload->text_slot != labelstudio::Payload::no_slot;
            return on_it.straight && !is_cut;
        }
        return stmt.kind == Stmt::Kind::slot ||
               (stmt.kind == Stmt::Kind::common &&
                (common == ir::CommonSlot::score || common == ir::CommonSlot::labels));
    };
    const auto is_list = [&](const ObjectPlan& object) {
        return static_cast<std::uint32_t>(object.object) == rule.object &&
               (object.size_is_list || object.text_is_list);
    };
    const bool has_form = rule.payload != nullptr && rule.payload->own_size == nullptr;
    // The region gives its geometry; a result on it may have nothing but labels.
    return (is_with ? rule.payload == nullptr || has_form
                    : rule.is_region && has_form && !rule.null_score) &&
           rule.handle == none && rule.round_head.empty() && rule.item_slot == no_slot &&
           rule.part_slot == no_slot && rule.label_set == none && std::ranges::all_of(body, fits) &&
           std::ranges::none_of(plan_.task.objects, is_list);
}

std::uint32_t Lowering::leaf(ir::ExprId value, bool null_if_missing) {
    const types::TypeId type = program_.exprs[value].type;
    const bool is_text =
        program_.types->is<types::StringType>(program_.types->without_optional(type));
    plan_.task.leaves.push_back({expr(value), type, null_if_missing, is_text});
    return static_cast<std::uint32_t>(plan_.task.leaves.size() - 1);
}

// The node of `keys` below `root`, made where it is not there yet; "[0]" is a place of an array.
std::uint32_t Lowering::leaf_at(std::uint32_t root, const std::vector<std::string>& keys) {
    std::vector<DataNode>& tree = plan_.task.tree;
    std::uint32_t at = root;
    for (const std::string& key : keys) {
        const bool is_place = !key.empty() && key.front() == '[';
        tree[at].kind = is_place ? DataNode::Kind::array : DataNode::Kind::object;
        const std::string fragment = is_place ? "" : json_string(key) + ":";
        std::uint32_t next = none;
        if (is_place) {
            const auto place = static_cast<std::size_t>(std::strtoul(key.c_str() + 1, nullptr, 10));
            if (place < tree[at].children.size()) {
                next = tree[at].children[place];
            }
        } else {
            for (const std::uint32_t child : tree[at].children) {
                next = tree[child].fragment == fragment ? child : next;
            }
        }
        if (next == none) {
            next = static_cast<std::uint32_t>(tree.size());
            DataNode node;
            node.fragment = fragment;
            tree.push_back(std::move(node));
            tree[at].children.push_back(next);
        }
        at = next;
    }
    return at;
}

void Lowering::find_token_form(ObjectPlan& object, ir::ExprId tokens) const {
    const types::TypeStore& store = *program_.types;
    const auto* list = store.as<types::ListType>(program_.exprs[tokens].type);
    const auto* span = list == nullptr ? nullptr : store.as<types::SpanType>(list->element);
    const auto* offset = span == nullptr ? nullptr : store.as<types::OffsetType>(span->of);
    object.tokens_are_spans = offset != nullptr;
    object.tokens_count = offset != nullptr ? offset->kind : types::OffsetKind::chars;
}

void Lowering::objects_and_data(const ir::Task& task) {
    Task& lowered = plan_.task;
    const labelstudio::LabelingConfig& config = *program_.config;
    lowered.data_root = 0;
    lowered.tree.emplace_back();
    lowered.tree[0].kind = DataNode::Kind::object;
    const auto is_list = [&](std::optional<ir::ExprId> id) {
        const types::TypeStore& store = *program_.types;
        return id && store.is<types::ListType>(store.without_optional(program_.exprs[*id].type));
    };
    // Entries of the task in source order: what is written first is evaluated first.
    struct Entry {
        std::uint32_t begin;
        Stmt stmt;
    };
    std::vector<Entry> entries;
    for (const ir::ObjectBinding& binding : task.objects) {
        ObjectPlan object;
        const labelstudio::Object& tag = config.objects[binding.object];
        object.object = binding.object;
        object.span = binding.span;
        object.outside = binding.outside;
        object.is_image = tag.kind->is_image;
        object.has_length = tag.kind->has_length;
        object.size_in_pixels = binding.size_unit == types::Unit::px;
        object.size_is_list = is_list(binding.size);
        object.text_is_list = is_list(binding.text);
        const auto optional = [&](std::optional<ir::ExprId> id) { return id ? expr(*id) : none; };
        object.value = optional(binding.value);
        const bool is_text =
            tag.kind->text == labelstudio::TextSource::value && !tag.is_url && tag.whole_value;
        object.text = binding.text ? optional(binding.text) : is_text ? object.value : none;
        object.has_page = tag.kind->text == labelstudio::TextSource::page && binding.value &&
                          !tag.is_url && tag.whole_value && !tag.has_items();
        object.is_inline = tag.is_inline;
        object.is_dialogue = tag.kind->text == labelstudio::TextSource::paragraphs;
        object.tokens = optional(binding.tokens);
        if (binding.tokens) {
            find_token_form(object, *binding.tokens);
        }
        object.text_is_list |= object.text != none && !binding.text && is_list(binding.value);
        object.needs_offsets = object.text != none;
        object.size = optional(binding.size);
        object.value_is_list = tag.has_items() && is_list(binding.value);
        object.duration = optional(binding.duration);
        object.rate = optional(binding.rate);
        object.fps = optional(binding.fps);
        object.frames = optional(binding.frames);
        if (binding.value) {
            find_item_ids(object, *binding.value);
        }
        if (binding.value && !tag.variables.empty() && tag.variables.front().is_round) {
            object.leaf = leaf(*binding.value, false);
            round_leaf(tag.variables.front(), object.leaf);
        } else if (binding.value && !tag.variables.empty()) {
            const std::uint32_t node = leaf_at(0, tag.variables.front().keys);
            lowered.tree[node].leaf = leaf(*binding.value, false);
            object.leaf = lowered.tree[node].leaf;
        }
        Stmt stmt{};
        stmt.kind = Stmt::Kind::object;
        stmt.span = binding.span;
        stmt.a = static_cast<std::uint32_t>(lowered.objects.size());
        lowered.objects.push_back(object);
        entries.push_back({binding.span.begin, stmt});
    }
    for (const ir::DataEntry& entry : task.data) {
        if (entry.is_meta && lowered.meta_root == none) {
            lowered.meta_root = static_cast<std::uint32_t>(lowered.tree.size());
            lowered.tree.emplace_back();
            lowered.tree.back().kind = DataNode::Kind::object;
        }
        const std::uint32_t node = leaf_at(entry.is_meta ? lowered.meta_root : 0, {entry.key});
        lowered.tree[node].leaf = leaf(entry.value, entry.null_if_missing);
        Stmt stmt{};
        stmt.kind = Stmt::Kind::data;
        stmt.span = program_.exprs[entry.value].span;
        stmt.a = lowered.tree[node].leaf;
        entries.push_back({stmt.span.begin, stmt});
    }
    if (task.id) {
        lowered.id = expr(*task.id);
        lowered.id_type = program_.exprs[*task.id].type;
        Stmt stmt{};
        stmt.kind = Stmt::Kind::id;
        stmt.span = program_.exprs[*task.id].span;
        entries.push_back({stmt.span.begin, stmt});
    }
    std::uint32_t last = 0;
    for (const Entry& entry : entries) {
        last = std::max(last, entry.begin);
    }
    std::vector<Stmt> body;
    for (const ir::Statement& s : task.body) {
        const bool early =
            s.span.begin < last && (std::holds_alternative<ir::LetVariable>(s.node) ||
                                    std::holds_alternative<ir::Guard>(s.node));
        if (early) {
            entries.push_back({s.span.begin, statement(s)});
        } else {
            body.push_back(statement(s));
        }
    }
    std::stable_sort(entries.begin(), entries.end(),
                     [](const Entry& a, const Entry& b) { return a.begin < b.begin; });
    std::vector<Stmt> setup;
    setup.reserve(entries.size());
    for (const Entry& entry : entries) {
        setup.push_back(entry.stmt);
    }
    lowered.setup = static_cast<BlockId>(plan_.blocks.size());
    plan_.blocks.push_back(std::move(setup));
    lowered.body = static_cast<BlockId>(plan_.blocks.size());
    plan_.blocks.push_back(std::move(body));
    for (ObjectPlan& object : lowered.objects) {  // a page is taken apart where a rule counts in it
        object.has_page &= std::ranges::any_of(plan_.rules, [&](const Rule& rule) {
            return rule.object == static_cast<std::uint32_t>(object.object) &&
                   rule.payload != nullptr &&
                   rule.payload->text_slot != labelstudio::Payload::no_slot;
        });
        object.has_size_only = object.is_image && object.text == none && object.duration == none &&
                               object.rate == none && object.fps == none && object.frames == none &&
                               object.tokens == none && !object.has_page && !object.value_is_list &&
                               !object.size_is_list && object.id_field == none &&
                               !object.has_length;
    }
}

void Lowering::task() {
    const ir::Task& task = program_.task;
    plan_.task.span = task.span;
    plan_.task.site = site(Site::Kind::task, "task", task.span);
    if (!task.clauses.empty()) {
        plan_.task.pipeline = pipeline(task.clauses);
        // The value that a rejected task is made of. Of a group, a `zip` or the places of a tuple
        // no one value is all of it: there it is the record.
        for (const Step& step : plan_.pipelines[plan_.task.pipeline].steps) {
            switch (step.kind) {
                case Step::Kind::for_list:
                case Step::Kind::for_optional:
                case Step::Kind::for_map:
                case Step::Kind::for_enumerate:
                    plan_.task.row_binder = step.destructure ? none : step.binders.back();
                    break;
                case Step::Kind::for_zip:
                case Step::Kind::group:
                    plan_.task.row_binder = none;
                    break;
                case Step::Kind::where:
                case Step::Kind::let:
                case Step::Kind::join:
                case Step::Kind::order:
                case Step::Kind::limit:
                    break;
            }
        }
    }
    objects_and_data(task);
    place_label_sets();
}

}  // namespace lsmap::plan

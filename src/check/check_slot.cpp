#include "base/nearest.hpp"
#include "check/check_task.hpp"
#include "check/next_entry.hpp"
#include "diag/codes/config.hpp"
#include "diag/codes/types.hpp"
#include "syntax/build_ast.hpp"
#include "syntax/parse.hpp"

#include <fmt/format.h>

#include <algorithm>

// The slots of a rule's body against those that the tag table gives its control.
namespace lsmap::check {
namespace {

using labelstudio::Control;
using labelstudio::LabelSlot;

struct CommonSlot {
    std::string_view name, type;
};
constexpr CommonSlot common_slots[] = {{"score", "score"}, {"id", "id"},    {"meta", "record"},
                                       {"locked", "bool"}, {"item", "int"}, {"parent", "region"}};

// A rotated rectangle as Label Studio has it: only slots want one, so no rule file can name the
// type.
constexpr std::string_view rect_word = "rect";

// While a slot is checked the item is known, wherever `item:` stands; behind it only if it was
// given.
class ItemGiven {
 public:
    ItemGiven(bool& given, bool is_item) : given_(given), after_(given || is_item) {
        given_ = true;
    }
    ~ItemGiven() { given_ = after_; }
    ItemGiven(const ItemGiven&) = delete;
    ItemGiven& operator=(const ItemGiven&) = delete;

 private:
    bool& given_;
    bool after_;
};

}  // namespace

// Inside lists and records the first of several alternatives stands for all of them.
TypeId TaskChecker::slot_type(const ast::Module& module, ast::TypeId id) {
    types::TypeStore& store = checker_.store();
    const auto& node = module.types[id].node;
    if (const auto* name = std::get_if<ast::TypeName>(&node);
        name != nullptr && name->name.text == rect_word) {
        return store.intern(types::RectType{});
    }
    const auto* list = std::get_if<ast::TypeList>(&node);
    if (list != nullptr && !list->count) {
        return store.list(slot_type(module, list->element));
    }
    const auto* record = std::get_if<ast::TypeRecord>(&node);
    if (record == nullptr) {
        const auto* either = std::get_if<ast::TypeUnion>(&node);
        const bool has_rect =
            either != nullptr && std::ranges::any_of(either->alternatives, [&](ast::TypeId one) {
                return store.is<types::RectType>(slot_type(module, one));
            });
        return has_rect ? slot_type(module, either->alternatives.front())
                        : store.value_type(checker_.declared_type(id));
    }
    types::RecordType made;
    for (const ast::TypeField& field : record->fields) {
        const TypeId type = slot_type(module, field.type);
        made.fields.push_back({field.name.text, field.name.text,
                               field.optional ? store.optional(type) : type, field.span});
    }
    return store.intern(std::move(made));
}

// Reads "{box: box<percent> | rect, rotation?: angle<deg>}" of the tag table.
const std::vector<SlotType>& TaskChecker::slot_types(std::string_view slots) {
    const auto [found, is_new] = slot_types_.try_emplace(slots);
    std::vector<SlotType>& types = found->second;
    if (!is_new) {
        return types;
    }
    SourceMap& sources = checker_.environment_.sources;
    const FileId file = sources.add("<tag table>", std::string(slots));
    const syntax::Tree tree = syntax::parse_type(sources[file], file, checker_.sink());
    auto parsed = syntax::build_type(tree, sources[file], file, checker_.sink());
    const auto module = std::make_shared<ast::Module>(std::move(parsed.module));
    checker_.loaded_.push_back(module);
    const auto* record = std::get_if<ast::TypeRecord>(&module->types[parsed.type].node);
    ModuleScope scope;
    scope.ast = module.get();
    ModuleScope* const outer = std::exchange(checker_.scope_module_, &scope);
    for (const ast::TypeField& field :
         record != nullptr ? record->fields : std::vector<ast::TypeField>{}) {
        SlotType type{field.name.text,
                      field.optional,
                      {},
                      std::string(sources.text(module->types[field.type].span))};
        std::vector<ast::TypeId> alternatives = {field.type};
        if (const auto* either = std::get_if<ast::TypeUnion>(&module->types[field.type].node);
            either != nullptr &&
            !std::holds_alternative<ast::TypeLiteral>(
                module->types[either->alternatives.front()].node)) {  // a set of words is one type
            alternatives = either->alternatives;
        }
        for (const ast::TypeId alternative : alternatives) {
            type.alternatives.push_back(slot_type(*module, alternative));
        }
        types.push_back(std::move(type));
    }
    checker_.scope_module_ = outer;
    return types;
}

std::vector<std::string> TaskChecker::slot_names() {
    std::vector<std::string> names;
    const labelstudio::ControlKind& kind = *control().kind;
    for (const SlotType& type : slot_types(place_->form.slots)) {
        if (type.name == kind.list_slot.many) {
            names.emplace_back(kind.list_slot.one);
        }
        names.push_back(type.name);
    }
    if (kind.label_slot != LabelSlot::none) {
        const labelstudio::SlotPair pair = labelstudio::label_slot_names(kind.label_slot);
        names.emplace_back(pair.one);
        names.emplace_back(pair.many);
    }
    for (const CommonSlot& slot : common_slots) {
        if (slot.name != "parent" || kind.is_region) {
            names.emplace_back(slot.name);
        }
    }
    return names;
}

// The slots with the types that the tag table gives them.
std::vector<Choice> TaskChecker::slot_choices() {
    std::vector<Choice> choices;
    const labelstudio::ControlKind& kind = *control().kind;
    const std::vector<SlotType>& own = slot_types(place_->form.slots);
    const labelstudio::SlotPair labels = labelstudio::label_slot_names(kind.label_slot);
    for (const std::string& name : slot_names()) {
        Choice choice{.name = name, .kind = NameKind::slot, .optional = true};
        const bool is_one = !kind.list_slot.one.empty() && name == kind.list_slot.one;
        const auto type = std::ranges::find(own, is_one ? std::string(kind.list_slot.many) : name,
                                            &SlotType::name);
        const auto common = std::ranges::find(common_slots, name, &CommonSlot::name);
        if (type != own.end()) {
            const bool is_list = type->text.starts_with('[') && type->text.ends_with(']');
            choice.text =
                is_one && is_list ? type->text.substr(1, type->text.size() - 2) : type->text;
            choice.optional = type->optional;
        } else if (!labels.one.empty() && (name == labels.one || name == labels.many)) {
            choice.text =
                fmt::format("{} of `{}`", name == labels.one ? "label" : "labels", control().name);
            choice.optional = false;
        } else if (common != std::end(common_slots)) {
            choice.text = std::string(common->type);
        }
        choices.push_back(std::move(choice));
    }
    return choices;
}

// All but `id`, `meta`, `locked` and `item`, which every control takes and few rules give.
std::string TaskChecker::all_slots() {
    std::string all;
    for (const std::string& name : slot_names()) {
        const auto common = std::ranges::find(common_slots, name, &CommonSlot::name);
        if (common == std::end(common_slots) || common == std::begin(common_slots)) {
            all += fmt::format("{}`{}`", all.empty() ? "its slots are " : ", ", name);
        }
    }
    return all;
}

// Where the label of a tool without labels belongs: the control that lends it one.
std::string TaskChecker::label_partner(std::string_view word) {
    const labelstudio::SlotPair labels = labelstudio::label_slot_names(LabelSlot::labels);
    if (!control().kind->unlabelled_tool || (word != labels.one && word != labels.many)) {
        return "";
    }
    const auto& config = checker_.config();
    const labelstudio::ObjectKind& object = *config.objects[place_->object].kind;
    for (const Control& other : config.controls) {
        const std::optional<labelstudio::Form> form = labelstudio::form_on(*other.kind, object);
        const bool is_here = std::ranges::any_of(
            other.targets, [&](const auto& target) { return target.object == place_->object; });
        if (form && form->with_only && is_here) {
            return fmt::format("its label stands beside it: with {} {{ {}: … }}", other.name, word);
        }
    }
    return "";
}

void TaskChecker::slot(const ast::SlotEntry& entry, Span span, ir::Block& out) {
    const Control& it = control();
    const std::string& word = entry.name.text;
    note_slot(entry);
    const bool is_item = word == "item" || word == it.kind->item_slot;
    const ItemGiven around(checker_.rule_item_given_, is_item);
    const labelstudio::SlotPair labels = labelstudio::label_slot_names(it.kind->label_slot);
    const labelstudio::SlotPair list = it.kind->list_slot;
    const bool is_label = !labels.one.empty() && (word == labels.one || word == labels.many);
    // Both spellings of a pair are one slot.
    const std::string key = is_label            ? std::string(labels.one)
                            : word == list.many ? std::string(list.one)
                                                : word;
    if (const auto [first, is_new] = place_->given.emplace(key, entry.name.span); !is_new) {
        checker_.sink()
            .emit(entry.name.span, diag::duplicate_slot, word)
            .label(first->second, "the first of the two")
            .help("remove one of the two");
        return;
    }
    if (is_label) {
        label_slot(entry, word == labels.one, span, out);
        return;
    }
    const std::vector<SlotType>& types = slot_types(place_->form.slots);
    for (std::uint32_t i = 0; i < types.size(); ++i) {
        const bool single = !list.one.empty() && word == list.one && types[i].name == list.many;
        if (types[i].name == word || single) {
            own_slot(entry, i, single, span, out);
            return;
        }
    }
    if (!common_slot(entry, span, out)) {
        place_->has_unknown_slot = true;
        const std::vector<std::string> names = slot_names();
        const std::string partner = label_partner(word);
        checker_.sink()
            .emit(entry.name.span, diag::unknown_slot, fmt::format("control `{}`", it.name), word)
            .label(it.span, fmt::format("`<{}>`", it.kind->tag))
            .help(!partner.empty()                     ? partner
                  : nearest_names(word, names).empty() ? all_slots()
                                                       : suggestion(word, names));
        checker_.expr(entry.value);
    }
}

bool TaskChecker::common_slot(const ast::SlotEntry& entry, Span span, ir::Block& out) {
    types::TypeStore& store = checker_.store();
    const std::string& word = entry.name.text;
    const Span at = checker_.ast_expr(entry.value).span;
    const auto put = [&](ir::CommonSlot slot, ir::ExprId value) {
        out.push_back({span, ir::CommonValue{slot, value}});
        return true;
    };
    const auto wanted = [&](TypeId type) {
        const ir::ExprId value = checker_.expr(entry.value, type);
        const bool may_miss = store.is_optional(checker_.type_of(value));
        return checker_.require(value, may_miss ? store.optional(type) : type,
                                fmt::format("slot `{}`", word), at);
    };
    if (word == "score") {
        if (std::holds_alternative<ast::NullLiteral>(checker_.ast_expr(entry.value).node)) {
            place_->rule->null_score = true;
            return true;
        }
        return put(ir::CommonSlot::score, score(entry.value, "slot `score`"));
    }
    if (word == "id") {
        return put(ir::CommonSlot::id, wanted(store.id()));
    }
    if (word == "locked") {
        return put(ir::CommonSlot::locked, wanted(store.boolean()));
    }
    if (word == "item") {
        ir::ExprId value = checker_.expr(entry.value, store.integer());
        if (const auto* frame = store.as<types::FrameType>(checker_.type_of(value))) {
            value = checker_.add({store.integer(), at,
                                  ir::Convert{value,
                                              ir::Conversion::frame_base,
                                              -static_cast<double>(frame->base),
                                              {},
                                              {},
                                              {},
                                              {}}});
        }
        return put(ir::CommonSlot::item,
                   checker_.require(value, store.integer(), "slot `item`", at));
    }
    if (word == "meta") {
        const ir::ExprId value = checker_.expr(entry.value);
        const TypeId type = store.without_optional(checker_.type_of(value));
        if (!store.is<types::RecordType>(type) && !store.is<types::MapType>(type) &&
            type != store.json() && !store.is_error(type)) {
            checker_.sink()
                .emit(at, diag::slot_wants, word, control().name, "a record: names and values")
                .help("write {name: value}");
        }
        return put(ir::CommonSlot::meta, value);
    }
    if (word == "parent") {
        parent_slot(entry, span, out);
        return true;
    }
    return false;
}

void TaskChecker::own_slot(const ast::SlotEntry& entry, std::uint32_t index, bool single, Span span,
                           ir::Block& out) {
    types::TypeStore& store = checker_.store();
    const SlotType type = slot_types(place_->form.slots)[index];
    const Span at = checker_.ast_expr(entry.value).span;
    TypeId wanted = type.alternatives.front();
    if (const auto* list = store.as<types::ListType>(wanted); list != nullptr && single) {
        wanted = list->element;
    }
    // A record written for a map keeps its fields: their names are those of the tag's parts.
    const bool is_record = std::holds_alternative<ast::Record>(checker_.ast_expr(entry.value).node);
    ir::ExprId value = is_record && store.is<types::MapType>(wanted)
                           ? checker_.expr(entry.value)
                           : checker_.expr(entry.value, wanted);
    const TypeId whole = store.without_optional(checker_.type_of(value));
    if (single && store.is<types::ListType>(whole)) {
        const std::string many(control().kind->list_slot.many);
        checker_.sink()
            .emit(at, diag::list_for_one, entry.name.text, "text")
            .help(fmt::format("take the slot for several: {}: …", many))
            .fix(entry.name.span, many, diag::Safe::yes);
        return;
    }
    value = checker_.convert_to_slot(value, type.optional ? store.optional(wanted) : wanted,
                                     place_->control, place_->object, entry.name.text, at);
    check_limits(type, value, at);
    if (single && !store.is_error(checker_.type_of(value))) {
        value = checker_.add({store.list(store.without_optional(checker_.type_of(value))), at,
                              ir::Convert{value, ir::Conversion::wrap_list, 1, {}, {}, {}, {}}});
    }
    out.push_back({span, ir::SlotValue{index, value}});
}

// Constants only: what comes from the data is judged record by record.
void TaskChecker::check_limits(const SlotType& slot, ir::ExprId value, Span at) {
    const Control& it = control();
    const data::Value* constant = checker_.constant(value);
    const TypeId type = checker_.store().without_optional(checker_.type_of(value));
    if (constant == nullptr || !constant->present()) {
        return;
    }
    const auto report = [&](const std::string& shown, std::string allowed) {
        checker_.sink()
            .emit(at, diag::beyond_limit, shown, it.name)
            .label(it.span, std::move(allowed));
    };
    if (const auto* length = checker_.store().as<types::LengthType>(type);
        length != nullptr && length->unit == types::Unit::percent &&
        !(constant->number > 0 && constant->number <= 100)) {
        checker_.sink()
            .emit(at, diag::slot_percent_outside, slot.name, it.name,
                  fmt::format("{}", constant->number))
            .label(it.span, fmt::format("`<{}>`", it.kind->tag));
        return;
    }
    if (slot.name == "rating" && type == checker_.store().integer()) {
        if (constant->integer < 0 || constant->integer > it.max_rating) {
            report(fmt::format("{}", constant->integer),
                   fmt::format("0 to {} stars", it.max_rating));
        }
    } else if (it.kind->has_limits && type == checker_.store().number()) {
        if (it.minimum && constant->number < *it.minimum) {
            report(fmt::format("{}", constant->number), fmt::format("min=\"{}\"", *it.minimum));
        } else if (it.maximum && constant->number > *it.maximum) {
            report(fmt::format("{}", constant->number), fmt::format("max=\"{}\"", *it.maximum));
        }
    }
}

void TaskChecker::check_complete() {
    if (place_->has_unknown_slot) {
        return;  // the one that is missing may be the one that is misspelt
    }
    const Control& it = control();
    const auto given = [&](std::string_view name) {
        return place_->given.contains(std::string(name));
    };
    const auto missing = [&](std::string what, std::string_view slot) {
        auto& report = checker_.sink()
                           .emit(place_->head, diag::missing_slot, it.name, std::move(what))
                           .label(it.span, fmt::format("`<{}>`", it.kind->tag))
                           .help(fmt::format("add the slot: {}: …", slot));
        const std::string entry = fmt::format("{0}: fail \"{0} is to be given\"", slot);
        const Span last = place_->last;
        if (!place_->is_empty) {
            report.fix({last.end, last.end, last.file}, next_entry(checker_.sources(), last, entry),
                       diag::Safe::no);
        } else if (last.size() > 1 && checker_.sources().text(last).ends_with('}')) {
            report.fix({last.end - 1, last.end - 1, last.file}, " " + entry + " ", diag::Safe::no);
        }
    };
    const std::vector<SlotType>& types = slot_types(place_->form.slots);
    for (const SlotType& type : types) {
        const std::string_view name =
            type.name == it.kind->list_slot.many ? it.kind->list_slot.one : type.name;
        if (!type.optional && !given(name)) {
            missing(fmt::format("a `{}`", name), name);
        }
    }
    const bool has_labels = !borrows_labels(it) || !lenders().empty();
    if (it.kind->label_slot != LabelSlot::none && has_labels &&
        !given(labelstudio::label_slot_names(it.kind->label_slot).one)) {
        const std::string_view name = labelstudio::label_slot_names(it.kind->label_slot).one;
        missing(fmt::format("a `{}`", name), name);
    }
    for (const labelstudio::TwoWays& ways : labelstudio::two_ways()) {
        if (std::ranges::find(types, ways.first, &SlotType::name) == types.end()) {
            continue;
        }
        const std::string both = fmt::format("`{}` and `{}`", ways.first, ways.second);
        if (given(ways.first) != given(ways.second)) {
            const std::string_view here = given(ways.first) ? ways.first : ways.second;
            const std::string_view other = given(ways.first) ? ways.second : ways.first;
            missing(fmt::format("a `{}` with its `{}`", other, here), other);
        } else if (!given(ways.first) && !given(ways.alone)) {
            missing(fmt::format("a `{}`, or {}", ways.alone, both), ways.alone);
        } else if (given(ways.first) && given(ways.alone)) {
            const std::string alone(ways.alone);
            checker_.sink()
                .emit(place_->given.at(alone), diag::duplicate_slot, alone)
                .label(place_->given.at(std::string(ways.first)), "this says the same")
                .help(fmt::format("give the `{}`, or {}", alone, both));
        }
    }
}

}  // namespace lsmap::check

#include "base/nearest.hpp"
#include "check/check_task.hpp"
#include "diag/codes/config.hpp"
#include "diag/codes/names.hpp"
#include "diag/codes/types.hpp"

#include <fmt/format.h>

#include <algorithm>

// `object NAME { … }`: what the task says of an object of the config.
namespace lsmap::check {
namespace {

using labelstudio::Facts;
using labelstudio::FactWord;
using labelstudio::Object;

bool offers(const Object& object, Facts fact) {
    return (object.kind->facts & static_cast<std::uint8_t>(fact)) != 0;
}

// `T?` where the value may be missing, which the object takes as "not known".
TypeId as_optional_as(Checker& checker, ir::ExprId value, TypeId wanted) {
    const TypeId type = checker.type_of(value);
    return checker.store().is_optional(type) || type == checker.store().null()
               ? checker.store().optional(wanted)
               : wanted;
}

struct DataFormWord {
    labelstudio::DataForm form;
    std::string_view word;
};
constexpr DataFormWord data_form_words[] = {
    {labelstudio::DataForm::text, "text"},
    {labelstudio::DataForm::list, "a list"},
    {labelstudio::DataForm::record, "a record"},
};

// Bits of DataForm; 0: it may be anything.
std::uint8_t form_of_data(types::TypeStore& store, TypeId type) {
    const auto bit = [](labelstudio::DataForm form) { return static_cast<std::uint8_t>(form); };
    if (store.base_of_literal(type) == store.string() || type == store.id()) {
        return bit(labelstudio::DataForm::text);
    }
    if (store.is<types::ListType>(type) || store.is<types::TupleType>(type)) {
        return bit(labelstudio::DataForm::list);
    }
    if (store.is<types::RecordType>(type) || store.is<types::MapType>(type)) {
        return bit(labelstudio::DataForm::record);
    }
    if (const auto* either = store.as<types::UnionType>(type)) {
        std::uint8_t all = 0;
        for (const TypeId alternative : std::vector<TypeId>(either->alternatives)) {
            all = static_cast<std::uint8_t>(all | form_of_data(store, alternative));
        }
        return all;
    }
    const bool is_scalar = type == store.integer() || type == store.number() ||
                           type == store.boolean() || store.is<types::ScoreType>(type);
    return is_scalar ? std::uint8_t{0x80} : std::uint8_t{0};
}

// `[[w, h], …]` or `[[p.w, p.h] for p in pages]`.
bool is_list_of_sizes(const ast::Module& module, ast::ExprId id) {
    const auto* list = std::get_if<ast::List>(&module.exprs[id].node);
    return std::holds_alternative<ast::Query>(module.exprs[id].node) ||
           (list != nullptr && !list->elements.empty() &&
            std::holds_alternative<ast::List>(module.exprs[list->elements.front()].node));
}

struct OutsideWord {
    std::string_view word;
    labelstudio::Outside outside;
};
constexpr OutsideWord outside_words[] = {
    {"clip", labelstudio::Outside::clip}, {"clamp", labelstudio::Outside::clamp},
    {"keep", labelstudio::Outside::keep}, {"skip", labelstudio::Outside::skip},
    {"fail", labelstudio::Outside::fail},
};

}  // namespace

// A time in seconds, from any unit of time.
ir::ExprId TaskChecker::seconds(ast::ExprId id, std::string_view place) {
    types::TypeStore& store = checker_.store();
    const TypeId wanted = store.intern(types::TimeType{types::TimeUnit::s});
    ir::ExprId value = checker_.expr(id, wanted);
    const Span at = checker_.ast_expr(id).span;
    const TypeId type = store.without_optional(checker_.type_of(value));
    if (const auto* time = store.as<types::TimeType>(type); time != nullptr && type != wanted) {
        const TypeId result =
            store.is_optional(checker_.type_of(value)) ? store.optional(wanted) : wanted;
        double per_second = 1;  // clock and iso are read as seconds
        for (const types::TimeUnitRow& row : types::time_units()) {
            if (row.unit == time->unit && row.per_second > 0) {
                per_second = row.per_second;
            }
        }
        value = checker_.add(
            {result, at,
             ir::Convert{value, ir::Conversion::time_to_seconds, per_second, {}, {}, {}, {}}},
            {{}, checker_.known(value).origin});
    }
    return checker_.require(value, as_optional_as(checker_, value, wanted), place, at);
}

void TaskChecker::outside(const Object& object, const ast::SlotEntry& slot,
                          ir::ObjectBinding& binding) {
    const ast::Expr& value = module_.exprs[slot.value];
    std::string word;
    if (const auto* name = std::get_if<ast::NameRef>(&value.node)) {
        word = name->name.text;
    } else if (std::holds_alternative<ast::Skip>(value.node)) {
        word = "skip";
    } else if (std::holds_alternative<ast::Fail>(value.node)) {
        word = "fail";
    }
    const auto row = std::ranges::find(outside_words, word, &OutsideWord::word);
    if (row != std::end(outside_words)) {
        binding.outside = row->outside;
        // The validator bounds percentages from above; the editor draws what lies beyond.
        if (binding.outside == labelstudio::Outside::keep && object.kind->is_bounded &&
            checker_.environment_.accept != Accept::editor) {
            checker_.sink()
                .emit(value.span, diag::server_refuses,
                      "coordinates beyond the picture, which `outside: keep` lets through")
                .help(
                    "cut or move them (`clip`, `clamp`); if the predictions are only looked at in "
                    "the "
                    "editor: --accept editor");
        }
    } else if (!std::holds_alternative<ast::Error>(value.node)) {
        checker_.sink()
            .emit(value.span, diag::unknown_outside)
            .help("`outside` is one of clip, clamp, keep, skip, fail");
    }
}

void TaskChecker::object_size(const Object& object, const ast::SlotEntry& slot,
                              ir::ObjectBinding& binding) {
    types::TypeStore& store = checker_.store();
    const TypeId one = store.intern(types::SizeType{types::SizeForm::value});
    // Of each item; of each page where the rules say so.
    const bool is_list =
        object.has_items() || (object.kind->has_pages && is_list_of_sizes(module_, slot.value));
    TypeId wanted = is_list ? store.list(one) : one;
    const Span at = checker_.ast_expr(slot.value).span;
    ir::ExprId value = checker_.expr(slot.value, wanted);
    if (object.kind->has_pages &&
        store.is<types::ListType>(store.without_optional(checker_.type_of(value)))) {
        wanted = store.list(one);
    }
    value = checker_.require(value, as_optional_as(checker_, value, wanted), "`size`", at);
    binding.size = value;
    ir::ExprId shape = value;
    while (true) {  // what makes one size: of a list, that of its elements
        if (const auto* either = std::get_if<ir::Coalesce>(&checker_.node(shape).node)) {
            shape = either->value;
        } else if (const auto* query = std::get_if<ir::Query>(&checker_.node(shape).node)) {
            shape = query->element;
        } else if (const auto* list = std::get_if<ir::MakeList>(&checker_.node(shape).node);
                   list != nullptr && !list->elements.empty()) {
            shape = list->elements.front();
        } else {
            break;
        }
    }
    const auto* made = std::get_if<ir::MakeShape>(&checker_.node(shape).node);
    std::optional<types::Unit> unit;
    for (const ir::ExprId part : made != nullptr ? made->parts : std::vector<ir::ExprId>{}) {
        const auto* length = store.as<types::LengthType>(checker_.type_of(part));
        const types::Unit here = length == nullptr ? types::Unit::px : length->unit;
        if (unit && *unit != here) {
            checker_.sink()
                .emit(at, diag::size_of_two_units, std::string(types::word(*unit)),
                      std::string(types::word(here)))
                .help("give both sides in one unit");
        }
        unit = unit.value_or(here);
    }
    binding.size_unit = unit.value_or(types::Unit::px);
}

void TaskChecker::object_value(const Object& object, const ast::SlotEntry& slot,
                               ir::ObjectBinding& binding) {
    types::TypeStore& store = checker_.store();
    const Span at = checker_.ast_expr(slot.value).span;
    if (!object.whole_value || object.variables.size() != 1) {
        checker_.expr(slot.value);
        std::string names;
        for (const labelstudio::DataVariable& variable : object.variables) {
            names += (names.empty() ? "`$" : ", `$") + variable.text + "`";
        }
        checker_.sink()
            .emit(slot.name.span, diag::value_of_parts, object.name,
                  names.empty() ? "fixed text" : names + " and text around it")
            .label(object.span, "the object")
            .help(names.empty() ? "remove `value:`"
                                : fmt::format("fill {} in `data {{ … }}`", names));
        return;
    }
    const bool is_list = object.is_list || object.variables.front().is_round;
    const std::string place = fmt::format("the value of `{}`", object.name);
    if (object.kind->data_forms == static_cast<std::uint8_t>(labelstudio::DataForm::text)) {
        const TypeId wanted = is_list ? store.list(store.string()) : store.string();
        binding.value = checker_.require(checker_.expr(slot.value, wanted), wanted, place, at);
        return;
    }
    binding.value = checker_.expr(slot.value);
    TypeId type = store.without_optional(checker_.type_of(*binding.value));
    if (object.variables.front().is_round) {
        const auto* rounds = store.as<types::ListType>(type);
        if (rounds == nullptr && !store.is_error(type)) {
            binding.value = checker_.require(*binding.value, store.list(store.json()), place, at);
            return;
        }
        type = rounds == nullptr ? type : store.without_optional(rounds->element);
    }
    check_data_form(object, type, *binding.value, at);
}

// What the tag shows: a list, a record, text.
void TaskChecker::check_data_form(const Object& object, TypeId type, ir::ExprId value, Span at) {
    types::TypeStore& store = checker_.store();
    const std::uint8_t form = form_of_data(store, type);
    if (form != 0 && (object.kind->data_forms & form) != form) {
        std::string shows;
        for (const DataFormWord& row : data_form_words) {
            if ((object.kind->data_forms & static_cast<std::uint8_t>(row.form)) != 0) {
                shows += (shows.empty() ? "" : " or ") + std::string(row.word);
            }
        }
        checker_.sink()
            .emit(at, diag::object_value_form, object.name, checker_.print(type),
                  std::string(object.kind->tag), shows)
            .at(checker_.described(value))
            .label(object.span, "the object")
            .help("give it in that form, or copy the model's own with the type `json`");
        return;
    }
    const auto* list = store.as<types::ListType>(type);
    const auto* item = list == nullptr ? nullptr : store.as<types::RecordType>(list->element);
    for (const std::string_view field : object.kind->item_fields) {
        const auto has_field = [&](const types::Field& f) {
            return (f.json_key.empty() ? f.name : f.json_key) == field;
        };
        if (item != nullptr && std::ranges::none_of(item->fields, has_field)) {
            checker_.sink()
                .emit(at, diag::item_without_field, object.name, std::string(field))
                .at(checker_.described(value))
                .label(object.span,
                       fmt::format("`<{}>` tells its items apart by it", object.kind->tag))
                .help(fmt::format("give every item one: [{{{}: …}} for …]", field));
        }
    }
}

void TaskChecker::object(const ast::ObjectEntry& entry, Span span, ir::Task& task) {
    const auto& config = checker_.config();
    const std::optional<labelstudio::ObjectId> id = config.find_object(entry.name.text);
    if (Around* around = checker_.asked_at(entry.name.span)) {
        checker_.look_for_tags(*around);
    }
    if (!id) {
        has_unknown_object_ = true;
        if (const auto control = config.find_control(entry.name.text)) {
            checker_.sink()
                .emit(entry.name.span, diag::wrong_sort_of_tag, entry.name.text, "a control",
                      "an object")
                .label(config.controls[*control].span, "it is declared here")
                .help(suggestion("", config.object_names()));
        } else {
            checker_.sink()
                .emit(entry.name.span, diag::unknown_object, entry.name.text)
                .help(suggestion(entry.name.text, config.object_names()));
        }
        return;
    }
    const Object& object = config.objects[*id];
    checker_.note_object(entry.name, *id);
    const auto [known, is_new] = checker_.bound_.try_emplace(*id);
    if (!is_new) {
        checker_.sink()
            .emit(entry.name.span, diag::object_bound_twice, object.name)
            .label(known->second.span, "the first of the two")
            .help("put both into one");
        known->second.size = known->second.duration = known->second.rate = known->second.text =
            true;
        return;
    }
    Checker::BoundObject& bound = known->second;
    bound.span = entry.name.span;
    ir::ObjectBinding binding;
    binding.object = *id;
    binding.span = span;
    std::map<std::string, Span> given;
    const Checker::ScopeGuard scope(checker_);
    for (const ast::Entry& inner : entry.body) {
        if (const auto* let_entry = std::get_if<ast::LetEntry>(&inner.node)) {
            let(*let_entry, inner.span, task.body);
            continue;
        }
        const auto* slot = std::get_if<ast::SlotEntry>(&inner.node);
        if (slot == nullptr) {
            misplaced(inner, "`object`");
            continue;
        }
        const std::string& word = slot->name.text;
        note_fact(object, *slot, given);
        if (const auto [first, once] = given.emplace(word, slot->name.span); !once) {
            checker_.sink()
                .emit(slot->name.span, diag::duplicate_slot, word)
                .label(first->second, "the first of the two")
                .help("remove one of the two");
            continue;
        }
        const auto fact_words = labelstudio::fact_words();
        const auto fact = std::ranges::find(fact_words, word, &FactWord::word);
        if (fact != fact_words.end() && !offers(object, fact->fact)) {
            std::string takes = "`value`";
            for (const FactWord& row : fact_words) {
                takes += offers(object, row.fact) ? fmt::format(", `{}`", row.word) : "";
            }
            checker_.sink()
                .emit(slot->name.span, diag::object_fact_not_taken, std::string(object.kind->tag),
                      object.name, word)
                .label(object.span, "the object")
                .help(fmt::format("it takes {}", takes));
        } else if (word == "value") {
            object_value(object, *slot, binding);
        } else if (word == "text") {
            object_text(object, *slot, binding);
        } else if (word == "tokens") {
            object_tokens(*slot, binding);
        } else if (word == "size") {
            object_size(object, *slot, binding);
        } else if (word == "duration") {
            binding.duration = seconds(slot->value, "`duration`");
        } else if (word == "rate") {
            const TypeId number = checker_.store().number();
            const ir::ExprId rate = checker_.expr(slot->value, number);
            binding.rate = checker_.require(rate, as_optional_as(checker_, rate, number), "`rate`",
                                            checker_.ast_expr(slot->value).span);
        } else if (word == "fps" || word == "frames") {
            object_count(object, *slot, binding);
        } else if (word == "outside") {
            outside(object, *slot, binding);
        } else {
            const std::vector<std::string> words = {"value",    "text", "size",
                                                    "duration", "rate", "outside"};
            checker_.sink()
                .emit(slot->name.span, diag::unknown_slot, fmt::format("object `{}`", object.name),
                      word)
                .help(suggestion(word, words));
        }
    }
    const auto has = [&](const std::optional<ir::ExprId>& value, bool& optional) {
        optional = value && checker_.store().is_optional(checker_.type_of(*value));
        return value.has_value();
    };
    bound.size = has(binding.size, bound.size_optional);
    bound.duration = binding.duration.has_value();
    bound.rate = binding.rate.has_value();
    bind_counts(binding, bound);
    const bool utterances_are_known = object.kind->text != labelstudio::TextSource::paragraphs ||
                                      paragraph_texts(object, binding);
    // What could not be read is told once.
    bound.text = has_text(object, binding) || given.contains("text") || !utterances_are_known;
    bound.tokens = given.contains("tokens");
    bound.size_unit = binding.size_unit;
    task.objects.push_back(std::move(binding));
}

}  // namespace lsmap::check

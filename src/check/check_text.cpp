#include "check/check_task.hpp"
#include "diag/codes/config.hpp"
#include "diag/codes/types.hpp"

#include <fmt/format.h>

#include <algorithm>

// What positions in an object count in: its text, its tokens.
namespace lsmap::check {
namespace {

using labelstudio::Object;
using labelstudio::TextSource;

}  // namespace

// `text: e`: one text, of paragraphs one for each.
void TaskChecker::object_text(const Object& object, const ast::SlotEntry& slot,
                              ir::ObjectBinding& binding) {
    types::TypeStore& store = checker_.store();
    const bool has_many = object.kind->text == TextSource::paragraphs || object.has_items();
    const TypeId text = has_many ? store.list(store.string()) : store.string();
    binding.text = checker_.require(checker_.expr(slot.value, text), text, "`text`",
                                    checker_.ast_expr(slot.value).span);
}

// `tokens: e`: their texts one behind the other, or where each stands.
void TaskChecker::object_tokens(const ast::SlotEntry& slot, ir::ObjectBinding& binding) {
    types::TypeStore& store = checker_.store();
    const Span at = checker_.ast_expr(slot.value).span;
    const ir::ExprId value = checker_.expr(slot.value);
    const TypeId type = checker_.type_of(value);
    const auto* list = store.as<types::ListType>(store.without_optional(type));
    const auto* span = list == nullptr ? nullptr : store.as<types::SpanType>(list->element);
    const auto* offset = span == nullptr ? nullptr : store.as<types::OffsetType>(span->of);
    if (offset != nullptr && offset->kind != types::OffsetKind::token) {
        binding.tokens = checker_.require(value, store.list(list->element), "`tokens`", at);
        return;
    }
    const bool is_text = list != nullptr && store.base_of_literal(list->element) == store.string();
    if (!is_text && !store.is_error(type)) {
        checker_.sink()
            .emit(at, diag::tokens_form, checker_.print(type))
            .at(checker_.described(value))
            .help(
                "texts: tokens: [t.text for t in …]; places: tokens: [span(t.start, t.end) for t "
                "in …]");
        return;
    }
    binding.tokens = checker_.require(value, store.list(store.string()), "`tokens`", at);
}

// The texts of the utterances, where the type of the value tells which field they are. False after
// a report.
bool TaskChecker::paragraph_texts(const Object& object, ir::ObjectBinding& binding) {
    types::TypeStore& store = checker_.store();
    if (!binding.value || object.is_url || object.has_items()) {
        return true;
    }
    const ir::ExprId value = *binding.value;
    const auto* list = store.as<types::ListType>(checker_.type_of(value));
    const auto* record = list == nullptr ? nullptr : store.as<types::RecordType>(list->element);
    if (record == nullptr) {
        return true;
    }
    const Span at = checker_.node(value).span;
    const auto field_of = [&](const std::string& key) {
        return std::ranges::find_if(record->fields, [&](const types::Field& field) {
            return (field.json_key.empty() ? field.name : field.json_key) == key;
        });
    };
    for (const auto& [attribute, key] :
         {std::pair{"textKey", object.text_key}, std::pair{"nameKey", object.name_key}}) {
        const auto found = field_of(key);
        if (found == record->fields.end()) {
            checker_.sink()
                .emit(at, diag::utterance_without_field, object.name, key)
                .at(checker_.described(value))
                .label(object.span, fmt::format("its `{}` is \"{}\"", attribute, key))
                .help(fmt::format("give it that name: [{{{}: …}} for …], or name the field that "
                                  "there is in the config: {}=\"…\"",
                                  key, attribute));
            return false;
        }
        if (store.is_optional(found->type)) {
            checker_.sink()
                .emit(at, diag::utterance_field_optional, key, object.name)
                .at(checker_.described(value))
                .label(object.span, "it shows no dialogue whose first utterance lacks a field")
                .help(fmt::format("say what stands for it: [{{{}: t.{} ?? \"\", …}} for t in …]",
                                  key, found->name));
            return false;
        }
    }
    const auto field = field_of(object.text_key);
    if (binding.text || store.base_of_literal(field->type) != store.string()) {
        return true;
    }
    const auto index = static_cast<std::uint32_t>(field - record->fields.begin());
    const TypeId element = list->element;
    const ir::VariableId it =
        checker_.program().variables.add({"", element, ir::VariableKind::binder, at});
    ir::Query query;
    query.clauses.push_back({at, ir::For{ir::SourceKind::list, {it}, {value}, false}});
    query.element = checker_.field_at(checker_.use(it, at), index, at);
    binding.text = checker_.add({store.list(store.string()), at, std::move(query)});
    return true;
}

// Whether positions can be counted in the object's text.
bool TaskChecker::has_text(const Object& object, const ir::ObjectBinding& binding) {
    if (binding.text) {
        return true;
    }
    const bool value_tells = binding.value && !object.is_url && object.whole_value;
    switch (object.kind->text) {
        case TextSource::none:
        case TextSource::paragraphs:
            return false;
        case TextSource::value:
            return value_tells;
        case TextSource::page:
            return value_tells && !object.has_items();
    }
    return false;
}

}  // namespace lsmap::check

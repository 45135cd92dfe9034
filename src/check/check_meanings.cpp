#include "base/overloaded.hpp"
#include "check/check_task.hpp"
#include "check/checker.hpp"
#include "check/group.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

// What editors ask for: which names mean what, and what may stand at the cursor.
namespace lsmap::check {
namespace {

using labelstudio::Control;
using labelstudio::ControlId;
using labelstudio::LabelSlot;
using labelstudio::Object;

// Where the config names the tag; of one that a group has made up, the parameter.
template <class Tag> Span name_span(const labelstudio::LabelingConfig& config, const Tag& tag) {
    const labelstudio::Attribute* name = config.elements[tag.element].attribute("name");
    return name == nullptr ? tag.span : name->value_span;
}

const ast::Parameter* parameter_of(const GroupScope* group, std::string_view name) {
    if (group == nullptr) {
        return nullptr;
    }
    for (const GroupParameter& param : group->group->params) {
        if (param.source->name.text == name) {
            return param.source;
        }
    }
    return nullptr;
}

bool is_public(std::string_view name) { return !name.starts_with('_'); }

}  // namespace

void Checker::note(Use use) const {
    if (is_asked()) {
        environment_.meanings->uses.push_back(std::move(use));
    }
}

void Checker::note_item(Span at, NameKind kind, Span declared) const {
    note({.at = at, .kind = kind, .declared = declared, .is_declaration = at == declared});
}

void Checker::note_word(Span at, NameKind kind) const { note({.at = at, .kind = kind}); }

void Checker::note_variable(Span at, ir::VariableId id) const {
    if (is_asked()) {
        const ir::Variable& variable = program_.variables[id];
        note({.at = at,
              .kind = NameKind::variable,
              .declared = variable.span,
              .is_declaration = at == variable.span,
              .types = &store(),
              .type = variable.type,
              .variable = variable.kind});
    }
}

void Checker::note_field(Span at, TypeId record, std::uint32_t index) const {
    if (!is_asked()) {
        return;
    }
    const types::Field& field = store().as<types::RecordType>(record)->fields[index];
    const auto named = field_names_.find({record, index});
    note({.at = at,
          .kind = named == field_names_.end() ? NameKind::part : NameKind::field,
          .declared = named == field_names_.end() ? std::nullopt : std::optional(named->second),
          .types = &store(),
          .type = field.type});
}

void Checker::note_part(Span at, TypeId type) const {
    note({.at = at, .kind = NameKind::part, .types = &store(), .type = type});
}

void Checker::note_record(TypeId declared, std::span<const Span> names) {
    if (!is_asked()) {
        return;
    }
    const TypeId value = store().value_type(declared);
    const auto* record = store().as<types::RecordType>(value);
    for (std::uint32_t i = 0; record != nullptr && i < record->fields.size(); ++i) {
        const auto [first, is_new] = field_names_.try_emplace({value, i}, names[i]);
        note({.at = names[i],
              .kind = NameKind::field,
              .declared = first->second,
              .is_declaration = true,
              .types = &store(),
              .type = record->fields[i].type});
    }
}

void Checker::note_function(Span at, const FunctionInfo& function) const {
    note_item(at, NameKind::function, function.name);
}

void Checker::note_module(const ast::Name& name, const ModuleScope& module) const {
    if (is_asked()) {
        // The scope of a group is a copy of its module's.
        const auto declared = std::ranges::find_if(use_names_, [&](const auto& entry) {
            return entry.first.first->ast == scope_module_->ast && entry.first.second == name.text;
        });
        note({.at = name.span,
              .kind = NameKind::module,
              .declared = declared == use_names_.end() ? name.span : declared->second,
              .leads_to = Span{0, 0, module.ast->file}});
    }
}

void Checker::note_use(const ast::UseItem& item, Span name, const std::string& known_as,
                       const ModuleScope& user, const ModuleScope& module) {
    if (!is_asked()) {
        return;
    }
    use_names_.emplace(std::pair(&user, known_as), name);
    for (const Span at : {name, item.path.span}) {
        note({.at = at,
              .kind = NameKind::module,
              .declared = name,
              .is_declaration = at == name,
              .leads_to = Span{0, 0, module.ast->file}});
        if (name == item.path.span) {
            break;
        }
    }
}

void Checker::note_control(const ast::Name& name, ControlId id) const {
    if (is_asked()) {
        const Control& control = config().controls[id];
        const ast::Parameter* param = parameter_of(scope_module_->group, name.text);
        note({.at = name.span,
              .kind = NameKind::control,
              .declared = param != nullptr ? param->name.span : name_span(config(), control),
              .control = &control});
    }
}

void Checker::note_object(const ast::Name& name, labelstudio::ObjectId id) const {
    if (is_asked()) {
        const Object& object = config().objects[id];
        const ast::Parameter* param = parameter_of(scope_module_->group, name.text);
        note({.at = name.span,
              .kind = NameKind::object,
              .declared = param != nullptr ? param->name.span : name_span(config(), object),
              .object = &object});
    }
}

void Checker::note_label(Span at, const Control& control,
                         const labelstudio::LabelOption* option) const {
    note({.at = at,
          .kind = NameKind::label,
          .declared = option == nullptr ? std::nullopt : std::optional(option->span),
          .control = &control,
          .option = option});
}

Span Checker::table_name(ir::TableId table) const {
    const auto found = table_names_.find(table);
    return found == table_names_.end() ? program_.tables[table].span : found->second;
}

void Checker::note_declarations(const ModuleScope& scope) const {
    if (!is_asked()) {
        return;
    }
    const auto declared = [&](const ast::Name& name, NameKind kind) {
        note_item(name.span, kind, name.span);
    };
    for (const ast::Item& item : scope.ast->items) {
        std::visit(Overloaded{
                       [&](const ast::TypeItem& i) { declared(i.name, NameKind::type); },
                       [&](const ast::FnItem& i) { declared(i.name, NameKind::function); },
                       [&](const ast::LabelsItem& i) { declared(i.name, NameKind::table); },
                       [&](const ast::RulesItem& i) {
                           declared(i.name, NameKind::group);
                           for (const ast::Parameter& param : i.params) {
                               const auto* type =
                                   std::get_if<ast::TypeName>(&scope.ast->types[param.type].node);
                               const std::string_view word =
                                   type == nullptr ? std::string_view() : type->name.text;
                               if (word == "control") {
                                   declared(param.name, NameKind::control);
                               } else if (word == "object") {
                                   declared(param.name, NameKind::object);
                               } else if (word == "labels") {
                                   declared(param.name, NameKind::table);
                               }
                           }
                       },
                       [](const auto&) {},
                   },
                   item.node);
    }
}

// ---- the cursor
// ----------------------------------------------------------------------------------

void Checker::look_around(Around& around, std::optional<TypeId> expected) const {
    around.seen = true;
    around.types = &store();
    around.expected = expected;
    around.names.clear();
    around.handles.clear();
    for (const Local& local : locals_) {
        const ir::Variable& variable = program_.variables[local.variable];
        if (!local.name.empty()) {
            const Path path{local.variable, {}};
            around.names.push_back({.name = local.name,
                                    .kind = NameKind::variable,
                                    .type = narrowed(path, variable.type),
                                    .declared = variable.span});
        }
    }
    if (record_visible_) {
        const TypeId record = program_.variables[program_.record].type;
        if (const auto* fields = store().as<types::RecordType>(record)) {
            for (const types::Field& field : fields->fields) {
                around.names.push_back({.name = field.name,
                                        .kind = NameKind::field,
                                        .type = field.type,
                                        .declared = field.span});
            }
        }
        around.names.push_back({.name = "input", .kind = NameKind::variable, .type = record});
    }
    for (const auto& [name, id] : scope_module_->values) {
        const ir::Variable& variable = program_.variables[id];
        around.names.push_back({.name = name,
                                .kind = NameKind::variable,
                                .type = variable.type,
                                .declared = variable.span});
    }
    for (const auto& [name, function] : scope_module_->signatures) {
        around.names.push_back(
            {.name = name, .kind = NameKind::function, .declared = function.name});
    }
    for (const auto& [name, table] : scope_module_->tables) {
        around.names.push_back(
            {.name = name, .kind = NameKind::table, .declared = table_name(table)});
    }
    for (const auto& [name, module] : scope_module_->modules) {
        around.names.push_back({.name = name, .kind = NameKind::module});
    }
    for (const VisibleHandle& handle : handles_) {
        around.handles.push_back(
            {.name = handle.name,
             .kind = NameKind::handle,
             .text = program_.handles[static_cast<std::size_t>(handle.id)].has_key ? "[key]" : ""});
    }
}

void Checker::look_into(Around& around, TypeId receiver) {
    around.seen = true;
    around.types = &store();
    around.receiver = receiver;
    around.members.clear();
    const TypeId inner = store().without_optional(receiver);
    const auto add_parts = [&](std::span<const NamedPart> parts) {
        for (const NamedPart& part : parts) {
            around.members.push_back(
                {.name = part.name, .kind = NameKind::part, .type = part.type});
        }
    };
    const auto add_fields = [&](TypeId record) {
        for (const types::Field& field : store().as<types::RecordType>(record)->fields) {
            const auto same = std::ranges::find(around.members, field.name, &Choice::name);
            if (same == around.members.end()) {
                around.members.push_back({.name = field.name,
                                          .kind = NameKind::field,
                                          .type = field.type,
                                          .declared = field.span});
            }
        }
    };
    if (store().is<types::RecordType>(inner)) {
        add_fields(inner);
    } else if (const auto* tuple = store().as<types::TupleType>(inner)) {
        for (const types::TuplePlace& place : tuple->places) {
            if (!place.name.empty()) {
                around.members.push_back(
                    {.name = place.name, .kind = NameKind::part, .type = place.type});
            }
        }
    } else if (const auto* either = store().as<types::UnionType>(inner)) {
        for (const TypeId one : std::vector<TypeId>(either->alternatives)) {
            if (store().is<types::RecordType>(one)) {
                add_fields(one);
            }
        }
    } else {
        add_parts(named_parts(inner));
    }
}

void Checker::look_into(Around& around, const ModuleScope& module) const {
    around.seen = true;
    around.types = &store();
    around.members.clear();
    const bool own = &module == scope_module_;
    for (const auto& [name, id] : module.values) {
        if (own || is_public(name)) {
            const ir::Variable& variable = program_.variables[id];
            around.members.push_back({.name = name,
                                      .kind = NameKind::variable,
                                      .type = variable.type,
                                      .declared = variable.span});
        }
    }
    for (const auto& [name, function] : module.signatures) {
        if (own || is_public(name)) {
            around.members.push_back(
                {.name = name, .kind = NameKind::function, .declared = function.name});
        }
    }
}

void Checker::look_for_tags(Around& around) const {
    around.seen = true;
    around.tags.clear();
    for (const std::string& name : control_names()) {
        if (const auto id = find_control(name)) {
            around.tags.push_back({.name = name,
                                   .kind = NameKind::control,
                                   .text = std::string(config().controls[*id].kind->tag),
                                   .declared = config().controls[*id].span});
        }
    }
    for (const std::string& name : object_names()) {
        if (const auto id = find_object(name)) {
            around.tags.push_back({.name = name,
                                   .kind = NameKind::object,
                                   .text = std::string(config().objects[*id].kind->tag),
                                   .declared = config().objects[*id].span});
        }
    }
}

void Checker::look_for_labels(std::span<const ControlId> controls, Span at) const {
    if (Around* around = asked_at(at)) {
        around->seen = true;
        around->label_owners.clear();
        for (const ControlId id : controls) {
            around->label_owners.push_back(&config().controls[id]);
        }
    }
}

void Checker::look_for_groups(Around& around, const ModuleScope& module, bool own) const {
    around.seen = true;
    around.groups.clear();
    for (const auto& [name, group] : module.groups) {
        if (own || is_public(name)) {
            around.groups.push_back(
                {.name = name, .kind = NameKind::group, .declared = group->item->name.span});
        }
    }
    for (const auto& [name, used] :
         own ? module.modules : std::unordered_map<std::string, ModuleScope*>()) {
        around.groups.push_back({.name = name, .kind = NameKind::module});
    }
}

void Checker::look_for_types(Around& around, const ModuleScope& module, bool own) const {
    around.seen = true;
    around.type_names.clear();
    for (const auto& [name, item] : module.types) {
        if (own || is_public(name)) {
            around.type_names.push_back(
                {.name = name, .kind = NameKind::type, .declared = item->name.span});
        }
    }
    for (const auto& [name, used] :
         own ? module.modules : std::unordered_map<std::string, ModuleScope*>()) {
        around.type_names.push_back({.name = name, .kind = NameKind::module});
    }
}

// ---- slots
// ---------------------------------------------------------------------------------------

void TaskChecker::note_slot(const ast::SlotEntry& entry) {
    if (!checker_.is_asked()) {
        return;
    }
    Around* around = checker_.asked_at(entry.name.span);
    const std::vector<Choice> choices = slot_choices();
    const auto slot = std::ranges::find(choices, entry.name.text, &Choice::name);
    const Object& object = checker_.config().objects[place_->object];
    if (slot != choices.end()) {
        checker_.note({.at = entry.name.span,
                       .kind = NameKind::slot,
                       .control = &control(),
                       .object = &object,
                       .text = slot->text});
    }
    if (around != nullptr) {
        around->seen = true;
        around->control = &control();
        around->object = &object;
        around->slots = choices;
        for (const auto& [name, at] : place_->given) {
            around->given.push_back(name);
        }
    }
}

void TaskChecker::note_fact(const Object& object, const ast::SlotEntry& slot,
                            const std::map<std::string, Span>& given) {
    if (!checker_.is_asked()) {
        return;
    }
    checker_.note({.at = slot.name.span, .kind = NameKind::slot, .object = &object});
    Around* around = checker_.asked_at(slot.name.span);
    if (around == nullptr) {
        return;
    }
    around->seen = true;
    around->object = &object;
    around->slots.clear();
    const auto add = [&](std::string_view word) {
        around->slots.push_back(
            {.name = std::string(word), .kind = NameKind::slot, .optional = word != "value"});
    };
    add("value");
    for (const labelstudio::FactWord& row : labelstudio::fact_words()) {
        if ((object.kind->facts & static_cast<std::uint8_t>(row.fact)) != 0) {
            add(row.word);
        }
    }
    add("outside");
    for (const auto& [name, at] : given) {
        around->given.push_back(name);
    }
}

void Checker::take(Meanings found) const {
    Meanings& all = *environment_.meanings;
    all.uses.insert(all.uses.end(), std::make_move_iterator(found.uses.begin()),
                    std::make_move_iterator(found.uses.end()));
    std::ranges::move(found.programs, std::back_inserter(all.programs));
    if (found.around && found.around->seen) {
        all.around = std::move(found.around);
    }
}

void Checker::hand_over() {
    if (is_asked()) {
        environment_.meanings->programs.push_back(std::move(program_));
    }
}

}  // namespace lsmap::check

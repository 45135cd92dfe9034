#include "base/nearest.hpp"
#include "base/overloaded.hpp"
#include "check/check_task.hpp"
#include "check/group.hpp"
#include "diag/codes/names.hpp"

#include <fmt/format.h>

#include <algorithm>

// `rules NAME(…) { … }`: its parameters, and a group of a module against configs made up for it.
namespace lsmap::check {
namespace {

using labelstudio::ControlId;
using labelstudio::ControlKind;
using labelstudio::ObjectKind;
using Sort = GroupParameter::Sort;

constexpr std::size_t most_read = 16U << 20U;  // bytes read for the groups of one file

// A config in which a group could be applied: a control for each of its control parameters, and
// labels of relations. Spans are those of the parameters, so that messages point there.
struct Stage {
    const ObjectKind* on = nullptr;  // what its controls stand on where they can
    bool lists = false, dates = false;
};

bool borrows_labels(const ControlKind& kind) {
    return !kind.labels.key.empty() && kind.labels.child.empty();
}

bool has_with(const ast::Block& entries, const std::string& control) {
    return std::ranges::any_of(entries, [&](const ast::Entry& entry) {
        return std::visit(Overloaded{
                              [&](const ast::WithEntry& e) { return e.control.text == control; },
                              [&](const ast::WhenEntry& e) { return has_with(e.body, control); },
                              [&](const ast::ForEntry& e) { return has_with(e.body, control); },
                              [&](const ast::RuleEntry& e) { return has_with(e.body, control); },
                              [](const auto&) { return false; },
                          },
                          entry.node);
    });
}

class StageMaker {
 public:
    StageMaker(const Group& group, const Stage& stage) : group_(group), stage_(stage) {}

    std::shared_ptr<const labelstudio::LabelingConfig> config() {
        config_.usable = true;
        for (const GroupParameter& param : group_.params) {
            if (param.sort == Sort::object) {
                const ObjectKind* kind = param.objects.empty() ? stage_.on : param.objects.front();
                object(*kind, param.source->name.text, param.source->name.span);
            }
        }
        for (const GroupParameter& param : group_.params) {
            if (param.sort == Sort::control) {
                control(param);
            }
        }
        const auto given = static_cast<std::uint32_t>(config_.controls.size());
        for (std::uint32_t i = 0; i < given; ++i) {
            add_lender(ControlId{i});
        }
        add_relations();
        return std::make_shared<labelstudio::LabelingConfig>(std::move(config_));
    }

 private:
    labelstudio::ElementId element(std::string_view tag, Span span) {
        labelstudio::Element made;
        made.tag = std::string(tag);
        made.tag_span = made.span = span;
        return config_.elements.add(std::move(made));
    }
    labelstudio::ObjectId object(const ObjectKind& kind, const std::string& name, Span span) {
        labelstudio::Object made;
        made.name = name;
        made.kind = &kind;
        made.element = element(kind.tag, span);
        made.span = span;
        made.is_list = stage_.lists && kind.can_be_list;
        if (stage_.dates && !kind.date_attributes.empty()) {
            made.date_format = "%Y-%m-%d";
        }
        made.frame_rate = kind.usual_rate;
        return config_.objects.add(std::move(made));
    }
    void control(const GroupParameter& param) {
        const std::string& name = param.source->name.text;
        const Span span = param.source->name.span;
        labelstudio::Control made;
        made.name = name;
        made.kind = kind_of(param);
        made.element = element(made.kind->tag, span);
        made.span = span;
        made.dynamic_labels = made.kind->label_slot == labelstudio::LabelSlot::none
                                  ? std::nullopt
                                  : std::optional<std::string>("");
        made.per_region = made.kind->can_per_region && has_with(group_.item->body, name);
        for (std::uint32_t i = 0; i < config_.objects.size(); ++i) {
            const labelstudio::ObjectId id{i};
            if (stands_on(*made.kind, *config_.objects[id].kind)) {
                made.targets.push_back({config_.objects[id].name, span, id});
            }
        }
        if (made.targets.empty()) {
            const std::string_view tag =
                made.kind->objects.empty() ? stage_.on->tag : *made.kind->objects.begin();
            const ObjectKind* on =
                stands_on(*made.kind, *stage_.on) ? stage_.on : labelstudio::find_object_kind(tag);
            const std::string shown = "the object of " + name;
            made.targets.push_back({shown, span, object(*on, shown, span)});
            if (made.kind->compares_objects) {
                made.targets.push_back({shown + "'s other", span, object(*on, shown, span)});
            }
        }
        config_.controls.add(std::move(made));
    }
    // What a track carries are the labels of another control of its object; no parameter need be
    // it.
    void add_lender(ControlId borrower) {
        const labelstudio::Control it = config_.controls[borrower];
        if (!borrows_labels(*it.kind) || label_owner(config_, borrower) != borrower) {
            return;
        }
        const labelstudio::Target& target = it.targets.front();
        for (const ControlKind& other : labelstudio::control_kinds()) {
            const auto form = labelstudio::form_on(other, *config_.objects[*target.object].kind);
            if (form && form->lends_labels) {
                labelstudio::Control lender;
                lender.name = "the labels of " + it.name;
                lender.kind = &other;
                lender.element = element(other.tag, it.span);
                lender.span = it.span;
                lender.dynamic_labels = "";
                lender.targets.push_back(target);
                config_.controls.add(std::move(lender));
            }
        }
    }
    // Whatever the labels of relations will be.
    void add_relations() {
        const auto kinds = labelstudio::control_kinds();
        const auto kind =
            std::ranges::find(kinds, true, &labelstudio::ControlKind::connects_regions);
        labelstudio::Control made;
        made.name = kind->type;
        made.kind = &*kind;
        made.element = element(kind->tag, group_.span);
        made.span = group_.span;
        made.dynamic_labels = "";
        config_.controls.add(std::move(made));
    }
    static bool stands_on(const ControlKind& control, const ObjectKind& object) {
        return control.objects.empty() ||
               std::ranges::find(control.objects, object.tag) != control.objects.end();
    }
    const ControlKind* kind_of(const GroupParameter& param) const {
        for (const ControlKind* kind : param.controls) {
            if (stands_on(*kind, *stage_.on)) {
                return kind;
            }
        }
        return param.controls.empty() ? &labelstudio::control_kinds().front()
                                      : param.controls.front();
    }

    const Group& group_;
    Stage stage_;
    labelstudio::LabelingConfig config_;
};

// What a group may be checked on, the likeliest first; never empty.
std::vector<Stage> stages(const Group& group) {
    std::vector<const ObjectKind*> kinds;
    const auto add = [&](const ObjectKind* kind) {
        if (kind != nullptr && std::ranges::find(kinds, kind) == kinds.end()) {
            kinds.push_back(kind);
        }
    };
    for (const GroupParameter& param : group.params) {
        std::ranges::for_each(param.objects, add);
    }
    if (kinds.empty()) {
        for (const GroupParameter& param : group.params) {
            for (const ControlKind* control : param.controls) {
                for (const std::string_view tag : control->objects) {
                    add(labelstudio::find_object_kind(tag));
                }
            }
        }
    }
    if (kinds.empty()) {
        add(&labelstudio::object_kinds().front());
    }
    std::vector<Stage> found;
    found.reserve(kinds.size());
    for (const ObjectKind* kind : kinds) {
        found.push_back({kind});
    }
    for (const ObjectKind* kind : kinds) {
        if (kind->can_be_list) {
            found.push_back({kind, true, false});
        }
        if (!kind->date_attributes.empty()) {
            found.push_back({kind, false, true});
        }
    }
    return found;
}

}  // namespace

ControlId label_owner(const labelstudio::LabelingConfig& config, ControlId control) {
    const labelstudio::Control& it = config.controls[control];
    for (std::uint32_t i = 0; borrows_labels(*it.kind) && i < config.controls.size(); ++i) {
        for (const labelstudio::Target& target : config.controls[ControlId{i}].targets) {
            const auto form = !target.object
                                  ? std::nullopt
                                  : labelstudio::form_on(*config.controls[ControlId{i}].kind,
                                                         *config.objects[*target.object].kind);
            if (form && form->lends_labels &&
                std::ranges::find(it.targets, target.object, &labelstudio::Target::object) !=
                    it.targets.end()) {
                return ControlId{i};
            }
        }
    }
    return control;
}

// ---- parameters
// -----------------------------------------------------------------------------------

GroupParameter Checker::group_parameter(const ast::RulesItem& item, const ast::Parameter& param,
                                        Group& group) {
    GroupParameter made{.source = &param};
    const ast::Type& type = ast_type(param.type);
    made.may_be_left_out = std::holds_alternative<ast::TypeOptional>(type.node);
    const auto* word = std::get_if<ast::TypeName>(&type.node);
    if (word == nullptr || word->module || scope_module_->types.contains(word->name.text)) {
        check_label_parameters(param.type, group);
        return made;
    }
    const bool is_control = word->name.text == "control";
    const bool is_table = word->name.text == "labels";
    if (is_control || word->name.text == "object") {
        made.sort = is_control ? Sort::control : Sort::object;
        for (const ast::Name& tag : tag_arguments(*word)) {
            const ControlKind* control =
                is_control ? labelstudio::find_control_kind(tag.text) : nullptr;
            const ObjectKind* object =
                is_control ? nullptr : labelstudio::find_object_kind(tag.text);
            if (control != nullptr) {
                made.controls.push_back(control);
            } else if (object != nullptr) {
                made.objects.push_back(object);
            } else {
                std::vector<std::string> tags;
                for (const ControlKind& kind : labelstudio::control_kinds()) {
                    tags.emplace_back(kind.tag);
                }
                if (!is_control) {
                    tags.clear();
                    for (const ObjectKind& kind : labelstudio::object_kinds()) {
                        tags.emplace_back(kind.tag);
                    }
                }
                sink_.emit(tag.span, diag::unknown_tag_of_parameter, tag.text, word->name.text)
                    .help(nearest_names(tag.text, tags).empty() ? "`lsmapc doc` lists the tags"
                                                                : suggestion(tag.text, tags));
                group.broken = true;
            }
        }
        return made;
    }
    if (!is_table) {
        check_label_parameters(param.type, group);
    } else {
        made.sort = Sort::table;
        const std::vector<ast::Name> names = tag_arguments(*word);
        made.of = names.empty() ? "" : names.front().text;
        check_label_owner(item, names.empty() ? word->name : names.front(), group);
    }
    return made;
}

// `A`, `B` of `control<A | B>`.
std::vector<ast::Name> Checker::tag_arguments(const ast::TypeName& type) const {
    std::vector<ast::Name> names;
    const auto add = [&](ast::TypeId id) {
        const auto* name = std::get_if<ast::TypeName>(&ast_type(id).node);
        names.push_back(name != nullptr ? name->name : ast::Name{"", ast_type(id).span});
    };
    for (const ast::TypeId arg : type.args) {
        if (const auto* either = std::get_if<ast::TypeUnion>(&ast_type(arg).node)) {
            std::ranges::for_each(either->alternatives, add);
        } else {
            add(arg);
        }
    }
    return names;
}

// `c` of `labels<c>` and `label<c>` is a control among the parameters, or the word for relations.
void Checker::check_label_owner(const ast::RulesItem& item, const ast::Name& name, Group& group) {
    std::vector<std::string> controls;
    for (const ast::Parameter& param : item.params) {
        const auto* type = std::get_if<ast::TypeName>(&ast_type(param.type).node);
        if (type != nullptr && type->name.text == "control") {
            controls.push_back(param.name.text);
        }
    }
    if (std::ranges::find(controls, name.text) != controls.end() || is_relation_word(name.text)) {
        return;
    }
    sink_.emit(name.span, diag::labels_of_no_parameter, name.text, item.name.text)
        .help(controls.empty() ? "add a parameter for the control: c: control<RectangleLabels>"
                               : suggestion("", controls));
    group.broken = true;
}

void Checker::rules_item(const ast::RulesItem& item, Span span) {
    auto group = std::make_shared<Group>();
    group->item = &item;
    group->module = scope_module_;
    group->span = span;
    group->number = scope_module_->groups.size();
    group->name = scope_module_->prefix + item.name.text;
    std::map<std::string, Span> seen;
    for (const ast::Parameter& param : item.params) {
        const auto [first, is_new] = seen.emplace(param.name.text, param.name.span);
        if (!is_new) {
            sink_.emit(param.name.span, diag::duplicate_name, param.name.text)
                .label(first->second, "declared here first");
            group->broken = true;
        }
        group->params.push_back(group_parameter(item, param, *group));
    }
    scope_module_->groups.emplace(item.name.text, std::move(group));
}

// ---- the type of a value parameter
// ---------------------------------------------------------------

bool Checker::mentions_label(ast::TypeId id) const {
    return std::visit(Overloaded{
                          [](const ast::TypeName& t) {
                              return !t.module && t.name.text == "label" && t.args.size() == 1;
                          },
                          [&](const ast::TypeList& t) { return mentions_label(t.element); },
                          [&](const ast::TypeOptional& t) { return mentions_label(t.inner); },
                          [&](const ast::TypeRecord& t) {
                              return std::ranges::any_of(t.fields, [&](const ast::TypeField& f) {
                                  return mentions_label(f.type);
                              });
                          },
                          [](const auto&) { return false; },
                      },
                      ast_type(id).node);
}

// With `label<c>` as the labels of the control that `c` stands for.
TypeId Checker::parameter_type(ast::TypeId id) {
    if (!mentions_label(id)) {
        return store().value_type(declared_type(id));
    }
    const ast::Type& type = ast_type(id);
    if (const auto* list = std::get_if<ast::TypeList>(&type.node)) {
        return store().list(parameter_type(list->element));
    }
    if (const auto* optional = std::get_if<ast::TypeOptional>(&type.node)) {
        return store().optional(parameter_type(optional->inner));
    }
    if (const auto* record = std::get_if<ast::TypeRecord>(&type.node)) {
        types::RecordType made;
        for (const ast::TypeField& field : record->fields) {
            const TypeId of = parameter_type(field.type);
            made.fields.push_back({field.name.text, field.name.text,
                                   field.optional ? store().optional(of) : of, field.span});
        }
        return store().intern(std::move(made));
    }
    const ast::Name name = tag_arguments(std::get<ast::TypeName>(type.node)).front();
    const std::optional<ControlId> control = find_control(name.text);
    const std::optional<ControlId> owner = control ? control : relations_control(name.text);
    if (!owner) {
        return store().error();
    }
    const ControlId controls[] = {label_owner(config(), *owner)};
    return label_type(controls);
}

// ---- at the declaration
// ---------------------------------------------------------------------------

void Checker::check_groups(ModuleScope& scope) {
    std::vector<Group*> groups;
    for (const auto& [name, group] : scope.groups) {
        groups.push_back(group.get());
    }
    std::ranges::sort(groups, {}, &Group::number);
    std::size_t read = 0;
    for (Group* group : groups) {
        // Each is a reading of the whole file; what is left is checked where it is applied.
        read += environment_.sources[scope.ast->file].text.size();
        if (!group->broken && read <= most_read) {
            check_group(*group, *scope.ast);
        }
    }
}

// A group is right if it is on one of the stages; else the errors of the stage with the fewest.
void Checker::check_group(Group& group, const ast::Module& module) {
    std::optional<std::vector<diag::Diagnostic>> fewest;
    const std::vector<Stage> all = stages(group);
    for (const Stage& stage : all) {
        Environment environment = environment_;
        environment.config = StageMaker(group, stage).config();
        environment.whole_program = false;
        environment.accept = Accept::editor;
        environment.settings.clear();
        // The names of a module that is checked alone are those of the stage that is taken.
        Meanings meanings;
        meanings.around =
            environment_.meanings != nullptr ? environment_.meanings->around : std::nullopt;
        const bool is_asked_for = is_asked() && !environment_.whole_program;
        environment.meanings = is_asked_for ? &meanings : nullptr;
        diag::Sink heard;
        Checker probe(module, environment, heard, heard);
        probe.is_probe_ = true;
        probe.items();
        const std::size_t before = heard.all().size();
        for (auto& [name, other] : probe.scope_module_->groups) {  // what is reported stays quiet
            const auto known_as = scope_module_->groups.find(name);
            other->broken |= known_as != scope_module_->groups.end() && known_as->second->broken;
        }
        const auto copy = probe.scope_module_->groups.find(group.item->name.text);
        if (copy == probe.scope_module_->groups.end()) {
            return;  // what it depends on is broken, and reported
        }
        TaskChecker(probe, module).check_group(*copy->second);
        std::vector<diag::Diagnostic> errors, warnings;
        for (std::size_t i = before; i < heard.all().size(); ++i) {
            const bool is_error = heard.all()[i].severity == diag::Severity::error;
            (is_error ? errors : warnings).push_back(probe.explained(i));
        }
        probe.hand_over();
        if (is_asked_for && (errors.empty() || &stage == &all.front())) {
            take(std::move(meanings));
        }
        if (errors.empty()) {
            // Those of a module that others use are told where it is checked itself.
            for (diag::Diagnostic& warning :
                 environment_.whole_program ? std::span<diag::Diagnostic>() : warnings) {
                sink_.add(std::move(warning));
            }
            return;
        }
        if (!fewest || errors.size() < fewest->size()) {
            fewest = std::move(errors);
        }
    }
    for (diag::Diagnostic& error : *fewest) {
        sink_.add(std::move(error));
    }
    group.broken = true;
}

void Checker::check_label_parameters(ast::TypeId id, Group& group) {
    const ast::Type& type = ast_type(id);
    if (const auto* list = std::get_if<ast::TypeList>(&type.node)) {
        check_label_parameters(list->element, group);
    } else if (const auto* optional = std::get_if<ast::TypeOptional>(&type.node)) {
        check_label_parameters(optional->inner, group);
    } else if (const auto* record = std::get_if<ast::TypeRecord>(&type.node)) {
        for (const ast::TypeField& field : record->fields) {
            check_label_parameters(field.type, group);
        }
    } else if (mentions_label(id)) {
        check_label_owner(*group.item, tag_arguments(std::get<ast::TypeName>(type.node)).front(),
                          group);
    }
}

}  // namespace lsmap::check

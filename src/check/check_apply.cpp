#include "base/nearest.hpp"
#include "check/check_task.hpp"
#include "check/group.hpp"
#include "check/label_names.hpp"
#include "diag/codes/names.hpp"

#include <fmt/format.h>

#include <algorithm>

// `apply NAME(…)`: the body of the group is checked once more for each, with its parameters bound.
namespace lsmap::check {
namespace {

using labelstudio::ControlId;
using labelstudio::ObjectId;
using Sort = GroupParameter::Sort;

// Groups are written out wherever they are applied, and some apply others twice over.
constexpr std::size_t most_applied = 2'000;
constexpr std::size_t most_written = 16U << 20U;  // bytes
constexpr std::size_t deepest_group = 32;

}  // namespace

// The names of the caller are out of sight while the body of a group is checked.
class Checker::InGroup {
 public:
    InGroup(Checker& checker, ModuleScope& scope)
        : checker_(checker),
          module_(std::exchange(checker.scope_module_, &scope)),
          record_(std::exchange(checker.record_visible_, false)),
          locals_(std::exchange(checker.locals_, {})),
          handles_(std::exchange(checker.handles_, {})) {}
    ~InGroup() {
        checker_.scope_module_ = module_;
        checker_.record_visible_ = record_;
        checker_.locals_ = std::move(locals_);
        checker_.handles_ = std::move(handles_);
    }
    InGroup(const InGroup&) = delete;
    InGroup& operator=(const InGroup&) = delete;

 private:
    Checker& checker_;
    ModuleScope* module_;
    bool record_;
    std::vector<Local> locals_;
    std::vector<VisibleHandle> handles_;
};

std::optional<ControlId> Checker::find_control(std::string_view name) const {
    const GroupScope* group = scope_module_->group;
    if (group != nullptr) {
        const auto found = group->controls.find(std::string(name));
        if (found != group->controls.end()) {
            return found->second;
        }
    }
    return group == nullptr || group->sees_config ? config().find_control(name) : std::nullopt;
}

std::optional<ObjectId> Checker::find_object(std::string_view name) const {
    const GroupScope* group = scope_module_->group;
    if (group != nullptr) {
        const auto found = group->objects.find(std::string(name));
        if (found != group->objects.end()) {
            return found->second;
        }
    }
    return group == nullptr || group->sees_config ? config().find_object(name) : std::nullopt;
}

std::vector<std::string> Checker::control_names() const {
    const GroupScope* group = scope_module_->group;
    std::vector<std::string> names = group == nullptr || group->sees_config
                                         ? config().control_names()
                                         : std::vector<std::string>();
    for (const auto& [name, id] :
         group == nullptr ? std::unordered_map<std::string, ControlId>() : group->controls) {
        names.push_back(name);
    }
    return names;
}

std::vector<std::string> Checker::object_names() const {
    const GroupScope* group = scope_module_->group;
    std::vector<std::string> names = group == nullptr || group->sees_config
                                         ? config().object_names()
                                         : std::vector<std::string>();
    for (const auto& [name, id] :
         group == nullptr ? std::unordered_map<std::string, ObjectId>() : group->objects) {
        names.push_back(name);
    }
    return names;
}

// A problem in a group shows the call; where the group is in a module, as the place that is wrong.
diag::Diagnostic Checker::explained(std::size_t number) const {
    diag::Diagnostic shown = sink_.all()[number];
    std::vector<const Applied*> around;
    for (const Applied& applied : applied_) {
        if (applied.group != nullptr && applied.first <= number && number < applied.last) {
            around.push_back(&applied);
        }
    }
    constexpr std::size_t most_shown = 4;  // the inner ones, and where it all begins
    if (around.size() > most_shown) {
        shown.note(fmt::format("{} further groups lie between", around.size() - most_shown));
        around.erase(around.begin() + most_shown - 1, around.end() - 1);
    }
    for (const Applied* applied : around) {
        const std::string text = fmt::format("`{}` is applied here", applied->group->name);
        if (!shown.span || shown.span->file != applied->group->span.file ||
            applied->call.file == applied->group->span.file) {
            shown.label(applied->call, text);
            continue;
        }
        shown.labels.insert(shown.labels.begin(),
                            diag::Label{*shown.span, std::move(shown.span_text)});
        shown.span = applied->call;
        shown.span_text = text;
        shown.fixes.clear();  // they would be edits of the module
    }
    return shown;
}

// ---- which group
// ----------------------------------------------------------------------------------

const Group* TaskChecker::find_group(const ast::ApplyEntry& entry) {
    const ModuleScope* module = checker_.scope_module();
    if (entry.module) {
        if (Around* around = checker_.asked_at(entry.module->span)) {
            checker_.look_for_groups(*around, *module, true);
        }
        const auto found = module->modules.find(entry.module->text);
        if (found == module->modules.end()) {
            if (!module->broken.contains(entry.module->text)) {
                std::vector<std::string> names;
                for (const auto& [name, known] : module->modules) {
                    names.push_back(name);
                }
                std::ranges::sort(names);
                checker_.sink()
                    .emit(entry.module->span, diag::unknown_module, entry.module->text)
                    .help(suggestion(entry.module->text, names));
            }
            return nullptr;
        }
        module = found->second;
        checker_.note_module(*entry.module, *module);
        if (!checker_.check_public(*module, entry.rules)) {
            return nullptr;
        }
    }
    if (Around* around = checker_.asked_at(entry.rules.span)) {
        checker_.look_for_groups(*around, *module, !entry.module);
    }
    const auto found = module->groups.find(entry.rules.text);
    if (found != module->groups.end()) {
        checker_.note_item(entry.rules.span, NameKind::group, found->second->item->name.span);
        return found->second.get();
    }
    if (module->broken.contains(entry.rules.text)) {
        return nullptr;
    }
    std::vector<std::string> names;
    for (const auto& [name, group] : module->groups) {
        if (!entry.module || !name.starts_with('_')) {
            names.push_back(name);
        }
    }
    std::ranges::sort(names);
    auto& report = checker_.sink().emit(
        entry.rules.span, diag::unknown_group,
        entry.module ? entry.module->text + "." + entry.rules.text : entry.rules.text);
    if (module->signatures.contains(entry.rules.text)) {
        report.note("there is a function of that name; functions stand in expressions");
    }
    report.help(names.empty() ? "declare it: rules NAME(…) { … }"
                              : suggestion(entry.rules.text, names));
    return nullptr;
}

// ---- the body
// -------------------------------------------------------------------------------------

void TaskChecker::group_body(const Group& group, ir::Block& out) {
    const bool at_top = std::exchange(in_task_block_, false);
    declare_handles(group.item->body);
    block(group.item->body, out, &TaskChecker::rule_entry);
    in_task_block_ = at_top;
}

// False: there is too much already; told once.
bool TaskChecker::may_write_out(const Group& group, const GroupScope* around, Span span) {
    std::vector<Checker::Applied>& applied = checker_.applied_;
    const auto is_end = [](const Checker::Applied& one) { return one.group == nullptr; };
    if (std::ranges::any_of(applied, is_end)) {
        return false;
    }
    const bool too_deep = around != nullptr && around->depth >= deepest_group;
    if (!too_deep && applied.size() < most_applied &&
        applied.size() * group.span.size() < most_written) {
        return true;
    }
    checker_.sink().emit(span, diag::group_too_large, group.name,
                         too_deep
                             ? fmt::format("more than {} groups apply one another", deepest_group)
                             : fmt::format("{} groups are applied before it", applied.size()));
    const std::size_t heard = checker_.sink().all().size();
    applied.push_back({heard, heard, span, nullptr});
    return false;
}

void TaskChecker::apply(const ast::ApplyEntry& entry, Span span, ir::Block& out) {
    const Group* group = find_group(entry);
    const GroupScope* around = checker_.scope_module()->group;
    if (group == nullptr || group->broken || !may_write_out(*group, around, span)) {
        return;
    }
    const auto placed = placed_arguments(entry, *group);
    if (!placed) {
        return;
    }
    ModuleScope instance = *group->module;
    GroupScope scope{.group = group,
                     .call = place_name(span),
                     .depth = around == nullptr ? 1 : around->depth + 1,
                     .sees_config = group->module->ast == &checker_.main_ && !checker_.is_probe_};
    bool bound = true;
    for (std::size_t i = 0; i < group->params.size(); ++i) {
        const Sort sort = group->params[i].sort;
        if (sort == Sort::control || sort == Sort::object) {
            bound &= bind_tag(*(*placed)[i], group->params[i], *group, scope);
        }
    }
    instance.group = &scope;
    // Types of parameters are read where the group is.
    std::vector<TypeId> types;
    {
        const Checker::InGroup inside(checker_, instance);
        for (const GroupParameter& param : group->params) {
            types.push_back(bound && param.sort == Sort::value
                                ? checker_.parameter_type(param.source->type)
                                : checker_.store().error());
        }
    }
    std::vector<ir::ExprId> values;
    for (std::size_t i = 0; i < group->params.size(); ++i) {
        const GroupParameter& param = group->params[i];
        if (param.sort == Sort::table && bound) {
            bound &= bind_table(*(*placed)[i], param, scope, instance);
        } else if (param.sort == Sort::value) {
            values.push_back(value_argument((*placed)[i], param, types[i], span));
            bound &= !checker_.store().is_error(checker_.type_of(values.back()));
        }
    }
    if (!bound) {
        return;
    }
    // One round of no clauses: `skip` in it leaves out the rest of this application.
    ir::ForEach made;
    const std::size_t heard = checker_.sink().all().size();
    {
        const Checker::InGroup inside(checker_, instance);
        const Checker::ScopeGuard guard(checker_);
        auto value = values.begin();
        for (const GroupParameter& param : group->params) {
            if (param.sort == Sort::value) {
                const ir::LetVariable let = checker_.let_variable(param.source->name, *value++);
                if (let.variable) {
                    checker_.origins_[*let.variable] = {
                        param.source->name.span,
                        fmt::format("from the parameter `{}`", param.source->name.text)};
                }
                made.body.push_back({span, let});
            }
        }
        group_body(*group, made.body);
    }
    checker_.applied_.push_back({heard, checker_.sink().all().size(), span, group});
    out.push_back({span, std::move(made)});
}

void TaskChecker::check_group(const Group& group) {
    for (std::uint32_t i = 0; i < checker_.config().objects.size(); ++i) {
        Checker::BoundObject all;
        all.span = group.span;
        all.size = all.duration = all.rate = all.fps = all.frames = all.text = all.tokens = true;
        checker_.bound_.emplace(ObjectId{i}, all);
    }
    ModuleScope instance = *group.module;
    GroupScope scope{.group = &group};
    for (const GroupParameter& param : group.params) {
        const std::string& name = param.source->name.text;
        if (param.sort == Sort::control) {
            scope.controls.emplace(name, *checker_.config().find_control(name));
        } else if (param.sort == Sort::object) {
            scope.objects.emplace(name, *checker_.config().find_object(name));
        }
    }
    instance.group = &scope;
    const Checker::InGroup inside(checker_, instance);
    const Checker::ScopeGuard guard(checker_);
    ir::Prediction prediction{};
    prediction_ = &prediction;
    for (const GroupParameter& param : group.params) {
        const std::string& name = param.source->name.text;
        if (param.sort == Sort::value) {
            const TypeId type = checker_.parameter_type(param.source->type);
            checker_.declare(
                param.source->name, type, ir::VariableKind::argument,
                Origin{param.source->name.span, fmt::format("from the parameter `{}`", name)});
        } else if (param.sort == Sort::table) {
            // Of keys that only the caller knows.
            ir::Table open;
            open.name = name;
            open.span = param.source->name.span;
            const auto owner = scope.controls.find(param.of);
            open.controls.push_back(owner != scope.controls.end()
                                        ? label_owner(checker_.config(), owner->second)
                                        : *checker_.relations_control(param.of));
            open.is_path = takes_paths(checker_.config().controls[open.controls.front()]);
            open.arms.emplace_back().skip = true;
            instance.tables.insert_or_assign(name, checker_.program().tables.add(std::move(open)));
        }
    }
    group_body(group, prediction.body);
    checker_.settle_handle_keys();
    prediction_ = nullptr;
}

}  // namespace lsmap::check

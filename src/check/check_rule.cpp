#include "base/nearest.hpp"
#include "check/check_task.hpp"
#include "check/group.hpp"
#include "check/label_names.hpp"
#include "diag/codes/config.hpp"
#include "diag/codes/names.hpp"

#include <fmt/format.h>

#include <algorithm>

// `[for …] -> CONTROL [on OBJECT] { … }`: which control on which object, and whether both agree.
namespace lsmap::check {
namespace {

using labelstudio::Control;
using labelstudio::ControlId;
using labelstudio::Object;
using labelstudio::ObjectId;

std::string article(std::string_view word) {
    return std::string(std::string_view("AEIOU").find(word.front()) == std::string_view::npos
                           ? "a "
                           : "an ") +
           std::string(word);
}

}  // namespace

std::string TaskChecker::place_name(Span at) const {
    const std::uint32_t line = checker_.environment_.sources[at.file].line_of(at.begin);
    const GroupScope* group = checker_.scope_module()->group;
    return group == nullptr ? fmt::format("line {}", line)
                            : fmt::format("{}, {}:{}", group->call, group->group->name, line);
}

std::string TaskChecker::rule_name(const Control& control, Span at) const {
    return fmt::format("{} ({})", control.name, place_name(at));
}

std::uint32_t TaskChecker::form_number(const labelstudio::ControlKind& kind,
                                       const labelstudio::ObjectKind& object) const {
    std::uint32_t number = 0;
    for (const labelstudio::ControlForm& form : kind.other_forms) {
        ++number;
        if (std::ranges::find(form.objects, object.tag) != form.objects.end()) {
            return number;
        }
    }
    return 0;
}

std::optional<ObjectId> TaskChecker::object_of(const ast::RuleEntry& entry,
                                               const Control& control) {
    std::vector<std::string> names;
    std::optional<ObjectId> only;
    for (const labelstudio::Target& target : control.targets) {
        if (target.object) {
            names.push_back(target.name);
            only = target.object;
        }
    }
    if (entry.object) {
        const std::optional<ObjectId> named = checker_.find_object(entry.object->text);
        if (Around* around = checker_.asked_at(entry.object->span)) {
            checker_.look_for_tags(*around);
        }
        if (named) {
            checker_.note_object(*entry.object, *named);
        }
        for (const labelstudio::Target& target : control.targets) {
            if (named && target.object == named) {
                return control.kind->compares_objects ? control.targets.front().object
                                                      : target.object;
            }
        }
        if (!named) {
            auto& report =
                checker_.sink().emit(entry.object->span, diag::unknown_object, entry.object->text);
            report.help(suggestion(entry.object->text, checker_.object_names()));
        } else {
            checker_.sink()
                .emit(entry.object->span, diag::not_a_target, control.name, entry.object->text)
                .label(control.span, "the control, with its `toName`")
                .help(names.size() == 1 ? fmt::format("it stands on `{}`: remove `on {}`", names[0],
                                                      entry.object->text)
                                        : suggestion(entry.object->text, names));
        }
        return std::nullopt;
    }
    if (control.kind->payload == nullptr) {
        return only;  // not supported yet, which is told of any of them
    }
    if (control.kind->compares_objects) {
        return control.targets.size() == names.size() && names.size() == 2
                   ? control.targets.front().object
                   : std::nullopt;  // the config's own error
    }
    if (names.size() > 1) {
        std::string all;
        for (const std::string& name : names) {
            all += (all.empty() ? "`" : ", `") + name + "`";
        }
        checker_.sink()
            .emit(entry.control.span, diag::which_object, control.name)
            .label(control.span, fmt::format("its `toName` lists {}", all))
            .help(fmt::format("say it: -> {} on {} {{ … }}", control.name, names[0]));
        return std::nullopt;
    }
    return only;  // none: the config's own error
}

// Whether the server's and the editor's word on this control agree, or `--accept` says whose
// counts.
bool TaskChecker::server_agrees(const Control& control, Span at) {
    if (checker_.environment_.accept == Accept::editor) {
        return true;
    }
    std::string what;
    std::string help = "if they are only looked at in the editor: --accept editor";
    if (!control.kind->server_accepts) {
        what = fmt::format("results of {}, which its editor writes", control.kind->tag);
    } else if (control.name == control.kind->forbidden_name) {
        what = fmt::format("results of a {} with the name `{}`", control.kind->tag, control.name);
        help = "give the control another name in the config";
    } else if (control.kind->refuses_to_name &&
               checker_.config().elements[control.element].attribute("toName") != nullptr) {
        what = fmt::format("results of a {} that has a `toName`", control.kind->tag);
        help = "take `toName` out of the config";
    } else if (control.has_dynamic_parts) {
        what = fmt::format("labels that `<{} value=\"$…\"/>` takes from the task",
                           control.kind->labels.child);
        help = fmt::format(
            "let the control take them all: `<{} value=\"$labels\"/>`; or, if they "
            "are only looked at in the editor: --accept editor",
            control.kind->tag);
    } else if (control.is_repeated()) {
        what = "results of controls in a Repeater, whose names its editor makes";
    } else if (control.allow_nested &&
               control.kind->label_slot == labelstudio::LabelSlot::choices) {
        what = fmt::format("paths in `{}`, which its editor wants for Choice inside Choice",
                           control.name);
    } else {
        return true;
    }
    auto& report =
        checker_.sink().emit(at, diag::server_refuses, what).label(control.span, "the control");
    report.note(
        "it checks predictions where the project validates them; the editor shows these results");
    report.help(std::move(help));
    return false;
}

bool TaskChecker::can_write(const Control& control, const Object& object, Span at) {
    if (control.in_nested_repeater || (object.is_repeated() && !control.is_repeated())) {
        checker_.sink().emit(at, diag::not_supported_yet,
                             control.in_nested_repeater
                                 ? "a `Repeater` inside a `Repeater`"
                                 : "a control outside of the `Repeater` of its object");
        return false;
    }
    if (!server_agrees(control, at)) {
        return false;
    }
    const std::optional<labelstudio::Form> form = labelstudio::form_of(control, object);
    if (!form) {
        return false;  // reported where the config was read
    }
    if (form->payload == nullptr) {
        checker_.sink().emit(
            at, diag::not_supported_yet,
            fmt::format("a result of {} on {}", control.kind->tag, article(object.kind->tag)));
        return false;
    }
    return true;
}

void TaskChecker::check_repeats(const Place& place, const Checker::Clauses& clauses,
                                Span clause_span) {
    const Control& it = checker_.config().controls[place.control];
    if (it.kind->is_region || place.given.contains("item")) {
        return;
    }
    const bool repeats = clauses.over_list && !clauses.limit_one;
    if (!repeats && !repeated_by_) {
        return;
    }
    const labelstudio::SlotPair pair = labelstudio::label_slot_names(it.kind->label_slot);
    auto& report = checker_.sink()
                       .emit(place.head, diag::whole_object_repeats, it.name, "the whole object")
                       .label(repeats ? clause_span : *repeated_by_, "several rounds");
    if (it.kind->label_slot != labelstudio::LabelSlot::none && !it.single_choice) {
        report.help(fmt::format("give them all at once: {}: [… for …]", pair.many));
    } else if (!it.kind->list_slot.many.empty()) {
        report.help(fmt::format("give them all at once: {}: [… for …]", it.kind->list_slot.many));
    } else {
        report.help("keep one: order by … desc limit 1");
    }
}

void TaskChecker::check_items(const Place& place) {
    const Control& it = checker_.config().controls[place.control];
    const Object& object = checker_.config().objects[place.object];
    const auto item = place.given.find("item");
    const bool needs = (object.is_list && (it.kind->is_region || it.per_item)) || it.is_repeated();
    if (needs && item == place.given.end()) {
        checker_.sink()
            .emit(place.head, diag::which_item, object.name)
            .label(object.span, "the object")
            .help(it.is_repeated() ? "add the number of the round, counted from 0: item: …"
                                   : "add the number of the item, counted from 0: item: …");
    } else if (!needs && item != place.given.end()) {
        checker_.sink()
            .emit(item->second, diag::no_list_of_items, it.name)
            .label(object.is_list ? it.span : object.span,
                   object.is_list ? "it speaks of all items: it has no perItem=\"true\""
                                  : "one item, not a list")
            .help("remove `item:`");
    }
}

void TaskChecker::rule(const ast::RuleEntry& entry, Span span, ir::Block& out) {
    const auto& config = checker_.config();
    const Checker::ScopeGuard scope(checker_);
    const Checker::Clauses clauses = checker_.clauses(entry.clauses);
    const std::optional<ControlId> id = checker_.known_control(entry.control);
    if (!id) {
        return;
    }
    const Control& it = config.controls[*id];
    const std::optional<ObjectId> object = object_of(entry, it);
    if (!object || !can_write(it, config.objects[*object], entry.control.span)) {
        return;
    }
    if (it.per_region) {
        checker_.sink()
            .emit(entry.control.span, diag::belongs_to_region, it.name)
            .label(it.span, "it has perRegion=\"true\"")
            .help(fmt::format(
                "put it into the body of the rule that makes the region: with {} {{ … }}",
                it.name));
        return;
    }
    ir::Rule made;
    made.clauses = clauses.clauses;
    made.control = *id;
    made.object = *object;
    made.variant = form_number(*it.kind, *config.objects[*object].kind);
    made.name = rule_name(it, entry.control.span);
    Place place{*id,
                *object,
                *labelstudio::form_of(it, config.objects[*object]),
                &made,
                entry.control.span,
                entry.body.empty() ? span : entry.body.back().span,
                entry.body.empty()};
    if (place.form.with_only) {
        checker_.sink()
            .emit(entry.control.span, diag::belongs_to_region, it.name)
            .label(config.objects[*object].span,
                   fmt::format("`{}` cannot draw on {}", it.kind->tag,
                               article(config.objects[*object].kind->tag)))
            .help(fmt::format(
                "put it into the body of the rule that makes the region: with {} {{ … }}",
                it.name));
        return;
    }
    if (place.form.lends_labels) {
        checker_.sink()
            .emit(entry.control.span, diag::labels_are_lent, it.name)
            .label(config.objects[*object].span,
                   fmt::format("`{}` draws nothing on {}", it.kind->tag,
                               article(config.objects[*object].kind->tag)))
            .help("write a rule for a track on this object, and give it the label there: label: …");
        return;
    }
    place.handle = entry.handle ? &*entry.handle : nullptr;
    name_region(entry, it, clauses, made);
    place_ = &place;
    checker_.rule_object_ = *object;
    checker_.rule_item_given_ = !config.objects[*object].has_items();
    body(entry.body, made.body, &TaskChecker::body_entry);
    check_complete();
    const Span clause_span =
        entry.clauses.empty() ? entry.control.span : entry.clauses.front().span;
    check_needs(place);
    check_repeats(place, clauses, clause_span);
    check_items(place);
    place_ = nullptr;
    checker_.rule_object_ = std::nullopt;
    out.push_back({span, std::move(made)});
}

}  // namespace lsmap::check

#include "check/check_task.hpp"
#include "diag/codes/config.hpp"

#include <fmt/format.h>

#include <algorithm>

// The body of a rule, and `with CONTROL { … }`: further results of the region that the rule makes.
namespace lsmap::check {

using labelstudio::Control;

void TaskChecker::body(const ast::Block& entries, ir::Block& out, CheckEntry check_entry) {
    const std::size_t outer = std::exchange(body_at_, nested_);
    block(entries, out, check_entry);
    body_at_ = outer;
}

// A slot is given always; what it is given may depend on a condition.
bool TaskChecker::is_under_condition(const ast::SlotEntry& entry, const ast::Entry& whole) {
    if (nested_ == body_at_) {
        return false;
    }
    checker_.sink()
        .emit(whole.head, diag::misplaced_entry, fmt::format("`{}:`", entry.name.text),
              "`when` or `for`")
        .help(fmt::format("decide in the value: {}: if … then … else …; only `with` stands there",
                          entry.name.text));
    return true;
}

void TaskChecker::body_entry(const ast::Entry& entry, ir::Block& out) {
    if (const auto* found = std::get_if<ast::SlotEntry>(&entry.node)) {
        if (is_under_condition(*found, entry)) {
            place_->has_unknown_slot = true;
        } else {
            slot(*found, entry.span, out);
        }
    } else if (const auto* part = std::get_if<ast::WithEntry>(&entry.node)) {
        if (place_->rule->is_with) {
            checker_.sink()
                .emit(entry.head, diag::misplaced_entry, "`with`", "another `with`")
                .help("put it beside the other one");
        } else {
            with(*part, entry.span, out);
        }
    } else {
        misplaced(entry, "the body of a rule");
    }
}

// A control that speaks of regions, or the labels of a tool that draws without any.
bool TaskChecker::belongs_under(const Control& it, const Control& region, Span at) {
    const auto& config = checker_.config();
    const labelstudio::Object& object = config.objects[place_->object];
    const auto refuse = [&](std::string why, Span where, std::string help) {
        checker_.sink()
            .emit(at, diag::not_under_with, it.name, region.name)
            .label(where, std::move(why))
            .help(std::move(help));
        return false;
    };
    if (!region.kind->is_region) {
        return refuse("it makes no region", region.span, "write a rule of its own for it");
    }
    if (std::ranges::none_of(it.targets,
                             [&](const auto& target) { return target.object == place_->object; })) {
        return refuse(fmt::format("it does not stand on `{}`", object.name), it.span,
                      fmt::format("set toName=\"{}\" in the config", object.name));
    }
    const std::optional<labelstudio::Form> form = labelstudio::form_on(*it.kind, *object.kind);
    if (form && form->lends_labels) {
        return refuse("it carries the label itself", region.span,
                      "give it to the region: label: …");
    }
    if (form && form->with_only) {
        if (region.kind->unlabelled_tool) {
            return true;
        }
        return refuse(
            fmt::format("a {} has labels of its own", region.kind->tag), region.span,
            fmt::format(
                "give the label to the region itself, or draw it with a tool without labels"));
    }
    if (it.per_region) {
        return true;
    }
    return it.kind->can_per_region
               ? refuse("it speaks of the whole object", it.span,
                        "set perRegion=\"true\" in the config, or write a rule of its own for it")
               : refuse(fmt::format("a {} makes regions of its own", it.kind->tag), it.span,
                        "write a rule of its own for it");
}

void TaskChecker::with(const ast::WithEntry& entry, Span span, ir::Block& out) {
    const auto& config = checker_.config();
    const Checker::ScopeGuard scope(checker_);
    const std::optional<labelstudio::ControlId> id = checker_.known_control(entry.control);
    if (!id) {
        return;
    }
    const Control& it = config.controls[*id];
    const Control& region = control();
    const labelstudio::Object& object = config.objects[place_->object];
    if (!belongs_under(it, region, entry.control.span) ||
        !can_write(it, object, entry.control.span)) {
        return;
    }
    ir::Rule made;
    made.control = *id;
    made.object = place_->object;
    made.variant = form_number(*it.kind, *object.kind);
    made.is_with = true;
    made.name = rule_name(it, entry.control.span);
    Place inner{*id,
                place_->object,
                *labelstudio::form_of(it, object),
                &made,
                entry.control.span,
                entry.body.empty() ? span : entry.body.back().span,
                entry.body.empty()};
    Place* const outer = std::exchange(place_, &inner);
    body(entry.body, made.body, &TaskChecker::body_entry);
    check_complete();
    place_ = outer;
    out.push_back({span, std::move(made)});
}

}  // namespace lsmap::check

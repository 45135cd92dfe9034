#include "check/check_task.hpp"

#include "base/overloaded.hpp"
#include "diag/codes/config.hpp"
#include "diag/codes/names.hpp"

#include <fmt/format.h>

namespace lsmap::check {
namespace {

std::string what(const ast::Entry& entry) {
    return std::visit(
        Overloaded{
            [](const ast::SlotEntry& e) { return fmt::format("`{}:`", e.name.text); },
            [](const ast::LetEntry&) { return std::string("`let`"); },
            [](const ast::GuardEntry& e) { return std::string(e.is_fail ? "`fail`" : "`skip`"); },
            [](const ast::WhenEntry&) { return std::string("`when`"); },
            [](const ast::ForEntry&) { return std::string("`for`"); },
            [](const ast::RuleEntry&) { return std::string("a rule"); },
            [](const ast::WithEntry&) { return std::string("`with`"); },
            [](const ast::ObjectEntry&) { return std::string("`object`"); },
            [](const ast::DataEntry& e) { return std::string(e.is_meta ? "`meta`" : "`data`"); },
            [](const ast::PredictionEntry&) { return std::string("`prediction`"); },
            [](const ast::ApplyEntry&) { return std::string("`apply`"); },
            [](const ast::Error&) { return std::string(); },
        },
        entry.node);
}

}  // namespace

void Checker::task(const ast::TaskItem& item, Span span) {
    record_visible_ = true;
    TaskChecker(*this, main_).check(item, span);
    record_visible_ = false;
}

void TaskChecker::misplaced(const ast::Entry& entry, std::string_view where) {
    if (std::holds_alternative<ast::Error>(entry.node)) {
        if (place_ != nullptr) {
            place_->has_unknown_slot = true;
        }
        return;
    }
    auto& report =
        checker_.sink().emit(entry.head, diag::misplaced_entry, what(entry), std::string(where));
    if (std::holds_alternative<ast::RuleEntry>(entry.node) ||
        std::holds_alternative<ast::ApplyEntry>(entry.node)) {
        report.help("rules stand in a prediction: prediction \"model version\" { … }");
    } else if (std::holds_alternative<ast::WithEntry>(entry.node)) {
        report.help("`with` stands in the body of the rule that makes the region");
    } else if (std::holds_alternative<ast::ObjectEntry>(entry.node) ||
               std::holds_alternative<ast::DataEntry>(entry.node)) {
        report.help("it stands directly in `task { … }`");
    }
}

void TaskChecker::let(const ast::LetEntry& entry, Span span, ir::Block& out) {
    for (const ir::LetVariable& variable :
         checker_.let_variables({entry.name, entry.places, entry.type, entry.value})) {
        out.push_back({span, variable});
    }
}

void TaskChecker::guard(const ast::GuardEntry& entry, Span span, ir::Block& out) {
    ir::Guard guard{entry.is_fail, {}, {}, {}};
    if (entry.condition) {
        Condition condition = checker_.condition(*entry.condition);
        guard.condition = condition.expr;
        if (entry.message && entry.is_fail) {
            const Checker::ScopeGuard scope(checker_);
            checker_.assume(condition.when_true);
            guard.message = checker_.require(
                checker_.expr(*entry.message, checker_.store().string()), checker_.store().string(),
                "the message of `fail`", checker_.ast_expr(*entry.message).span);
        }
        checker_.assume(condition.when_false);
    } else if (entry.message && entry.is_fail) {
        guard.message = checker_.require(checker_.expr(*entry.message, checker_.store().string()),
                                         checker_.store().string(), "the message of `fail`",
                                         checker_.ast_expr(*entry.message).span);
    }
    if (entry.message && !entry.is_fail) {
        const ast::Expr& reason = checker_.ast_expr(*entry.message);
        if (const auto* text = std::get_if<ast::StringLiteral>(&reason.node)) {
            guard.reason = text->value;
        } else if (!std::holds_alternative<ast::Error>(reason.node)) {
            checker_.sink()
                .emit(reason.span, diag::skip_reason)
                .help(
                    "skips are counted by their reason, so it is a plain string; `fail` takes "
                    "f\"…\"");
        }
    }
    out.push_back({span, std::move(guard)});
}

void TaskChecker::block(const ast::Block& entries, ir::Block& out, CheckEntry check_entry) {
    for (const ast::Entry& entry : entries) {
        std::visit(Overloaded{
                       [&](const ast::LetEntry& e) { let(e, entry.span, out); },
                       [&](const ast::GuardEntry& e) { guard(e, entry.span, out); },
                       [&](const ast::WhenEntry& e) {
                           const Checker::ScopeGuard scope(checker_);
                           const Condition condition = checker_.condition(e.condition);
                           checker_.assume(condition.when_true);
                           ir::When when{condition.expr, {}};
                           const bool at_top = std::exchange(in_task_block_, false);
                           ++nested_;
                           block(e.body, when.body, check_entry);
                           --nested_;
                           in_task_block_ = at_top;
                           out.push_back({entry.span, std::move(when)});
                       },
                       [&](const ast::ForEntry& e) {
                           const Checker::ScopeGuard scope(checker_);
                           const Checker::Clauses clauses = checker_.clauses(e.clauses);
                           const std::optional<Span> around = repeated_by_;
                           if (clauses.over_list && !clauses.limit_one) {
                               repeated_by_ = entry.head;
                           }
                           ir::ForEach loop{clauses.clauses, {}};
                           const bool at_top = std::exchange(in_task_block_, false);
                           ++nested_;
                           block(e.body, loop.body, check_entry);
                           --nested_;
                           in_task_block_ = at_top;
                           repeated_by_ = around;
                           out.push_back({entry.span, std::move(loop)});
                       },
                       [&](const auto&) { (this->*check_entry)(entry, out); },
                   },
                   entry.node);
    }
}

void TaskChecker::task_header(const ast::Entry& entry, ir::Task& task) {
    std::visit(Overloaded{
                   [&](const ast::LetEntry& e) { let(e, entry.span, task.body); },
                   [&](const ast::GuardEntry& e) { guard(e, entry.span, task.body); },
                   [&](const ast::ObjectEntry& e) { object(e, entry.span, task); },
                   [&](const ast::DataEntry& e) { data(e, task); },
                   [&](const ast::SlotEntry& e) {
                       if (e.name.text != "id") {
                           checker_.sink()
                               .emit(e.name.span, diag::unknown_slot, "the task", e.name.text)
                               .help(
                                   "a task has `id:`; its data stand in `data { … }` and `object "
                                   "NAME { … }`");
                           return;
                       }
                       if (task.id) {
                           checker_.sink()
                               .emit(e.name.span, diag::duplicate_slot, "id")
                               .help("remove one of the two");
                       }
                       task.id = checker_.require(checker_.expr(e.value, checker_.store().id()),
                                                  checker_.store().id(), "the `id` of the task",
                                                  checker_.ast_expr(e.value).span);
                   },
                   [](const auto&) {},
               },
               entry.node);
}

void TaskChecker::check(const ast::TaskItem& item, Span head) {
    const Checker::ScopeGuard scope(checker_);
    ir::Task& task = checker_.program().task;
    task.span = head;
    task.clauses = checker_.clauses(item.clauses).clauses;
    // What the task says of its objects and data comes first: rules further up may need it as well.
    const auto is_header = [](const ast::Entry& entry) {
        return std::holds_alternative<ast::LetEntry>(entry.node) ||
               std::holds_alternative<ast::GuardEntry>(entry.node) ||
               std::holds_alternative<ast::ObjectEntry>(entry.node) ||
               std::holds_alternative<ast::DataEntry>(entry.node) ||
               std::holds_alternative<ast::SlotEntry>(entry.node);
    };
    ast::Block rest;
    for (const ast::Entry& entry : item.body) {
        if (is_header(entry)) {
            task_header(entry, task);
        } else {
            rest.push_back(entry);
        }
    }
    if (has_unknown_object_) {
        for (std::size_t i = 0; i < checker_.config().objects.size(); ++i) {
            Checker::BoundObject unknown;
            unknown.span = head;
            unknown.size = unknown.duration = unknown.rate = unknown.fps = unknown.frames = true;
            unknown.text = unknown.tokens = true;
            checker_.bound_.try_emplace(labelstudio::ObjectId{static_cast<std::uint32_t>(i)},
                                        unknown);
        }
    }
    block(rest, task.body, &TaskChecker::prediction_entry);
    if (!has_prediction_ && !checker_.has_broken_items_ && !checker_.has_errors()) {
        checker_.sink()
            .emit(head, diag::no_prediction)
            .help("add one, with the version of the model: prediction \"my-model-1\" { … }");
    }
    const ir::OutputShape output = checker_.program().output;
    if (output == ir::OutputShape::predictions) {
        if (!task.id) {
            checker_.sink()
                .emit(head, diag::predictions_need_id)
                .help("add the id that Label Studio gave the task: id: …");
        }
    } else if (output == ir::OutputShape::tasks) {  // the others write no data
        check_variables(task, head);
    }
}

}  // namespace lsmap::check

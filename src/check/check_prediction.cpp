#include "base/overloaded.hpp"
#include "check/check_task.hpp"
#include "diag/codes/config.hpp"

#include <fmt/format.h>

namespace lsmap::check {

void TaskChecker::prediction_entry(const ast::Entry& entry, ir::Block& out) {
    if (const auto* found = std::get_if<ast::PredictionEntry>(&entry.node)) {
        prediction(*found, entry.span, out);
    } else {
        misplaced(entry, in_task_block_ ? "a task" : "a group of predictions");
    }
}

void TaskChecker::version(ast::ExprId id, ir::Prediction& prediction) {
    const types::TypeStore& store = checker_.store();
    const Span at = checker_.ast_expr(id).span;
    ir::ExprId value = checker_.expr(id, store.string());
    if (checker_.type_of(value) == store.id()) {
        value = checker_.add({store.string(), at,
                              ir::Convert{value, ir::Conversion::id_to_text, 1, {}, {}, {}, {}}});
    }
    prediction.version = checker_.require(value, store.string(), "the model version", at);
    const data::Value* text = checker_.constant(prediction.version);
    if (text == nullptr || store.is_error(checker_.type_of(prediction.version))) {
        return;
    }
    const std::string name(text->str());
    if (name.empty()) {
        checker_.sink()
            .emit(at, diag::empty_version)
            .help("name the model: prediction \"yolo11x\" { … }");
        return;
    }
    const auto [first, is_new] = versions_.emplace(name, at);
    if (!is_new || repeated_by_) {
        checker_.sink()
            .emit(at, diag::same_version, name)
            .label(is_new ? *repeated_by_ : first->second,
                   is_new ? "this `for` makes many" : "the first of the two")
            .help(is_new ? "take the version from the data: prediction m.version { … }"
                         : "put the rules of both into one prediction, or give each a version of "
                           "its own");
    }
}

// `score: null` and an optional score leave it out.
ir::ExprId TaskChecker::score(ast::ExprId id, std::string_view place) {
    types::TypeStore& store = checker_.store();
    const Span at = checker_.ast_expr(id).span;
    ir::ExprId value = checker_.expr(id, store.score());
    const auto* type = store.as<types::ScoreType>(store.without_optional(checker_.type_of(value)));
    if (type != nullptr && type->percent) {
        const TypeId result = store.is_optional(checker_.type_of(value))
                                  ? store.optional(store.score())
                                  : store.score();
        value = checker_.add(
            {result, at, ir::Convert{value, ir::Conversion::unscale, 100, {}, {}, {}, {}}},
            {{}, checker_.known(value).origin});
    }
    const bool may_miss =
        store.is_optional(checker_.type_of(value)) || checker_.type_of(value) == store.null();
    return checker_.require(value, may_miss ? store.optional(store.score()) : store.score(), place,
                            at);
}

void TaskChecker::prediction(const ast::PredictionEntry& entry, Span span, ir::Block& out) {
    has_prediction_ = true;
    const Checker::ScopeGuard scope(checker_);
    ir::Prediction made{};
    version(entry.version, made);
    const std::optional<Span> around = std::exchange(repeated_by_, std::nullopt);
    const bool at_top = std::exchange(in_task_block_, true);
    ir::Prediction* const outer = std::exchange(prediction_, &made);
    score_.reset();
    declare_handles(entry.body);
    block(entry.body, made.body, &TaskChecker::rule_entry);
    checker_.settle_handle_keys();
    if (score_) {
        checker_.scores_visible_ = true;
        made.score = score(*score_, "the `score` of the prediction");
        checker_.scores_visible_ = false;
    }
    prediction_ = outer;
    in_task_block_ = at_top;
    repeated_by_ = around;
    out.push_back({span, std::move(made)});
}

void TaskChecker::rule_entry(const ast::Entry& entry, ir::Block& out) {
    if (const auto* found = std::get_if<ast::RuleEntry>(&entry.node)) {
        // Who asks what may stand at another place sees nothing of a rule but its handle.
        const Meanings* asked = checker_.environment_.meanings;
        if (asked != nullptr && asked->around && !found->handle &&
            checker_.asked_at(entry.span) == nullptr) {
            return;
        }
        if (is_relation(*found)) {
            relation(*found, entry.span, out);
            return;
        }
        const std::size_t before = out.size();
        rule(*found, entry.span, out);
        declare_plain_handle(
            *found, out.size() > before ? std::get_if<ir::Rule>(&out.back().node) : nullptr);
        return;
    }
    if (const auto* applied = std::get_if<ast::ApplyEntry>(&entry.node)) {
        apply(*applied, entry.span, out);
        return;
    }
    const auto* slot = std::get_if<ast::SlotEntry>(&entry.node);
    if (slot == nullptr) {
        misplaced(entry, "a prediction");
    } else if (slot->name.text != "score") {
        checker_.sink()
            .emit(slot->name.span, diag::unknown_slot, "a prediction", slot->name.text)
            .help(
                "a prediction has `score:`; what a region or an answer has stands in its rule: -> "
                "CONTROL { … }");
    } else if (!in_task_block_) {
        checker_.sink()
            .emit(slot->name.span, diag::misplaced_entry, "`score:`", "a group of rules")
            .help("the score of the prediction stands directly in it");
    } else if (score_) {
        checker_.sink()
            .emit(slot->name.span, diag::duplicate_slot, "score")
            .help("remove one of the two");
    } else {
        score_ = slot->value;
    }
}

}  // namespace lsmap::check

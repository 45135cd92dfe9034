#include "base/nearest.hpp"
#include "check/check_task.hpp"
#include "diag/codes/config.hpp"
#include "diag/codes/names.hpp"

#include <fmt/format.h>

#include <algorithm>

// `as h`, `as h[key]`, `parent:`, and `-> relation A to B { … }`.
namespace lsmap::check {
namespace {

using labelstudio::Control;
using labelstudio::ControlId;

// `relation`: what the control that connects regions is called in rules.
std::string_view relation_word() {
    const auto kinds = labelstudio::control_kinds();
    return std::ranges::find(kinds, true, &labelstudio::ControlKind::connects_regions)->type;
}

// The directions that the editor knows.
constexpr std::string_view directions[] = {"right", "left", "bi"};

std::vector<std::string> direction_names() {
    return {std::begin(directions), std::end(directions)};
}

}  // namespace

bool Checker::is_relation_word(std::string_view word) { return word == relation_word(); }

std::optional<ControlId> Checker::relations_control(std::string_view name) const {
    if (name != relation_word()) {
        return std::nullopt;
    }
    for (std::uint32_t i = 0; i < config().controls.size(); ++i) {
        if (config().controls[ControlId{i}].kind->connects_regions) {
            return ControlId{i};
        }
    }
    return std::nullopt;
}

// ---- handles
// -------------------------------------------------------------------------------------

// Handles with keys are seen in the whole prediction.
void TaskChecker::declare_handles(const ast::Block& body) {
    for (const ast::Entry& entry : body) {
        if (const auto* rule_of = std::get_if<ast::RuleEntry>(&entry.node)) {
            if (rule_of->handle && rule_of->handle->key) {
                const ast::Name& name = rule_of->handle->name;
                if (checker_.find_handle(name.text) == nullptr) {
                    checker_.declare_handle(name, true);
                }
            }
        } else if (const auto* when = std::get_if<ast::WhenEntry>(&entry.node)) {
            declare_handles(when->body);
        } else if (const auto* loop = std::get_if<ast::ForEntry>(&entry.node)) {
            declare_handles(loop->body);
        }
    }
}

// `as …` of a rule, before its body.
void TaskChecker::name_region(const ast::RuleEntry& entry, const Control& it,
                              const Checker::Clauses& clauses, ir::Rule& rule) {
    if (!entry.handle) {
        return;
    }
    const ast::Name& name = entry.handle->name;
    if (!it.kind->is_region) {
        checker_.sink()
            .emit(name.span, diag::handle_of_no_region, it.name)
            .label(it.span, fmt::format("a {} says something of the whole object", it.kind->tag))
            .help(fmt::format("remove `as {}`", name.text));
    }
    if (!entry.handle->key) {
        if (clauses.over_list && !clauses.limit_one) {
            checker_.sink()
                .emit(name.span, diag::handle_of_many, name.text)
                .label(entry.clauses.front().span, "several rounds")
                .help(fmt::format("tell them apart by a key: as {}[KEY]", name.text));
        }
        return;  // seen behind the rule
    }
    const Checker::VisibleHandle* handle = checker_.find_handle(name.text);
    if (handle == nullptr) {
        return;
    }
    if (!checker_.program().handles[static_cast<std::size_t>(handle->id)].has_key) {
        checker_.declare_handle(name, true);  // reports the two
        return;
    }
    rule.handle = handle->id;
    rule.handle_key = checker_.handle_key(handle->id, *entry.handle->key, true);
}

// A handle without a key is seen behind its rule, in the block around it.
void TaskChecker::declare_plain_handle(const ast::RuleEntry& entry, ir::Rule* made) {
    if (!entry.handle || entry.handle->key) {
        return;
    }
    const std::optional<ir::HandleId> id = checker_.declare_handle(entry.handle->name, false);
    if (made != nullptr) {
        made->handle = id;
    }
}

void TaskChecker::parent_slot(const ast::SlotEntry& entry, Span span, ir::Block& out) {
    const Control& it = control();
    if (place_->rule->is_with || !it.kind->is_region) {
        checker_.sink()
            .emit(entry.name.span, diag::parent_of_no_region, it.name)
            .label(it.span, fmt::format("`<{}>`", it.kind->tag))
            .help(place_->rule->is_with ? "give the parent to the region itself, outside of `with`"
                                        : "remove `parent:`");
        return;
    }
    const Span at = checker_.ast_expr(entry.value).span;
    if (place_->handle && place_->handle->key) {
        const auto* index = std::get_if<ast::Index>(&checker_.ast_expr(entry.value).node);
        const auto* name = index == nullptr
                               ? nullptr
                               : std::get_if<ast::NameRef>(&checker_.ast_expr(index->object).node);
        const auto text = [&](ast::ExprId id) {
            return checker_.sources().text(checker_.ast_expr(id).span);
        };
        if (name != nullptr && name->name.text == place_->handle->name.text &&
            text(index->index) == text(*place_->handle->key)) {
            checker_.sink()
                .emit(at, diag::own_parent)
                .label(place_->handle->name.span, "the region itself")
                .help("name the element that it belongs to");
            return;
        }
    }
    const bool could_wait = std::exchange(checker_.region_may_wait_, false);
    const ir::ExprId value = checker_.require_region(entry.value, "slot `parent`");
    checker_.region_may_wait_ = could_wait;
    out.push_back({span, ir::CommonValue{ir::CommonSlot::parent, value}});
}

// ---- relations
// -----------------------------------------------------------------------------------

bool TaskChecker::is_relation(const ast::RuleEntry& entry) const {
    const auto& config = checker_.config();
    const std::optional<ControlId> named = checker_.find_control(entry.control.text);
    return entry.ends || (named ? config.controls[*named].kind->connects_regions
                                : entry.control.text == relation_word());
}

void TaskChecker::relation(const ast::RuleEntry& entry, Span span, ir::Block& out) {
    const Checker::ScopeGuard scope(checker_);
    const auto& config = checker_.config();
    ir::Relation made;
    made.clauses = checker_.clauses(entry.clauses).clauses;
    const std::optional<ControlId> named = checker_.find_control(entry.control.text);
    const std::optional<ControlId> control = checker_.relations_control(relation_word());
    const bool is_named = named && config.controls[*named].kind->connects_regions;
    if (entry.control.text != relation_word() && !is_named) {
        auto& report =
            checker_.sink().emit(entry.control.span, diag::ends_of_control, entry.control.text);
        if (named) {
            report.label(config.controls[*named].span, "the control");
        }
        report.help(fmt::format("write -> {} A to B {{ … }}", relation_word()));
    }
    if (!entry.ends) {
        checker_.sink()
            .emit(entry.control.span, diag::relation_without_ends)
            .help(fmt::format("name the two regions: -> {} HANDLE to HANDLE {{ … }}",
                              relation_word()));
        return;
    }
    const auto too_much = [&](Span at, std::string what, const std::string& word) {
        checker_.sink()
            .emit(at, diag::relation_takes_no, std::move(what))
            .help(fmt::format("remove `{}`", word));
    };
    if (entry.object) {
        too_much(entry.object->span, "object", "on " + entry.object->text);
    }
    if (entry.handle) {
        too_much(entry.handle->name.span, "handle", "as …");
    }
    made.control = is_named ? named : control;
    made.name = fmt::format("{} ({})", relation_word(), place_name(entry.control.span));
    made.from = checker_.require_region(entry.ends->from, "an end of a relation");
    made.to = checker_.require_region(entry.ends->to, "an end of a relation");
    relation_ = &made;
    relation_given_.clear();
    body(entry.body, made.body, &TaskChecker::relation_entry);
    relation_ = nullptr;
    out.push_back({span, std::move(made)});
}

void TaskChecker::relation_entry(const ast::Entry& entry, ir::Block& out) {
    if (const auto* found = std::get_if<ast::SlotEntry>(&entry.node)) {
        if (!is_under_condition(*found, entry)) {
            relation_slot(*found, entry.span, out);
        }
    } else {
        misplaced(entry, "a relation");
    }
}

void TaskChecker::relation_slot(const ast::SlotEntry& entry, Span span, ir::Block& out) {
    const std::string& word = entry.name.text;
    const bool is_label = word == "label" || word == "labels";
    const auto [first, is_new] =
        relation_given_.emplace(is_label ? "label" : word, entry.name.span);
    if (!is_new) {
        checker_.sink()
            .emit(entry.name.span, diag::duplicate_slot, word)
            .label(first->second, "the first of the two")
            .help("remove one of the two");
    } else if (word == "direction") {
        direction_slot(entry, span, out);
    } else if (!is_label) {
        checker_.expr(entry.value);
        checker_.sink()
            .emit(entry.name.span, diag::unknown_slot, "a relation", word)
            .help("its slots are `label`, `labels`, `direction`");
    } else if (!relation_->control) {
        checker_.expr(entry.value);
        checker_.sink()
            .emit(entry.name.span, diag::no_relations_tag)
            .help(
                "add to the config: <Relations><Relation value=\"…\"/></Relations>; or leave "
                "`label:` out");
    } else {
        // The label is judged as that of any other control.
        ir::Rule none;
        Place place{*relation_->control, {}, {}, &none, entry.name.span};
        Place* const outer = std::exchange(place_, &place);
        label_slot(entry, word == "label", span, out);
        place_ = outer;
    }
}

void TaskChecker::direction_slot(const ast::SlotEntry& entry, Span span, ir::Block& out) {
    types::TypeStore& store = checker_.store();
    const Span at = checker_.ast_expr(entry.value).span;
    const auto put = [&](ir::ExprId value) {
        out.push_back({span, ir::CommonValue{ir::CommonSlot::direction, value}});
    };
    const auto unknown = [&](const std::string& word) {
        const std::vector<std::string> names = direction_names();
        checker_.sink()
            .emit(at, diag::unknown_direction, word)
            .help(suggestion(nearest_names(word, names).empty() ? "" : word, names));
    };
    if (const auto* name = std::get_if<ast::NameRef>(&checker_.ast_expr(entry.value).node)) {
        if (std::ranges::find(directions, name->name.text) != std::end(directions)) {
            put(checker_.text_node(name->name.text, store.string(), at));
            return;
        }
        const std::vector<std::string> values = checker_.visible_values();
        if (!std::ranges::binary_search(values, name->name.text)) {
            unknown(name->name.text);
            return;
        }
    }
    std::vector<TypeId> words;
    for (const std::string_view word : directions) {
        words.push_back(store.intern(types::LiteralType{std::string(word)}));
    }
    const TypeId wanted = store.intern(types::UnionType{words});
    const ir::ExprId value = checker_.expr(entry.value, wanted);
    if (const auto text = checker_.constant_text(value);
        text && std::ranges::find(directions, *text) == std::end(directions)) {
        unknown(*text);
        return;
    }
    const bool may_miss = store.is_optional(checker_.type_of(value));
    put(checker_.require(value, may_miss ? store.optional(wanted) : wanted, "slot `direction`",
                         at));
}

}  // namespace lsmap::check

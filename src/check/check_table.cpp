#include "base/overloaded.hpp"
#include "check/checker.hpp"
#include "check/label_names.hpp"
#include "check/loose_key.hpp"
#include "check/table_keys.hpp"
#include "diag/codes/config.hpp"
#include "diag/codes/tables.hpp"

#include <fmt/format.h>

#include <algorithm>

// `labels NAME -> CONTROL, … { … }`: every key once, every label one that the controls have.
namespace lsmap::check {
namespace {

using labelstudio::Control;
using labelstudio::ControlId;
using labelstudio::LabelOption;
using labelstudio::LabelSlot;

class TableChecker {
 public:
    TableChecker(Checker& checker, const ast::LabelsItem& item, Span span)
        : checker_(checker), module_(*checker.scope_module()->ast), item_(item) {
        table_.name = item.name.text;
        table_.span = span;
    }

    // None: nothing can be said of labels, since no control is known.
    std::optional<ir::Table> check() {
        if (!find_controls()) {
            return std::nullopt;
        }
        for (const ast::TableEntry& entry : item_.entries) {
            std::visit(Overloaded{
                           [&](const ast::TableArm& e) { arm(e); },
                           [&](const ast::TableSame& e) { same(e); },
                           [&](const ast::TableByPosition& e) { by_position(e.span); },
                       },
                       entry);
        }
        if (table_.is_list && table_.is_path) {
            table_.is_list = false;
        }
        if (item_.broken && !catch_all_) {  // it may stand in what could not be read
            ir::TableArm rest{};
            rest.skip = true;
            table_.arms.push_back(std::move(rest));
        }
        if (table_.loose) {
            for (ir::TableArm& arm : table_.arms) {
                for (ir::TableKey& key : arm.keys) {
                    key.first = key.last = checker_.stored_text(loose_key(key.first.str()));
                }
            }
        }
        return std::move(table_);
    }

 private:
    bool find_controls() {
        bool all_known = true;
        for (const ast::Name& name : item_.controls) {
            const std::optional<ControlId> id = checker_.known_control(name);
            if (!id) {
                all_known = false;
                continue;
            }
            const Control& control = checker_.config().controls[*id];
            if (control.kind->label_slot == LabelSlot::none) {
                checker_.sink()
                    .emit(name.span, diag::control_has_no_labels, control.name,
                          std::string(control.kind->tag))
                    .label(control.span, "the control");
                all_known = false;
            } else if (std::ranges::find(table_.controls, *id) == table_.controls.end()) {
                table_.controls.push_back(*id);
            }
        }
        if (all_known && !table_.controls.empty()) {
            table_.is_path = takes_paths(first_control());
            table_.loose = std::ranges::any_of(item_.entries, [](const ast::TableEntry& entry) {
                const auto* same_entry = std::get_if<ast::TableSame>(&entry);
                return same_entry != nullptr && same_entry->loose;
            });
            taken_.are_loose = table_.loose;
            for (const ControlId id : table_.controls) {
                const Control& other = checker_.config().controls[id];
                if (takes_paths(other) != table_.is_path) {
                    checker_.sink()
                        .emit(item_.name.span, diag::labels_of_another,
                              fmt::format("`{}`", first_control().name), other.name)
                        .note("one takes paths, the other labels")
                        .help("write one table for each of them");
                    return false;
                }
            }
        }
        return all_known && !table_.controls.empty();
    }
    const Control& first_control() const {
        return checker_.config().controls[table_.controls.front()];
    }

    // ---- keys -----------------------------------------------------------------------------------
    std::string show(const ir::TableKey& key) const {
        if (table_.keys_are_text) {
            return fmt::format("`\"{}\"`", key.first.str());
        }
        return key.first.integer == key.last.integer
                   ? fmt::format("`{}`", key.first.integer)
                   : fmt::format("`{}..{}`", key.first.integer, key.last.integer);
    }
    bool settle_kind(bool text, Span span, const std::string& shown) {
        if (!kind_from_) {
            kind_from_ = span;
            table_.keys_are_text = text;
            taken_.are_text = text;
        }
        if (table_.keys_are_text != text) {
            checker_.sink()
                .emit(span, diag::mixed_keys, shown, table_.keys_are_text ? "strings" : "numbers")
                .label(*kind_from_, table_.keys_are_text ? "a string" : "a number")
                .help("write all keys as the model prints them: all with quotes, or all without");
            return false;
        }
        return true;
    }
    std::optional<ir::TableKey> read_key(const ast::TableKeyLiteral& literal) {
        const ast::Expr& first = module_.exprs[literal.value];
        if (std::holds_alternative<ast::Error>(first.node)) {
            return std::nullopt;
        }
        if (const auto* text = std::get_if<ast::StringLiteral>(&first.node);
            text != nullptr && !literal.last) {
            if (!settle_kind(true, literal.span, fmt::format("`\"{}\"`", text->value))) {
                return std::nullopt;
            }
            const data::Value value = checker_.stored_text(text->value);
            return ir::TableKey{value, value};
        }
        const std::optional<std::int64_t> from = int_literal(module_, literal.value);
        const std::optional<std::int64_t> to =
            literal.last ? int_literal(module_, *literal.last) : from;
        if (!from || !to) {
            checker_.sink()
                .emit(literal.span, diag::wrong_key)
                .help("a key is a string, a whole number, a range such as 10..19, or `_`");
            return std::nullopt;
        }
        if (!settle_kind(false, literal.span, fmt::format("`{}`", *from))) {
            return std::nullopt;
        }
        if (*to < *from) {
            checker_.sink()
                .emit(literal.span, diag::empty_range, fmt::format("`{}..{}`", *from, *to))
                .help(fmt::format("write {}..{}", *to, *from));
            return std::nullopt;
        }
        return ir::TableKey{data::of_int(*from), data::of_int(*to)};
    }
    bool after_catch_all(Span span) {
        if (!catch_all_) {
            return false;
        }
        checker_.sink()
            .emit(span, diag::arm_not_reached)
            .label(*catch_all_, "this arm takes every key")
            .help("move `_` to the end");
        return true;
    }

    // ---- arms -----------------------------------------------------------------------------------
    void arm(const ast::TableArm& source) {
        ir::TableArm result;
        result.span = source.span;
        value(source.value, result);
        if (after_catch_all(source.key_span)) {
            return;
        }
        if (source.keys.empty()) {
            catch_all_ = source.key_span;
            table_.arms.push_back(std::move(result));
            return;
        }
        for (const ast::TableKeyLiteral& literal : source.keys) {
            const std::optional<ir::TableKey> key = read_key(literal);
            if (!key) {
                continue;
            }
            if (const std::optional<Span> earlier = taken_.by(*key)) {
                checker_.sink()
                    .emit(literal.span, diag::key_given_twice, show(*key))
                    .label(*earlier, "it is taken here first")
                    .help("remove one of the two");
                continue;
            }
            taken_.add(*key, literal.span);
            result.keys.push_back(*key);
        }
        if (!result.keys.empty()) {
            table_.arms.push_back(std::move(result));
        }
    }

    void value(ast::ExprId id, ir::TableArm& arm) {
        const ast::Expr& expr = module_.exprs[id];
        std::visit(Overloaded{
                       [&](const ast::StringLiteral& e) {
                           if (table_.is_path) {
                               path({{e.value, expr.span}}, arm, expr.span);
                           } else {
                               label(e.value, expr.span, arm);
                           }
                       },
                       [&](const ast::List& e) { list(e, arm, expr.span); },
                       [&](const ast::Skip& e) {
                           arm.skip = true;
                           arm.message = message(e.reason);
                       },
                       [&](const ast::Fail& e) {
                           arm.fail = true;
                           arm.message = message(e.message);
                       },
                       [](const ast::Error&) {},
                       [&](const auto&) { wrong_value(expr.span); },
                   },
                   expr.node);
    }
    void wrong_value(Span span) {
        checker_.sink()
            .emit(span, diag::wrong_arm_value, item_.name.text)
            .help(table_.is_path ? "write a path such as [\"Animals\", \"Cat\"], `skip` or `fail`"
                                 : "write a label in quotes, a list of them, `skip` or `fail`");
    }
    std::string message(const std::optional<ast::ExprId>& id) {
        if (!id) {
            return {};
        }
        const ast::Expr& expr = module_.exprs[*id];
        if (const auto* text = std::get_if<ast::StringLiteral>(&expr.node)) {
            return text->value;
        }
        if (!std::holds_alternative<ast::Error>(expr.node)) {
            checker_.sink()
                .emit(expr.span, diag::wrong_arm_message)
                .help("write a plain string; the message of `fail` ends with the key by itself");
        }
        return {};
    }
    void list(const ast::List& source, ir::TableArm& arm, Span span) {
        std::vector<std::pair<std::string, Span>> texts;
        for (const ast::ExprId element : source.elements) {
            const ast::Expr& expr = module_.exprs[element];
            const auto* text = std::get_if<ast::StringLiteral>(&expr.node);
            if (text == nullptr) {
                wrong_value(expr.span);
                return;
            }
            texts.emplace_back(text->value, expr.span);
        }
        if (texts.empty()) {
            wrong_value(span);
        } else if (table_.is_path) {
            path(texts, arm, span);
        } else {
            table_.is_list = true;
            for (const auto& [text, text_span] : texts) {
                label(text, text_span, arm);
            }
        }
    }
    void label(const std::string& text, Span span, ir::TableArm& arm) {
        if (const auto result = checker_.label_result(text, table_.controls, span)) {
            arm.labels.push_back(*result);
        }
    }
    void path(const std::vector<std::pair<std::string, Span>>& parts, ir::TableArm& arm,
              Span span) {
        std::vector<std::string> texts;
        for (const auto& [text, text_span] : parts) {
            texts.push_back(text);
        }
        arm.labels =
            checker_.path_result(texts, table_.controls, span).value_or(std::vector<std::string>{});
    }

    // ---- arms that the config writes
    // ---------------------------------------------------------------
    bool labels_known(std::string_view word, Span span) {
        const Control& control = first_control();
        if (control.dynamic_labels) {
            checker_.sink()
                .emit(span, diag::labels_not_known, std::string(word), control.name)
                .label(control.span, "the control")
                .help("write the arms, or take the label itself: as_label(…)");
            return false;
        }
        return true;
    }
    // The labels of the first control that all the others have, with what their results carry.
    std::vector<std::pair<const LabelOption*, ir::TableArm>> common_labels(Span span) {
        std::vector<std::pair<const LabelOption*, ir::TableArm>> found;
        for (const LabelOption& option : first_control().labels) {
            const bool all_have = std::ranges::all_of(table_.controls, [&](ControlId id) {
                const Control& other = checker_.config().controls[id];
                const LabelOption* there =
                    table_.is_path ? other.find_path(option.path) : other.find_label(option.value);
                return there != nullptr && there->result == option.result;
            });
            if (!all_have || (table_.is_path && first_control().leafs_only && !option.is_leaf)) {
                continue;
            }
            ir::TableArm arm;
            arm.span = span;
            arm.labels = table_.is_path ? option.path : std::vector<std::string>{option.result};
            found.emplace_back(&option, std::move(arm));
        }
        return found;
    }
    void same(const ast::TableSame& source) {
        const std::string_view word = source.loose ? "same loose" : "same";
        if (after_catch_all(source.span) || !labels_known(word, source.span) ||
            !settle_kind(true, source.span, fmt::format("`{}`", word))) {
            return;
        }
        std::map<std::string, const LabelOption*> own;
        for (auto& [option, arm] : common_labels(source.span)) {
            std::vector<std::string> names = {option->value};
            if (!option->alias.empty() && option->alias != option->value) {
                names.push_back(option->alias);
            }
            for (const std::string& name : names) {
                const std::string text = taken_.shape(name);
                const auto [other, is_new] = own.emplace(text, option);
                if (!is_new && other->second != option && !taken_.has_text(text)) {
                    checker_.sink()
                        .emit(source.span, diag::ambiguous_label, other->second->value,
                              option->value)
                        .label(other->second->span, "one label")
                        .label(option->span, "the other")
                        .help("write an arm for the key before this line");
                }
                if (!is_new || taken_.has_text(text)) {
                    continue;
                }
                const data::Value key = checker_.stored_text(name);
                arm.keys.push_back({key, key});
            }
            if (!arm.keys.empty()) {
                table_.arms.push_back(std::move(arm));
            }
        }
        for (const auto& [text, option] : own) {
            taken_.add_text(text, source.span);
        }
    }
    void by_position(Span span) {
        if (after_catch_all(span) || !labels_known("by position", span) ||
            !settle_kind(false, span, "`by position`")) {
            return;
        }
        std::int64_t position = 0;
        for (auto& [option, arm] : common_labels(span)) {
            const ir::TableKey key{data::of_int(position), data::of_int(position)};
            ++position;
            if (!taken_.by(key)) {
                arm.keys.push_back(key);
                taken_.add(key, span);
                table_.arms.push_back(std::move(arm));
            }
        }
    }

    Checker& checker_;
    const ast::Module& module_;
    const ast::LabelsItem& item_;
    ir::Table table_;
    std::optional<Span> kind_from_, catch_all_;
    TakenKeys taken_;
};

}  // namespace

void Checker::labels_item(const ast::LabelsItem& item, Span span) {
    std::optional<ir::Table> table;
    if (config().usable) {
        table = TableChecker(*this, item, span).check();
    }
    if (!table) {
        scope_module_->broken.insert(item.name.text);
        return;
    }
    const ir::TableId id = program_.tables.add(*std::move(table));
    scope_module_->tables.emplace(item.name.text, id);
    if (is_asked()) {
        table_names_.emplace(id, item.name.span);
    }
}

}  // namespace lsmap::check

#include "check/check_task.hpp"
#include "check/label_names.hpp"
#include "diag/codes/config.hpp"

#include <fmt/format.h>

#include <algorithm>

// `label:`, `labels:`, `choice:`, `choices:`, `path:`, `paths:`.
namespace lsmap::check {

using labelstudio::Control;

// A label of `control` from an expression: labels of tables pass, literals are looked up, strings
// of the data pass only where the labels are not known before the data.
ir::ExprId TaskChecker::one_label(ir::ExprId value, const Control& it, Span at) {
    types::TypeStore& store = checker_.store();
    const labelstudio::ControlId id = place_->lender.value_or(place_->control);
    const TypeId wanted = checker_.label_type({&id, 1});
    const TypeId type = checker_.type_of(value);
    const TypeId inner = store.without_optional(type);
    const auto finish = [&](ir::ExprId done) {
        return checker_.require(
            done, wanted,
            fmt::format("slot `{}`", labelstudio::label_slot_names(it.kind->label_slot).one), at);
    };
    if (store.is_error(inner) || inner == store.never()) {
        return value;
    }
    if (const auto* label = store.as<types::LabelType>(inner)) {
        if (std::ranges::find(label->controls, static_cast<std::uint32_t>(id)) !=
            label->controls.end()) {
            return finish(value);
        }
        std::string others;
        for (const std::uint32_t other : label->controls) {
            others += fmt::format("{}`{}`", others.empty() ? "" : ", ",
                                  checker_.config().controls[labelstudio::ControlId{other}].name);
        }
        auto& report = checker_.sink().emit(at, diag::labels_of_another, others, it.name);
        report.label(it.span, "this control");
        if (const auto* lookup = std::get_if<ir::TableLookup>(&checker_.node(value).node)) {
            const ir::Table& table = checker_.program().tables[lookup->table];
            report.help(
                fmt::format("if both have these labels: labels {} -> {}, {} {{ … }}", table.name,
                            checker_.config().controls[table.controls.front()].name, it.name));
        }
        return checker_.error_node(at);
    }
    if (const auto* literal = store.as<types::LiteralType>(inner);
        literal != nullptr && inner == type) {
        if (const auto* text = std::get_if<std::string>(&literal->value)) {
            return checker_.label_literal(*text, wanted, at);
        }
    }
    if (store.base_of_literal(inner) == store.string() && labels_are_open(it) && !takes_paths(it)) {
        if (store.is_optional(type)) {
            return checker_.require(value, store.string(), fmt::format("slot `{}`", label_word(it)),
                                    at);
        }
        return value;
    }
    if (store.base_of_literal(inner) == store.string() && !takes_paths(it)) {
        std::string table;
        for (const ir::Table& known : checker_.program().tables) {
            if (std::ranges::find(known.controls, id) != known.controls.end() &&
                known.keys_are_text) {
                table = known.name;
            }
        }
        const std::string source(checker_.source_text(at));
        checker_.sink()
            .emit(at, diag::not_a_label, "string of the data", it.name)
            .at(checker_.described(value))
            .label(it.span, "its labels are declared here")
            .help(table.empty()
                      ? fmt::format(
                            "map it with a label table (labels NAME -> {} {{ … }}), or take it as "
                            "it is: as_label({}) ?? skip",
                            it.name, source)
                      : fmt::format("map it with the table: {}({})", table, source));
        return checker_.error_node(at);
    }
    return finish(value);
}

void TaskChecker::check_single_choice(const Control& it, ir::ExprId value, Span at) {
    if (!it.single_choice) {
        return;
    }
    const ir::Expr& node = checker_.node(value);
    const auto* made = std::get_if<ir::MakeList>(&node.node);
    const data::Value* constant = checker_.constant(value);
    const bool one_at_most = (made != nullptr && made->elements.size() <= 1) ||
                             (constant != nullptr && constant->present() && constant->size <= 1);
    if (one_at_most || checker_.store().is_error(node.type)) {
        return;
    }
    const std::string_view one = labelstudio::label_slot_names(it.kind->label_slot).one;
    checker_.sink()
        .emit(at, diag::takes_one_label, it.name, std::string(one))
        .label(it.span,
               it.kind->single_by_default ? "it has no choice=\"multiple\"" : "it takes one")
        .help(fmt::format(
            "give the best one: {}: first(…) ?? skip; or set choice=\"multiple\" in the config",
            one));
}

// Lists of texts as the path, or the list of paths, that is wanted: a path has that form. Which
// there are is in the task's data.
ir::ExprId TaskChecker::open_paths(ir::ExprId value, TypeId wanted) {
    types::TypeStore& store = checker_.store();
    const TypeId text_path = store.list(store.string());
    const TypeId texts = store.is<types::LabelType>(wanted) ? text_path : store.list(text_path);
    const TypeId type = checker_.type_of(value);
    if (!checker_.fits(store.without_optional(type), texts)) {
        return value;
    }
    ir::Expr paths = checker_.node(value);
    paths.type = store.is_optional(type) ? store.optional(wanted) : wanted;
    return checker_.add(std::move(paths), checker_.known(value));
}

void TaskChecker::label_slot(const ast::SlotEntry& entry, bool single, Span span, ir::Block& out) {
    types::TypeStore& store = checker_.store();
    if (borrows_labels(control())) {
        place_->lender = lender(entry);
        place_->rule->lender = place_->lender;
        if (!place_->lender) {
            return;
        }
    }
    const labelstudio::ControlId id = place_->lender.value_or(place_->control);
    const Control& it = checker_.config().controls[id];
    const TypeId one = checker_.label_type({&id, 1});
    const Span at = checker_.ast_expr(entry.value).span;
    const labelstudio::SlotPair pair = labelstudio::label_slot_names(it.kind->label_slot);
    ir::ExprId value = checker_.expr(entry.value, single ? one : store.list(one));
    if (takes_paths(it) && labels_are_open(it)) {
        value = open_paths(value, single ? one : store.list(one));
    }
    const TypeId type = store.without_optional(checker_.type_of(value));
    const auto* list = store.as<types::ListType>(type);
    const bool is_list = list != nullptr;
    const bool is_text_path =
        is_list && takes_paths(it) && store.base_of_literal(list->element) == store.string();
    if (single && is_text_path) {
        checker_.sink()
            .emit(at, diag::not_a_label, "list of strings", it.name)
            .at(checker_.described(value))
            .label(it.span, "its paths are declared here")
            .help("map it with a label table, whose arms are paths: [\"…\", \"…\"]");
        return;
    }
    if (single && is_list) {
        checker_.sink()
            .emit(at, diag::list_for_one, entry.name.text, std::string(pair.one))
            .at(checker_.described(value))
            .help(fmt::format("take the slot for several: {}: …", pair.many))
            .fix(entry.name.span, std::string(pair.many), diag::Safe::yes);
        return;
    }
    if (is_list) {
        const TypeId element = list->element;
        const auto* label = store.as<types::LabelType>(element);
        const bool fits_here = label != nullptr &&
                               std::ranges::find(label->controls, static_cast<std::uint32_t>(id)) !=
                                   label->controls.end();
        const bool open = store.base_of_literal(element) == store.string() && labels_are_open(it);
        if (!fits_here && !open && !store.is_error(element) && element != store.never()) {
            const ir::ExprId probe = checker_.add({element, at, checker_.node(value).node});
            one_label(probe, it, at);  // says what is wrong with an element
            return;
        }
        value = checker_.require(value, store.list(element),
                                 fmt::format("slot `{}`", entry.name.text), at);
        check_single_choice(it, value, at);
    } else {
        value = one_label(value, it, at);
        if (!store.is_error(checker_.type_of(value)) && checker_.type_of(value) != store.never()) {
            value =
                checker_.add({store.list(checker_.type_of(value)), at,
                              ir::Convert{value, ir::Conversion::wrap_list, 1, {}, {}, {}, {}}});
        }
    }
    out.push_back({span, ir::CommonValue{ir::CommonSlot::labels, value}});
}

}  // namespace lsmap::check

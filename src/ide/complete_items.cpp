#include "builtins/builtin.hpp"
#include "check/special_calls.hpp"
#include "ide/completer.hpp"
#include "ide/hover.hpp"

#include <fmt/format.h>

#include <set>

// Names as items of the list.
namespace lsmap::ide {
namespace {

using check::NameKind;

ItemKind kind_of(NameKind kind) {
    switch (kind) {
        case NameKind::variable:
        case NameKind::handle:
            return ItemKind::variable;
        case NameKind::field:
        case NameKind::part:
            return ItemKind::field;
        case NameKind::function:
        case NameKind::table:
        case NameKind::group:
        case NameKind::builtin:
            return ItemKind::function;
        case NameKind::type:
        case NameKind::type_word:
            return ItemKind::type;
        case NameKind::module:
            return ItemKind::module;
        case NameKind::control:
        case NameKind::object:
            return ItemKind::class_;
        case NameKind::label:
            return ItemKind::enum_member;
        case NameKind::slot:
            return ItemKind::property;
    }
    return ItemKind::value;
}

}  // namespace

using check::Around;
using check::Choice;

void Completer::builtins() {
    std::set<std::string> seen;
    const auto add_function = [&](std::string_view name, std::string_view signature) {
        if (seen.insert(std::string(name)).second) {
            add({.label = std::string(name),
                 .detail = std::string(signature),
                 .doc = builtin_text(name),
                 .kind = ItemKind::function,
                 .snippet = fmt::format("{}($1)", name),
                 .rank = 6});
        }
    };
    for (const check::SpecialCall& row : check::special_calls()) {
        add_function(row.signature.substr(0, row.signature.find_first_of("(<")), row.signature);
    }
    for (const builtins::Builtin* row : builtins::all()) {
        add_function(builtins::name_of(*row), row->signature);
    }
}

void Completer::known_names() {
    for (const check::Use* use : last_.names()) {
        const bool is_item =
            use->is_declaration && use->kind != NameKind::field && use->kind != NameKind::handle &&
            (use->kind != NameKind::variable || use->variable == ir::VariableKind::param ||
             use->variable == ir::VariableKind::constant);
        if (is_item && use->at.end <= last_.text().size()) {
            add({.label = std::string(last_.sources().text(use->at)),
                 .kind = kind_of(use->kind),
                 .rank = 3});
        }
    }
}

void Completer::add(CompletionItem item) { items_.push_back(std::move(item)); }

void Completer::add(const Choice& choice, std::uint8_t rank) {
    CompletionItem item{
        .label = choice.name, .detail = choice.text, .kind = kind_of(choice.kind), .rank = rank};
    const Around* here = around();
    if (choice.type && here != nullptr && here->types != nullptr) {
        item.detail = here->types->print(*choice.type);
    }
    const bool is_call = choice.kind == NameKind::function || choice.kind == NameKind::table ||
                         choice.kind == NameKind::group;
    if (is_call) {
        item.snippet = choice.name + "($1)";
    }
    if (choice.declared && found_ != nullptr) {
        const SourceFile& source = found_->sources()[choice.declared->file];
        item.doc = is_call || choice.kind == NameKind::type
                       ? comment_above(source, choice.declared->begin)
                       : "";
    }
    if (choice.kind == NameKind::module) {
        item.detail = "module";
    }
    add(std::move(item));
}

void Completer::add_word(std::string_view word) {
    CompletionItem item{.label = std::string(word), .kind = ItemKind::keyword, .rank = 4};
    if (word.ends_with(':')) {
        item.insert = std::string(word) + " ";
    }
    add(std::move(item));
}

void Completer::words(std::span<const std::string_view> list) {
    for (const std::string_view word : list) {
        add_word(word);
    }
}

}  // namespace lsmap::ide

#include "ide/rename.hpp"

#include "base/nearest.hpp"
#include "ide/navigate.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lsmap::ide {
namespace {

using check::NameKind;
using check::Use;

constexpr std::string_view reserved_words[] = {
#define RESERVED(word) word,
#include "grammar/keywords.def"
#undef RESERVED
};

bool is_name(std::string_view text) {
    const auto is_letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    };
    return !text.empty() && is_letter(text.front()) && text != "_" &&
           std::ranges::all_of(text,
                               [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

// What a name of this kind is not renamed for; "": it may be.
std::string_view refusal(const Use& use) {
    switch (use.kind) {
        case NameKind::variable:
            return use.variable == ir::VariableKind::record
                       ? "`input` is the language's name for the record"
                       : "";
        case NameKind::field:
        case NameKind::function:
        case NameKind::table:
        case NameKind::group:
        case NameKind::type:
        case NameKind::module:
        case NameKind::handle:
            return "";
        case NameKind::control:
        case NameKind::object:
        case NameKind::label:
            return "it is a name of the labeling config: annotations that exist carry it, so it is "
                   "changed in the project first";
        case NameKind::part:
        case NameKind::slot:
        case NameKind::builtin:
        case NameKind::type_word:
            return "it is a name of the language";
    }
    return "";
}

// Declarations that are fields of a written type; others are keys of records that are built.
const ast::TypeField* field_at(const ast::Module& module, Span name) {
    for (const ast::Type& type : module.types) {
        if (const auto* record = std::get_if<ast::TypeRecord>(&type.node)) {
            for (const ast::TypeField& field : record->fields) {
                if (field.name.span == name) {
                    return &field;
                }
            }
        }
    }
    return nullptr;
}

std::string in_quotes(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        out += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    }
    return out + "\"";
}

// `{a}` is short for `{a: a}`: a name that stands so needs its key written out.
bool is_shorthand(const ast::Module& module, Span name) {
    return std::ranges::any_of(module.exprs, [&](const ast::Expr& expr) {
        const auto* record = std::get_if<ast::Record>(&expr.node);
        return record != nullptr &&
               std::ranges::any_of(record->entries, [&](const ast::RecordEntry& entry) {
                   return !entry.value && entry.key.span == name;
               });
    });
}

// `use coco`, `use "./shared.lsmap"`: known by the name of the module itself.
bool has_no_alias(const ast::Module& module, Span declared) {
    return std::ranges::any_of(module.items, [&](const ast::Item& item) {
        const auto* use = std::get_if<ast::UseItem>(&item.node);
        return use != nullptr && !use->alias && use->path.span == declared;
    });
}

}  // namespace

std::variant<Renameable, Refusal> prepare_rename(const Analysis& analysis, std::uint32_t byte) {
    const std::vector<const Use*> uses = analysis.uses_at(byte);
    if (uses.empty()) {
        return Refusal{"no name stands here that can be renamed"};
    }
    for (const Use* use : uses) {
        const bool is_parameter = use->declared && use->declared->file == analysis.file();
        const bool is_tag = use->kind == NameKind::control || use->kind == NameKind::object;
        const std::string name(analysis.sources().text(use->at));
        if (const std::string_view why = refusal(*use); !why.empty() && !(is_tag && is_parameter)) {
            return Refusal{fmt::format("`{}` is not renamed: {}", name, why)};
        }
        const std::string& path =
            use->declared ? analysis.sources()[use->declared->file].path : analysis.source().path;
        if (!path.starts_with('/') && path.starts_with("stdlib/")) {
            return Refusal{fmt::format("`{}` is not renamed: a standard module declares it", name)};
        }
        if (use->kind == NameKind::module && use->declared &&
            has_no_alias(analysis.module(), *use->declared)) {
            return Refusal{
                fmt::format("`{}` is not renamed: it is the module's own name; `as` gives "
                            "it another",
                            name)};
        }
    }
    const Use& use = *uses.front();
    std::string name(analysis.sources().text(use.at));
    return Renameable{use.at, std::move(name)};
}

std::variant<std::vector<TextEdit>, Refusal> rename(const Analysis& analysis, std::uint32_t byte,
                                                    const std::string& name,
                                                    const CompileWith& compile_with) {
    const auto prepared = prepare_rename(analysis, byte);
    if (const auto* refused = std::get_if<Refusal>(&prepared)) {
        return *refused;
    }
    const std::string before = std::get<Renameable>(prepared).name;
    if (!is_name(name)) {
        return Refusal{fmt::format("`{}` is no name: letters, digits and `_`", name)};
    }
    if (std::ranges::find(reserved_words, name) != std::end(reserved_words)) {
        return Refusal{fmt::format("`{}` is a word of the language", name)};
    }
    if (name == before) {
        return std::vector<TextEdit>();
    }
    std::vector<TextEdit> edits;
    const std::vector<const Use*> uses = references(analysis, byte);
    for (const Use* use : uses) {
        const Span at = use->at;
        if (analysis.sources().text(at) != before) {
            continue;  // the path of `use`, the word of an item
        }
        std::string text = name;
        if (at.file == analysis.file()) {
            const bool is_field = use->kind == NameKind::field;
            const ast::TypeField* field =
                is_field && use->is_declaration ? field_at(analysis.module(), at) : nullptr;
            if (field != nullptr && !field->json_key) {
                // The optional mark stands behind the name: `b? from "key": T` is `b?: T` renamed.
                const bool marked = field->optional;
                edits.push_back({{at.begin, at.end, at.file}, name});
                const std::string_view rest = analysis.text().substr(at.end);
                const std::size_t mark = marked ? rest.find('?') : std::string_view::npos;
                const auto behind = static_cast<std::uint32_t>(
                    at.end + (mark == std::string_view::npos ? 0 : mark + 1));
                edits.push_back({{behind, behind, at.file}, " from " + in_quotes(before)});
                continue;
            }
            if (is_field && use->is_declaration && field == nullptr) {
                return Refusal{fmt::format(
                    "`{}` is not renamed: it is a key of a record that is built here", before)};
            }
            if (is_shorthand(analysis.module(), at)) {
                text = before + ": " + name;
            }
        }
        edits.push_back({at, std::move(text)});
    }
    // The universal test: nothing is wrong that was right, and the names mean what they meant.
    const std::shared_ptr<const Analysis> after = compile_with(edits);
    if (after == nullptr || !after->is_read()) {
        return Refusal{"the renamed file could not be read"};
    }
    if (after->compiled().sink.error_count() > analysis.compiled().sink.error_count()) {
        for (const diag::Diagnostic& d : after->compiled().sink.all()) {
            const bool is_new = std::ranges::none_of(
                analysis.compiled().sink.all(),
                [&](const diag::Diagnostic& old) { return old.message == d.message; });
            if (is_new && d.severity == diag::Severity::error) {
                return Refusal{fmt::format("`{}` cannot become `{}`: {}", before, name, d.message)};
            }
        }
        return Refusal{
            fmt::format("`{}` cannot become `{}`: the rules would be wrong", before, name)};
    }
    if (after->meanings().uses.size() != analysis.meanings().uses.size()) {
        return Refusal{fmt::format("`{}` cannot become `{}`: other names would mean something else",
                                   before, name)};
    }
    return edits;
}

std::string with_edits(std::string_view text, std::vector<TextEdit> edits) {
    std::ranges::stable_sort(
        edits, [](const TextEdit& a, const TextEdit& b) { return a.span.begin < b.span.begin; });
    std::string made;
    std::size_t at = 0;
    for (const TextEdit& edit : edits) {
        made += text.substr(at, edit.span.begin - at);
        made += edit.text;
        at = edit.span.end;
    }
    return made += text.substr(at);
}

}  // namespace lsmap::ide

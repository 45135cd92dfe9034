#include "base/nearest.hpp"
#include "base/overloaded.hpp"
#include "check/checker.hpp"
#include "check/foreign_words.hpp"
#include "diag/codes/names.hpp"
#include "diag/codes/types.hpp"

#include <algorithm>

namespace lsmap::check {
namespace {

std::vector<std::string> keys_of(const auto& map) {
    std::vector<std::string> keys;
    for (const auto& [key, value] : map) {
        keys.push_back(key);
    }
    std::ranges::sort(keys);
    return keys;
}

// Far above any real input; types that use others twice over double at every step, and whatever
// walks a type walks all of it.
constexpr std::uint64_t most_places = 10'000;

}  // namespace

std::uint64_t Checker::extent(TypeId id) {
    if (const auto known = extents_.find(id); known != extents_.end()) {
        return known->second;
    }
    const types::Type type = store()[id];
    std::uint64_t places = 1;
    std::visit(Overloaded{
                   [&](const types::ListType& t) { places += extent(t.element); },
                   [&](const types::MapType& t) { places += extent(t.value); },
                   [&](const types::OptionalType& t) { places += extent(t.inner); },
                   [&](const types::TupleType& t) {
                       for (const types::TuplePlace& place : t.places) {
                           places += extent(place.type);
                       }
                   },
                   [&](const types::RecordType& t) {
                       for (const types::Field& field : t.fields) {
                           places += extent(field.type);
                       }
                   },
                   [&](const types::UnionType& t) {
                       for (const TypeId alternative : t.alternatives) {
                           places += extent(alternative);
                       }
                   },
                   [](const auto&) {},
               },
               type);
    extents_.emplace(id, places);
    return places;
}

bool Checker::check_public(const ModuleScope& module, const ast::Name& name) {
    const bool visible = &module == scope_module_ || !name.text.starts_with('_');
    if (!visible) {
        sink_.emit(name.span, diag::private_member, name.text)
            .note("names that begin with `_` are seen in their own module only");
    }
    return visible;
}

TypeId Checker::named_type(const ast::TypeName& type, Span span) {
    ModuleScope* module = scope_module_;
    if (type.module) {
        const auto found = scope_module_->modules.find(type.module->text);
        if (found == scope_module_->modules.end()) {
            if (!scope_module_->broken.contains(type.module->text)) {
                const std::vector<std::string> modules = keys_of(scope_module_->modules);
                sink_.emit(type.module->span, diag::unknown_module, type.module->text)
                    .help(suggestion(type.module->text, modules));
            }
            return store().error();
        }
        module = found->second;
        note_module(*type.module, *module);
        if (!check_public(*module, type.name)) {
            return store().error();
        }
    }
    if (Around* around = asked_at(type.name.span)) {
        look_for_types(*around, *module, !type.module);
    }
    const auto item = module->types.find(type.name.text);
    if (item == module->types.end()) {
        if (const auto built_in =
                type.module ? std::nullopt : built_in_type(type.name, type.args, span)) {
            note_word(type.name.span, NameKind::type_word);
            return *built_in;
        }
        if (!module->broken.contains(type.name.text)) {
            std::vector<std::string> names = keys_of(module->types);
            if (type.module) {
                sink_
                    .emit(type.name.span, diag::unknown_member, type.module->text, "type",
                          type.name.text)
                    .help(suggestion(type.name.text, names));
            } else {
                const std::vector<std::string> words = built_in_type_words();
                names.insert(names.end(), words.begin(), words.end());
                const std::string_view ours = word_for(ForeignWord::type, type.name.text);
                sink_.emit(type.name.span, diag::unknown_type, type.name.text)
                    .help(ours.empty() ? suggestion(type.name.text, names)
                                       : fmt::format("write {}", ours));
            }
        }
        return store().error();
    }
    note_item(type.name.span, NameKind::type, item->second->name.span);
    if (!type.args.empty()) {
        sink_.emit(span, diag::wrong_type_arguments, type.name.text, type.name.text)
            .label(item->second->name.span, "this type takes nothing in `< >`");
    }
    const auto [known_type, is_new] = named_types_.try_emplace(item->second);
    if (!is_new && !known_type->second) {
        sink_.emit(type.name.span, diag::recursive_type, type.name.text)
            .note(
                "every value of a type has a bounded depth; `json` takes whatever is nested "
                "freely");
        return store().error();
    }
    if (is_new) {
        ModuleScope* const before = std::exchange(scope_module_, module);
        TypeId declared = declared_type(item->second->type);
        scope_module_ = before;
        if (extent(declared) > most_places) {
            sink_.emit(item->second->name.span, diag::type_too_large, type.name.text, most_places)
                .help("take the part that no rule reads as `json`");
            declared = store().error();
        }
        named_types_[item->second] = declared;
        return declared;
    }
    return *known_type->second;
}

TypeId Checker::union_type(const ast::TypeUnion& type, Span span) {
    std::vector<TypeId> alternatives;
    bool is_missing = false;
    bool broken = false;
    for (const ast::TypeId one : type.alternatives) {
        const TypeId declared = declared_type(one);
        is_missing |= store().is_optional(declared);
        const TypeId inner = store().without_optional(declared);
        broken |= store().is_error(inner);
        if (const auto* nested = store().as<types::UnionType>(inner)) {  // unions flatten
            alternatives.insert(alternatives.end(), nested->alternatives.begin(),
                                nested->alternatives.end());
        } else {
            alternatives.push_back(inner);
        }
    }
    if (broken) {
        return store().error();
    }
    const std::size_t errors = sink_.error_count();
    check_alternatives(alternatives, span);
    if (sink_.error_count() != errors) {
        return store().error();
    }
    const TypeId whole = alternatives.size() == 1
                             ? alternatives[0]
                             : store().intern(types::UnionType{std::move(alternatives)});
    return is_missing ? store().optional(whole) : whole;
}

TypeId Checker::tuple_type(const ast::TypeTuple& type) {
    types::TupleType tuple{{}, type.open};
    bool optional_seen = false;
    for (const ast::TypeTuplePlace& place : type.places) {
        const TypeId declared = declared_type(place.type);
        const bool optional = store().is_optional(declared);
        if (optional_seen && !optional) {
            sink_.emit(ast_type(place.type).span, diag::optional_place_not_last)
                .help("give this place a `?` too, or take it off the places before");
        }
        optional_seen |= optional;
        std::string name = place.name ? place.name->text : "";
        if (!name.empty() &&
            std::ranges::find(tuple.places, name, &types::TuplePlace::name) != tuple.places.end()) {
            sink_.emit(place.name->span, diag::field_given_twice, name);
        }
        tuple.places.push_back({std::move(name), declared});
    }
    return store().intern(std::move(tuple));
}

TypeId Checker::record_type(const ast::TypeRecord& type) {
    types::RecordType record;
    std::vector<Span> names;
    if (type.broken) {  // any field may be the one that could not be read
        std::ranges::for_each(type.fields, [&](const auto& field) { declared_type(field.type); });
        return store().error();
    }
    for (const ast::TypeField& field : type.fields) {
        TypeId declared = declared_type(field.type);
        if (field.optional) {
            declared = store().optional(declared);
        }
        const auto same = std::ranges::find(record.fields, field.name.text, &types::Field::name);
        if (same != record.fields.end()) {
            sink_.emit(field.name.span, diag::field_given_twice, field.name.text)
                .label(same->span, "here first");
            continue;
        }
        const std::string& key = field.json_key ? field.json_key->text : field.name.text;
        const auto reads = std::ranges::find(record.fields, key, &types::Field::json_key);
        if (reads != record.fields.end()) {
            sink_.emit(field.span, diag::field_given_twice, key)
                .label(reads->span, "this field reads the key already");
            declared = store().error();
        }
        record.fields.push_back({field.name.text, key, declared, field.span});
        names.push_back(field.name.span);
    }
    const TypeId made = store().intern(std::move(record));
    note_record(made, names);
    return made;
}

// Each written type is read once, so that nothing is reported twice.
TypeId Checker::declared_type(ast::TypeId id) {
    const auto key = std::pair(scope_module_->ast, id);
    const auto known_type = declared_types_.find(key);
    if (known_type != declared_types_.end()) {
        return known_type->second;
    }
    const TypeId type = read_type(id);
    declared_types_.emplace(key, type);
    return type;
}

TypeId Checker::read_type(ast::TypeId id) {
    const ast::Type& type = ast_type(id);
    return std::visit(
        Overloaded{
            [&](const ast::TypeName& t) { return named_type(t, type.span); },
            [&](const ast::TypeLiteral& t) { return store().intern(types::LiteralType{t.value}); },
            [&](const ast::TypeUnion& t) { return union_type(t, type.span); },
            [&](const ast::TypeList& t) {
                types::ListType list{declared_type(t.element)};
                const auto count = static_cast<std::uint32_t>(
                    std::clamp<std::int64_t>(t.count.value_or(0), 0, 1 << 30));
                list.at_least = count;
                if (t.count && !t.at_least) {
                    list.exactly = count;
                }
                return store().intern(list);
            },
            [&](const ast::TypeTuple& t) { return tuple_type(t); },
            [&](const ast::TypeRecord& t) { return record_type(t); },
            [&](const ast::TypeOptional& t) { return store().optional(declared_type(t.inner)); },
            [&](const ast::TypeTry& t) {
                const TypeId inner = store().without_optional(declared_type(t.inner));
                return store().is_error(inner) ? inner
                                               : store().intern(types::OptionalType{inner, true});
            },
            [&](const ast::Error&) { return store().error(); },
        },
        type.node);
}

}  // namespace lsmap::check

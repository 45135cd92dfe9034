#include "base/nearest.hpp"
#include "check/checker.hpp"
#include "diag/codes/names.hpp"
#include "diag/codes/types.hpp"

#include <fmt/format.h>

#include <algorithm>

// Regions by their handles: `person`, `ent[r.head]`, `ent[r.head] ?? fail "…"`.
namespace lsmap::check {

const Checker::VisibleHandle* Checker::find_handle(std::string_view name) const {
    const auto found = std::find_if(handles_.rbegin(), handles_.rend(),
                                    [&](const VisibleHandle& h) { return h.name == name; });
    return found == handles_.rend() ? nullptr : &*found;
}

std::optional<ir::HandleId> Checker::declare_handle(const ast::Name& name, bool has_key) {
    refuse_visible(name);
    if (const VisibleHandle* other = find_handle(name.text)) {
        const ir::Handle& first = program_.handles[static_cast<std::size_t>(other->id)];
        if (first.has_key != has_key) {
            sink_
                .emit(name.span, diag::handle_key_form, name.text,
                      first.has_key ? "names regions by a key elsewhere" : "has no key elsewhere")
                .label(first.span, "it stands here")
                .help("take another name");
        } else {
            sink_.emit(name.span, diag::handle_twice, name.text)
                .label(first.span, "the first of the two")
                .help("take another name");
        }
    }
    const auto id = static_cast<ir::HandleId>(program_.handles.size());
    program_.handles.push_back({name.text, has_key, {}, name.span});
    note_item(name.span, NameKind::handle, name.span);
    handles_.push_back({name.text, id});
    return id;
}

bool Checker::expects_region(std::optional<TypeId> expected) const {
    return expected && store().is<types::RegionType>(store().without_optional(*expected));
}

bool Checker::report_handle_as_value(std::string_view name, Span span) {
    const VisibleHandle* handle = find_handle(name);
    if (handle == nullptr) {
        return false;
    }
    sink_.emit(span, diag::handle_out_of_place, std::string(name))
        .label(program_.handles[static_cast<std::size_t>(handle->id)].span, "it names regions")
        .help("what rules need of the region's element they take from the data");
    return true;
}

std::optional<ir::ExprId> Checker::region(ast::ExprId id, TypeId expected) {
    const ast::Expr& e = ast_expr(id);
    if (const auto* both = std::get_if<ast::Binary>(&e.node);
        both != nullptr && both->op == ast::Operator::coalesce) {
        return region_or(*both, e.span, expected);
    }
    const auto* with_key = std::get_if<ast::Index>(&e.node);
    const auto* plain =
        std::get_if<ast::NameRef>(with_key != nullptr ? &ast_expr(with_key->object).node : &e.node);
    if (plain == nullptr) {
        return std::nullopt;
    }
    const ast::Name& name = plain->name;
    const VisibleHandle* handle = find_handle(name.text);
    if (handle == nullptr) {
        if (with_key != nullptr) {
            expr(with_key->index);
        }
        auto& report = sink_.emit(name.span, diag::unknown_handle, name.text);
        std::vector<std::string> names;
        for (const VisibleHandle& other : handles_) {
            names.push_back(other.name);
        }
        const std::vector<std::string> values = visible_values();
        if (std::ranges::binary_search(values, name.text)) {
            report.note(
                fmt::format("`{}` is a value; a region is reached by its handle", name.text));
        }
        report.help(nearest_names(name.text, names).empty()
                        ? fmt::format("name the regions in the rule that makes them: -> CONTROL as "
                                      "{}{} {{ … }}",
                                      name.text, with_key != nullptr ? "[KEY]" : "")
                        : suggestion(name.text, names));
        return error_node(e.span);
    }
    const ir::Handle& known_as = program_.handles[static_cast<std::size_t>(handle->id)];
    note_item(name.span, NameKind::handle, known_as.span);
    if (known_as.has_key != (with_key != nullptr)) {
        if (with_key != nullptr) {
            expr(with_key->index);
        }
        sink_
            .emit(e.span, diag::handle_key_form, name.text,
                  known_as.has_key ? "names regions by a key" : "has no key")
            .label(known_as.span, "it stands here")
            .help(known_as.has_key ? fmt::format("say which: {}[KEY]", name.text)
                                   : fmt::format("write {}", name.text));
        return error_node(e.span);
    }
    ir::HandleRef ref{handle->id, {}};
    if (with_key != nullptr) {
        ref.key = handle_key(handle->id, with_key->index, false);
        if (store().is_error(type_of(*ref.key))) {
            return error_node(e.span);
        }
    }
    Known facts;
    facts.why_missing = "the region may not come out";
    return add({region_type(), e.span, ref}, std::move(facts));
}

bool Checker::is_region(ir::ExprId value, std::string_view place) {
    const TypeId type = type_of(value);
    if (store().is_error(type)) {
        return false;
    }
    if (fits(type, region_type())) {
        return true;
    }
    sink_
        .emit(node(value).span, diag::wrong_type, std::string(place), "a region by its handle",
              print(type))
        .at(described(value))
        .help(
            "name the regions in the rule that makes them, -> CONTROL as NAME[KEY] { … }, and "
            "write NAME[KEY] here");
    return false;
}

ir::ExprId Checker::require_region(ast::ExprId id, std::string_view place) {
    const ir::ExprId value = expr(id, region_type());
    return is_region(value, place) ? convert(value, region_type()) : error_node(ast_expr(id).span);
}

ir::ExprId Checker::region_or(const ast::Binary& both, Span span, TypeId expected) {
    const ir::ExprId value = expr(both.left, region_type());
    const TypeId left = type_of(value);
    if (!store().is_error(left) && !is_region(value, "what stands before `??`")) {
        expr(both.right, expected);
        return error_node(span);
    }
    const auto* ref = std::get_if<ir::HandleRef>(&node(value).node);
    const bool is_known = ref != nullptr && !ref->key;  // its rule stands above
    const bool is_skip = std::holds_alternative<ast::Skip>(ast_expr(both.right).node);
    if (is_skip && !region_may_wait_ && !is_known && !store().is_error(left)) {
        sink_
            .emit(ast_expr(both.right).span, diag::skip_for_parent,
                  source_text(ast_expr(both.left).span))
            .help(
                "leave `?? skip` out: then the region has no parent; or leave it out by what the "
                "data say: skip when …");
        return error_node(span);
    }
    const ir::ExprId other = expr(both.right, expected);
    const TypeId right = type_of(other);
    if (store().is_error(left) || store().is_error(right)) {
        return error_node(span);
    }
    if (right == store().null()) {
        return value;
    }
    ir::RegionElse made{value, other};
    TypeId type = store().without_optional(region_type());
    if (const auto* skip = std::get_if<ir::Skip>(&node(other).node)) {
        made.otherwise = *skip;
    } else if (const auto* fail = std::get_if<ir::Fail>(&node(other).node)) {
        made.otherwise = *fail;
    } else {
        if (!is_region(other, "what follows `??`")) {
            return error_node(span);
        }
        type = store().is_optional(right) ? region_type() : type;
    }
    return add({type, span, std::move(made)});
}

// The node stays in its place: when all keys of the handle are known, it may get a conversion.
ir::ExprId Checker::handle_key(ir::HandleId handle, ast::ExprId id, bool names_regions) {
    const Span at = ast_expr(id).span;
    ir::ExprId value = expr(id);
    const TypeId type = store().base_of_literal(store().without_optional(type_of(value)));
    if (store().is_error(type) || type == store().never() || type == store().null()) {
        return type == store().null() ? value : error_node(at);
    }
    if (!is_key(type)) {
        auto& report = sink_.emit(at, diag::not_a_key, "the key of a handle", print(type))
                           .at(described(value));
        if (type == store().number()) {
            report.help("numbers are seldom equal: declare the field as `int` or `id`");
        }
        return error_node(at);
    }
    ir::Expr copy = node(value);
    Known facts = known(value);
    value = add(std::move(copy), std::move(facts));
    handle_keys_.push_back({handle, value, at, names_regions});
    return value;
}

// Keys of one handle are of one type; where one of them is an `id`, all are compared as such.
void Checker::settle_handle_keys() {
    const std::vector<HandleKey> keys = std::exchange(handle_keys_, {});
    std::map<ir::HandleId, const HandleKey*> first;
    std::map<ir::HandleId, TypeId> wanted;
    const auto base = [&](const HandleKey& key) {
        const TypeId type = store().base_of_literal(store().without_optional(type_of(key.key)));
        return store().is<types::LabelType>(type) ? store().string() : type;
    };
    for (const bool naming : {true, false}) {
        for (const HandleKey& key : keys) {
            if (key.names_regions != naming) {
                continue;
            }
            const auto [known_as, is_new] = wanted.try_emplace(key.handle, base(key));
            if (is_new) {
                first.emplace(key.handle, &key);
            } else if (base(key) == store().id() && fits(known_as->second, store().id())) {
                known_as->second = store().id();
            }
        }
    }
    for (const HandleKey& key : keys) {
        const TypeId want = wanted.at(key.handle);
        ir::Handle& handle = program_.handles[static_cast<std::size_t>(key.handle)];
        handle.by = compare_by(want).value_or(ir::CompareBy::text);
        if (!fits(base(key), want)) {
            const HandleKey& other = *first.at(key.handle);
            sink_
                .emit(key.span, diag::handle_keys_differ, handle.name, print(want),
                      print(base(key)))
                .at(described(key.key))
                .label(other.span, described(other.key))
                .help("declare both fields as `id`: then numbers and strings are compared as text");
            continue;
        }
        const bool may_miss = store().is_optional(type_of(key.key));
        ir::Expr copy = node(key.key);
        const ir::ExprId inner = add(std::move(copy), known(key.key));
        const ir::ExprId converted = convert(inner, may_miss ? store().optional(want) : want);
        ir::Expr result = node(converted);
        program_.exprs[key.key] = std::move(result);
    }
}

}  // namespace lsmap::check

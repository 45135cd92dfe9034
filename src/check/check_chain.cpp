#include "base/nearest.hpp"
#include "base/overloaded.hpp"
#include "check/checker.hpp"
#include "diag/codes/names.hpp"
#include "diag/codes/types.hpp"

#include <algorithm>

namespace lsmap::check {
namespace {

// What a postfix expression stands on, and whether by `?.`; nothing for all others.
struct Link {
    ast::ExprId object;
    bool optional;
};
std::optional<Link> link_of(const ast::Expr& expr) {
    return std::visit(Overloaded{
                          [](const ast::Member& m) {
                              return std::optional(Link{m.object, m.optional_chain});
                          },
                          [](const ast::Index& i) {
                              return std::optional(Link{i.object, i.optional_chain});
                          },
                          [](const ast::Slice& s) {
                              return std::optional(Link{s.object, s.optional_chain});
                          },
                          [](const ast::Call& c) {
                              return c.method && !c.args.empty()
                                         ? std::optional(Link{c.args[0].value, c.optional_chain})
                                         : std::nullopt;
                          },
                          [](const auto&) { return std::optional<Link>(); },
                      },
                      expr.node);
}

}  // namespace

std::optional<ir::ExprId> Checker::chain(ast::ExprId id, std::optional<TypeId> expected) {
    // The innermost `?.` comes first: everything behind it is missing with it.
    std::optional<ast::ExprId> first;
    for (auto link = link_of(ast_expr(id)); link; link = link_of(ast_expr(link->object))) {
        if (chain_objects_.contains(static_cast<std::uint32_t>(link->object))) {
            break;
        }
        if (link->optional) {
            first = link->object;
        }
    }
    if (!first) {
        return std::nullopt;
    }
    const Span span = ast_expr(id).span;
    const auto key = static_cast<std::uint32_t>(*first);
    const ir::ExprId object = expr(*first);
    const TypeId type = type_of(object);
    const TypeId inner = store().without_optional(type);
    if (!store().is_optional(type)) {
        if (!store().is_error(type)) {
            const Span at = ast_expr(*first).span;
            auto& report = sink_.emit(at, diag::useless_chain, print(type)).at(described(object));
            report.help("a plain `.` will do");
        }
        chain_objects_[key] = object;
        const ir::ExprId whole = expr(id, expected);
        chain_objects_.erase(key);
        return whole;
    }
    const ir::VariableId it =
        program_.variables.add({"", inner, ir::VariableKind::binder, ast_expr(*first).span});
    Known of_it = known(object);
    of_it.path = Path{it, {}};
    of_it.why_missing.clear();
    chain_objects_[key] = add({inner, ast_expr(*first).span, ir::Use{it}}, std::move(of_it));
    const ir::ExprId rest = expr(id, expected);
    chain_objects_.erase(key);
    if (store().is_error(type_of(rest))) {
        return rest;
    }
    Known facts;
    facts.origin = known(rest).origin;
    facts.why_missing = fmt::format("`{}` may be missing", source_text(ast_expr(*first).span));
    const TypeId result = store().optional(type_of(rest));
    if (known(rest).path && known(rest).path->root == it && known(object).path) {
        facts.path = known(object).path;
        const auto& steps = known(rest).path->steps;
        facts.path->steps.insert(facts.path->steps.end(), steps.begin(), steps.end());
        const TypeId narrow = narrowed(*facts.path, result);
        return add({narrow, span, ir::Chain{object, it, rest}}, std::move(facts));
    }
    return add({result, span, ir::Chain{object, it, rest}}, std::move(facts));
}

ir::ExprId Checker::member(const ast::Member& member, Span span) {
    const ModuleScope* module = named_module(member.object);
    if (module == nullptr) {
        return field(expr(member.object), member.field, span);
    }
    if (Around* around = asked_at(member.field.span)) {
        look_into(*around, *module);
    }
    if (!check_public(*module, member.field)) {
        return error_node(span);
    }
    const auto value = module->values.find(member.field.text);
    if (value != module->values.end()) {
        note_variable(member.field.span, value->second);
        return use(value->second, span);
    }
    if (!module->broken.contains(member.field.text)) {
        std::vector<std::string> names;
        for (const auto& [name, variable] : module->values) {
            if (!name.starts_with('_')) {
                names.push_back(name);
            }
        }
        std::ranges::sort(names);
        const std::string& module_name =
            std::get<ast::NameRef>(ast_expr(member.object).node).name.text;
        sink_.emit(member.field.span, diag::unknown_member, module_name, "value", member.field.text)
            .help(suggestion(member.field.text, names));
    }
    return error_node(span);
}

ir::ExprId Checker::index(const ast::Index& index, Span span) {
    types::TypeStore& s = store();
    const ir::ExprId object = expr(index.object);
    const TypeId type = type_of(object);
    const TypeId inner = s.without_optional(type);
    if (s.is_error(type)) {
        expr(index.index);
        return error_node(span);
    }
    const bool has_places = s.is<types::ListType>(inner) || s.is<types::TupleType>(inner) ||
                            s.is<types::MapType>(inner);
    if (s.is_optional(type) && has_places) {
        expr(index.index);
        auto& report =
            sink_.emit(node(object).span, diag::value_may_be_missing, "`[…]`", print(inner))
                .at(described(object));
        report.note(known(object).why_missing)
            .help("`?[…]` is missing where this is; `?? skip` leaves the row out");
        if (known(object).why_missing.empty()) {
            report.notes.clear();
        }
        return error_node(span);
    }
    const Span at = ast_expr(index.index).span;
    if (const auto* map = s.as<types::MapType>(type)) {
        const TypeId value = map->value;
        const ir::ExprId key = require(expr(index.index), s.string(), "the key of a map", at);
        Known facts;
        facts.why_missing = "a map need not have the key";
        return add({s.optional(value), span, ir::Lookup{object, key}}, std::move(facts));
    }
    const auto* list = s.as<types::ListType>(type);
    const auto* tuple = s.as<types::TupleType>(type);
    if (list == nullptr && tuple == nullptr) {
        expr(index.index);
        auto& report = sink_.emit(node(object).span, diag::cannot_be_indexed, print(type))
                           .at(described(object));
        if (type == s.string()) {
            report.help("a part of a text is a slice: `s[0..1]`");
        } else if (s.is<types::RecordType>(type)) {
            report.help("take a field: `.name`");
        } else if (s.is<types::UnionType>(type)) {
            report.help("take it apart with `match` first");
        }
        return error_node(span);
    }
    const ir::ExprId position = require(expr(index.index), s.integer(), "an index", at);
    const auto* literal = std::get_if<ir::Constant>(&node(position).node);
    if (s.is_error(type_of(position))) {
        return error_node(span);
    }
    const auto* fixed = literal == nullptr ? constant(position) : &literal->value;
    if (fixed != nullptr) {
        const std::int64_t number = fixed->integer;
        list = s.as<types::ListType>(type);
        tuple = s.as<types::TupleType>(type);
        const auto most = tuple != nullptr ? std::optional(tuple->places.size())
                          : list->exactly  ? std::optional<std::size_t>(*list->exactly)
                                           : std::nullopt;
        const bool open = tuple != nullptr && tuple->open;
        if (number < 0 || (most && !open && number >= static_cast<std::int64_t>(*most))) {
            auto& report =
                sink_.emit(at, diag::index_out_of_range, std::to_string(number), print(type));
            report.at(described(object));
            if (number < 0) {
                report.help("`last(xs)` is the last element");
            }
            return error_node(span);
        }
        if (tuple != nullptr && number < static_cast<std::int64_t>(tuple->places.size())) {
            return field_at(object, static_cast<std::uint32_t>(number), span);
        }
        if (list != nullptr && number < list->exactly.value_or(list->at_least)) {
            const TypeId element = list->element;
            Known facts;
            facts.origin = known(object).origin;
            TypeId place = element;
            if (known(object).path && list->exactly) {
                facts.path = known(object).path;
                facts.path->steps.push_back(static_cast<std::uint32_t>(number));
                place = narrowed(*facts.path, element);
                if (place != element && s.is<types::UnionType>(s.without_optional(element))) {
                    facts.decoded_union = s.without_optional(element);
                }
            }
            return add({place, span, ir::ElementAt{object, position, true}}, std::move(facts));
        }
    }
    list = s.as<types::ListType>(type);
    if (list == nullptr) {
        sink_.emit(at, diag::index_out_of_range, source_text(at), print(type))
            .help("the places of a tuple are counted by constants: `t[0]`");
        return error_node(span);
    }
    Known facts;
    facts.why_missing = "the list may be shorter";
    return add({s.optional(list->element), span, ir::ElementAt{object, position, false}},
               std::move(facts));
}

ir::ExprId Checker::slice(const ast::Slice& slice, Span span) {
    types::TypeStore& s = store();
    ir::ExprId object = expr(slice.object);
    const auto end = [&](const std::optional<ast::ExprId>& bound) -> std::optional<ir::ExprId> {
        return bound ? std::optional(require(expr(*bound), s.integer(), "the end of a slice",
                                             ast_expr(*bound).span))
                     : std::nullopt;
    };
    const auto from = end(slice.from);
    const auto to = end(slice.to);
    TypeId type = type_of(object);
    if (s.is_error(type)) {
        return error_node(span);
    }
    if (s.is_optional(type)) {
        report_missing(object, s.without_optional(type), "a slice", node(object).span);
        return error_node(span);
    }
    if (s.base_of_literal(type) == s.string()) {
        object = convert(object, s.string());
        return add({s.string(), span, ir::SliceOf{object, from, to}});
    }
    if (const auto* list = s.as<types::ListType>(type)) {
        return add({s.list(list->element), span, ir::SliceOf{object, from, to}},
                   Known{{}, known(object).origin});
    }
    sink_.emit(node(object).span, diag::cannot_be_indexed, print(type))
        .at(described(object))
        .note("a slice is taken of a list or a string");
    return error_node(span);
}

}  // namespace lsmap::check

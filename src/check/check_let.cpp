#include "check/checker.hpp"
#include "diag/codes/types.hpp"

namespace lsmap::check {

std::optional<std::vector<TypeId>> Checker::places_of(TypeId type) {
    if (const auto* tuple = store().as<types::TupleType>(type)) {
        std::vector<TypeId> places;
        for (const types::TuplePlace& place : tuple->places) {
            places.push_back(place.type);
        }
        return places;
    }
    const auto* list = store().as<types::ListType>(type);
    return list != nullptr && list->exactly
               ? std::optional(std::vector<TypeId>(*list->exactly, list->element))
               : std::nullopt;
}

bool Checker::report_binder_count(std::span<const ast::Name> names, std::size_t places, Span source,
                                  std::string_view why) {
    if (names.size() == places) {
        return false;
    }
    const Span at = names.empty() ? source : join(names.front().span, names.back().span);
    sink_.emit(at, diag::binder_count, std::to_string(names.size()), std::to_string(places))
        .label(source, std::string(why))
        .help("`_` takes a value that is not needed");
    return true;
}

ir::ExprId Checker::let_value(std::string_view subject, std::optional<ast::TypeId> type,
                              ast::ExprId value) {
    const auto wanted =
        type ? std::optional(store().value_type(declared_type(*type))) : std::nullopt;
    const ir::ExprId checked = expr(value, wanted);
    return wanted ? require(checked, *wanted, subject, ast_expr(value).span) : checked;
}

ir::LetVariable Checker::let_variable(const ast::Name& name, ir::ExprId value) {
    TypeId of = type_of(value);
    const auto& whole = known(value).decoded_union;
    if (whole && store().is<types::UnionType>(store().without_optional(of))) {
        of = store().is_optional(of) ? store().optional(*whole)
                                     : *whole;  // its value counts these alternatives
    }
    const auto variable = declare(name, of, ir::VariableKind::let, known(value).origin);
    if (variable) {
        program_.variables[*variable].value = value;
    }
    return {variable, value};
}

std::vector<ir::LetVariable> Checker::let_variables(const ast::LetClause& let) {
    if (let.places.empty()) {
        const std::string subject = fmt::format("`let {}`", let.name.text);
        return {let_variable(let.name, let_value(subject, let.type, let.value))};
    }
    const Span at = ast_expr(let.value).span;
    ir::ExprId value = let_value("`let`", let.type, let.value);
    const TypeId type = type_of(value);
    const TypeId inner = store().without_optional(type);
    auto places = places_of(inner);
    bool broken = !places;
    if (broken && !store().is_error(type)) {
        sink_.emit(at, diag::binder_count, std::to_string(let.places.size()), "1")
            .at(described(value))
            .help("several names take the places of a tuple: name the value and take its fields");
    } else if (places && store().is_optional(type)) {
        report_missing(value, inner, "`let`", at);
        broken = true;
    } else if (places) {
        const auto* tuple = store().as<types::TupleType>(inner);
        if (tuple != nullptr && tuple->open && places->size() > let.places.size()) {
            places->resize(let.places.size());
        }
        broken = report_binder_count(let.places, places->size(), at, "what the names stand for");
    }
    if (broken) {
        for (const ast::Name& name : let.places) {
            declare(name, store().error(), ir::VariableKind::let);
        }
        return {{std::nullopt, value}};
    }
    // The tuple is computed once, whatever the names take of it.
    const ir::VariableId whole =
        program_.variables.add({"_", inner, ir::VariableKind::let, let.name.span, value});
    std::vector<ir::LetVariable> made = {{whole, value}};
    const ir::ExprId tuple = use(whole, at);
    for (std::size_t i = 0; i < let.places.size(); ++i) {
        const Span span = let.places[i].span;
        const ir::ExprId number =
            constant_node(store().integer(), data::of_int(static_cast<std::int64_t>(i)), span);
        const ir::ExprId place =
            store().is<types::TupleType>(inner)
                ? field_at(tuple, static_cast<std::uint32_t>(i), span)
                : add({(*places)[i], span, ir::ElementAt{tuple, number, true}}, Known{});
        made.push_back(let_variable(let.places[i], place));
    }
    return made;
}

}  // namespace lsmap::check

#include "base/overloaded.hpp"
#include "check/checker.hpp"
#include "diag/codes/internal.hpp"
#include "diag/codes/types.hpp"

#include <algorithm>
#include <cassert>

namespace lsmap::check {
namespace {

using types::TypeStore;

std::vector<TypeId> alternatives_of(const TypeStore& store, TypeId type) {
    const auto* whole = store.as<types::UnionType>(type);
    return whole == nullptr ? std::vector{type} : whole->alternatives;
}

bool all_literals(const TypeStore& store, TypeId type) {
    const std::vector<TypeId> all = alternatives_of(store, type);
    return std::ranges::all_of(all, [&](TypeId t) { return store.is<types::LiteralType>(t); });
}

std::uint32_t least(const types::ListType& list) { return list.exactly.value_or(list.at_least); }

// A length without an axis (declared so, or a literal) goes along either side.
bool same_length(const types::LengthType& a, const types::LengthType& b) {
    const bool axis =
        a.axis == b.axis || a.axis == types::Axis::none || b.axis == types::Axis::none;
    return a.unit == b.unit && a.variable == b.variable && axis;
}

}  // namespace

bool Checker::fits(TypeId from, TypeId to) const {
    const TypeStore& s = store();
    if (from == to || s.is_error(from) || s.is_error(to) || from == s.never()) {
        return true;
    }
    if (const auto* optional = s.as<types::OptionalType>(to)) {
        return from == s.null() || fits(s.without_optional(from), optional->inner);
    }
    if (s.is_optional(from) || from == s.null()) {
        return false;
    }
    if (all_literals(s, from)) {
        const auto wanted = alternatives_of(s, to);
        const auto given = alternatives_of(s, from);
        const bool subset = std::ranges::all_of(
            given, [&](TypeId t) { return std::ranges::find(wanted, t) != wanted.end(); });
        if (all_literals(s, to)) {
            return subset;
        }
        const TypeId base = const_cast<TypeStore&>(s).base_of_literal(from);
        return base != from && fits(base, to);
    }
    if (const auto* label = s.as<types::LabelType>(from)) {
        if (const auto* wanted = s.as<types::LabelType>(to)) {
            return label->path == wanted->path &&
                   std::ranges::includes(label->controls, wanted->controls);
        }
        return !label->path && to == s.string();
    }
    if (from == s.integer()) {
        return to == s.number() || to == s.id();
    }
    if (from == s.string()) {
        return to == s.id();
    }
    if (const auto* a = s.as<types::LengthType>(from)) {
        const auto* b = s.as<types::LengthType>(to);
        return b != nullptr && same_length(*a, *b);
    }
    if (const auto* a = s.as<types::ListType>(from)) {
        const auto* b = s.as<types::ListType>(to);
        const bool count =
            b != nullptr && (b->exactly ? a->exactly == b->exactly : least(*a) >= b->at_least);
        return count && (a->exactly == 0U || fits(a->element, b->element));
    }
    if (const auto* a = s.as<types::TupleType>(from)) {
        const auto* b = s.as<types::TupleType>(to);
        return b != nullptr && a->places.size() == b->places.size() &&
               std::ranges::equal(a->places, b->places, [&](const auto& x, const auto& y) {
                   return fits(x.type, y.type);
               });
    }
    if (const auto* a = s.as<types::MapType>(from)) {
        const auto* b = s.as<types::MapType>(to);
        return b != nullptr && fits(a->value, b->value);
    }
    if (const auto* a = s.as<types::SpanType>(from)) {
        const auto* b = s.as<types::SpanType>(to);
        return b != nullptr && fits(a->of, b->of);
    }
    if (const auto* a = s.as<types::RecordType>(from)) {
        const auto* b = s.as<types::RecordType>(to);
        return b != nullptr && std::ranges::all_of(b->fields, [&](const types::Field& field) {
                   const auto same = std::ranges::find(a->fields, field.name, &types::Field::name);
                   return same == a->fields.end() ? s.is_optional(field.type)
                                                  : fits(same->type, field.type);
               });
    }
    return false;
}

namespace {

// Types whose values have one form at run time, so that nothing need be done between them.
bool same_form(const Checker& checker, TypeId from, TypeId to) {
    const TypeStore& s = checker.store();
    if (from == to || s.is_error(from) || s.is_error(to) || from == s.never() || from == s.null()) {
        return true;
    }
    const TypeId a = s.without_optional(from);
    const TypeId b = s.without_optional(to);
    if (all_literals(s, a) || a == s.integer() || a == s.string()) {
        const TypeId base = const_cast<TypeStore&>(s).base_of_literal(a);
        return base == const_cast<TypeStore&>(s).base_of_literal(b);
    }
    if (const auto* list = s.as<types::ListType>(a)) {
        const auto* other = s.as<types::ListType>(b);
        return other != nullptr &&
               (list->exactly == 0U || same_form(checker, list->element, other->element));
    }
    if (const auto* map = s.as<types::MapType>(a)) {
        const auto* other = s.as<types::MapType>(b);
        return other != nullptr && same_form(checker, map->value, other->value);
    }
    if (const auto* tuple = s.as<types::TupleType>(a)) {
        const auto* other = s.as<types::TupleType>(b);
        return other != nullptr &&
               std::ranges::equal(tuple->places, other->places, [&](const auto& x, const auto& y) {
                   return same_form(checker, x.type, y.type);
               });
    }
    if (const auto* record = s.as<types::RecordType>(a)) {
        const auto* other = s.as<types::RecordType>(b);
        return other != nullptr &&
               std::ranges::equal(record->fields, other->fields, [&](const auto& x, const auto& y) {
                   return x.name == y.name && same_form(checker, x.type, y.type);
               });
    }
    return true;
}

}  // namespace

ir::ExprId Checker::convert(ir::ExprId value, TypeId wanted) {
    const TypeId from = type_of(value);
    const Span span = node(value).span;
    if (from == wanted || store().is_error(from)) {
        return value;
    }
    if (store().is_optional(wanted) && !store().is_optional(from) && from != store().null()) {
        return convert(value, store().without_optional(wanted));  // it is still known to be there
    }
    if (same_form(*this, from, wanted)) {
        // The same value, seen as the wider type: a copy of the node, so that earlier uses keep
        // theirs.
        ir::Expr copy = node(value);
        copy.type = from == store().never() ? copy.type : wanted;
        Known facts = known(value);
        return add(std::move(copy), std::move(facts));
    }
    const TypeId inner = store().without_optional(from);
    const TypeId to = store().without_optional(wanted);
    const auto bind = [&](TypeId type) {
        return program_.variables.add({"", type, ir::VariableKind::binder, span});
    };
    if (store().is_optional(from)) {
        const ir::VariableId it = bind(inner);
        const ir::ExprId rest = convert(use(it, span), to);
        return add({wanted, span, ir::Chain{value, it, rest}}, known(value));
    }
    const TypeId base = store().base_of_literal(inner);
    const auto conversion = [&](ir::Conversion c) {
        ir::Convert node_of{};
        node_of.value = value;
        node_of.conversion = c;
        return add({wanted, span, std::move(node_of)}, Known{{}, known(value).origin});
    };
    if (base == store().integer() && to == store().number()) {
        if (const auto* literal = std::get_if<ir::Constant>(&node(value).node)) {
            return constant_node(wanted,
                                 data::of_number(static_cast<double>(literal->value.integer)), span,
                                 known(value));
        }
        return conversion(ir::Conversion::int_to_number);
    }
    if (base == store().integer() && to == store().id()) {
        return conversion(ir::Conversion::int_to_id);
    }
    if (base == store().string() && to == store().id()) {
        return conversion(ir::Conversion::string_to_id);
    }
    if (const auto* list = store().as<types::ListType>(inner)) {
        const TypeId element = list->element;
        const TypeId wanted_element = store().as<types::ListType>(to)->element;
        const ir::VariableId it = bind(element);
        ir::Query query;
        query.clauses.push_back({span, ir::For{ir::SourceKind::list, {it}, {value}, false}});
        query.element = convert(use(it, span), wanted_element);
        return add({wanted, span, std::move(query)}, known(value));
    }
    if (const auto* record = store().as<types::RecordType>(to)) {
        const types::RecordType wanted_record = *record;
        const types::RecordType given = *store().as<types::RecordType>(inner);
        ir::MakeRecord made;
        for (const types::Field& field : wanted_record.fields) {
            const auto same = std::ranges::find(given.fields, field.name, &types::Field::name);
            if (same == given.fields.end()) {
                made.fields.push_back(constant_node(field.type, data::missing_value(), span));
            } else {
                const auto index = static_cast<std::uint32_t>(same - given.fields.begin());
                made.fields.push_back(convert(field_at(value, index, span), field.type));
            }
        }
        return add({wanted, span, std::move(made)}, known(value));
    }
    if (const auto* tuple = store().as<types::TupleType>(to)) {
        const types::TupleType wanted_tuple = *tuple;
        ir::MakeList made;
        for (std::uint32_t i = 0; i < wanted_tuple.places.size(); ++i) {
            made.elements.push_back(convert(field_at(value, i, span), wanted_tuple.places[i].type));
        }
        return add({wanted, span, std::move(made)}, known(value));
    }
    sink_.emit(span, diag::internal_error,
               fmt::format("no conversion from {} to {}", print(from), print(wanted)));
    return error_node(span);
}

ir::ExprId Checker::require(ir::ExprId value, TypeId wanted, std::string_view place, Span at) {
    const TypeId from = type_of(value);
    if (store().is_error(from) || store().is_error(wanted)) {
        return value;
    }
    if (!fits(from, wanted)) {
        const std::size_t errors = sink_.error_count();
        report_mismatch(value, wanted, place, at);
        assert(sink_.error_count() > errors);
        static_cast<void>(errors);
        return error_node(at);
    }
    return convert(value, wanted);
}

TypeId Checker::common_type(TypeId a, TypeId b, Span at, std::string_view what) {
    TypeStore& s = store();
    if (s.is_error(a) || s.is_error(b)) {
        return s.error();
    }
    if (a == b || b == s.never()) {
        return a;
    }
    if (a == s.never()) {
        return b;
    }
    if (a == s.null() || b == s.null()) {
        return s.optional(a == s.null() ? b : a);
    }
    if (s.is_optional(a) || s.is_optional(b)) {
        return s.optional(common_type(s.without_optional(a), s.without_optional(b), at, what));
    }
    if (fits(a, b)) {
        return b;
    }
    if (fits(b, a)) {
        return a;
    }
    if (all_literals(s, a) && all_literals(s, b) && s.base_of_literal(a) == s.base_of_literal(b)) {
        std::vector<TypeId> all = alternatives_of(s, a);
        for (const TypeId one : alternatives_of(s, b)) {
            if (std::ranges::find(all, one) == all.end()) {
                all.push_back(one);
            }
        }
        constexpr std::size_t most_literals = 64;
        return all.size() > most_literals ? s.base_of_literal(a)
                                          : s.intern(types::UnionType{std::move(all)});
    }
    const TypeId base_a = s.base_of_literal(a);
    const TypeId base_b = s.base_of_literal(b);
    if (base_a != a || base_b != b) {
        return common_type(base_a, base_b, at, what);
    }
    const auto* list_a = s.as<types::ListType>(a);
    const auto* list_b = s.as<types::ListType>(b);
    if (list_a != nullptr && list_b != nullptr) {
        const std::uint32_t fewest = std::min(least(*list_a), least(*list_b));
        const TypeId element_a = list_a->exactly == 0U ? s.never() : list_a->element;
        const TypeId element_b = list_b->exactly == 0U ? s.never() : list_b->element;
        return s.list(common_type(element_a, element_b, at, what), fewest);
    }
    const auto* record_a = s.as<types::RecordType>(a);
    const auto* record_b = s.as<types::RecordType>(b);
    if (record_a != nullptr && record_b != nullptr &&
        std::ranges::equal(record_a->fields, record_b->fields, {}, &types::Field::name,
                           &types::Field::name)) {
        types::RecordType both = *record_a;
        const types::RecordType other = *record_b;
        for (std::size_t i = 0; i < both.fields.size(); ++i) {
            both.fields[i].type = common_type(both.fields[i].type, other.fields[i].type, at, what);
        }
        return s.intern(std::move(both));
    }
    auto& report = sink_.emit(at, diag::no_common_type, std::string(what), print(a), print(b));
    if (s.is<types::BoxType>(a) && s.is<types::BoxType>(b)) {
        report.help("convert one of them: `to<px>(…)`");
    }
    return s.error();
}

}  // namespace lsmap::check

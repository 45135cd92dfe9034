#include "diag/codes/syntax.hpp"
#include "syntax/ast_builder.hpp"

#include <charconv>

namespace lsmap::syntax {

ast::TypeId AstBuilder::type(std::uint32_t node) {
    std::vector<ast::TypeId> alternatives;
    for (Cursor at = inside(node); !at.done();) {
        alternatives.push_back(type_term(at));
    }
    if (alternatives.size() == 1) {
        return alternatives.front();
    }
    return add_type(span(node), ast::TypeUnion{std::move(alternatives)});
}

// An atom and the `?` behind it.
ast::TypeId AstBuilder::type_term(Cursor& at) {
    const std::uint32_t atom = at.next();
    ast::TypeId result = type_atom(atom);
    for (bool first = true; at.at(NodeKind::optional_mark); first = false) {
        const Span mark = span(at.next());
        if (first) {
            result = add_type(join(span(atom), mark), ast::TypeOptional{result});
        } else {
            sink_.emit(mark, diag::doubled_optional).fix(mark, "", diag::Safe::yes);
        }
    }
    return result;
}

ast::TypeId AstBuilder::type_atom(std::uint32_t node) {
    Cursor at = inside(node);
    switch (kind(node)) {
        case NodeKind::type_try:
            return add_type(span(node), ast::TypeTry{type_term(at)});
        case NodeKind::type_named: {
            ast::TypeName named;
            named.name = name(at.next());
            if (const auto member = at.take(NodeKind::word)) {
                named.module = std::exchange(named.name, name(*member));
            }
            if (const auto args = at.take(NodeKind::type_arguments)) {
                named.args = type_arguments(*args);
            }
            return add_type(span(node), std::move(named));
        }
        case NodeKind::type_list_of: {
            ast::TypeList list{};
            list.element = type(at.next());
            if (const auto count = at.take(NodeKind::number)) {
                list.count = whole_number(*count);
            }
            list.at_least = at.at(NodeKind::list_at_least);
            return add_type(span(node), list);
        }
        case NodeKind::type_record:
            return add_type(span(node), type_record(node));
        case NodeKind::type_tuple: {
            ast::TypeTuple tuple = type_tuple(node);
            if (tuple.places.size() == 1 && !tuple.open && !tuple.places.front().name) {
                return tuple.places.front().type;  // brackets around a type
            }
            return add_type(span(node), std::move(tuple));
        }
        case NodeKind::string_literal:
            return add_type(span(node), ast::TypeLiteral{string_value(node)});
        case NodeKind::type_number:
            return add_type(span(node), ast::TypeLiteral{whole_number(node).value_or(0)});
        default:
            return add_type(span(node), ast::Error{});
    }
}

std::vector<ast::TypeId> AstBuilder::type_arguments(std::uint32_t node) {
    std::vector<ast::TypeId> args;
    for (Cursor at = inside(node); !at.done();) {
        args.push_back(type(at.next()));
    }
    return args;
}

ast::TypeTuple AstBuilder::type_tuple(std::uint32_t node) {
    ast::TypeTuple tuple;
    for (Cursor at = inside(node); !at.done();) {
        if (at.take(NodeKind::place_open)) {
            tuple.open = true;
            continue;
        }
        ast::TypeTuplePlace place{};
        if (const auto word = at.take(NodeKind::word)) {
            place.name = name(*word);
        }
        place.type = type(at.next());
        tuple.places.push_back(std::move(place));
    }
    return tuple;
}

ast::TypeRecord AstBuilder::type_record(std::uint32_t node) {
    ast::TypeRecord record;
    for (Cursor fields = inside(node); !fields.done();) {
        const std::uint32_t child = fields.next();
        if (kind(child) != NodeKind::type_field) {
            if (const auto named = first_word(child)) {
                record.fields.push_back({*named, false, std::nullopt,
                                         add_type(span(child), ast::Error{}), span(child)});
            } else {
                record.broken = true;
            }
            continue;
        }
        Cursor at = inside(child);
        ast::TypeField field{};
        field.span = span(child);
        field.name = name(at.next());
        field.optional = at.take(NodeKind::field_optional).has_value();
        if (const auto key = at.take(NodeKind::field_key)) {
            field.json_key = string_name(*key + 1);
        }
        field.type = type(at.next());
        record.fields.push_back(std::move(field));
    }
    return record;
}

// Reports a fraction, an exponent, a unit and what does not fit 64 bits.
std::optional<std::int64_t> AstBuilder::whole_number(std::uint32_t node) {
    const std::string_view digits = text(node);
    std::string compact(digits);
    std::erase(compact, ' ');
    std::int64_t value = 0;
    const auto [end, error] =
        std::from_chars(compact.data(), compact.data() + compact.size(), value);
    if (end != compact.data() + compact.size()) {
        sink_.emit(span(node), diag::whole_number_wanted, std::string(digits));
        return std::nullopt;
    }
    if (error != std::errc{}) {
        sink_.emit(span(node), diag::integer_too_large, std::string(digits));
        return std::nullopt;
    }
    return value;
}

}  // namespace lsmap::syntax

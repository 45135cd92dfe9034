#include "base/overloaded.hpp"
#include "check/checker.hpp"
#include "diag/codes/names.hpp"
#include "diag/codes/syntax.hpp"
#include "diag/codes/types.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace lsmap::check {
namespace {

constexpr std::size_t longest_folded_text = 4096;  // bytes

// The value of a decimal text times ten to the `shift`, rounded once: 0.028 shifted by 2 is 2.8.
double decimal(std::string_view text, int shift) {
    const auto e = text.find_first_of("eE");
    std::string number(text.substr(0, e));
    const int exponent =
        e == std::string_view::npos ? 0 : std::atoi(std::string(text.substr(e + 1)).c_str());
    number += 'e' + std::to_string(std::clamp(exponent, -5000, 5000) + shift);
    double value = 0;
    std::from_chars(number.data(), number.data() + number.size(), value);
    return value;
}

bool is_literal_int(const types::TypeStore& store, TypeId type, std::int64_t value) {
    const auto* literal = store.as<types::LiteralType>(type);
    const auto* number = literal == nullptr ? nullptr : std::get_if<std::int64_t>(&literal->value);
    return number != nullptr && *number == value;
}

}  // namespace

ir::ExprId Checker::number_literal(const ast::NumberLiteral& literal, Span span, bool negative,
                                   std::optional<TypeId> expected) {
    types::TypeStore& s = store();
    const TypeId place = s.without_optional(expected.value_or(s.error()));
    const double sign = negative ? -1 : 1;
    const double value = sign * decimal(literal.text, 0);
    const auto* score = s.as<types::ScoreType>(place);
    if (!literal.unit.empty()) {
        if (const types::LengthUnit* length = types::find_length_unit(literal.unit)) {
            if (score != nullptr && length->unit == types::Unit::percent) {
                return constant_node(
                    place,
                    data::of_number(score->percent ? value : sign * decimal(literal.text, -2)),
                    span);
            }
            const TypeId type = s.intern(types::LengthType{length->unit});
            return constant_node(type, data::of_number(value), span);
        }
        if (const types::TimeUnitRow* time = types::find_time_unit(literal.unit)) {
            return constant_node(s.intern(types::TimeType{time->unit}), data::of_number(value),
                                 span);
        }
        return constant_node(s.intern(types::AngleType{literal.unit == "rad", false}),
                             data::of_number(value), span);
    }
    Known facts;
    facts.bare_number = true;
    if (score != nullptr) {
        if (value < 0 || value > 1) {
            sink_.emit(span, diag::not_a_fraction, (negative ? "-" : "") + literal.text)
                .help(fmt::format("for percent write `{}percent`", literal.text));
            return error_node(span);
        }
        const double scaled = score->percent ? sign * decimal(literal.text, 2) : value;
        return constant_node(place, data::of_number(scaled), span, std::move(facts));
    }
    const bool takes_zero = s.is<types::LengthType>(place) || s.is<types::TimeType>(place) ||
                            s.is<types::AngleType>(place);
    if ((takes_zero && value == 0) || s.is<types::LogitType>(place) || (place == s.number())) {
        return constant_node(place, data::of_number(value), span, std::move(facts));
    }
    if (!literal.is_int) {
        return constant_node(s.number(), data::of_number(value), span, std::move(facts));
    }
    const std::string text = (negative ? "-" : "") + literal.text;
    std::int64_t whole = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), whole);
    if (problem != std::errc() || end != text.data() + text.size()) {
        sink_.emit(span, diag::integer_too_large, text);
        return error_node(span);
    }
    TypeId type = s.integer();
    if (s.is<types::OffsetType>(place) || s.is<types::FrameType>(place)) {
        type = place;
    } else if (is_literal_int(s, place, whole)) {
        type = place;
    } else if (const auto* either = s.as<types::UnionType>(place)) {
        const auto& all = either->alternatives;
        const auto same =
            std::ranges::find_if(all, [&](TypeId t) { return is_literal_int(s, t, whole); });
        type = same == all.end() ? type : *same;
    }
    return constant_node(type, data::of_int(whole), span, std::move(facts));
}

ir::ExprId Checker::list_literal(const ast::List& list, Span span, std::optional<TypeId> expected) {
    types::TypeStore& s = store();
    const TypeId place = s.without_optional(expected.value_or(s.error()));
    if (const auto* size = s.as<types::SizeType>(place);
        size != nullptr && list.elements.size() == 2) {
        ir::MakeShape made{s.intern(types::SizeType{types::SizeForm::wh}), {}};
        for (const ast::ExprId element : list.elements) {
            const ir::ExprId part = expr(element, s.number());
            const bool in_pixels = s.is<types::LengthType>(type_of(part));
            made.parts.push_back(
                in_pixels ? part : require(part, s.number(), "a size", ast_expr(element).span));
        }
        return add({place, span, std::move(made)});
    }
    if (const auto* label = s.as<types::LabelType>(place); label != nullptr && label->path) {
        std::vector<std::string> path;
        for (const ast::ExprId element : list.elements) {
            if (const auto* text = std::get_if<ast::StringLiteral>(&ast_expr(element).node)) {
                path.push_back(text->value);
            }
        }
        if (path.size() == list.elements.size()) {
            return path_literal(path, place, span);
        }
    }
    if (const auto* tuple = s.as<types::TupleType>(place)) {
        const types::TupleType places = *tuple;
        if (places.places.size() == list.elements.size()) {
            ir::MakeList made;
            for (std::size_t i = 0; i < list.elements.size(); ++i) {
                const ir::ExprId element = expr(list.elements[i], places.places[i].type);
                made.elements.push_back(require(element, places.places[i].type,
                                                fmt::format("place {} of the tuple", i),
                                                node(element).span));
            }
            return add({place, span, std::move(made)});
        }
    }
    const auto* wanted = s.as<types::ListType>(place);
    const bool has_element = wanted != nullptr && wanted->element != s.never();
    const std::optional<TypeId> element_wanted =
        has_element ? std::optional(wanted->element) : std::nullopt;
    const bool wants_optional = element_wanted && s.is_optional(*element_wanted);
    const bool keeps_literals =
        element_wanted && s.base_of_literal(s.without_optional(*element_wanted)) != s.string() &&
        s.without_optional(*element_wanted) != s.string() &&
        !is_number_type(s.without_optional(*element_wanted));
    std::vector<ir::ExprId> elements;
    TypeId common = s.never();
    for (const ast::ExprId element : list.elements) {
        const ir::ExprId checked = expr(element, element_wanted);
        TypeId type = type_of(checked);
        if (!wants_optional && (s.is_optional(type) || type == s.null())) {
            report_missing(checked, element_wanted.value_or(s.without_optional(type)),
                           "an element of a list", ast_expr(element).span);
            type = s.error();
        }
        const bool is_wanted = element_wanted && fits(type, *element_wanted);
        type = is_wanted && !keeps_literals ? *element_wanted
               : keeps_literals             ? type
                                            : s.base_of_literal(type);
        common = common_type(common, type, ast_expr(element).span, "the elements of this list");
        elements.push_back(checked);
    }
    if (s.is_error(common)) {
        return error_node(span);
    }
    for (ir::ExprId& element : elements) {
        element = require(element, common, "an element of this list", node(element).span);
    }
    const auto count = static_cast<std::uint32_t>(elements.size());
    const TypeId element_type = count == 0 && element_wanted ? *element_wanted : common;
    const TypeId type = s.intern(types::ListType{element_type, count, count});
    return add({type, span, ir::MakeList{std::move(elements)}});
}

ir::ExprId Checker::record_literal(const ast::Record& record, Span span,
                                   std::optional<TypeId> expected) {
    types::TypeStore& s = store();
    const TypeId place = s.without_optional(expected.value_or(s.error()));
    if (const auto* map = s.as<types::MapType>(place)) {  // keys and values in turn
        const TypeId of_values = map->value;
        std::map<std::string_view, Span> seen;
        ir::MakeList made;
        for (const ast::RecordEntry& entry : record.entries) {
            const ir::ExprId value =
                entry.value ? expr(*entry.value, of_values) : name(entry.key, entry.key.span);
            const auto [first, is_new] = seen.emplace(entry.key.text, entry.key.span);
            if (!is_new) {
                sink_.emit(entry.key.span, diag::field_given_twice, entry.key.text)
                    .label(first->second, "the first of the two");
                continue;
            }
            made.elements.push_back(text_node(entry.key.text, s.string(), entry.key.span));
            made.elements.push_back(require(value, of_values,
                                            fmt::format("the value of `{}`", entry.key.text),
                                            node(value).span));
        }
        return add({place, span, std::move(made)});
    }
    std::vector<types::Field> wanted;
    if (const auto* type = s.as<types::RecordType>(place)) {
        wanted = type->fields;
    }
    types::RecordType given;
    std::vector<Span> names;
    std::vector<ir::ExprId> values;
    for (const ast::RecordEntry& entry : record.entries) {
        const auto field = std::ranges::find(wanted, entry.key.text, &types::Field::name);
        const bool known_field = field != wanted.end();
        const std::optional<TypeId> field_type =
            known_field ? std::optional(field->type) : std::nullopt;
        const ir::ExprId value =
            entry.value ? expr(*entry.value, field_type) : name(entry.key, entry.key.span);
        if (std::ranges::find(given.fields, entry.key.text, &types::Field::name) !=
            given.fields.end()) {
            sink_.emit(entry.key.span, diag::field_given_twice, entry.key.text);
            continue;
        }
        const TypeId type = s.base_of_literal(type_of(value));
        given.fields.push_back(
            {entry.key.text, entry.key.text, known_field ? type_of(value) : type, entry.key.span});
        values.push_back(known_field ? value : convert(value, type));
        names.push_back(entry.key.span);
        if (known_field) {
            note_field(entry.key.span, place, static_cast<std::uint32_t>(field - wanted.begin()));
        }
    }
    const TypeId type = s.intern(given);
    if (wanted.empty()) {
        note_record(type, names);
    }
    return add({type, span, ir::MakeRecord{std::move(values)}});
}

ir::ExprId Checker::format_string(const ast::FormatString& format, Span span) {
    types::TypeStore& s = store();
    ir::Interpolate made;
    std::string text;
    bool all_known = true;
    for (const ast::FormatPart& part : format.parts) {
        if (!part.hole) {
            made.pieces.push_back({part.text, std::nullopt});
            text += part.text;
            continue;
        }
        const Span at = ast_expr(*part.hole).span;
        ir::ExprId value = expr(*part.hole);
        const TypeId type = type_of(value);
        if (s.is_optional(type) || type == s.null()) {
            report_missing(value, s.without_optional(type), "an f-string", at);
            value = error_node(at);
        } else if (s.is<types::DateTimeType>(type)) {
            ir::Convert as_text{};
            as_text.value = value;
            as_text.conversion = ir::Conversion::datetime_to_text;
            as_text.format = "iso";
            value = add({s.string(), at, std::move(as_text)});
        } else {
            const TypeId base = s.base_of_literal(type);
            const bool is_scalar =
                std::visit(Overloaded{
                               [](const types::ErrorType&) { return true; },
                               [](const types::NeverType&) { return true; },
                               [](const types::BoolType&) { return true; },
                               [](const types::IntType&) { return true; },
                               [](const types::NumberType&) { return true; },
                               [](const types::StringType&) { return true; },
                               [](const types::IdType&) { return true; },
                               [](const types::ScoreType&) { return true; },
                               [](const types::LogitType&) { return true; },
                               [](const types::LengthType&) { return true; },
                               [](const types::AngleType&) { return true; },
                               [](const types::TimeType&) { return true; },
                               [](const types::FrameType&) { return true; },
                               [](const types::OffsetType&) { return true; },
                               [](const types::LabelType& label) { return !label.path; },
                               [](const auto&) { return false; },
                           },
                           s[base]);
            if (!is_scalar) {
                auto& report = sink_.emit(at, diag::not_a_scalar, print(type)).at(described(value));
                if (s.is<types::ListType>(type)) {
                    report.help("join its elements: `join_text(…, \", \")`");
                }
                value = error_node(at);
            } else if (base != type) {
                value = convert(value, base);
            }
        }
        const auto known_text = s.is_error(type_of(value)) ? std::nullopt : constant_text(value);
        // A longer one is made at run time, where the limits of values hold.
        all_known &= known_text.has_value() && text.size() <= longest_folded_text;
        if (all_known) {
            text += part.text + *known_text;
        }
        made.pieces.push_back({part.text, value});
    }
    if (all_known) {
        return text_node(text, s.intern(types::LiteralType{text}), span);
    }
    return add({s.string(), span, std::move(made)});
}

}  // namespace lsmap::check

#include "base/overloaded.hpp"
#include "check/checker.hpp"
#include "diag/codes/names.hpp"
#include "diag/codes/types.hpp"

#include <algorithm>

// `==`, `<` and `in`: which types can be compared, and how.
namespace lsmap::check {
namespace {

using ast::Operator;
using ir::CompareBy;

struct Spelling {
    Operator op;
    std::string_view text;
    ir::CompareOp compare;
};
constexpr Spelling spellings[] = {
    {Operator::equal, "==", ir::CompareOp::equal},
    {Operator::not_equal, "!=", ir::CompareOp::not_equal},
    {Operator::less, "<", ir::CompareOp::less},
    {Operator::less_equal, "<=", ir::CompareOp::less_equal},
    {Operator::greater, ">", ir::CompareOp::greater},
    {Operator::greater_equal, ">=", ir::CompareOp::greater_equal},
};

bool is_shares(const types::LengthType& length) {
    using types::Unit;
    return length.unit == Unit::percent || length.unit == Unit::norm ||
           length.unit == Unit::permille;
}

}  // namespace

std::optional<CompareBy> Checker::compare_by(TypeId type) const {
    const TypeId base = const_cast<types::TypeStore&>(store()).base_of_literal(type);
    return std::visit(
        Overloaded{
            [](const types::ErrorType&) { return std::optional(CompareBy::structure); },
            [](const types::BoolType&) { return std::optional(CompareBy::boolean); },
            [](const types::IntType&) { return std::optional(CompareBy::integer); },
            [](const types::FrameType&) { return std::optional(CompareBy::integer); },
            [](const types::OffsetType&) { return std::optional(CompareBy::integer); },
            [](const types::DateTimeType&) { return std::optional(CompareBy::integer); },
            [](const types::NumberType&) { return std::optional(CompareBy::number); },
            [](const types::ScoreType&) { return std::optional(CompareBy::number); },
            [](const types::LogitType&) { return std::optional(CompareBy::number); },
            [](const types::LengthType&) { return std::optional(CompareBy::number); },
            [](const types::AngleType&) { return std::optional(CompareBy::number); },
            [](const types::TimeType&) { return std::optional(CompareBy::number); },
            [](const types::StringType&) { return std::optional(CompareBy::text); },
            [](const types::LabelType& t) {
                return std::optional(t.path ? CompareBy::structure : CompareBy::text);
            },
            [](const types::IdType&) { return std::optional(CompareBy::id); },
            [&](const types::ListType& t) {
                return compare_by(t.element) ? std::optional(CompareBy::structure) : std::nullopt;
            },
            [&](const types::OptionalType&) { return std::optional<CompareBy>(); },
            [&](const types::TupleType& t) {
                const bool all = std::ranges::all_of(t.places, [&](const auto& place) {
                    return compare_by(place.type).has_value();
                });
                return all ? std::optional(CompareBy::structure) : std::nullopt;
            },
            [&](const types::RecordType& t) {
                const bool all = std::ranges::all_of(t.fields, [&](const auto& field) {
                    return compare_by(field.type).has_value();
                });
                return all ? std::optional(CompareBy::structure) : std::nullopt;
            },
            [](const types::PointType&) { return std::optional(CompareBy::structure); },
            [](const types::BoxType&) { return std::optional(CompareBy::structure); },
            [](const types::SizeType&) { return std::optional(CompareBy::structure); },
            [&](const types::SpanType& t) {
                return compare_by(t.of) ? std::optional(CompareBy::structure) : std::nullopt;
            },
            [](const auto&) { return std::optional<CompareBy>(); },
        },
        store()[base]);
}

std::optional<CompareBy> Checker::comparable(ir::ExprId& left, ir::ExprId& right,
                                             std::string_view op, bool ordered, Span span) {
    types::TypeStore& s = store();
    for (const ir::ExprId side : {left, right}) {
        if (s.is_error(type_of(side)) || type_of(side) == s.never()) {
            return std::nullopt;
        }
    }
    for (const ir::ExprId side : {left, right}) {
        const TypeId type = type_of(side);
        if (!s.is_optional(type) && type != s.null()) {
            continue;
        }
        const ir::ExprId other = side == left ? right : left;
        auto& report = sink_.emit(node(side).span, diag::compares_missing, std::string(op))
                           .at(described(side));
        if (type == s.null()) {
            report.help(fmt::format("`present({})` says whether it is there",
                                    source_text(node(other).span)));
        } else if (type_of(other) == s.null()) {
            report.help(fmt::format("`present({})` says whether it is there",
                                    source_text(node(side).span)));
        } else {
            if (!known(side).why_missing.empty()) {
                report.note(known(side).why_missing);
            }
            report.help(fmt::format(
                "give another value, `{0} ?? default`, or ask `present({0}) and …` first",
                source_text(node(side).span)));
        }
        return std::nullopt;
    }
    const TypeId whole_a = type_of(left);
    const TypeId whole_b = type_of(right);
    const TypeId a = s.base_of_literal(whole_a);
    const TypeId b = s.base_of_literal(whole_b);
    const auto both = [&](TypeId type) {
        left = convert(left, type);
        right = convert(right, type);
        return compare_by(type);
    };
    if (is_number_type(a) && is_number_type(b)) {
        if (a == b) {
            return both(a);
        }
        left = convert(left, a);
        right = convert(right, b);
        // A whole literal beside a number is that number; else the two are compared exactly.
        if (known(left).bare_number || known(right).bare_number) {
            return both(s.number());
        }
        return a == s.integer() ? CompareBy::integer_number : CompareBy::number_integer;
    }
    const bool id_side = a == s.id() || b == s.id();
    if (id_side && !ordered && fits(a, s.id()) && fits(b, s.id())) {
        return both(s.id());
    }
    const bool text_a = a == s.string() || s.is<types::LabelType>(a);
    const bool text_b = b == s.string() || s.is<types::LabelType>(b);
    if (text_a && text_b && compare_by(a) == CompareBy::text && compare_by(b) == CompareBy::text) {
        if (!ordered && !fits(whole_a, whole_b) && !fits(whole_b, whole_a) && whole_a != a &&
            whole_b != b) {
            sink_.emit(span, diag::never_equal, print(whole_a), print(whole_b))
                .label(node(left).span, described(left))
                .label(node(right).span, described(right));
            return std::nullopt;
        }
        left = convert(left, a);
        right = convert(right, b);
        return CompareBy::text;
    }
    const auto* length_a = s.as<types::LengthType>(a);
    const auto* length_b = s.as<types::LengthType>(b);
    const bool both_lengths = length_a != nullptr && length_b != nullptr;
    const bool of_shares = both_lengths && is_shares(*length_a) && is_shares(*length_b);
    const bool same_dimension = (s.is<types::TimeType>(a) && s.is<types::TimeType>(b)) ||
                                (s.is<types::AngleType>(a) && s.is<types::AngleType>(b)) ||
                                both_lengths;
    if (same_dimension) {
        if (of_shares && length_a->unit != length_b->unit &&
            (length_a->axis == length_b->axis || length_a->axis == types::Axis::none ||
             length_b->axis == types::Axis::none)) {
            right = in_unit_of(right, a);
            return CompareBy::number;
        }
        if (mixes_units(left, right, fmt::format("`{}`", op), span)) {
            return std::nullopt;
        }
        const bool is_literal = std::holds_alternative<ir::Constant>(node(left).node);
        if (is_literal) {  // the literal is converted, not the data
            left = in_unit_of(left, b);
        } else {
            right = in_unit_of(right, a);
        }
        return CompareBy::number;
    }
    if (s.is<types::ScoreType>(a) && s.is<types::ScoreType>(b)) {
        // What does not come from the data is converted: dividing the data would miss exact
        // thresholds.
        const auto* used = std::get_if<ir::Use>(&node(left).node);
        const bool left_is_fixed =
            used != nullptr &&
            (program_.variables[used->variable].kind == ir::VariableKind::param ||
             program_.variables[used->variable].kind == ir::VariableKind::constant);
        if (left_is_fixed || std::holds_alternative<ir::Constant>(node(left).node)) {
            left = in_unit_of(left, b);
        } else {
            right = in_unit_of(right, a);
        }
        return CompareBy::number;
    }
    if (a == b || fits(a, b) || fits(b, a)) {
        const TypeId type = fits(a, b) ? b : a;
        const auto by = compare_by(type);
        const bool has_order =
            by && *by != CompareBy::structure && *by != CompareBy::boolean && *by != CompareBy::id;
        if (by && (!ordered || has_order)) {
            return both(type);
        }
    }
    const bool number_beside = (known(left).bare_number && !is_number_type(b)) ||
                               (known(right).bare_number && !is_number_type(a));
    const TypeId beside = known(left).bare_number ? b : a;
    const bool has_unit = s.is<types::LengthType>(beside) || s.is<types::TimeType>(beside) ||
                          s.is<types::AngleType>(beside);
    if (number_beside && has_unit) {
        const ir::ExprId literal = known(left).bare_number ? left : right;
        report_mismatch(literal, beside, fmt::format("`{}`", op), node(literal).span);
        return std::nullopt;
    }
    auto& report = ordered || a == b
                       ? sink_.emit(span, diag::wrong_operands, std::string(op), print(whole_a),
                                    print(whole_b))
                       : sink_.emit(span, diag::never_equal, print(whole_a), print(whole_b));
    report.label(node(left).span, described(left)).label(node(right).span, described(right));
    if ((is_number_type(a) && s.is<types::ScoreType>(b)) ||
        (is_number_type(b) && s.is<types::ScoreType>(a))) {
        const ir::ExprId number = is_number_type(a) ? left : right;
        report.help(fmt::format("say that it is one: `score({})`", source_text(node(number).span)));
    } else if ((a == s.string() && is_number_type(b)) || (b == s.string() && is_number_type(a))) {
        report.help("read a number from a text: `parse_number(…) ?? skip`");
    }
    return std::nullopt;
}

ir::ExprId Checker::comparison(Operator op, ir::ExprId left, ir::ExprId right, Span span,
                               Span /*op_span*/) {
    const Spelling& row = *std::ranges::find(spellings, op, &Spelling::op);
    const bool ordered = op != Operator::equal && op != Operator::not_equal;
    const Known before = known(left);
    const auto by = comparable(left, right, row.text, ordered, span);
    return by ? add({store().boolean(), span, ir::Compare{row.compare, *by, left, right}})
              : error_node(span);
}

ir::ExprId Checker::membership(const ast::Binary& b, Span span) {
    types::TypeStore& s = store();
    ir::ExprId value = expr(b.left);
    const auto* ref = std::get_if<ast::NameRef>(&ast_expr(b.right).node);
    if (ref != nullptr) {
        const auto table = scope_module_->tables.find(ref->name.text);
        if (table != scope_module_->tables.end()) {
            const std::vector<std::string> values = visible_values();
            if (std::ranges::binary_search(values, ref->name.text)) {
                sink_.emit(ref->name.span, diag::value_or_table, ref->name.text)
                    .help("name one of them otherwise; a field is reached as `input.…`");
                return error_node(span);
            }
            note_item(ref->name.span, NameKind::table, table_name(table->second));
            return in_table(table->second, value, span);
        }
    }
    const ir::ExprId list = expr(b.right, s.list(type_of(value)));
    const TypeId type = type_of(list);
    if (s.is_error(type) || s.is_error(type_of(value))) {
        return error_node(span);
    }
    if (s.is_optional(type)) {
        report_missing(list, s.without_optional(type), "`in`", node(list).span);
        return error_node(span);
    }
    const auto* of = s.as<types::ListType>(type);
    if (of == nullptr) {
        auto& report =
            sink_.emit(node(list).span, diag::not_a_table_or_list, print(type)).at(described(list));
        if (s.base_of_literal(type) == s.string()) {
            report.help("`matches(text, r\"…\")` looks for a part of a text");
        } else if (s.is<types::MapType>(type)) {
            report.help("`present(m[k])` says whether a map has a key");
        }
        return error_node(span);
    }
    // The elements stand for the right side of `==`.
    const TypeId element = of->exactly == 0U ? type_of(value) : of->element;
    const ir::VariableId it =
        program_.variables.add({"", element, ir::VariableKind::binder, node(list).span});
    ir::ExprId right = add({element, node(list).span, ir::Use{it}}, Known{{}, known(list).origin});
    ir::ExprId left = value;
    const auto by = comparable(left, right, "in", false, span);
    if (!by) {
        return error_node(span);
    }
    ir::ExprId elements = list;
    if (!std::holds_alternative<ir::Use>(
            node(right).node)) {  // the elements need a conversion, too
        ir::Query query;
        query.clauses.push_back(
            {node(list).span, ir::For{ir::SourceKind::list, {it}, {list}, false}});
        query.element = right;
        elements = add({s.list(type_of(right)), node(list).span, std::move(query)});
    }
    return add({s.boolean(), span, ir::InList{left, elements, *by}});
}

}  // namespace lsmap::check

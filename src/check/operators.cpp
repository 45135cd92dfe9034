#include "base/overloaded.hpp"
#include "check/checker.hpp"
#include "diag/codes/types.hpp"

#include <algorithm>

// Arithmetic: which operands go together, and what comes out. The rows are those of the reference.
namespace lsmap::check {
namespace {

using ast::Operator;

enum class Dimension : std::uint8_t { none, number, length, time, instant, position, score, angle };

Dimension dimension(const types::TypeStore& s, TypeId type) {
    return std::visit(Overloaded{
                          [](const types::IntType&) { return Dimension::number; },
                          [](const types::NumberType&) { return Dimension::number; },
                          [](const types::LengthType&) { return Dimension::length; },
                          [](const types::TimeType&) { return Dimension::time; },
                          [](const types::DateTimeType&) { return Dimension::instant; },
                          [](const types::OffsetType&) { return Dimension::position; },
                          [](const types::FrameType&) { return Dimension::position; },
                          [](const types::ScoreType&) { return Dimension::score; },
                          [](const types::AngleType&) { return Dimension::angle; },
                          [](const auto&) { return Dimension::none; },
                      },
                      s[type]);
}

std::string_view spelling(Operator op) {
    switch (op) {
        case Operator::multiply:
            return "*";
        case Operator::divide:
            return "/";
        case Operator::modulo:
            return "%";
        case Operator::add:
            return "+";
        case Operator::subtract:
            return "-";
        default:
            return "?";
    }
}

ir::BinaryOp number_op(Operator op) {
    switch (op) {
        case Operator::multiply:
            return ir::BinaryOp::multiply_number;
        case Operator::divide:
            return ir::BinaryOp::divide_number;
        case Operator::modulo:
            return ir::BinaryOp::modulo_number;
        case Operator::subtract:
            return ir::BinaryOp::subtract_number;
        default:
            return ir::BinaryOp::add_number;
    }
}

ir::BinaryOp int_op(Operator op) {
    switch (op) {
        case Operator::multiply:
            return ir::BinaryOp::multiply_int;
        case Operator::modulo:
            return ir::BinaryOp::modulo_int;
        case Operator::subtract:
            return ir::BinaryOp::subtract_int;
        default:
            return ir::BinaryOp::add_int;
    }
}

// How many of the unit are one second; 0: that depends on the object.
double per_second(types::TimeUnit unit) {
    for (const types::TimeUnitRow& row : types::time_units()) {
        if (row.unit == unit) {
            return row.per_second;
        }
    }
    return 0;
}

bool is_one(const ir::Expr& expr) {
    const auto* literal = std::get_if<ir::Constant>(&expr.node);
    return literal != nullptr && literal->value.integer == 1;
}

}  // namespace

ir::ExprId Checker::in_unit_of(ir::ExprId value, TypeId wanted) {
    const TypeId from = type_of(value);
    const auto scaled = [&](double factor, bool divides) {
        ir::Convert made{};
        made.value = value;
        made.conversion = divides ? ir::Conversion::unscale : ir::Conversion::scale;
        made.factor = factor;
        return add({wanted, node(value).span, std::move(made)}, Known{{}, known(value).origin});
    };
    const auto* time_from = store().as<types::TimeType>(from);
    const auto* time_to = store().as<types::TimeType>(wanted);
    if (time_from != nullptr && time_to != nullptr && from != wanted) {
        const double a = per_second(time_from->unit);
        const double b = per_second(time_to->unit);
        return b >= a ? scaled(b / a, false) : scaled(a / b, true);
    }
    const auto* angle_from = store().as<types::AngleType>(from);
    const auto* angle_to = store().as<types::AngleType>(wanted);
    if (angle_from != nullptr && angle_to != nullptr && angle_from->radians != angle_to->radians) {
        constexpr double degrees = 57.295779513082320876798154814105;
        return scaled(degrees, angle_to->radians);
    }
    const auto* score_from = store().as<types::ScoreType>(from);
    const auto* score_to = store().as<types::ScoreType>(wanted);
    if (score_from != nullptr && score_to != nullptr && from != wanted) {
        return scaled(100, !score_to->percent);
    }
    const auto* length_from = store().as<types::LengthType>(from);
    const auto* length_to = store().as<types::LengthType>(wanted);
    if (length_from != nullptr && length_to != nullptr && length_from->unit != length_to->unit) {
        const auto per_percent = [](types::Unit unit) {
            return types::find_length_unit(types::word(unit))->per_percent;
        };
        const double a = per_percent(length_from->unit);
        const double b = per_percent(length_to->unit);
        return b >= a ? scaled(b / a, false) : scaled(a / b, true);
    }
    return value;
}

ir::ExprId Checker::negation(ir::ExprId operand, Span span) {
    types::TypeStore& s = store();
    const TypeId type = s.base_of_literal(type_of(operand));
    if (s.is_error(type)) {
        return operand;
    }
    if (s.is_optional(type)) {
        report_missing(operand, s.without_optional(type), "`-`", node(operand).span);
        return error_node(span);
    }
    const Dimension what = dimension(s, type);
    if (type == s.integer()) {
        return add({type, span, ir::Unary{ir::UnaryOp::negate_int, convert(operand, type)}});
    }
    const bool is_logit = s.is<types::LogitType>(type);
    if (what == Dimension::none || what == Dimension::instant || what == Dimension::position) {
        if (!is_logit) {
            sink_
                .emit(node(operand).span, diag::wrong_type, "`-`",
                      "a number, length, time or angle", print(type))
                .at(described(operand));
            return error_node(span);
        }
    }
    const TypeId result = what == Dimension::score ? s.number() : type;
    return add({result, span, ir::Unary{ir::UnaryOp::negate_number, operand}});
}

ir::ExprId Checker::arithmetic(Operator op, ir::ExprId left, ir::ExprId right, Span span,
                               Span op_span) {
    types::TypeStore& s = store();
    if (s.is_error(type_of(left)) || s.is_error(type_of(right))) {
        return error_node(span);
    }
    for (const ir::ExprId side : {left, right}) {
        if (s.is_optional(type_of(side)) || type_of(side) == s.null()) {
            report_missing(side, s.without_optional(type_of(side)),
                           fmt::format("`{}`", spelling(op)), node(side).span);
            return error_node(span);
        }
        if (type_of(side) == s.never()) {
            return side;
        }
    }
    left = convert(left, s.base_of_literal(type_of(left)));
    right = convert(right, s.base_of_literal(type_of(right)));
    const bool sums = op == Operator::add || op == Operator::subtract;
    // The literal 0 is of every length, time and angle.
    const auto adapt_zero = [&](ir::ExprId& zero, ir::ExprId other) {
        const auto* literal = std::get_if<ir::Constant>(&node(zero).node);
        const Dimension what = dimension(s, type_of(other));
        const bool has_unit =
            what == Dimension::length || what == Dimension::time || what == Dimension::angle;
        if (sums && has_unit && known(zero).bare_number && literal != nullptr &&
            literal->value.integer == 0) {
            zero = constant_node(type_of(other), data::of_number(0), node(zero).span);
        }
    };
    adapt_zero(left, right);
    adapt_zero(right, left);
    const TypeId a = type_of(left);
    const TypeId b = type_of(right);
    const Dimension da = dimension(s, a);
    const Dimension db = dimension(s, b);
    const auto as_number = [&](ir::ExprId side) {
        return type_of(side) == s.integer() ? convert(side, s.number()) : side;
    };
    const auto made = [&](TypeId type, ir::BinaryOp operation) {
        return add({type, span, ir::Binary{operation, left, right}});
    };
    const auto of_numbers = [&](TypeId type) {
        left = as_number(left);
        right = as_number(right);
        return made(type, number_op(op));
    };
    const auto wrong = [&]() -> diag::Diagnostic& {
        auto& report = sink_.emit(op_span, diag::wrong_operands, std::string(spelling(op)),
                                  print(a), print(b));
        return report.label(node(left).span, described(left))
            .label(node(right).span, described(right));
    };
    if (da == Dimension::number && db == Dimension::number) {
        const bool whole = a == s.integer() && b == s.integer() && op != Operator::divide;
        return whole ? made(s.integer(), int_op(op)) : of_numbers(s.number());
    }
    if ((da == Dimension::score && (db == Dimension::score || db == Dimension::number)) ||
        (db == Dimension::score && da == Dimension::number)) {
        const bool two_scales = da == db && a != b;
        if (op != Operator::modulo && !two_scales) {
            if (op == Operator::subtract && known(left).bare_number &&
                is_one(node(left))) {  // 1 - score
                const bool percent = s.as<types::ScoreType>(b)->percent;
                left = constant_node(b, data::of_number(percent ? 100 : 1), node(left).span);
                return made(b, ir::BinaryOp::subtract_number);
            }
            return of_numbers(s.number());
        }
        wrong();
        return error_node(span);
    }
    if (da == db && sums &&
        (da == Dimension::length || da == Dimension::time || da == Dimension::angle)) {
        if (mixes_units(left, right, fmt::format("`{}`", spelling(op)), span)) {
            return error_node(span);
        }
        right = in_unit_of(right, a);
        const auto* length = s.as<types::LengthType>(a);
        const bool other_axis = length != nullptr && length->axis == types::Axis::none;
        return made(other_axis ? b : a, number_op(op));
    }
    if (da == db && op == Operator::divide &&
        (da == Dimension::length || da == Dimension::time || da == Dimension::angle)) {
        if (mixes_units(left, right, "`/`", span)) {
            return error_node(span);
        }
        right = in_unit_of(right, a);
        return made(s.number(), ir::BinaryOp::divide_number);
    }
    const bool scales_left =
        da == Dimension::length || da == Dimension::time || da == Dimension::angle;
    const bool scales_right =
        db == Dimension::length || db == Dimension::time || db == Dimension::angle;
    if (scales_left && db == Dimension::number &&
        (op == Operator::multiply || op == Operator::divide)) {
        return of_numbers(a);
    }
    if (scales_right && da == Dimension::number && op == Operator::multiply) {
        return of_numbers(b);
    }
    if (da == Dimension::position && sums) {
        if (a == b && op == Operator::subtract) {
            return made(s.integer(), ir::BinaryOp::subtract_int);
        }
        if (b == s.integer()) {
            return made(a, int_op(op));
        }
    }
    if (da == Dimension::instant && sums) {
        const TypeId micros = s.intern(types::TimeType{types::TimeUnit::us});
        if (db == Dimension::instant && op == Operator::subtract) {
            const ir::ExprId difference = made(s.integer(), ir::BinaryOp::subtract_int);
            ir::Convert as_time{};
            as_time.value = difference;
            as_time.conversion = ir::Conversion::int_to_number;
            return add({micros, span, std::move(as_time)});
        }
        if (db == Dimension::time && per_second(s.as<types::TimeType>(b)->unit) != 0) {
            ir::Convert whole{};
            whole.value = in_unit_of(right, micros);
            whole.conversion = ir::Conversion::number_to_int;
            right = add({s.integer(), node(right).span, std::move(whole)});
            return made(a, int_op(op));
        }
    }
    auto& report = wrong();
    if (a == s.string() || b == s.string()) {
        report.help(op == Operator::add ? "put texts together in an f-string: `f\"{a}{b}\"`"
                                        : "read a number from a text: `parse_number(…) ?? skip`");
    } else if ((scales_left || scales_right) && sums &&
               (known(left).bare_number || known(right).bare_number)) {
        const bool left_bare = known(left).bare_number;
        report.help(fmt::format("give the number a unit: `{}{}`",
                                source_text(node(left_bare ? left : right).span),
                                types::literal_unit(s[left_bare ? b : a])));
    }
    return error_node(span);
}

bool Checker::mixes_units(ir::ExprId left, ir::ExprId right, const std::string& place, Span span) {
    const TypeId a = type_of(left);
    const TypeId b = type_of(right);
    if (const auto* x = store().as<types::LengthType>(a)) {
        const auto* y = store().as<types::LengthType>(b);
        if (x->unit != y->unit || x->variable != y->variable) {
            report_mismatch(right, a, place, node(right).span);
            return true;
        }
        if (x->axis != y->axis && x->axis != types::Axis::none && y->axis != types::Axis::none) {
            sink_.emit(span, diag::axes_differ, place.substr(1, place.size() - 2))
                .label(node(left).span,
                       x->axis == types::Axis::x ? "of the width" : "of the height")
                .label(node(right).span,
                       y->axis == types::Axis::x ? "of the width" : "of the height");
            return true;
        }
        return false;
    }
    bool differ = false;
    if (const auto* x = store().as<types::TimeType>(a)) {
        const auto* y = store().as<types::TimeType>(b);
        differ = x->unit != y->unit && (per_second(x->unit) == 0 || per_second(y->unit) == 0);
    } else if (const auto* turn = store().as<types::AngleType>(a)) {
        differ = turn->counter_clockwise != store().as<types::AngleType>(b)->counter_clockwise;
    }
    if (differ) {
        sink_.emit(node(right).span, diag::units_differ, place, print(a), print(b))
            .label(node(left).span, described(left))
            .at(described(right))
            .help("`to<…>(…)` converts one of them");
    }
    return differ;
}

}  // namespace lsmap::check

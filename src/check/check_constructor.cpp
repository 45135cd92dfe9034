#include "base/overloaded.hpp"
#include "check/checker.hpp"
#include "diag/codes/types.hpp"

#include <algorithm>

// Types called like functions: `xyxy<px>(d.x1, d.y1, d.x2, d.y2)`, `time<s>(x)`, `span(a, b)`.
namespace lsmap::check {
namespace {

using types::Axis;

// Axes of the parts of a shape that is built from lengths.
std::vector<Axis> part_axes(const types::Type& type) {
    constexpr Axis x = Axis::x;
    constexpr Axis y = Axis::y;
    return std::visit(
        Overloaded{
            [](const types::PointType&) {
                return std::vector{x, y};
            },
            [](const types::BoxType& t) {
                switch (t.form) {
                    case types::BoxForm::yxyx:
                        return std::vector{y, x, y, x};
                    case types::BoxForm::xxyy:
                        return std::vector{x, x, y, y};
                    default:
                        return std::vector{x, y, x, y};
                }
            },
            [](const types::OboxType& t) {
                return t.form == types::OboxForm::quad ? std::vector{x, y, x, y, x, y, x, y}
                                                       : std::vector{x, y, x, y, Axis::none};
            },
            [](const types::SizeType& t) {
                return t.form == types::SizeForm::hw ? std::vector{y, x} : std::vector{x, y};
            },
            [](const auto&) { return std::vector<Axis>(); },
        },
        type);
}

struct LengthOf {
    types::Unit unit = types::Unit::px;
    std::uint8_t variable = 0;
};
LengthOf length_of(const types::Type& type) {
    return std::visit(Overloaded{
                          [](const types::PointType& t) {
                              return LengthOf{t.unit, t.variable};
                          },
                          [](const types::BoxType& t) {
                              return LengthOf{t.unit, t.variable};
                          },
                          [](const types::OboxType& t) {
                              return LengthOf{t.unit, t.variable};
                          },
                          [](const auto&) { return LengthOf{}; },
                      },
                      type);
}

bool is_float_quantity(const types::Type& type) {
    return std::visit(Overloaded{
                          [](const types::LengthType&) { return true; },
                          [](const types::TimeType&) { return true; },
                          [](const types::AngleType&) { return true; },
                          [](const types::LogitType&) { return true; },
                          [](const auto&) { return false; },
                      },
                      type);
}

}  // namespace

std::optional<ir::ExprId> Checker::constructor(const ast::Call& call,
                                               std::span<const ast::Argument> args, Span span,
                                               std::optional<TypeId> expected) {
    types::TypeStore& s = store();
    if (call.callee.text == "span" && call.type_args.empty()) {
        return span_constructor(args, span, expected);
    }
    const std::vector<std::string> words = built_in_type_words();
    const bool is_word = std::ranges::find(words, call.callee.text) != words.end();
    // `round`, `int`-like names that builtins have too stay builtins.
    if (!is_word || (call.type_args.empty() && !builtins::find(call.callee.text).empty())) {
        return std::nullopt;
    }
    const TypeId declared = *built_in_type(call.callee, call.type_args, span);
    if (s.is_error(declared)) {
        for (const ast::Argument& arg : args) {
            expr(arg.value);
        }
        return error_node(span);
    }
    const TypeId type = s.value_type(declared);
    const std::string place = fmt::format("`{}`", print(declared));
    const auto wrong_count = [&](std::string_view wanted) {
        sink_.emit(span, diag::wrong_arguments, fmt::format("{}({})", print(declared), wanted));
        return error_node(span);
    };
    const bool named =
        std::ranges::any_of(args, [](const ast::Argument& a) { return a.name.has_value(); });
    const std::vector<Axis> axes = part_axes(s[declared]);
    if (!axes.empty()) {
        if (args.size() != axes.size() || named) {
            return wrong_count(fmt::format("{} numbers", axes.size()));
        }
        ir::MakeShape made{declared, {}};
        const LengthOf unit = length_of(s[declared]);
        bool broken = false;
        for (std::size_t i = 0; i < args.size(); ++i) {
            const Span at = ast_expr(args[i].value).span;
            ir::ExprId part = expr(args[i].value, s.number());
            const auto* angle = s.as<types::AngleType>(type_of(part));
            if (s.is<types::LengthType>(type_of(part)) ||
                (angle != nullptr && axes[i] == Axis::none)) {
                const bool is_share = unit.unit != types::Unit::px &&
                                      unit.unit != types::Unit::inch &&
                                      unit.unit != types::Unit::pt;
                const TypeId wanted =
                    axes[i] == Axis::none
                        ? s.intern(s.as<types::OboxType>(declared)->angle)
                        : s.intern(types::LengthType{unit.unit, is_share ? axes[i] : Axis::none,
                                                     unit.variable});
                part = require(part, wanted, place, at);
            } else {
                part = require(part, s.number(), place, at);
            }
            broken |= s.is_error(type_of(part));
            made.parts.push_back(part);
        }
        return broken ? error_node(span) : add({type, span, std::move(made)});
    }
    if (s.is<types::PolygonType>(declared)) {
        return named ? wrong_count("points") : polygon_constructor(declared, args, span);
    }
    if (const auto* instant = s.as<types::DateTimeType>(declared);
        instant != nullptr && instant->format == "unix") {
        return args.size() == 1 && !named ? instant_of_seconds(args[0].value, type, place)
                                          : wrong_count("one number");
    }
    const bool is_score = s.is<types::ScoreType>(declared);
    const bool counts = s.is<types::OffsetType>(declared) || s.is<types::FrameType>(declared);
    if (!is_score && !counts && !is_float_quantity(s[declared])) {
        return std::nullopt;
    }
    if (args.size() != 1 || named) {
        return wrong_count("one number");
    }
    const Span at = ast_expr(args[0].value).span;
    const TypeId wanted = counts ? s.integer() : s.number();
    const ir::ExprId given = expr(args[0].value, wanted);
    if (type_of(given) == type) {
        return given;
    }
    const bool is_own_kind = is_score && s.is<types::ScoreType>(type_of(given));
    const ir::ExprId value =
        is_own_kind ? in_unit_of(given, type) : require(given, wanted, place, at);
    if (s.is_error(type_of(value)) || is_own_kind) {
        return value;
    }
    if (is_score) {
        ir::Convert checked{};
        checked.value = value;
        checked.conversion = ir::Conversion::check_score;
        checked.factor = s.as<types::ScoreType>(declared)->percent ? 100 : 1;
        return add({type, span, std::move(checked)}, Known{{}, known(given).origin});
    }
    ir::Expr same = node(value);  // the same number, now with its unit
    same.type = type;
    same.span = span;
    return add(std::move(same), Known{{}, known(given).origin});
}

// `datetime<unix>(n)`: seconds since 1970, kept to the nearest microsecond.
ir::ExprId Checker::instant_of_seconds(ast::ExprId id, TypeId type, std::string_view place) {
    types::TypeStore& s = store();
    constexpr double per_second = 1'000'000;
    const Span at = ast_expr(id).span;
    const ir::ExprId seconds = require(expr(id, s.number()), s.number(), place, at);
    if (s.is_error(type_of(seconds))) {
        return seconds;
    }
    ir::Convert scaled{};
    scaled.value = seconds;
    scaled.conversion = ir::Conversion::scale;
    scaled.factor = per_second;
    const TypeId micros = s.intern(types::TimeType{types::TimeUnit::us});
    ir::Convert whole{};
    whole.value = add({micros, at, std::move(scaled)});
    whole.conversion = ir::Conversion::number_to_int;
    return add({type, at, std::move(whole)}, Known{{}, known(seconds).origin});
}

// Of a list of points or of numbers x y x y …, of the points themselves, or of all x and all y.
ir::ExprId Checker::polygon_constructor(TypeId declared, std::span<const ast::Argument> args,
                                        Span span) {
    types::TypeStore& s = store();
    const auto& polygon = *s.as<types::PolygonType>(declared);
    const TypeId point = s.intern(types::PointType{polygon.unit, polygon.variable});
    const TypeId points = s.list(point);
    const TypeId numbers = s.list(s.number());
    const std::string place = fmt::format("`{}`", print(declared));
    ir::MakeShape made{declared, {}};
    bool broken = args.empty();
    if (args.empty()) {
        sink_.emit(span, diag::wrong_arguments,
                   fmt::format("{0}(points)`, `{0}(a, b, c, …)` or `{0}(xs, ys)", print(declared)));
    } else if (args.size() <= 2) {
        for (const ast::Argument& arg : args) {
            const ir::ExprId list = expr(arg.value);
            const auto* of = s.as<types::ListType>(s.without_optional(type_of(list)));
            const bool is_numbers =
                args.size() == 2 || (of != nullptr && fits(of->element, s.number()));
            made.parts.push_back(
                require(list, is_numbers ? numbers : points, place, ast_expr(arg.value).span));
        }
    } else {
        ir::MakeList list;
        for (const ast::Argument& arg : args) {
            const ir::ExprId given = expr(arg.value, point);
            if (!broken) {  // of four numbers the first says it all
                list.elements.push_back(require(given, point, place, ast_expr(arg.value).span));
                broken = s.is_error(type_of(list.elements.back()));
            }
        }
        made.parts.push_back(add({points, span, std::move(list)}));
    }
    for (const ir::ExprId part : made.parts) {
        broken |= s.is_error(type_of(part));
    }
    return broken ? error_node(span) : add({s.value_type(declared), span, std::move(made)});
}

ir::ExprId Checker::span_constructor(std::span<const ast::Argument> args, Span span,
                                     std::optional<TypeId> expected) {
    types::TypeStore& s = store();
    constexpr std::string_view written =
        "span(a, b)`, `span(a, b, end: inclusive)`, `span(a, len: n)` or `span(a, text: s)";
    std::vector<const ast::Argument*> ends;
    const ast::Argument* length = nullptr;
    const ast::Argument* text = nullptr;
    bool inclusive = false;
    bool wrong = false;
    for (const ast::Argument& arg : args) {
        const auto* word = std::get_if<ast::NameRef>(&ast_expr(arg.value).node);
        if (!arg.name) {
            ends.push_back(&arg);
        } else if (arg.name->text == "len" && length == nullptr) {
            length = &arg;
        } else if (arg.name->text == "text" && text == nullptr) {
            text = &arg;
        } else if (arg.name->text == "end" && word != nullptr &&
                   (word->name.text == "inclusive" || word->name.text == "exclusive")) {
            inclusive = word->name.text == "inclusive";
        } else {
            wrong = true;
        }
    }
    const bool shape = ends.size() == 2
                           ? length == nullptr
                           : ends.size() == 1 && (length != nullptr || text != nullptr);
    if (wrong || !shape || (length != nullptr && text != nullptr)) {
        sink_.emit(span, diag::wrong_arguments, std::string(written));
        return error_node(span);
    }
    ir::ExprId start = expr(ends[0]->value);
    std::optional<ir::ExprId> given_end =
        ends.size() == 2 ? std::optional(expr(ends[1]->value, type_of(start))) : std::nullopt;
    if (given_end && known(start).bare_number && !known(*given_end).bare_number) {
        start = expr(ends[0]->value, type_of(*given_end));
    }
    const auto* place = s.as<types::SpanType>(s.without_optional(expected.value_or(s.error())));
    const bool takes_numbers = place != nullptr && place->of == s.number();
    const auto is_end = [&](ir::ExprId value) {
        const TypeId type = type_of(value);
        const Span at = node(value).span;
        if (s.is_error(type)) {
            return false;
        }
        if (s.is_optional(type) || type == s.null()) {
            report_missing(value, s.without_optional(type), "`span`", at);
            return false;
        }
        if (takes_numbers && is_number_type(s.base_of_literal(type))) {
            return true;
        }
        if (s.is<types::OffsetType>(type) || s.is<types::TimeType>(type) ||
            s.is<types::FrameType>(type) || s.is<types::DateTimeType>(type)) {
            return true;
        }
        auto& report = sink_
                           .emit(at, diag::wrong_type, "`span`",
                                 "a text position, time, frame or datetime", print(type))
                           .at(described(value));
        if (is_number_type(s.base_of_literal(type))) {
            report.help("declare what it counts: `offset<char>`, `time<s>`, `frame`");
        }
        return false;
    };
    if (!is_end(start) || (given_end && !is_end(*given_end))) {
        return error_node(span);
    }
    if (takes_numbers && is_number_type(s.base_of_literal(type_of(start)))) {
        start = convert(start, s.number());
        if (given_end && is_number_type(s.base_of_literal(type_of(*given_end)))) {
            given_end = convert(*given_end, s.number());
        }
    }
    const TypeId of = type_of(start);
    const bool counts = s.is<types::OffsetType>(of) || s.is<types::FrameType>(of);
    ir::ExprId end = start;
    std::optional<ir::ExprId> expected_text;
    if (text != nullptr) {
        const Span at = ast_expr(text->value).span;
        expected_text = require(expr(text->value), s.string(), "`text:`", at);
    }
    if (given_end) {
        end = *given_end;
        if (type_of(end) != of) {
            const bool both_times =
                s.is<types::TimeType>(of) && s.is<types::TimeType>(type_of(end));
            if (!both_times || mixes_units(start, end, "`span`", span)) {
                if (!both_times) {
                    report_mismatch(end, of, "the end of `span`", node(end).span);
                }
                return error_node(span);
            }
            end = in_unit_of(end, of);
        }
    } else if (length != nullptr) {
        const ir::ExprId count = expr(length->value);
        end = arithmetic(ast::Operator::add, start, count, ast_expr(length->value).span,
                         ast_expr(length->value).span);
    } else {
        const auto* offset = s.as<types::OffsetType>(of);
        if (offset == nullptr || offset->kind == types::OffsetKind::token) {
            sink_
                .emit(node(start).span, diag::wrong_type, "`span(a, text: s)`",
                      "offset<char>, <byte>, <utf16> or <grapheme>", print(of))
                .at(described(start));
            return error_node(span);
        }
        const std::string length_in = offset->kind == types::OffsetKind::chars
                                          ? "length"
                                          : fmt::format("{}_length", types::word(offset->kind));
        const std::vector<const builtins::Builtin*> overloads = builtins::find(length_in);
        if (s.is_error(type_of(*expected_text))) {
            return error_node(span);
        }
        for (const builtins::Builtin* row : overloads) {
            const types::Argument argument{{}, s.string()};
            const auto matched = types::match_signature(signature(*row), {&argument, 1}, false, s);
            if (std::holds_alternative<types::Match>(matched)) {
                const ir::ExprId count =
                    add({s.integer(), span, ir::Call{row, {*expected_text}, {s.string()}}});
                end = arithmetic(ast::Operator::add, start, count, span, span);
            }
        }
    }
    if (inclusive && counts) {
        const ir::ExprId one = constant_node(s.integer(), data::of_int(1), span);
        end = arithmetic(ast::Operator::add, end, one, span, span);
    }
    if (s.is_error(type_of(end)) || (expected_text && s.is_error(type_of(*expected_text)))) {
        return error_node(span);
    }
    const TypeId type = s.intern(types::SpanType{of});
    ir::MakeShape made{type, {start, end}};
    if (expected_text) {
        made.parts.push_back(*expected_text);
    }
    return add({type, span, std::move(made)}, Known{{}, known(start).origin});
}

}  // namespace lsmap::check

#include "base/overloaded.hpp"
#include "check/checker.hpp"
#include "diag/codes/types.hpp"

#include <algorithm>
#include <utility>

// `to<U>(e)`: a value in another unit, where that is asked for.
namespace lsmap::check {
namespace {

// How many of the unit are one percent of a side; 0: that depends on the size.
double per_percent(types::Unit unit) {
    return types::find_length_unit(types::word(unit))->per_percent;
}

}  // namespace

// The picture that `to` of pixels means: that of the rule around, else the only one with a size.
std::optional<labelstudio::ObjectId> Checker::picture_here() const {
    if (rule_object_) {
        const BoundObject* known = bound_object(*rule_object_);
        return known != nullptr && known->size ? rule_object_ : std::nullopt;
    }
    std::optional<labelstudio::ObjectId> only;
    for (const auto& [id, known] : bound_) {
        if (known.size && !config().objects[id].has_items()) {
            if (only) {
                return std::nullopt;
            }
            only = id;
        }
    }
    return only;
}

ir::ExprId Checker::to_call(const ast::Call& call, Args args, Span span, std::optional<TypeId>) {
    types::TypeStore& s = store();
    if (args.size() != 1 || args[0].name || call.type_args.size() != 1) {
        sink_.emit(span, diag::wrong_arguments, "to<U>(e)");
        return error_node(span);
    }
    const ir::ExprId value = expr(args[0].value);
    const TypeId type = type_of(value);
    const Span at = ast_expr(args[0].value).span;
    if (s.is_error(type)) {
        return error_node(span);
    }
    if (s.is_optional(type) || type == s.null()) {
        report_missing(value, s.without_optional(type), "`to`", at);
        return error_node(span);
    }
    const std::string word = word_argument(call.type_args[0]);
    if (s.is<types::TimeType>(type) || s.is<types::AngleType>(type)) {
        TypeId wanted = s.error();
        if (const types::TimeUnitRow* row = types::find_time_unit(word);
            row != nullptr && s.is<types::TimeType>(type)) {
            wanted = s.intern(types::TimeType{row->unit});
        } else if (const auto* angle = s.as<types::AngleType>(type);
                   angle != nullptr && (word == "deg" || word == "rad")) {
            wanted = s.intern(types::AngleType{word == "rad", angle->counter_clockwise});
        }
        const auto* unit = s.as<types::TimeType>(wanted);
        const auto fixed = [](types::TimeUnit u) {
            return u != types::TimeUnit::samples && u != types::TimeUnit::clock &&
                   u != types::TimeUnit::iso;
        };
        if (!s.is_error(wanted) &&
            (unit == nullptr || (fixed(unit->unit) && fixed(s.as<types::TimeType>(type)->unit)))) {
            return in_unit_of(value, wanted);
        }
        sink_.emit(at, diag::conversion_unknown, word, print(type)).at(described(value));
        return error_node(span);
    }
    if (s.is<types::ScoreType>(type) && word == "percent") {
        return in_unit_of(value, s.intern(types::ScoreType{true}));
    }
    const bool has_unit = s.is<types::LengthType>(type) || s.is<types::PointType>(type) ||
                          s.is<types::BoxType>(type) || s.is<types::PolygonType>(type);
    if (!has_unit) {
        sink_.emit(at, diag::conversion_unknown, word, print(type)).at(described(value));
        return error_node(span);
    }
    const auto unit = unit_argument(call.type_args[0]);
    if (!unit) {
        return error_node(span);
    }
    types::Type shape = s[type];
    std::optional<types::Unit> from;
    std::visit(Overloaded{
                   [&](types::LengthType& t) { from = std::exchange(t.unit, unit->unit); },
                   [&](types::PointType& t) { from = std::exchange(t.unit, unit->unit); },
                   [&](types::BoxType& t) { from = std::exchange(t.unit, unit->unit); },
                   [&](types::PolygonType& t) { from = std::exchange(t.unit, unit->unit); },
                   [](auto&) {},
               },
               shape);
    if (from == unit->unit) {
        return value;
    }
    types::Type in_percent = shape;
    std::visit(Overloaded{
                   [](types::LengthType& t) { t.unit = types::Unit::percent; },
                   [](types::PointType& t) { t.unit = types::Unit::percent; },
                   [](types::BoxType& t) { t.unit = types::Unit::percent; },
                   [](types::PolygonType& t) { t.unit = types::Unit::percent; },
                   [](auto&) {},
               },
               in_percent);
    const TypeId percent = s.intern(std::move(in_percent));
    const TypeId wanted = s.intern(std::move(shape));
    const double a = per_percent(*from);
    const double b = per_percent(unit->unit);
    const auto by_factor = [&](ir::ExprId what, TypeId result, double have, double want) {
        if (have == want) {
            return what;
        }
        ir::Convert made{};
        made.value = what;
        made.conversion = want >= have ? ir::Conversion::scale : ir::Conversion::unscale;
        made.factor = want >= have ? want / have : have / want;
        return add({result, span, std::move(made)}, Known{{}, known(value).origin});
    };
    if (a > 0 && b > 0) {
        return by_factor(value, wanted, a, b);
    }
    const auto* length = s.as<types::LengthType>(type);
    const auto refuse = [&](std::string why) -> diag::Diagnostic& {
        return sink_.emit(span, diag::conversion_without_size, word, print(type), std::move(why))
            .at(described(value));
    };
    if (a == 0 && b == 0) {
        sink_.emit(at, diag::conversion_unknown, word, print(type)).at(described(value));
        return error_node(span);
    }
    if (length != nullptr && length->axis == types::Axis::none) {
        refuse("a length does not say whether it is of the width or of the height")
            .help("convert the point, box or polygon that it belongs to");
        return error_node(span);
    }
    const std::optional<labelstudio::ObjectId> picture = picture_here();
    if (!picture) {
        refuse(rule_object_ ? "the object of this rule has none"
                            : "there is none here, or more than one")
            .help(rule_object_ ? "add `size: …` to the object"
                               : "convert in the body of a rule, which says whose picture it is");
        return error_node(span);
    }
    if (rule_object_ && !rule_item_given_) {
        refuse("which of the pictures is not said yet")
            .label(config().objects[*picture].span, "a list of pictures")
            .help("put `item: …` before it");
        return error_node(span);
    }
    const BoundObject& size = *bound_object(*picture);
    if (size.size_optional) {
        refuse("that may be missing")
            .label(size.span, "its `size` may be missing")
            .help("say what happens then: size: … ?? skip \"no size\"");
        return error_node(span);
    }
    const types::Unit absolute = a == 0 ? *from : unit->unit;
    if (size.size_unit != absolute) {
        refuse(fmt::format("that is in {}", types::word(size.size_unit)))
            .label(size.span, fmt::format("its `size` is in {}", types::word(size.size_unit)));
        return error_node(span);
    }
    const auto by_size = [&](ir::ExprId what, TypeId result, ir::Conversion conversion) {
        ir::Convert made{};
        made.value = what;
        made.conversion = conversion;
        made.object = *picture;
        made.axis = length != nullptr ? length->axis : types::Axis::none;
        return add({result, span, std::move(made)}, Known{{}, known(value).origin});
    };
    if (a == 0) {
        const ir::ExprId share = by_size(value, percent, ir::Conversion::geometry_to_percent);
        return by_factor(share, wanted, 1, b);
    }
    return by_size(by_factor(value, percent, a, 1), wanted, ir::Conversion::percent_to_size);
}

}  // namespace lsmap::check

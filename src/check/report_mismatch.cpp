#include "base/overloaded.hpp"
#include "check/checker.hpp"
#include "diag/codes/types.hpp"

#include <algorithm>

namespace lsmap::check {
namespace {

// Unit of a length or shape, so that "another unit" can be told from "another thing".
struct UnitOf {
    std::string_view shape;
    types::Unit unit;
};
std::optional<UnitOf> unit_of(const types::Type& type) {
    return std::visit(Overloaded{
                          [](const types::LengthType& t) {
                              return std::optional(UnitOf{"length", t.unit});
                          },
                          [](const types::PointType& t) {
                              return std::optional(UnitOf{"point", t.unit});
                          },
                          [](const types::BoxType& t) {
                              return std::optional(UnitOf{"box", t.unit});
                          },
                          [](const types::OboxType& t) {
                              return std::optional(UnitOf{"obox", t.unit});
                          },
                          [](const types::PolygonType& t) {
                              return std::optional(UnitOf{"polygon", t.unit});
                          },
                          [](const auto&) { return std::optional<UnitOf>(); },
                      },
                      type);
}

bool is_share(types::Unit unit) {
    const types::LengthUnit* row = types::find_length_unit(types::word(unit));
    return row != nullptr && row->per_percent != 0;
}

bool has_unit_of_its_own(const types::Type& type) {
    return std::holds_alternative<types::LengthType>(type) ||
           std::holds_alternative<types::TimeType>(type) ||
           std::holds_alternative<types::AngleType>(type);
}

}  // namespace

std::string Checker::source_text(Span span) const {
    std::string text;
    for (const char c : environment_.sources.text(span)) {
        const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        if (!blank || (!text.empty() && text.back() != ' ')) {
            text += blank ? ' ' : c;
        }
    }
    constexpr std::size_t longest = 60;
    if (text.size() > longest) {
        std::size_t end = longest;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
            --end;
        }
        text = text.substr(0, end) + "…";
    }
    return text;
}

namespace {

// A union of literal strings.
bool is_set_of_words(const types::TypeStore& s, TypeId type) {
    const auto* either = s.as<types::UnionType>(type);
    return either != nullptr && std::ranges::all_of(either->alternatives, [&](TypeId one) {
               const auto* literal = s.as<types::LiteralType>(one);
               return literal != nullptr && std::holds_alternative<std::string>(literal->value);
           });
}

}  // namespace

std::string Checker::described(ir::ExprId value) const {
    const std::string type = print(type_of(value));
    const auto& origin = known(value).origin;
    return origin ? fmt::format("{}, {}", type, origin->text) : type;
}

void Checker::report_missing(ir::ExprId value, TypeId wanted, std::string_view place, Span at) {
    auto& report = sink_.emit(at, diag::value_may_be_missing, std::string(place), print(wanted))
                       .at(described(value));
    if (!known(value).why_missing.empty()) {
        report.note(known(value).why_missing);
    }
    report.help(ways_to_handle(value, at));
}

std::string Checker::ways_to_handle(ir::ExprId value, Span at) const {
    constexpr std::size_t short_text = 24;
    const std::string text = source_text(at);
    const std::string e = text.size() <= short_text ? text : "…";
    // A condition says something of a name or a field, not of a call or an index.
    const std::string present = known(value).path
                                    ? fmt::format("`where present({})`", e)
                                    : fmt::format("`let x = {}`, then `where present(x)`", e);
    return fmt::format(
        "give another value (`{0} ?? default`), leave the row out (`{0} ?? skip`), or keep only "
        "rows that "
        "have it ({1})",
        e, present);
}

void Checker::report_mismatch(ir::ExprId value, TypeId wanted, std::string_view place, Span at) {
    const types::TypeStore& s = store();
    const TypeId from = type_of(value);
    const TypeId inner = s.without_optional(from);
    const TypeId to = s.without_optional(wanted);
    if (from == s.null() || (s.is_optional(from) && fits(inner, wanted))) {
        report_missing(value, wanted, place, at);
        return;
    }
    const TypeId base = store().base_of_literal(inner);
    const bool is_number = base == s.integer() || base == s.number();
    if (known(value).bare_number && has_unit_of_its_own(s[to])) {
        sink_.emit(at, diag::number_without_unit, std::string(place), print(wanted))
            .help(fmt::format("write `{}{}` if that is the unit", source_text(at),
                              types::literal_unit(s[to])));
        return;
    }
    if (s.is<types::SizeType>(to) &&
        (s.is<types::ListType>(inner) || s.is<types::TupleType>(inner))) {
        sink_.emit(at, diag::size_order_unknown)
            .at(described(value))
            .help("declare it as `size<wh>` (width first) or `size<hw>` (height first)");
        return;
    }
    const auto unit_from = unit_of(s[inner]);
    const auto unit_to = unit_of(s[to]);
    if (unit_from && unit_to && unit_from->shape == unit_to->shape) {
        auto& report =
            sink_.emit(at, diag::units_differ, std::string(place), print(wanted), print(from));
        report.at(described(value));
        const bool both_shares = is_share(unit_from->unit) && is_share(unit_to->unit);
        const bool is_plain = unit_from->shape == "length" || unit_from->shape == "obox";
        if (unit_from->unit != unit_to->unit && (both_shares || !is_plain)) {
            report.help(fmt::format("convert it: `to<{}>({})`", types::word(unit_to->unit),
                                    source_text(at)));
        } else if (unit_from->unit != unit_to->unit) {
            report.note(
                "shares of the picture and pixels meet in slots only, where the size of the object "
                "is known");
        }
        return;
    }
    const bool text_is_list = source_text(at).starts_with('[');
    auto& report = sink_.emit(at, diag::wrong_type, std::string(place), print(wanted), print(from));
    report.at(described(value));
    if (const auto& origin = known(value).origin; origin && origin->span.file == at.file) {
        report.label(origin->span, "declared here");
    }
    if (const auto* score = s.as<types::ScoreType>(to); score != nullptr && is_number) {
        report.help(fmt::format("say that it is one: `{}({})`",
                                score->percent ? "score<percent>" : "score", source_text(at)));
    } else if (is_number && to == s.string()) {
        report.help(fmt::format("write it as text: `f\"{{{}}}\"`", source_text(at)));
    } else if (is_number && unit_to && unit_to->shape == "length") {
        report.help(fmt::format("declare its unit: `: {}`", types::word(unit_to->unit)));
    } else if (is_number && has_unit_of_its_own(s[to])) {
        report.help(fmt::format("declare its unit: `: {}`", print(to)));
    } else if (s.is<types::DateTimeType>(to) && base == s.string()) {
        report.help("declare how it is written: `: datetime<iso>`, `: datetime<\"%Y-%m-%d\">`");
    } else if (s.is<types::BoxType>(to) && text_is_list) {
        report.help(
            fmt::format("say the layout and the unit: as the type in `input`, `xyxy<px>`, or here, "
                        "`xywh<px>({})`",
                        source_text(at).substr(1, source_text(at).size() - 2)));
    } else if (s.is<types::KeypointType>(inner) && s.is<types::PointType>(to)) {
        report.help(fmt::format("take its place: `{}.point`", source_text(at)));
    } else if (const auto* list = s.as<types::ListType>(inner);
               list != nullptr && s.is<types::PolygonType>(to)) {
        const auto* keypoint = s.as<types::KeypointType>(list->element);
        const auto* point = s.as<types::PointType>(list->element);
        const std::string text = source_text(at);
        report.help(
            keypoint != nullptr
                ? fmt::format("join their places: `polygon<{}>([k.point for k in {}])`",
                              types::word(keypoint->unit), text)
            : point != nullptr
                ? fmt::format("join them: `polygon<{}>({})`", types::word(point->unit), text)
                : fmt::format("say what they are: `polygon<px>({})` of x and y in turn", text));
    } else if (base == s.string() && is_number_type(to)) {
        report.help(fmt::format("read a number from it: `parse_{}({}) ?? skip`",
                                to == s.integer() ? "int" : "number", source_text(at)));
    } else if (const auto* label = s.as<types::LabelType>(to); label != nullptr && label->path) {
        report.help("map it with a label table, whose arms are paths: [\"…\", \"…\"]");
    } else if (inner == s.string() && is_set_of_words(s, to)) {
        report.help(
            fmt::format("declare it as the words that occur, `: {}`, or map them: `match "
                        "{} {{ \"…\" -> …, _ -> skip }}`",
                        print(to), source_text(at)));
    } else if (s.is<types::FrameType>(to) && inner == s.integer()) {
        report.help(
            fmt::format("say how they are counted, here or in the input: `{0}({1})` from "
                        "0, `{0}<1>({1})` from 1",
                        s.as<types::FrameType>(to)->page ? "page" : "frame", source_text(at)));
    } else if (s.is<types::DateTimeType>(to) && is_number) {
        report.help("declare that it counts seconds since 1970: `: datetime<unix>`");
    } else if (base == s.string() && s.is<types::LabelType>(to)) {
        report.help(
            fmt::format("map it with a label table, or take it as it is: `as_label({}) ?? skip`",
                        source_text(at)));
    } else if (inner == s.number() && to == s.integer()) {
        report.help(fmt::format("`round({0})`, `floor({0})` and `ceil({0})` give whole numbers",
                                source_text(at)));
    } else if (s.is<types::LogitType>(inner) && s.is<types::ScoreType>(to)) {
        report.help(s.as<types::LogitType>(inner)->logprob
                        ? "`exp(…)` makes a score of a logprob"
                        : "`sigmoid(…)` or `softmax(…)` makes a score of a logit");
    } else if (s.is<types::UnionType>(inner)) {
        report.help(fmt::format("take it apart: `match {} {{ … }}`", source_text(at)));
    } else if (inner == s.json()) {
        report.help(fmt::format("say what it is: `as<{}>({})`", print(to), source_text(at)));
    }
    if (s.is_optional(from)) {
        report.note("the value may be missing, too");
    }
}

bool Checker::is_number_type(TypeId type) const {
    return type == store().integer() || type == store().number();
}

}  // namespace lsmap::check

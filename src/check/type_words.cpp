#include "check/type_words.hpp"

#include "base/nearest.hpp"
#include "base/overloaded.hpp"
#include "check/checker.hpp"
#include "diag/codes/names.hpp"
#include "diag/codes/types.hpp"

#include <algorithm>

namespace lsmap::check {
namespace {

using TypeArgs = std::span<const ast::TypeId>;

// What the arguments of one use of a word are, while they are read.
struct Reader {
    Checker& checker;
    TypeArgs args;
    Span span;
    const ast::Name& name;
    std::string_view written;  // how the word is written, for messages

    types::TypeStore& store() const { return checker.store(); }
    TypeId wrong() const {
        checker.sink().emit(span, diag::wrong_type_arguments, name.text, std::string(written));
        return store().error();
    }
    std::string word(std::size_t i) const {
        return i < args.size() ? checker.word_argument(args[i]) : std::string();
    }
    // A shape that has a unit and nothing else to say.
    template <class Make> TypeId of_unit(Make make) const {
        if (args.size() != 1) {
            return wrong();
        }
        const auto unit = checker.unit_argument(args[0]);
        return unit ? store().intern(make(*unit)) : store().error();
    }
    TypeId box(types::BoxForm form) const {
        return of_unit([&](auto u) { return types::BoxType{u.unit, form, u.variable}; });
    }
    TypeId plain(types::Type type) const {
        return args.empty() ? store().intern(std::move(type)) : wrong();
    }
    TypeId length(types::Unit unit) const { return plain(types::LengthType{unit}); }
    std::optional<types::AngleType> angle(TypeArgs words) const {
        types::AngleType type;
        for (const ast::TypeId arg : words) {
            const std::string text = checker.word_argument(arg);
            if (text == "ccw") {
                type.counter_clockwise = true;
            } else if (text == "rad" && arg == words[0]) {
                type.radians = true;
            } else if (text != "deg" || arg != words[0]) {
                return std::nullopt;
            }
        }
        return words.empty() || words.size() > 2 ? std::nullopt : std::optional(type);
    }
    std::optional<std::int64_t> base() const {
        if (args.empty()) {
            return 0;
        }
        const auto* literal = std::get_if<ast::TypeLiteral>(&checker.ast_type(args[0]).node);
        const auto* number =
            literal == nullptr ? nullptr : std::get_if<std::int64_t>(&literal->value);
        const bool known = number != nullptr && (*number == 0 || *number == 1) && args.size() == 1;
        return known ? std::optional(*number) : std::nullopt;
    }
    TypeId frame(bool page) const {
        const auto first = base();
        return first ? store().intern(types::FrameType{page, static_cast<std::uint8_t>(*first)})
                     : wrong();
    }
    TypeId time() const {
        const types::TimeUnitRow* row = args.size() == 1 ? types::find_time_unit(word(0)) : nullptr;
        if (row != nullptr) {
            return store().intern(types::TimeType{row->unit});
        }
        std::vector<std::string> units;
        for (const types::TimeUnitRow& unit : types::time_units()) {
            units.emplace_back(unit.word);
        }
        if (word(0).empty()) {
            return wrong();
        }
        checker.sink()
            .emit(checker.ast_type(args[0]).span, diag::unit_of_something_else, word(0), "time")
            .help(suggestion(word(0), units));
        return store().error();
    }
    TypeId datetime() const {
        if (args.size() == 1) {
            const auto* literal = std::get_if<ast::TypeLiteral>(&checker.ast_type(args[0]).node);
            const auto* format =
                literal == nullptr ? nullptr : std::get_if<std::string>(&literal->value);
            if (format != nullptr) {
                return store().intern(types::DateTimeType{*format});
            }
            if (word(0) == "iso" || word(0) == "unix") {
                return store().intern(types::DateTimeType{word(0)});
            }
        }
        return wrong();
    }
    TypeId offset() const {
        const auto kind = args.size() == 1 ? types::find_offset_kind(word(0)) : std::nullopt;
        return kind ? store().intern(types::OffsetType{*kind}) : wrong();
    }
    TypeId size() const {
        if (args.empty()) {
            checker.sink()
                .emit(span, diag::size_order_unknown)
                .help(
                    "write `size<wh>` for width first, `size<hw>` for height first (`shape` of a "
                    "numpy image)");
            return store().error();
        }
        const bool known = args.size() == 1 && (word(0) == "wh" || word(0) == "hw");
        const auto form = word(0) == "wh" ? types::SizeForm::wh : types::SizeForm::hw;
        return known ? store().intern(types::SizeType{form}) : wrong();
    }
    TypeId cxcywhr() const {
        const auto turn = args.size() >= 2 ? angle(args.subspan(1)) : std::nullopt;
        if (!turn) {
            return wrong();
        }
        const auto u = checker.unit_argument(args[0]);
        return u ? store().intern(
                       types::OboxType{u->unit, types::OboxForm::cxcywhr, u->variable, *turn})
                 : store().error();
    }
    TypeId keypoints() const {
        using types::KeypointForm;
        const std::string form = word(1);
        if (args.size() != 2 || (form != "xy" && form != "xyv" && form != "xyc")) {
            return wrong();
        }
        const auto u = checker.unit_argument(args[0]);
        const auto known = form == "xy"    ? KeypointForm::xy
                           : form == "xyv" ? KeypointForm::xyv
                                           : KeypointForm::xyc;
        return u ? store().intern(types::KeypointsType{u->unit, known, u->variable})
                 : store().error();
    }
    TypeId map() const {
        return args.size() == 1 ? store().intern(types::MapType{checker.declared_type(args[0])})
                                : wrong();
    }
    TypeId text_span() const {
        if (args.size() > 1) {
            return wrong();
        }
        const TypeId of = args.empty() ? store().intern(types::OffsetType{types::OffsetKind::chars})
                                       : checker.declared_type(args[0]);
        const bool is_position =
            store().is<types::OffsetType>(of) || store().is<types::TimeType>(of) ||
            store().is<types::DateTimeType>(of) || store().is<types::FrameType>(of) ||
            of == store().number() || of == store().integer();
        return store().is_error(of) ? of
               : is_position        ? store().intern(types::SpanType{of})
                                    : wrong();
    }
    TypeId score() const {
        if (args.empty() || (args.size() == 1 && word(0) == "percent")) {
            return store().intern(types::ScoreType{!args.empty()});
        }
        return wrong();
    }
};

struct TypeWord {
    std::string_view word;
    std::string_view written;  // with its arguments
    TypeId (*read)(const Reader&);
};

using R = const Reader&;
using types::BoxForm;
using types::Unit;

// clang-format off
constexpr TypeWord words[] = {
    {"bool", "bool", [](R r) { return r.plain(types::BoolType{}); }},
    {"int", "int", [](R r) { return r.plain(types::IntType{}); }},
    {"number", "number", [](R r) { return r.plain(types::NumberType{}); }},
    {"string", "string", [](R r) { return r.plain(types::StringType{}); }},
    {"id", "id", [](R r) { return r.plain(types::IdType{}); }},
    {"json", "json", [](R r) { return r.plain(types::JsonType{}); }},
    {"score", "score` or `score<percent>", [](R r) { return r.score(); }},
    {"logit", "logit", [](R r) { return r.plain(types::LogitType{false}); }},
    {"logprob", "logprob", [](R r) { return r.plain(types::LogitType{true}); }},
    {"px", "px", [](R r) { return r.length(Unit::px); }},
    {"percent", "percent", [](R r) { return r.length(Unit::percent); }},
    {"norm", "norm", [](R r) { return r.length(Unit::norm); }},
    {"permille", "permille", [](R r) { return r.length(Unit::permille); }},
    {"inch", "inch", [](R r) { return r.length(Unit::inch); }},
    {"pt", "pt", [](R r) { return r.length(Unit::pt); }},
    {"angle", "angle<deg>`, `angle<rad>` or `angle<deg, ccw>", [](R r) {
        const auto type = r.angle(r.args);
        return type ? r.store().intern(*type) : r.wrong(); }},
    {"time", "time<s>", [](R r) { return r.time(); }},
    {"datetime", "datetime<iso>`, `datetime<unix>` or `datetime<\"%Y-%m-%d\">", [](R r) { return r.datetime(); }},
    {"frame", "frame` or `frame<1>", [](R r) { return r.frame(false); }},
    {"page", "page` or `page<1>", [](R r) { return r.frame(true); }},
    {"offset", "offset<char>`, `<byte>`, `<utf16>`, `<grapheme>` or `<token>", [](R r) { return r.offset(); }},
    {"size", "size<wh>` or `size<hw>", [](R r) { return r.size(); }},
    {"point", "point<px>", [](R r) {
        return r.of_unit([](auto u) { return types::PointType{u.unit, u.variable}; }); }},
    {"box", "box<px>", [](R r) { return r.box(BoxForm::value); }},
    {"xyxy", "xyxy<px>", [](R r) { return r.box(BoxForm::xyxy); }},
    {"xywh", "xywh<px>", [](R r) { return r.box(BoxForm::xywh); }},
    {"cxcywh", "cxcywh<px>", [](R r) { return r.box(BoxForm::cxcywh); }},
    {"yxyx", "yxyx<px>", [](R r) { return r.box(BoxForm::yxyx); }},
    {"xxyy", "xxyy<px>", [](R r) { return r.box(BoxForm::xxyy); }},
    {"obox", "obox<px>", [](R r) {
        return r.of_unit([](auto u) { return types::OboxType{u.unit, types::OboxForm::value, u.variable}; }); }},
    {"quad", "quad<px>", [](R r) {
        return r.of_unit([](auto u) { return types::OboxType{u.unit, types::OboxForm::quad, u.variable}; }); }},
    {"cxcywhr", "cxcywhr<px, deg>", [](R r) { return r.cxcywhr(); }},
    {"polygon", "polygon<px>", [](R r) {
        return r.of_unit([](auto u) { return types::PolygonType{u.unit, u.variable}; }); }},
    {"polygons", "polygons<px>", [](R r) {
        const TypeId one = r.of_unit([](auto u) { return types::PolygonType{u.unit, u.variable}; });
        return r.store().is_error(one) ? one : r.store().list(one); }},
    {"keypoints", "keypoints<px, xy>`, `<px, xyv>` or `<px, xyc>", [](R r) { return r.keypoints(); }},
    {"rle", "rle", [](R r) { return r.plain(types::MaskType{types::MaskForm::rle}); }},
    {"mask", "mask", [](R r) { return r.plain(types::MaskType{types::MaskForm::value}); }},
    {"bitmap", "bitmap", [](R r) { return r.plain(types::MaskType{types::MaskForm::bitmap}); }},
    {"png", "png", [](R r) { return r.plain(types::MaskType{types::MaskForm::png}); }},
    {"span", "span` or `span<time<s>>", [](R r) { return r.text_span(); }},
    {"map", "map<T>", [](R r) { return r.map(); }},
};
// clang-format on

}  // namespace

std::vector<TypeWordText> type_word_texts() {
    std::vector<TypeWordText> texts;
    for (const TypeWord& row : words) {
        texts.push_back({row.word, row.written});
    }
    return texts;
}

std::vector<std::string> Checker::built_in_type_words() {
    std::vector<std::string> names;
    for (const TypeWord& row : words) {
        names.emplace_back(row.word);
    }
    return names;
}

std::optional<TypeId> Checker::built_in_type(const ast::Name& name, TypeArgs args, Span span) {
    const TypeWord* row = std::ranges::find(words, name.text, &TypeWord::word);
    if (row == std::end(words)) {
        return std::nullopt;
    }
    return row->read(Reader{*this, args, span, name, row->written});
}

std::string Checker::word_argument(ast::TypeId arg) const {
    const auto* name = std::get_if<ast::TypeName>(&ast_type(arg).node);
    return name == nullptr || name->module || !name->args.empty() ? std::string() : name->name.text;
}

std::optional<Checker::UnitArgument> Checker::unit_argument(ast::TypeId arg) {
    const std::string word = word_argument(arg);
    if (const types::LengthUnit* row = types::find_length_unit(word)) {
        note_word(ast_type(arg).span, NameKind::type_word);
        return UnitArgument{row->unit};
    }
    const auto param = std::ranges::find(unit_params_, word);
    if (param != unit_params_.end()) {
        return UnitArgument{types::Unit::variable,
                            static_cast<std::uint8_t>(param - unit_params_.begin())};
    }
    std::vector<std::string> units;
    for (const types::LengthUnit& unit : types::length_units()) {
        units.emplace_back(unit.word);
    }
    if (!std::holds_alternative<ast::Error>(ast_type(arg).node)) {
        const Span span = ast_type(arg).span;
        sink_
            .emit(span, diag::unit_of_something_else, word.empty() ? source_text(span) : word,
                  "length")
            .help(suggestion(word, units));
    }
    return std::nullopt;
}

}  // namespace lsmap::check

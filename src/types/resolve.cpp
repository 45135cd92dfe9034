#include "types/resolve.hpp"

#include "base/overloaded.hpp"
#include "types/units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

namespace lsmap::types {
namespace {

// What a unit argument says: a unit, or the variable `U`, `V`.
struct UnitArgument {
    Unit unit;
    std::uint8_t variable = 0;
};

class Resolver {
 public:
    Resolver(const ast::Module& module, bool variables, TypeStore& types, ResolveProblem& problem)
        : module_(module), variables_(variables), types_(types), problem_(problem) {}

    TypeId type(ast::TypeId id);

    // ---- arguments of a word, for the rows below
    // --------------------------------------------------
    struct Args {
        Resolver& resolver;
        const ast::TypeName& name;
        Span span;

        std::size_t size() const { return name.args.size(); }
        std::string_view word(std::size_t i) const;  // empty: absent, or no word
        const ast::TypeLiteral* literal(std::size_t i) const;
        UnitArgument unit(std::size_t i) const;
        AngleType angle(std::size_t first) const;  // `deg`, `rad, ccw` from there on; none: degrees
        TypeId inner(std::size_t i) const { return resolver.type(name.args.at(i)); }
        TypeStore& types() const { return resolver.types_; }
        void note(std::string text) const { resolver.note(span, std::move(text)); }
        bool expect(std::size_t fewest, std::size_t most) const;
    };

 private:
    // Only the first problem is told; what follows from it is of no interest.
    TypeId note(Span span, std::string text) const {
        if (problem_.text.empty()) {
            problem_ = {span, std::move(text)};
        }
        return types_.error();
    }
    TypeId named(const ast::TypeName& name, Span span);
    TypeId list(const ast::TypeList& list, Span span);
    TypeId tuple(const ast::TypeTuple& tuple);
    TypeId record(const ast::TypeRecord& record);
    TypeId union_of(const ast::TypeUnion& alternatives);

    const ast::Module& module_;
    bool variables_;
    TypeStore& types_;
    ResolveProblem& problem_;
};

using Args = const Resolver::Args&;

template <class T>
T one_of(Args args, std::size_t i, std::initializer_list<std::pair<std::string_view, T>> words) {
    for (const auto& [word, value] : words) {
        if (args.word(i) == word) {
            return value;
        }
    }
    args.note(fmt::format("`{}` does not know `{}`", args.name.name.text, args.word(i)));
    return T{};
}

std::uint8_t base_of(Args args) {
    if (args.size() == 0) {
        return 0;
    }
    const ast::TypeLiteral* literal = args.literal(0);
    const auto* number = literal == nullptr ? nullptr : std::get_if<std::int64_t>(&literal->value);
    if (number == nullptr || (*number != 0 && *number != 1)) {
        args.note(fmt::format("`{}` counts from 0 or from 1", args.name.name.text));
        return 0;
    }
    return static_cast<std::uint8_t>(*number);
}

std::string date_format(Args args) {
    const ast::TypeLiteral* literal = args.literal(0);
    if (literal != nullptr && std::holds_alternative<std::string>(literal->value)) {
        return std::get<std::string>(literal->value);
    }
    return args.size() == 0 ? "iso"
                            : one_of<std::string>(args, 0, {{"iso", "iso"}, {"unix", "unix"}});
}

TimeUnit time_unit(Args args) {
    const TimeUnitRow* row = find_time_unit(args.word(0));
    if (row == nullptr) {
        args.note("`time` wants a unit, as `time<s>`");
        return TimeUnit::s;
    }
    return row->unit;
}

OffsetKind offset_kind(Args args) {
    const auto kind = args.size() == 0 ? OffsetKind::chars : find_offset_kind(args.word(0));
    if (!kind) {
        args.note(fmt::format("`offset` does not know `{}`", args.word(0)));
        return OffsetKind::chars;
    }
    return *kind;
}

template <BoxForm form> Type box(Args args) {
    const UnitArgument u = args.unit(0);
    return BoxType{u.unit, form, u.variable};
}
template <OboxForm form> Type obox(Args args) {
    const UnitArgument u = args.unit(0);
    return OboxType{u.unit, form, u.variable,
                    form == OboxForm::cxcywhr ? args.angle(1) : AngleType{}};
}
PolygonType polygon(Args args) {
    const UnitArgument u = args.unit(0);
    return PolygonType{u.unit, u.variable};
}
template <class Keypoints> Type keypoints(Args args) {
    const UnitArgument u = args.unit(0);
    const auto form = one_of<KeypointForm>(
        args, 1,
        {{"xy", KeypointForm::xy}, {"xyv", KeypointForm::xyv}, {"xyc", KeypointForm::xyc}});
    return Keypoints{u.unit, form, u.variable};
}
SizeForm size_form(Args args) {
    return args.size() == 0
               ? SizeForm::value
               : one_of<SizeForm>(args, 0, {{"wh", SizeForm::wh}, {"hw", SizeForm::hw}});
}

// One row for each word of the language that is a type.
struct TypeWord {
    std::string_view word;
    std::uint8_t fewest, most;  // arguments
    Type (*make)(Args);
};
constexpr TypeWord type_words[] = {
    {"bool", 0, 0, [](Args) -> Type { return BoolType{}; }},
    {"int", 0, 0, [](Args) -> Type { return IntType{}; }},
    {"number", 0, 0, [](Args) -> Type { return NumberType{}; }},
    {"string", 0, 0, [](Args) -> Type { return StringType{}; }},
    {"id", 0, 0, [](Args) -> Type { return IdType{}; }},
    {"json", 0, 0, [](Args) -> Type { return JsonType{}; }},
    {"never", 0, 0, [](Args) -> Type { return NeverType{}; }},
    {"score", 0, 1,
     [](Args a) -> Type {
         return ScoreType{a.size() == 1 && one_of<bool>(a, 0, {{"percent", true}})};
     }},
    {"logit", 0, 0, [](Args) -> Type { return LogitType{false}; }},
    {"logprob", 0, 0, [](Args) -> Type { return LogitType{true}; }},
    {"angle", 0, 2, [](Args a) -> Type { return a.angle(0); }},
    {"time", 1, 1, [](Args a) -> Type { return TimeType{time_unit(a)}; }},
    {"datetime", 0, 1, [](Args a) -> Type { return DateTimeType{date_format(a)}; }},
    {"frame", 0, 1,
     [](Args a) -> Type {
         return FrameType{false, base_of(a)};
     }},
    {"page", 0, 1,
     [](Args a) -> Type {
         return FrameType{true, base_of(a)};
     }},
    {"offset", 0, 1, [](Args a) -> Type { return OffsetType{offset_kind(a)}; }},
    {"size", 0, 1, [](Args a) -> Type { return SizeType{size_form(a)}; }},
    {"point", 1, 1,
     [](Args a) -> Type {
         return PointType{a.unit(0).unit, a.unit(0).variable};
     }},
    {"box", 1, 1, box<BoxForm::value>},
    {"xyxy", 1, 1, box<BoxForm::xyxy>},
    {"xywh", 1, 1, box<BoxForm::xywh>},
    {"cxcywh", 1, 1, box<BoxForm::cxcywh>},
    {"yxyx", 1, 1, box<BoxForm::yxyx>},
    {"xxyy", 1, 1, box<BoxForm::xxyy>},
    {"obox", 1, 1, obox<OboxForm::value>},
    {"quad", 1, 1, obox<OboxForm::quad>},
    {"cxcywhr", 1, 3, obox<OboxForm::cxcywhr>},
    {"rect", 0, 0, [](Args) -> Type { return RectType{}; }},
    {"polygon", 1, 1, [](Args a) -> Type { return polygon(a); }},
    {"polygons", 1, 1, [](Args a) -> Type { return ListType{a.types().intern(polygon(a))}; }},
    {"keypoint", 2, 2, keypoints<KeypointType>},
    {"keypoints", 2, 2, keypoints<KeypointsType>},
    {"mask", 0, 0, [](Args) -> Type { return MaskType{MaskForm::value}; }},
    {"rle", 0, 0, [](Args) -> Type { return MaskType{MaskForm::rle}; }},
    {"bitmap", 0, 0, [](Args) -> Type { return MaskType{MaskForm::bitmap}; }},
    {"png", 0, 0, [](Args) -> Type { return MaskType{MaskForm::png}; }},
    {"map", 1, 1, [](Args a) -> Type { return MapType{a.inner(0)}; }},
    {"span", 0, 1,
     [](Args a) -> Type {
         return SpanType{a.size() == 0 ? a.types().intern(OffsetType{OffsetKind::chars})
                                       : a.inner(0)};
     }},
    {"label", 0, 0, [](Args) -> Type { return LabelType{}; }},
};

constexpr std::array<std::string_view, 9> type_variables = {"T", "K", "N", "Q", "S",
                                                            "E", "O", "P", "D"};
constexpr std::array<std::string_view, 2> unit_variables = {"U", "V"};

std::optional<std::uint8_t> unit_variable(std::string_view word) {
    const auto* found = std::ranges::find(unit_variables, word);
    return found == unit_variables.end()
               ? std::nullopt
               : std::optional(static_cast<std::uint8_t>(found - unit_variables.begin()));
}

std::string_view Resolver::Args::word(std::size_t i) const {
    if (i >= size()) {
        return {};
    }
    const auto* arg = std::get_if<ast::TypeName>(&resolver.module_.types[name.args[i]].node);
    return arg == nullptr || arg->module || !arg->args.empty() ? std::string_view()
                                                               : arg->name.text;
}

const ast::TypeLiteral* Resolver::Args::literal(std::size_t i) const {
    return i < size() ? std::get_if<ast::TypeLiteral>(&resolver.module_.types[name.args[i]].node)
                      : nullptr;
}

UnitArgument Resolver::Args::unit(std::size_t i) const {
    if (const LengthUnit* row = find_length_unit(word(i))) {
        return {row->unit};
    }
    const auto variable = resolver.variables_ ? unit_variable(word(i)) : std::nullopt;
    if (!variable) {
        note(fmt::format("`{}` wants a unit, as `{}<px>`", name.name.text, name.name.text));
        return {Unit::px};
    }
    return {Unit::variable, *variable};
}

AngleType Resolver::Args::angle(std::size_t first) const {
    AngleType angle;
    if (first < size()) {
        angle.radians = one_of<bool>(*this, first, {{"deg", false}, {"rad", true}});
    }
    if (first + 1 < size()) {
        angle.counter_clockwise = one_of<bool>(*this, first + 1, {{"cw", false}, {"ccw", true}});
    }
    return angle;
}

bool Resolver::Args::expect(std::size_t fewest, std::size_t most) const {
    if (size() < fewest || size() > most) {
        const auto wanted =
            fewest == most ? fmt::format("{}", most) : fmt::format("{} to {}", fewest, most);
        note(fmt::format("`{}` takes {} type arguments, here are {}", name.name.text, wanted,
                         size()));
        return false;
    }
    return true;
}

TypeId Resolver::named(const ast::TypeName& name, Span span) {
    const Args args{*this, name, span};
    const std::string& word = name.name.text;
    if (name.module) {
        return note(span, fmt::format("`{}.{}` is no type of the language itself",
                                      name.module->text, word));
    }
    const TypeWord* row = std::ranges::find(type_words, word, &TypeWord::word);
    if (row != std::end(type_words)) {
        return args.expect(row->fewest, row->most) ? types_.intern(row->make(args))
                                                   : types_.error();
    }
    if (!args.expect(0, 0)) {
        return types_.error();
    }
    if (const LengthUnit* unit = find_length_unit(word)) {
        return types_.intern(LengthType{unit->unit});
    }
    if (variables_ && std::ranges::find(type_variables, word) != type_variables.end()) {
        return types_.intern(VariableType{word});
    }
    if (const auto variable = variables_ ? unit_variable(word) : std::nullopt) {
        return types_.intern(LengthType{Unit::variable, Axis::none, *variable});
    }
    return note(span, fmt::format("there is no type `{}`", word));
}

TypeId Resolver::list(const ast::TypeList& list, Span span) {
    ListType type{this->type(list.element)};
    if (list.count) {
        if (*list.count < 0 || *list.count > std::numeric_limits<std::uint32_t>::max()) {
            return note(span, "the length of a list is 0 or more");
        }
        const auto count = static_cast<std::uint32_t>(*list.count);
        if (list.at_least) {
            type.at_least = count;
        } else {
            type.exactly = count;
        }
    }
    return types_.intern(type);
}

TypeId Resolver::tuple(const ast::TypeTuple& tuple) {
    TupleType type{.places = {}, .open = tuple.open};
    for (const ast::TypeTuplePlace& place : tuple.places) {
        type.places.push_back(
            {place.name ? place.name->text : std::string(), this->type(place.type)});
    }
    return types_.intern(std::move(type));
}

TypeId Resolver::record(const ast::TypeRecord& record) {
    RecordType type;
    for (const ast::TypeField& field : record.fields) {
        if (std::ranges::find(type.fields, field.name.text, &Field::name) != type.fields.end()) {
            return note(field.name.span, fmt::format("there are two fields `{}`", field.name.text));
        }
        TypeId of = this->type(field.type);
        of = field.optional ? types_.optional(of) : of;
        const std::string& key = field.json_key ? field.json_key->text : field.name.text;
        type.fields.push_back({field.name.text, key, of, field.span});
    }
    return types_.intern(std::move(type));
}

TypeId Resolver::union_of(const ast::TypeUnion& alternatives) {
    UnionType type;
    bool may_be_missing = false;
    for (const ast::TypeId alternative : alternatives.alternatives) {
        const TypeId whole = this->type(alternative);
        may_be_missing |= types_.is_optional(whole);
        const TypeId inner = types_.without_optional(whole);
        if (const auto* nested = types_.as<UnionType>(inner)) {  // unions flatten
            type.alternatives.insert(type.alternatives.end(), nested->alternatives.begin(),
                                     nested->alternatives.end());
        } else {
            type.alternatives.push_back(inner);
        }
    }
    const TypeId all = types_.intern(std::move(type));
    return may_be_missing ? types_.optional(all) : all;
}

TypeId Resolver::type(ast::TypeId id) {
    const ast::Type& written = module_.types[id];
    return std::visit(
        Overloaded{
            [&](const ast::TypeName& t) { return named(t, written.span); },
            [&](const ast::TypeLiteral& t) { return types_.intern(LiteralType{t.value}); },
            [&](const ast::TypeUnion& t) { return union_of(t); },
            [&](const ast::TypeList& t) { return list(t, written.span); },
            [&](const ast::TypeTuple& t) { return tuple(t); },
            [&](const ast::TypeRecord& t) { return record(t); },
            [&](const ast::TypeOptional& t) { return types_.optional(type(t.inner)); },
            [&](const ast::TypeTry& t) {
                return types_.intern(OptionalType{types_.without_optional(type(t.inner)), true});
            },
            [&](const ast::Error&) -> TypeId { return note(written.span, "this is no type"); },
        },
        written.node);
}

}  // namespace

std::optional<TypeId> resolve(const ast::Module& module, ast::TypeId type, bool variables,
                              TypeStore& types, ResolveProblem& problem) {
    problem = {};
    const TypeId resolved = Resolver(module, variables, types, problem).type(type);
    return problem.text.empty() ? std::optional(resolved) : std::nullopt;
}

}  // namespace lsmap::types

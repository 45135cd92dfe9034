#pragma once
#include "base/span.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

namespace lsmap::types {

enum class TypeId : std::uint32_t {};

// Lengths. `variable` is a unit parameter (`U`) of a signature or a generic function.
enum class Unit : std::uint8_t { px, percent, norm, permille, inch, pt, variable };
// Which side of the picture a length runs along: percent of the width is not percent of the height.
enum class Axis : std::uint8_t { none, x, y };
enum class TimeUnit : std::uint8_t { s, ms, us, ns, ticks, samples, clock, iso };
enum class OffsetKind : std::uint8_t { chars, byte, utf16, grapheme, token };

// How geometry stands in the data. Values of all encodings of a shape have one type in expressions:
// see `TypeStore::value_type`. `value` is that common form.
enum class BoxForm : std::uint8_t { value, xyxy, xywh, cxcywh, yxyx, xxyy };
enum class OboxForm : std::uint8_t { value, quad, cxcywhr };
enum class SizeForm : std::uint8_t { value, wh, hw };
enum class MaskForm : std::uint8_t { value, rle, bitmap, png };
enum class KeypointForm : std::uint8_t { xy, xyv, xyc };

struct ErrorType {};  // fits everywhere and silences whoever uses it
struct NeverType {};  // skip, fail
struct NullType {};   // the literal null; fits every T?
struct BoolType {};
struct IntType {};
struct NumberType {};
struct StringType {};
struct IdType {};
struct JsonType {};
struct LiteralType {  // "a", 1 (alternatives of a union, or alone); its base is string or int
    std::variant<std::string, std::int64_t> value;
};
struct ScoreType {
    bool percent = false;  // 0..100
};
struct LogitType {
    bool logprob = false;
};
struct LengthType {
    Unit unit;
    Axis axis = Axis::none;
    std::uint8_t variable = 0;  // which unit variable, where unit is `variable`
};
struct AngleType {
    bool radians = false;
    bool counter_clockwise = false;
};
struct TimeType {
    TimeUnit unit;
};
struct DateTimeType {
    std::string
        format;  // "iso", "unix" or strftime; values are the same instants: value form has "iso"
};
struct FrameType {  // frame, page, 0- or 1-based
    bool page = false;
    std::uint8_t base = 0;
};
struct OffsetType {
    OffsetKind kind;
};
struct SizeType {
    SizeForm form;
};
struct PointType {
    Unit unit;
    std::uint8_t variable = 0;
};
struct BoxType {
    Unit unit;
    BoxForm form = BoxForm::value;
    std::uint8_t variable = 0;
};
struct OboxType {
    Unit unit;
    OboxForm form = OboxForm::value;
    std::uint8_t variable = 0;
    AngleType angle{};  // of cxcywhr
};
struct RectType {};  // a rotated rectangle in percent as Label Studio stores it; only slots want it
struct PolygonType {
    Unit unit;
    std::uint8_t variable = 0;
};
struct KeypointType {  // one element of keypoints<U, …>
    Unit unit;
    KeypointForm form;
    std::uint8_t variable = 0;
};
struct KeypointsType {  // only as an encoding; its value type is a list of KeypointType
    Unit unit;
    KeypointForm form;
    std::uint8_t variable = 0;
};
struct MaskType {
    MaskForm form;
};
struct SpanType {  // of offsets, times, datetimes, frames
    TypeId of;
};
struct ListType {
    TypeId element;
    std::uint32_t at_least = 0;
    std::optional<std::uint32_t> exactly{};
};
struct TuplePlace {
    std::string name;  // empty: none
    TypeId type;       // an OptionalType may be absent at the end
};
struct TupleType {
    std::vector<TuplePlace> places;
    bool open = false;
};
struct MapType {
    TypeId value;
};
struct Field {
    std::string name;
    std::string json_key;
    TypeId type;  // with its `?`
    Span span;    // declaration, for messages; not part of the type's identity
};
struct RecordType {
    std::vector<Field> fields;
};
struct UnionType {
    std::vector<TypeId> alternatives;  // flat, no optionals, at least two
    // What they are declared as, where two have the same values (`rle | bitmap`); else empty.
    std::vector<TypeId> declared{};
};
struct OptionalType {
    TypeId inner;
    bool lenient = false;  // `try T`: missing also where the value does not fit
};
// What a label table gives: a label of every one of these controls. `path`: a taxonomy path.
struct LabelType {
    std::vector<std::uint32_t>
        controls;  // labelstudio::ControlId, ascending; empty: the relation labels
    bool path = false;
};
// A region of the prediction, by its handle: only `parent:` and the ends of relations take one.
struct RegionType {};
struct VariableType {  // T, K, N, … of a signature
    std::string name;
};

using Type = std::variant<ErrorType, NeverType, NullType, BoolType, IntType, NumberType, StringType,
                          IdType, JsonType, LiteralType, ScoreType, LogitType, LengthType,
                          AngleType, TimeType, DateTimeType, FrameType, OffsetType, SizeType,
                          PointType, BoxType, OboxType, RectType, PolygonType, KeypointType,
                          KeypointsType, MaskType, SpanType, ListType, TupleType, MapType,
                          RecordType, UnionType, OptionalType, LabelType, RegionType, VariableType>;

// Interned types: equal ids are equal types. One store serves one compilation.
class TypeStore {
 public:
    TypeStore();

    TypeId intern(Type type);
    const Type& operator[](TypeId id) const { return types_[static_cast<std::size_t>(id)]; }
    template <class T> const T* as(TypeId id) const { return std::get_if<T>(&(*this)[id]); }
    template <class T> bool is(TypeId id) const { return as<T>(id) != nullptr; }

    TypeId error() const { return error_; }
    TypeId never() const { return never_; }
    TypeId null() const { return null_; }
    TypeId boolean() const { return bool_; }
    TypeId integer() const { return int_; }
    TypeId number() const { return number_; }
    TypeId string() const { return string_; }
    TypeId id() const { return id_; }
    TypeId json() const { return json_; }
    TypeId score() const { return score_; }

    // T? (T?? is T?; the error type and null stay what they are).
    TypeId optional(TypeId inner);
    TypeId list(TypeId element, std::uint32_t at_least = 0);
    // The T of T?, else the type itself.
    TypeId without_optional(TypeId type) const;
    bool is_optional(TypeId type) const { return is<OptionalType>(type); }
    bool is_error(TypeId type) const { return type == error_; }
    // The type that a value decoded from `declared` has in expressions: encodings gone
    // (`xyxy<px>` → box<px>, `size<hw>` → size, `keypoints` → list), `try T` → T?, all the way
    // down.
    TypeId value_type(TypeId declared);
    // string of a literal string (or of a union of them), int of a literal int, else the type
    // itself.
    TypeId base_of_literal(TypeId type) const;

    // As the user writes it: `box<px>`, `[{ name: string, p: score }]`, `"a" | "b"`.
    // Long records are shortened to `{ name, p, … }`.
    std::string print(TypeId id) const;

 private:
    std::string key(const Type& type) const;  // equal for equal types
    TypeId make_value_type(TypeId declared);
    std::string print_new(TypeId id) const;

    std::deque<Type> types_;  // a reference to one stays good while others come
    std::unordered_map<std::string, TypeId> by_key_;
    std::unordered_map<std::uint32_t, TypeId> value_types_;  // by what they are declared as
    // Records alone: they are what nests by name, and twice the one before 30 times over is long.
    mutable std::unordered_map<std::uint32_t, std::string> printed_;
    TypeId error_, never_, null_, bool_, int_, number_, string_, id_, json_, score_;
};

}  // namespace lsmap::types

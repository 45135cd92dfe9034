#pragma once
#include "base/span.hpp"
#include "base/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// Abstract syntax of a rule file: names are text, sugar is still there, broken parts are `Error`.
namespace lsmap::ast {

enum class ExprId : std::uint32_t {};
enum class TypeId : std::uint32_t {};

struct Name {
    std::string text;
    Span span;
};

struct Error {};  // the parser has reported it

// ---- types -------------------------------------------------------------------------------------

// `px` in box<px>, `deg`, `1` in frame<1>, `"%Y"` in datetime<"%Y">, or any type in map<T>.
struct TypeName {
    std::optional<Name> module;  // `coco` in coco.Box
    Name name;
    std::vector<TypeId>
        args;  // a word is a TypeName without args, a number or string a TypeLiteral
};
struct TypeLiteral {  // "a", 1: alternatives of a literal union, arguments of frame<1>,
                      // datetime<"…">
    std::variant<std::string, std::int64_t> value;
};
struct TypeUnion {
    std::vector<TypeId> alternatives;
};
struct TypeList {  // [T], [T; n], [T; n..]
    TypeId element;
    std::optional<std::int64_t> count;
    bool at_least = false;  // [T; n..]
};
struct TypeTuplePlace {
    std::optional<Name> name;
    TypeId type;
};
struct TypeTuple {
    std::vector<TypeTuplePlace> places;
    bool open = false;  // `..`
};
struct TypeField {
    Name name;
    bool optional = false;         // `b?: U`
    std::optional<Name> json_key;  // text of the string after `from`, unescaped
    TypeId type;
    Span span;
};
struct TypeRecord {
    std::vector<TypeField> fields;  // a broken field has the type Error
    bool broken = false;            // a field could not be read, not even its name
};
struct TypeOptional {  // T?
    TypeId inner;
};
struct TypeTry {  // try T
    TypeId inner;
};
struct Type {
    Span span;
    std::variant<TypeName, TypeLiteral, TypeUnion, TypeList, TypeTuple, TypeRecord, TypeOptional,
                 TypeTry, Error>
        node;
};

// ---- expressions -------------------------------------------------------------------------------

struct NullLiteral {};
struct BoolLiteral {
    bool value;
};
// `640`, `0.5`, `640px`, `1.5s`. `text` is without the unit; the sign is a Unary.
struct NumberLiteral {
    std::string text;
    std::string unit;     // empty: none
    bool is_int = false;  // no fraction, no exponent
};
struct StringLiteral {  // "…" unescaped, r"…" as it stands
    std::string value;
    bool raw = false;
};
struct FormatPart {
    std::string text;            // literal text before the hole
    std::optional<ExprId> hole;  // absent in the last part
};
struct FormatString {  // f"…{e}…"
    std::vector<FormatPart> parts;
};
struct NameRef {
    Name name;
};
struct Member {  // x.f, x?.f; also module.name, decided by the checker
    ExprId object;
    Name field;
    bool optional_chain = false;
};
struct Index {  // x[i], x?[i]
    ExprId object;
    ExprId index;
    bool optional_chain = false;
};
struct Slice {  // xs[a..b], either end may be left out
    ExprId object;
    std::optional<ExprId> from, to;
    bool optional_chain = false;
};
struct FieldSelector {  // `.score` as an argument
    Name field;
};
struct Argument {
    std::optional<Name> name;
    ExprId value;
};
// f(a, n: b), score<percent>(x), x.f(a) (receiver is the first argument then, `method` true). A
// call `module.f(a)` is also read as a method call on the name `module`: the checker knows which it
// is. `file "p"` of a test is a call of `file` with the string.
struct Call {
    std::optional<Name> module;  // never set by the parser
    Name callee;
    std::vector<TypeId> type_args;
    std::vector<Argument> args;
    bool method = false;
    bool optional_chain = false;  // x?.f(a)
};

// Spelling and precedence of the binary ones: grammar/operators.def.
enum class Operator : std::uint8_t {
    coalesce,
    negate,
    multiply,
    divide,
    modulo,
    add,
    subtract,
    equal,
    not_equal,
    less,
    less_equal,
    greater,
    greater_equal,
    in,
    logical_not,
    logical_and,
    logical_or,
};
struct Unary {
    Operator op;  // negate, logical_not
    ExprId operand;
};
struct Binary {
    Operator op;
    Span op_span;
    ExprId left, right;
};
struct If {
    ExprId condition, yes, no;
};
struct PatternLiterals {  // "a" | "b", 1 | 2, 10..19
    struct Key {
        ExprId value;
        std::optional<ExprId> last;  // of a range
    };
    std::vector<Key> keys;
};
struct PatternType {  // n: int | string
    Name binder;      // `_` binds nothing
    TypeId type;
};
struct PatternMissing {};
struct PatternAny {};
struct MatchArm {
    Span span;  // of the pattern
    std::variant<PatternLiterals, PatternType, PatternMissing, PatternAny> pattern;
    ExprId value;
};
struct Match {
    ExprId subject;
    std::vector<MatchArm> arms;
    bool broken = false;  // an arm could not be read
};
struct List {
    std::vector<ExprId> elements;
};
struct RecordEntry {
    Name key;                     // an identifier or a string
    std::optional<ExprId> value;  // absent: shorthand {a}
};
struct Record {
    std::vector<RecordEntry> entries;
};
struct Clause;
struct Query {  // [e for x in xs …]
    ExprId element;
    std::vector<Clause> clauses;
};
struct Skip {
    std::optional<ExprId> reason;  // a string on the same line
};
struct Fail {
    std::optional<ExprId> message;
};

// ---- clauses of a query ------------------------------------------------------------------------

struct ForClause {  // for x in E, for (a, b) in zip(E, F)
    std::vector<Name> binders;
    bool tuple = false;  // written in brackets
    ExprId source;
};
struct WhereClause {
    ExprId condition;
};
struct LetClause {
    Name name;                 // of the value; empty text for `let (a, b) = t`
    std::vector<Name> places;  // a, b of `let (a, b) = t`
    std::optional<TypeId> type;
    ExprId value;
};
struct JoinClause {
    bool left = false;
    Name binder;
    ExprId source;
    ExprId condition;
};
struct GroupClause {  // group e by key as g
    bool adjacent = false;
    ExprId value;
    ExprId key;
    Name group;
};
struct OrderKey {
    ExprId value;
    bool descending = false;
};
struct OrderClause {
    std::vector<OrderKey> keys;
};
struct LimitClause {
    ExprId count;
};
struct Clause {
    Span span;
    std::variant<ForClause, WhereClause, LetClause, JoinClause, GroupClause, OrderClause,
                 LimitClause>
        node;
};

struct Expr {
    Span span;
    std::variant<NullLiteral, BoolLiteral, NumberLiteral, StringLiteral, FormatString, NameRef,
                 Member, Index, Slice, FieldSelector, Call, Unary, Binary, If, Match, List, Record,
                 Query, Skip, Fail, Error>
        node;
};

// ---- entries of a block ------------------------------------------------------------------------
// Of a broken entry `let x …` or `slot: …` the name is kept and the value is an Error; others are
// Error.

struct Entry;
using Block = std::vector<Entry>;

struct SlotEntry {  // box: d.box
    Name name;
    ExprId value;
};
struct LetEntry {
    Name name;  // as in LetClause
    std::vector<Name> places;
    std::optional<TypeId> type;
    ExprId value;
};
struct GuardEntry {  // skip "why" when c; fail f"…" when c; without `when` always
    bool is_fail = false;
    std::optional<ExprId> message;
    std::optional<ExprId> condition;
};
struct WhenEntry {
    ExprId condition;
    Block body;
};
struct ForEntry {  // for … { }: a group of rules or predictions
    std::vector<Clause> clauses;
    Block body;
};
struct Handle {  // as person, as ent[e.id]; also the ends of a relation
    Name name;
    std::optional<ExprId> key;
};
struct RelationEnds {
    ExprId from, to;  // ent[r.head], person
};
struct RuleEntry {  // [for …] -> CONTROL [on OBJECT] [as handle] { slots }
    std::vector<Clause> clauses;
    Name control;
    std::optional<RelationEnds> ends;
    std::optional<Name> object;
    std::optional<Handle> handle;
    Block body;
};
struct WithEntry {
    Name control;
    Block body;
};
struct ObjectEntry {
    Name name;
    Block body;  // slots and lets
};
struct DataEntry {  // data { … }, meta { … }
    bool is_meta = false;
    std::vector<RecordEntry> entries;
};
struct PredictionEntry {
    ExprId version;
    Block body;
};
struct ApplyEntry {
    std::optional<Name> module;
    Name rules;
    std::vector<Argument> args;
};
struct Entry {
    Span span;  // the whole entry
    Span head;  // its first word, for messages
    std::variant<SlotEntry, LetEntry, GuardEntry, WhenEntry, ForEntry, RuleEntry, WithEntry,
                 ObjectEntry, DataEntry, PredictionEntry, ApplyEntry, Error>
        node;
};

// ---- items -------------------------------------------------------------------------------------

struct VersionItem {  // lsmap 1, lsmap 1.3
    std::int64_t major = 1;
    std::int64_t minor = 0;
};
struct ConfigItem {
    Name path;
};
struct UseItem {
    bool standard = true;  // use coco; false: use "./shared.lsmap"
    Name path;             // `coco` or the file
    std::optional<Name> alias;
};
struct OutputItem {
    Name shape;
};
struct ParamItem {
    Name name;
    TypeId type;
    std::optional<ExprId> value;
};
struct InputItem {
    std::optional<Name> name;  // none: the record
    TypeId type;
};
struct TypeItem {
    Name name;
    TypeId type;
};
struct ConstItem {
    Name name;
    std::optional<TypeId> type;
    ExprId value;
};
struct TableKeyLiteral {  // "a", 3, 10..19
    ExprId value;
    std::optional<ExprId> last;  // of a range
    Span span;
};
struct TableArm {                       // "a" | "b" -> "Label"
    std::vector<TableKeyLiteral> keys;  // empty: `_`
    ExprId value;                       // checked as: label, list of labels, path, skip, fail
    Span span;
    Span key_span;
};
struct TableSame {
    bool loose = false;
    Span span;
};
struct TableByPosition {
    Span span;
};
using TableEntry = std::variant<TableArm, TableSame, TableByPosition>;
struct LabelsItem {
    Name name;
    std::vector<Name> controls;
    std::vector<TableEntry> entries;
    bool broken = false;  // an arm could not be read: what seems to be missing may stand in it
};
struct Parameter {
    Name name;
    TypeId type;
};
struct FnItem {
    Name name;
    std::vector<Name> type_params;  // <U>
    std::vector<Parameter> params;
    TypeId result;
    ExprId value;
};
struct RulesItem {
    Name name;
    std::vector<Parameter> params;
    Block body;
};
struct TaskItem {
    std::vector<Clause> clauses;
    Block body;
};
struct TestItem {
    Name name;
    Block body;  // slots `input`, `expect`
};
struct ErrorItem {  // what a broken item declares is known by name, so that uses of it stay quiet
    std::optional<Name> declares;
};
struct Item {
    Span span;
    Span head;  // the reserved word
    std::variant<VersionItem, ConfigItem, UseItem, OutputItem, ParamItem, InputItem, TypeItem,
                 ConstItem, LabelsItem, FnItem, RulesItem, TaskItem, TestItem, ErrorItem>
        node;
};

struct Module {
    FileId file{};
    std::vector<Item> items;
    Store<ExprId, Expr> exprs;
    Store<TypeId, Type> types;
};

}  // namespace lsmap::ast

#pragma once
#include "base/span.hpp"
#include "base/store.hpp"
#include "builtins/builtin.hpp"
#include "data/arena.hpp"
#include "data/value.hpp"
#include "labelstudio/config.hpp"
#include "types/type.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

// The checked program: names are resolved, types known, conversions explicit, sugar gone, no
// errors. Nothing behind this stage looks up a name or can fail on a rule's account.
namespace lsmap::ir {

using types::TypeId;

enum class ExprId : std::uint32_t {};
enum class VariableId : std::uint32_t {};
enum class TableId : std::uint32_t {};
enum class FunctionId : std::uint32_t {};
enum class HandleId : std::uint32_t {};

// What a name of the value namespace stands for.
enum class VariableKind : std::uint8_t {
    record,       // the input record as a whole
    named_input,  // input sizes: …
    param,
    constant,
    argument,  // of a function
    binder,    // for, join, group, match arm, `?.`
    let,
};
inline constexpr std::size_t most_zipped = 8;  // lists in one `zip`

struct Variable {
    std::string name;
    TypeId type;  // value type
    VariableKind kind;
    Span span;
    ExprId value{};  // constant, let: its expression
};

// ---- expressions -------------------------------------------------------------------------------

struct Constant {
    data::Value value;  // of the expression's type; memory belongs to Program::constants
};
struct Use {
    VariableId variable;
};
struct FieldOf {  // field number `index` of a record or place of a tuple; bad values raise their
                  // data error
    ExprId object;
    std::uint32_t index;
};
// Named parts of built-in shapes: `.x1` of a box, `.width` of a size, `.start` of a span, `.key` of
// a group is a FieldOf (groups are records), `.point .index .visibility .score` of keypoints are
// FieldOf 0..2.
enum class PartKind : std::uint8_t {
    x,
    y,
    x1,
    y1,
    x2,
    y2,
    width,
    height,
    cx,
    cy,
    angle,
    start,
    end,
    mask_width,
    mask_height
};
struct Part {
    ExprId object;
    PartKind part;
};
struct ElementAt {  // xs[i]: T?; certain: a constant index that is in range by type
    ExprId list, index;
    bool certain;
};
struct SliceOf {  // of a list or a string (code points); negative or missing ends as in `xs[a..]`
    ExprId object;
    std::optional<ExprId> from, to;
};
struct Lookup {  // m[k]: T?
    ExprId map, key;
};
struct Chain {  // a?.rest: `rest` is evaluated with `it` bound where `a` is present, else missing
    ExprId object;
    VariableId it;
    ExprId rest;
};
struct Coalesce {
    ExprId value, otherwise;
};
enum class UnaryOp : std::uint8_t { negate_int, negate_number, logical_not };
struct Unary {
    UnaryOp op;
    ExprId operand;
};
// Overflow, division by zero and results that are not finite are data errors.
enum class BinaryOp : std::uint8_t {
    add_int,
    subtract_int,
    multiply_int,
    modulo_int,  // modulo floors
    add_number,
    subtract_number,
    multiply_number,
    divide_number,
    modulo_number,
};
struct Binary {
    BinaryOp op;
    ExprId left, right;
};
enum class CompareOp : std::uint8_t { equal, not_equal, less, less_equal, greater, greater_equal };
// How two values of one (canonical) form are compared.
enum class CompareBy : std::uint8_t {
    boolean,
    integer,
    number,
    text,
    integer_number,
    number_integer,
    id,
    structure
};
struct Compare {
    CompareOp op;
    CompareBy by;
    ExprId left, right;
};
struct And {
    ExprId left, right;
};
struct Or {
    ExprId left, right;
};
struct InList {  // x in [..]; compared as `by`
    ExprId value, list;
    CompareBy by;
};
struct InTable {  // x in table: an arm gives a label
    ExprId key;
    TableId table;
};
struct Present {
    ExprId value;
};
struct If {
    ExprId condition, yes, no;
};
// One arm; the first whose test holds is taken.
struct MatchArm {
    struct Literals {
        struct Key {
            data::Value first, last;  // equal unless a range of ints
        };
        std::vector<Key> keys;
        CompareBy by;
        std::vector<std::uint16_t> alternatives{};  // of a union: the value is one of these, too
    };
    struct Alternative {  // the subject is one of these alternatives of its union
        std::vector<std::uint16_t> alternatives;
    };
    struct Missing {};
    struct Any {};
    std::variant<Literals, Alternative, Missing, Any> test;
    std::optional<VariableId> binder;
    ExprId value;
};
struct Match {
    ExprId subject;
    std::vector<MatchArm> arms;
};
struct MakeList {
    std::vector<ExprId> elements;
};
struct MakeRecord {  // in the order of the record type's fields
    std::vector<ExprId> fields;
};
struct Call {
    const builtins::Builtin* builtin;
    std::vector<ExprId> args;  // one for each parameter; a missing Constant where left out
    std::vector<TypeId> argument_types;
    const builtins::Prepared* prepared = nullptr;  // owned by Program::prepared
};
struct CallFunction {
    FunctionId function;
    std::vector<ExprId> args;
};
struct TableLookup {
    TableId table;
    ExprId key;
};
struct Interpolate {
    struct Piece {
        std::string text;             // before the value
        std::optional<ExprId> value;  // scalar: text, id, int, number, bool by its type
    };
    std::vector<Piece> pieces;
};
struct Skip {
    std::string reason;  // empty: none was given
};
struct Fail {
    std::optional<ExprId> message;
};
struct ScoresOf {
    std::optional<labelstudio::ControlId> control;  // none: of all
};
// A region of this prediction by its handle, `region?`. One with a key may come out later: the
// value stands for the search, and the answer is there when the rules are through.
struct HandleRef {
    HandleId handle;
    std::optional<ExprId> key;
};
// `ent[k] ?? …`, decided when it is known whether the region comes out.
struct RegionElse {
    ExprId region;
    std::variant<ExprId, Skip, Fail> otherwise;
};
// Builds a built-in shape from parts: `xyxy<px>(a, b, c, d)` in its encoding, `point<norm>(x, y)`,
// `span(a, b)`. The parts are numbers (or ints for spans of offsets).
struct MakeShape {
    TypeId declared;  // with its encoding
    std::vector<ExprId> parts;
};
// parse_json<T>(s): T?, as<T>(j): T (a data error where it does not fit).
struct Decode {
    ExprId text;
    TypeId declared;
    bool is_json;  // `as`: the operand is a json value
    bool lenient;  // missing where it does not fit
};

// A change of representation or unit. Needs beyond the value come from `object`'s facts. A missing
// value stays missing.
enum class Conversion : std::uint8_t {
    int_to_number,
    int_to_id,  // text of the number
    string_to_id,
    id_to_text,             // id where a string is written
    scale,                  // number, point, box, polygon … times `factor`
    unscale,                // … divided by `factor`
    check_score,            // number to score: 0..`factor` or a data error
    number_to_int,          // whole value or a data error
    length_to_percent,      // px, inch, pt of `axis` by the object's size
    geometry_to_percent,    // point, box, polygon of px, inch, pt by the size: x / W * 100
    percent_to_size,        // the reverse: point, box, polygon, length of `axis` in percent
    box_to_polygon,         // corners clockwise from the top left
    box_to_rect,            // upright, rotation 0
    obox_to_rect_size,      // px (or the unit of `size`): percent and degrees; needs the size
    obox_to_rect_relative,  // `factor` per percent, but the angle needs the size all the same
    obox_to_polygon,  // corners, in percent, with the size; factor 0: in the unit of `size`, else
                      // that many per percent
    obox_bounds,
    time_to_seconds,   // seconds = value / factor; factor 0: samples, by the object's rate
    angle_to_degrees,  // clockwise degrees: times factor
    frame_base,        // adds `factor`
    time_to_frame,     // seconds to the nearest frame, the first of which is `factor`
    frame_to_time,     // frames counted from `factor` to the seconds at which they begin
    polygon_points,    // its points as a list
    datetime_to_text,  // `format`
    wrap_list,         // T to [T]
    span_parts,        // converts start and end by the conversion below it (`inner`)
    text_span,         // a span of text positions to the kind that the object's text counts in
    to_json,           // any value as JSON text
    record_to_map,     // fields that are there, by their JSON keys
    dynamic_label,     // text that is a label of `control` in this task, else missing
};
struct Convert {
    ExprId value;
    Conversion conversion;
    double factor = 1;
    types::Axis axis = types::Axis::none;
    std::optional<labelstudio::ObjectId> object;
    std::string format;
    std::optional<Conversion> inner;
    std::optional<labelstudio::ControlId> control = std::nullopt;
};

struct Clause;
struct Query {
    std::vector<Clause> clauses;
    ExprId element;
};

struct Expr {
    TypeId type;
    Span span;
    std::variant<Constant, Use, FieldOf, Part, ElementAt, SliceOf, Lookup, Chain, Coalesce, Unary,
                 Binary, Compare, And, Or, InList, InTable, Present, If, Match, MakeList,
                 MakeRecord, Call, CallFunction, TableLookup, Interpolate, Skip, Fail, ScoresOf,
                 HandleRef, RegionElse, MakeShape, Decode, Convert, Query>
        node;
};

// ---- clauses -----------------------------------------------------------------------------------

enum class SourceKind : std::uint8_t {
    list,       // [T] or [T]?: its elements, or nothing
    optional,   // T?: itself, or nothing
    map,        // binders: key, value
    zip,        // one binder a list; unequal lengths are a data error, a missing list gives missing
                // elements
    enumerate,  // binders: index, element
};
struct For {
    SourceKind kind;
    std::vector<std::optional<VariableId>> binders;  // none: `_`
    std::vector<ExprId> sources;
    // A binder pattern (a, b) over a list of tuples: binders are places of each element.
    bool destructure = false;
};
struct Where {
    ExprId condition;
};
struct LetVariable {
    std::optional<VariableId> variable;
    ExprId value;
};
struct Join {
    bool left;
    VariableId binder;
    ExprId source;
    // outer == inner pairs: `outer` uses what stands before, `inner` the binder only.
    struct Key {
        ExprId outer, inner;
        CompareBy by;
    };
    std::vector<Key> keys;
};
struct Group {
    bool adjacent;
    ExprId value;
    ExprId key;
    CompareBy by;
    VariableId group;  // record { key, items }
};
struct Order {
    struct Key {
        ExprId value;
        bool descending;
        CompareBy by;
    };
    std::vector<Key> keys;
};
struct Limit {
    ExprId count;
};
struct Clause {
    Span span;
    std::variant<For, Where, LetVariable, Join, Group, Order, Limit> node;
};

// ---- statements --------------------------------------------------------------------------------

struct Statement;
using Block = std::vector<Statement>;

struct Guard {
    bool is_fail;
    std::optional<ExprId> message;  // of fail; a string expression
    std::string reason;             // of skip
    std::optional<ExprId> condition;
};
struct When {
    ExprId condition;
    Block body;
};
struct ForEach {
    std::vector<Clause> clauses;
    Block body;
};
// The value of a slot of the control's slot record, converted to what the slot wants.
struct SlotValue {
    std::uint32_t slot;  // index into the slot record of the control (and object) kind
    ExprId value;        // a T? leaves an optional slot out
};
// Parts of a result that all controls have.
enum class CommonSlot : std::uint8_t { labels, score, id, meta, locked, item, parent, direction };
struct CommonValue {
    CommonSlot slot;
    ExprId value;  // labels: [label] or [path], always a list; score: score?; item: int
};
// `[for …] -> CONTROL { … }` and, inside a region's body, `with CONTROL { … }`.
struct Rule {
    std::vector<Clause> clauses;  // none for `with`
    labelstudio::ControlId control;
    labelstudio::ObjectId object;
    std::uint32_t variant = 0;  // which slots/payload variant of the control kind (by object kind)
    bool is_with = false;
    bool null_score = false;  // `score: null`: none, though the region has one
    // Whose labels it carries where the control has none of its own.
    std::optional<labelstudio::ControlId> lender;
    std::optional<HandleId> handle;    // `as NAME`
    std::optional<ExprId> handle_key;  // `as NAME[key]`; a key that is missing names nothing
    Block body;  // LetVariable, Guard, SlotValue, CommonValue, and With/When/ForEach around With
    std::string name;  // for the summary: "label (line 34)"
};
// `[for …] -> relation A to B { … }`
struct Relation {
    std::vector<Clause> clauses;
    ExprId from, to;  // region?
    Block body;       // LetVariable, Guard, CommonValue (labels, direction)
    std::string name;
    std::optional<labelstudio::ControlId>
        control;  // whose labels it takes; none: the config has none
};
// A name for regions of one prediction.
struct Handle {
    std::string name;
    bool has_key = false;
    CompareBy by{};  // how its keys are compared
    Span span;
};
struct Prediction {
    ExprId version;
    std::optional<ExprId> score;
    Block body;
};
struct Statement {
    Span span;
    std::variant<LetVariable, Guard, When, ForEach, SlotValue, CommonValue, Rule, Relation,
                 Prediction>
        node;
};

// ---- the program -------------------------------------------------------------------------------

struct TableKey {
    data::Value first, last;  // equal unless a range
};
struct TableArm {
    std::vector<TableKey> keys;  // empty: `_`
    // labels: what the results carry (alias or value); path: the elements
    std::vector<std::string> labels;
    bool skip = false;
    bool fail = false;
    std::string message;  // of skip, fail
    Span span;
};
struct Table {
    std::string name;
    bool keys_are_text = true;  // else ints
    bool loose = false;         // keys (and what is looked up) lose case, blanks, `_` and `-`
    bool is_path = false;
    bool is_list = false;  // some arm gives a list of labels: the value is always a list
    std::vector<TableArm> arms;
    std::vector<labelstudio::ControlId> controls;
    Span span;
};
struct Function {
    std::string name;
    std::vector<VariableId> params;
    ExprId value;
};
struct Param {
    VariableId variable;
    TypeId declared;
    std::optional<ExprId> value;  // default
};
struct NamedInput {
    VariableId variable;
    TypeId declared;
};
struct ObjectBinding {
    labelstudio::ObjectId object;
    std::optional<ExprId> value, text, size, duration,
        rate;  // converted: string ([string] of paragraphs), string, size, number (s), number
    std::optional<ExprId> fps, frames;  // converted: number
    // [string], or [span<offset<…>>] of positions in the text.
    std::optional<ExprId> tokens;
    labelstudio::Outside outside = labelstudio::Outside::automatic;
    types::Unit size_unit = types::Unit::px;
    Span span;
};
struct DataEntry {
    std::string key;
    ExprId value;  // a T? that is missing leaves the key out, unless `null_if_missing`
    bool null_if_missing = false;
    bool is_meta = false;
};
enum class OutputShape : std::uint8_t { tasks, predictions, responses };
struct Task {
    std::vector<Clause> clauses;
    std::optional<ExprId> id;
    std::vector<ObjectBinding> objects;
    std::vector<DataEntry> data;
    Block body;  // LetVariable, Guard, When, ForEach and Prediction at the top, rules below
    Span span;
};

struct Program {
    Store<ExprId, Expr> exprs;
    Store<VariableId, Variable> variables;
    Store<TableId, Table> tables;
    Store<FunctionId, Function> functions;
    std::vector<Param> params;
    std::vector<NamedInput> named_inputs;
    std::vector<Handle> handles;  // by HandleId
    VariableId record{};
    TypeId record_declared{};  // the `input` type with its encodings
    OutputShape output = OutputShape::tasks;
    Task task;
    // Of the whole record: fields are reached through `record`.
    std::shared_ptr<types::TypeStore> types;
    std::shared_ptr<const labelstudio::LabelingConfig> config;
    std::shared_ptr<data::Arena> constants;
    std::vector<std::unique_ptr<builtins::Prepared>> prepared;
};

}  // namespace lsmap::ir

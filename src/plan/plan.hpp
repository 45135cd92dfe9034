#pragma once
#include "check/ir.hpp"
#include "data/shape.hpp"
#include "plan/label_index.hpp"

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// What the evaluator runs: expressions as one array of small nodes, variables as numbered slots of
// one frame, queries as lists of steps, output as constant fragments. Immutable; threads share one
// plan.
namespace lsmap::plan {

using NodeId = std::uint32_t;  // index into Plan::nodes
using Slot = std::uint32_t;    // index into the frame
inline constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

// ---- expressions -------------------------------------------------------------------------------

enum class Op : std::uint8_t {
    constant,  // a: Plan::constants
    slot,      // a: slot
    once,      // a: node, b: place: evaluated once per run (constants, what depends on parameters)
    field,     // a: object, b: index
    field_of_slot,  // a: slot, b: index
    part,           // a: object; sub: PartKind, form: ShapeForm
    element,        // a: list, b: index; sub: certain
    slice,          // a: object, b: from, c: to (or none); sub: of text
    lookup,         // a: map, b: key
    chain,          // a: object, b: slot, c: rest
    coalesce,       // a ?? b
    negate_int,
    negate_number,
    logical_not,
    add_int,
    subtract_int,
    multiply_int,
    modulo_int,
    add_number,
    subtract_number,
    multiply_number,
    divide_number,
    modulo_number,
    compare,  // a, b; sub: CompareOp, form: CompareBy
    logical_and,
    logical_or,
    in_list,   // a: value, b: list; form: CompareBy
    in_table,  // a: key, b: table
    present,
    conditional,    // a ? b : c
    match,          // a: subject, b: Plan::matches
    make_items,     // a: first operand, b: count: lists and records
    call,           // a: Plan::calls
    call_function,  // a: Plan::function_calls
    table,          // a: key, b: Plan::tables
    interpolate,    // a: Plan::interpolations
    skip,           // a: reason
    fail,           // a: message or none
    scores,         // a: control or none
    region,         // a: handle, b: key or none
    region_else,    // a: region, b: other region, message or reason; sub: RegionElse
    make_shape,     // a: Plan::makes
    decode,         // a: text, b: Plan::decodes
    convert,        // a: value, b: Plan::converts
    query,          // a: pipeline, b: element
};

// What follows where a region does not come out.
enum class RegionElse : std::uint8_t { region, skip, fail };

// How a value of a shape type stands in memory (data/value.hpp).
enum class ShapeForm : std::uint8_t {
    other,
    number,
    integer,
    point,
    box,
    obox,
    rect,
    polygon,
    keypoint,
    size,
    span,
    mask,
    text,
    list
};
// Whether it is an array of doubles.
inline bool is_reals(ShapeForm form) {
    return form == ShapeForm::point || form == ShapeForm::box || form == ShapeForm::obox ||
           form == ShapeForm::rect || form == ShapeForm::polygon || form == ShapeForm::size;
}

struct Node {
    Op op;
    std::uint8_t sub = 0;
    std::uint8_t form = 0;
    std::uint32_t a = none, b = none, c = none;
};
static_assert(sizeof(Node) == 16);

struct MatchArm {
    enum class Test : std::uint8_t { literals, alternative, missing, any } test;
    ir::CompareBy by{};
    std::vector<ir::MatchArm::Literals::Key> keys;
    std::vector<std::uint16_t> alternatives;  // empty: the subject is no union, present will do
    Slot binder = none;
    NodeId value = none;
};
struct Call {
    const builtins::Builtin* builtin;
    const builtins::Prepared* prepared;
    std::vector<NodeId> args;
    std::vector<types::TypeId> argument_types;
    types::TypeId result_type;
};
struct FunctionCall {
    std::vector<NodeId> args;
    std::vector<Slot> params;
    NodeId body;
};
enum class ScalarKind : std::uint8_t { text, integer, number, boolean };
struct Interpolation {
    struct Piece {
        std::string text;
        NodeId value = none;
        ScalarKind kind{};
    };
    std::vector<Piece> pieces;
    bool plain = false;  // the pieces' texts need no escape
};
struct Make {
    types::TypeId declared{};
    std::vector<NodeId> parts;
    std::uint32_t whole = 0;  // a bit for each part: an integer
    bool is_whole(std::size_t part) const { return (whole >> part & 1U) != 0; }
    enum class Form : std::uint8_t { size, size_hw, box, polygon, span, other } form = Form::other;
    types::BoxForm box{};  // of a box: what the parts are
};
struct Decode {
    data::ShapePtr shape;
    bool is_json, lenient;
};
struct Convert {
    ir::Conversion conversion;
    ir::Conversion inner{};  // of span_parts
    ShapeForm form{};        // of the operand
    types::Axis axis{};
    types::Unit unit{};  // of the operand, where it is geometry or a length
    double factor = 1;
    double per_percent = 0;  // how many of `unit` are one percent; 0: depends on the size
    bool by_rate = false;    // time in samples
    bool is_time = false;    // number_to_int takes the nearest microsecond
    types::OffsetKind offset_from{}, offset_to{};  // of text_span
    std::uint32_t object = none;
    std::uint32_t label_set = none;  // of dynamic_label; none: the labels are not known
    std::string format;
};

// ---- queries -----------------------------------------------------------------------------------

// Rows of a list found by key: built once for as long as the list is the same.
struct Index {
    NodeId key;  // of `binder`
    Slot binder;
    ir::CompareBy by;
    bool whole_run = false;  // the list comes from a named input or a constant
};
struct OrderKey {
    NodeId value;
    bool descending;
    ir::CompareBy by;
};
struct Step {
    enum class Kind : std::uint8_t {
        for_list,
        for_optional,
        for_map,
        for_zip,
        for_enumerate,
        where,
        let,
        join,
        group,
        order,
        limit
    };
    Kind kind;
    bool destructure = false;
    bool left = false;      // join
    bool adjacent = false;  // group
    Span span;
    std::vector<Slot> binders;    // `none` where nothing is bound
    std::vector<NodeId> sources;  // of for and join
    NodeId value = none;          // condition, value of let and group, count of limit
    NodeId key = none;            // of group
    ir::CompareBy by{};           // of group
    std::vector<OrderKey> order;
    // Equality that an index answers: rows of the source whose key equals `probe`.
    std::uint32_t index = none;
    NodeId probe = none;
    // Join: equalities that an index does not answer, tried on each candidate.
    NodeId rest = none;
    // Group, order: the slots that a row is made of.
    std::vector<Slot> row;
    std::uint32_t buffer = none;  // group, order: where rows are kept; limit: its counter
};
struct Pipeline {
    std::vector<Step> steps;
    // Places of group and order steps: each ends a segment that streams.
    std::vector<std::uint32_t> barriers;
    std::vector<std::uint32_t> counters;  // of limits, set back at the start
};

// ---- statements and output
// -----------------------------------------------------------------------

using BlockId = std::uint32_t;
struct Stmt {
    enum class Kind : std::uint8_t {
        let,
        guard_skip,
        guard_fail,
        when,
        for_each,
        slot,
        common,
        rule,
        with,
        relation,
        prediction,
        object,
        data,
        id
    };
    Kind kind;
    std::uint8_t sub = 0;  // slot number; CommonSlot
    Span span;
    NodeId value = none;     // let, slot, common; condition of guard and when (none: always)
    std::uint32_t a = none;  // let: slot; guard: reason or message node; for_each: pipeline; else:
                             // index of its table
    BlockId block = none;
};
// What the summary counts by: a rule, a group, a prediction, the task.
struct Site {
    enum class Kind : std::uint8_t { task, prediction, group, rule, with, relation } kind;
    std::string name;
    Span span;
};
// Reasons of skips; those that no rule names stand first.
enum : std::uint32_t {
    reason_none,
    reason_no_area,
    reason_outside,
    reason_empty_list,
    reason_missing_end,
    reason_same_pair,
    first_named_reason
};

inline constexpr std::uint8_t no_slot = 255;
struct Rule {
    std::uint32_t pipeline = none;
    BlockId body = none;
    std::uint32_t site = 0;
    Span span;
    labelstudio::ControlId control{};
    std::uint32_t object = 0;
    const labelstudio::Payload* payload = nullptr;
    std::uint8_t slots = 0;  // how many the payload takes
    bool is_region = false;
    bool is_image = false;
    bool has_length = false;
    bool once = false;          // a whole-object control: once per prediction and item
    bool single_label = false;  // `labels` is one label, not a list
    bool has_label_slot = false;
    bool paths = false;
    bool null_score = false;
    bool has_with = false;
    bool straight = false;  // slots, labels and a score at most, and such with: run/straight.cpp
    std::vector<std::uint8_t> left_out;  // where `straight`: slots that the body does not give
    bool repeats_geometry = false;       // with: its own payload has none
    std::uint32_t handle = none;         // `as NAME`
    NodeId handle_key = none;
    std::uint64_t id_seed = 0;  // hash of the control's name
    std::string head;       // `,"from_name":"label","to_name":"image","type":"rectanglelabels",`
    std::string label_key;  // `"rectanglelabels":`
    std::string date_format;
    labelstudio::AnswerLimits limits;
    std::string control_name;
    std::span<const std::string> parts;   // of the control; Plan::program owns them
    std::uint8_t item_slot = no_slot;     // own slot that says which item, from 1
    std::uint8_t part_slot = no_slot;     // own slot that says which text of the object, from 0
    std::vector<std::string> round_head;  // `head`, cut where the number of a round stands
    std::uint32_t label_set = none;       // its labels stand in the task's data: these
};
// Labels that a task's own data gives a control, looked up by their text, paths with their parts
// joined.
struct LabelSet {
    struct Place {
        std::uint32_t leaf;
        std::vector<std::uint32_t> fields;  // from the leaf's value down
        types::TypeId type;                 // of what is there
    };
    std::vector<Place> places;
    labelstudio::ControlId control{};
};
struct Relation {
    std::uint32_t pipeline = none;
    NodeId from = none, to = none;
    BlockId body = none;
    std::uint32_t site = 0;
    Span span;
    std::uint32_t control = none;  // whose labels it takes
};
struct Prediction {
    NodeId version, score = none;
    std::string version_text;  // as JSON, where it is the same for all; else empty
    BlockId body = none;
    std::uint32_t site = 0;
    Span span;
};
struct ObjectPlan {
    labelstudio::ObjectId object{};
    NodeId value = none, text = none, size = none, duration = none, rate = none;
    NodeId fps = none, frames = none;
    bool has_length = false;  // results carry its duration
    bool size_is_list = false, text_is_list = false;
    bool is_image = false;
    bool size_in_pixels = false;
    bool needs_offsets = false;
    bool value_is_list = false;     // of items or rounds
    std::uint32_t id_field = none;  // of its items' record: the ids that a Ranker orders
    types::TypeId id_type{};
    NodeId tokens = none;
    bool tokens_are_spans = false;     // else their texts, in the order of the text
    types::OffsetKind tokens_count{};  // what the spans count
    bool has_page = false;             // `value` is HTML, and some rule needs its text
    bool is_inline = false;            // of the HTML
    bool is_dialogue = false;          // `text` is of utterances, one at least
    labelstudio::Outside outside{};
    std::uint32_t leaf = none;   // where its value stands in the task data
    bool has_size_only = false;  // nothing but one value and one size is known of it
    Span span;
};
// Task data as a tree: `"$a.b"` is nested. Values of leaves were put into `data_values` before.
struct DataNode {
    std::string fragment;  // `"image":` without the comma before it; empty in arrays
    // each: an array with an element for every element of the leaves below
    enum class Kind : std::uint8_t { leaf, object, array, each } kind = Kind::leaf;
    std::uint32_t leaf = none;
    std::vector<std::uint32_t> children;
};
struct DataLeaf {
    NodeId value;
    types::TypeId type;
    bool null_if_missing = false;
    bool is_text = false;
};
struct Task {
    std::uint32_t pipeline = none;
    BlockId setup = none;  // object, data, id with the lets and guards among them, in source order
    BlockId body = none;   // the rest
    std::vector<ObjectPlan> objects;
    std::vector<DataLeaf> leaves;  // of data and meta
    std::vector<DataNode> tree;
    std::uint32_t data_root = none, meta_root = none;
    NodeId id = none;
    types::TypeId id_type{};
    std::uint32_t site = 0;
    Span span;
    Slot row_binder = none;  // innermost binder of `task for`
};

// How much of the input has to be held.
enum class Extent : std::uint8_t {
    streamed,  // one record at a time
    indexed,   // one record, or a part of a large one, at a time, and what joins look things up in
    whole,     // all of the record that is made tasks of
};
struct Note {
    Span span;
    std::string text;
};

// How a record that is too large to be held is cut into parts, which are records of its type: some
// elements of `list` in their order, of each keyed list the elements that belong to them, and all
// else that the rules read.
struct Cut {
    struct Key {
        NodeId probe;  // of an element of `list`, in `binder`
        NodeId key;    // of an element of the keyed list, in `key_binder`
        Slot key_binder = none;
        ir::CompareBy by{};
    };
    struct Keyed {
        std::uint32_t field = none;  // of the record
        std::vector<Key> keys;       // an element belongs where one of them is equal
    };
    std::uint32_t list = none;  // field of the record that `task for` goes through
    Slot binder = none;
    std::vector<Keyed> keyed;
    std::vector<std::uint32_t> held;  // other fields that are read
};

struct Plan {
    ir::Program program;  // owner of types, constants, config, prepared arguments
    std::vector<Node> nodes;
    std::vector<Span> spans;           // by node
    std::vector<types::TypeId> types;  // by node: type of the value
    std::vector<data::Value> constants;
    std::vector<NodeId> operands;
    std::vector<std::vector<MatchArm>> matches;
    std::vector<Call> calls;
    std::vector<FunctionCall> function_calls;
    std::vector<Interpolation> interpolations;
    std::vector<Make> makes;
    std::vector<Decode> decodes;
    std::vector<Convert> converts;
    std::vector<LabelIndex> tables;
    std::vector<Pipeline> pipelines;
    std::vector<Index> indexes;
    std::vector<std::vector<Stmt>> blocks;
    std::vector<Rule> rules;
    std::vector<LabelSet> label_sets;
    data::ShapePtr label_set_shape;  // how labels stand in task data
    std::vector<Relation> relations;
    std::vector<Prediction> predictions;
    std::vector<Site> sites;
    std::vector<std::string> reasons;
    Task task;

    std::uint32_t slots = 0, once_places = 0, buffers = 0, counters = 0;
    Slot record = 0;
    std::vector<Slot> named;  // by Program::named_inputs
    data::ShapePtr record_shape;
    std::vector<data::ShapePtr> named_shapes;
    Extent extent = Extent::streamed;
    std::vector<Note> notes;  // equalities that no index answers
    std::optional<Cut> cut;   // of `task for`: none where `why_whole` says why
    Note why_whole;
};

// Lowers a checked program; nothing can fail here.
std::shared_ptr<const Plan> lower(ir::Program program);

// What a program needs to hold, and where it scans; for `check`.
struct Description {
    std::string_view extent;  // "streamed", "indexed", "whole"
    std::string why;
    std::vector<Note> notes;
    std::string sentence() const { return std::string(extent) + ": " + why; }
};
Description describe(const Plan& plan);

}  // namespace lsmap::plan

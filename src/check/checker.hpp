#pragma once
#include "check/check.hpp"
#include "check/ir.hpp"
#include "check/meanings.hpp"
#include "types/signature.hpp"
#include "types/type.hpp"
#include "types/units.hpp"

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

// The inside of `check_program`: one class whose members stand in check_*.cpp by what they check.
namespace lsmap::check {

using types::TypeId;

// Why an expression has its type: the declaration it comes from. Written behind the underline.
struct Origin {
    Span span;
    std::string text;  // "from `box from "bbox_xyxy": xyxy<px>`"
};

// A path that conditions can narrow: variable, then fields or tuple places (`d.a.b`, `t[0]`).
struct Path {
    ir::VariableId root{};
    std::vector<std::uint32_t> steps;
    friend auto operator<=>(const Path&, const Path&) = default;
};
// What holds where a condition is true (or false): the narrower type of paths.
using Facts = std::map<Path, TypeId>;
struct Condition {
    ir::ExprId expr{};
    Facts when_true, when_false;
};

// What a checked expression is known as, beside its node: its path if it has one, and its origin.
struct Known {
    std::optional<Path> path{};
    std::optional<Origin> origin{};
    std::string why_missing{};  // of a T?: "the list may be shorter"
    bool bare_number = false;   // a number literal without a unit (or its negation)
    // A union that conditions have narrowed: the union whose alternatives the run-time value
    // counts.
    std::optional<TypeId> decoded_union{};
    // `d.kind` of a union of records: the path of `d`, and the field (for `d.kind == "poly"`).
    std::optional<Path> discriminated{};
    std::string discriminator{};
};

// A checked `fn`. Unit parameters are `Unit::variable` 0, 1, … in `params` and `result`.
struct FunctionInfo {
    ir::FunctionId id{};
    std::vector<std::string> names;  // of the parameters
    std::vector<TypeId> params;
    TypeId result{};
    std::size_t unit_params = 0;
    Span name{};  // where it is declared
};

struct Group;
struct GroupParameter;
struct GroupScope;

// One module being checked with what it declares. Values, functions+tables, types live apart.
struct ModuleScope {
    const ast::Module* ast = nullptr;
    std::string prefix;  // "" for the main file, "s." for `use … as s`
    std::unordered_map<std::string, const ast::TypeItem*> types;
    std::unordered_map<std::string, const ast::ConstItem*> consts;
    std::unordered_map<std::string, const ast::FnItem*> functions;
    std::unordered_map<std::string, ModuleScope*> modules;
    // What is checked already, by name; items stand in the order of their dependencies, so whatever
    // an expression mentions is here (or in `broken`).
    std::unordered_map<std::string, ir::VariableId>
        values;  // consts; main file: params, named inputs
    std::unordered_map<std::string, ir::TableId> tables;
    std::unordered_map<std::string, FunctionInfo> signatures;
    std::unordered_map<std::string, std::shared_ptr<Group>> groups;  // see check/group.hpp
    std::set<std::string> broken;       // declared by items that could not be read: uses stay quiet
    const GroupScope* group = nullptr;  // what tags are called while the body of a group is checked
};

class Checker {
 public:
    // `before` has what was reported of the files: with errors in it there is no program.
    Checker(const ast::Module& module, const Environment& environment, diag::Sink& sink,
            const diag::Sink& before);
    std::optional<ir::Program> run();

    // ---- check_type.cpp: declared types ---------------------------------------------------------
    // The type as declared, with encodings; reports unknown names and units, overlapping unions,
    // `T??`, recursion. `store().value_type(…)` gives the type that expressions see.
    TypeId declared_type(ast::TypeId type);
    TypeId read_type(ast::TypeId type);
    TypeId named_type(const ast::TypeName& type, Span span);
    // Number of types inside a type when it is written out, itself included.
    std::uint64_t extent(TypeId id);
    TypeId union_type(const ast::TypeUnion& type, Span span);
    TypeId tuple_type(const ast::TypeTuple& type);
    TypeId record_type(const ast::TypeRecord& type);
    // A conflict between alternatives that JSON could not tell apart (check_alternatives.cpp).
    void check_alternatives(std::span<const TypeId> alternatives, Span span);
    // The type of a built-in type word with its arguments, `xyxy<px>` (type_words.cpp); nothing: no
    // such word.
    std::optional<TypeId> built_in_type(const ast::Name& name, std::span<const ast::TypeId> args,
                                        Span span);
    static std::vector<std::string> built_in_type_words();
    // `px`, or a unit parameter of the `fn` around. Nothing after a report.
    struct UnitArgument {
        types::Unit unit;
        std::uint8_t variable = 0;
    };
    std::optional<UnitArgument> unit_argument(ast::TypeId arg);
    // The text of a type argument that is one word, `px`; empty: it is something else.
    std::string word_argument(ast::TypeId arg) const;

    // ---- check_query.cpp: clauses
    // ------------------------------------------------------------------ Checks clauses from the
    // top; their variables and narrowings stay in scope until the caller's `ScopeGuard` ends.
    // `may_repeat` tells the caller whether more than one row can come.
    struct Clauses {
        std::vector<ir::Clause> clauses;
        bool over_list = false;    // a source has many elements
        bool limit_one = false;    // `limit 1` leaves at most one row
        bool can_be_empty = true;  // false: one row at least, as the types tell
    };
    Clauses clauses(std::span<const ast::Clause> list);

    // ---- check_expr.cpp, check_call.cpp, check_match.cpp: expressions
    // ------------------------------ `expected`: the type that the place wants where it helps
    // (`[]`, bare literals, records, `null`); the result may have another type, see `require`.
    ir::ExprId expr(ast::ExprId id, std::optional<TypeId> expected = {});
    // A bool with what it proves. Reports anything but bool.
    Condition condition(ast::ExprId id);
    ir::ExprId call(ast::ExprId id, const ast::Call& call, std::optional<TypeId> expected);
    ir::ExprId match(ast::ExprId id, const ast::Match& match, std::optional<TypeId> expected);
    // check_json_match.cpp: arms over `json` try one type after the other.
    ir::ExprId json_is_one_of(ir::ExprId subject, const ast::PatternLiterals& pattern);
    ir::ExprId json_match(ir::ExprId subject, const ast::Match& match, Span span,
                          std::optional<TypeId> expected);
    // check_literal.cpp: a number literal as the place wants it (a score, an offset, a length of
    // 0).
    ir::ExprId number_literal(const ast::NumberLiteral& literal, Span span, bool negative,
                              std::optional<TypeId> expected);
    ir::ExprId list_literal(const ast::List& list, Span span, std::optional<TypeId> expected);
    ir::ExprId record_literal(const ast::Record& record, Span span, std::optional<TypeId> expected);
    ir::ExprId format_string(const ast::FormatString& format, Span span);
    // check_member.cpp: names, `x.f`, `x[i]`, `x[a..b]`.
    ir::ExprId name(const ast::Name& name, Span span);
    ir::ExprId use(ir::VariableId variable, Span span);
    ir::ExprId field(ir::ExprId object, const ast::Name& name, Span span);
    ir::ExprId field_at(ir::ExprId object, std::uint32_t index, Span span);  // of a record or tuple
    ir::ExprId field_of_union(ir::ExprId object, const ast::Name& name, Span span);
    // check_chain.cpp: `x?.f…` as a whole, from its first `?.`; nothing: there is none.
    std::optional<ir::ExprId> chain(ast::ExprId id, std::optional<TypeId> expected);
    ir::ExprId member(const ast::Member& member, Span span);
    ir::ExprId index(const ast::Index& index, Span span);
    ir::ExprId slice(const ast::Slice& slice, Span span);
    // The module that an expression names (`coco` in `coco.names80`); nullptr: it is a value.
    ModuleScope* named_module(ast::ExprId object) const;
    // A value, function or table of another module; `what` is "value", "function". Reports private
    // names.
    bool check_public(const ModuleScope& module, const ast::Name& name);
    // operators.cpp, comparisons.cpp
    ir::ExprId binary(ast::ExprId id, const ast::Binary& binary, std::optional<TypeId> expected);
    ir::ExprId arithmetic(ast::Operator op, ir::ExprId left, ir::ExprId right, Span span,
                          Span op_span);
    ir::ExprId comparison(ast::Operator op, ir::ExprId left, ir::ExprId right, Span span,
                          Span op_span);
    // The value in the unit of `wanted`: times, angles, scores, shares of the picture.
    ir::ExprId in_unit_of(ir::ExprId value, TypeId wanted);
    // Reports two lengths, times or angles that cannot be mixed.
    bool mixes_units(ir::ExprId left, ir::ExprId right, const std::string& place, Span span);
    ir::ExprId negation(ir::ExprId operand, Span span);
    ir::ExprId coalesce(const ast::Binary& binary, Span span, std::optional<TypeId> expected);
    ir::ExprId membership(const ast::Binary& binary, Span span);
    // Brings both to one form and says how they are compared; nothing after a report.
    std::optional<ir::CompareBy> comparable(ir::ExprId& left, ir::ExprId& right,
                                            std::string_view op, bool ordered, Span span);
    // How values of a type are compared with their like; nothing: they are not (masks, polygons).
    std::optional<ir::CompareBy> compare_by(TypeId type) const;
    // check_call.cpp and beside it
    ir::ExprId builtin_call(const ast::Call& call, std::span<const ast::Argument> args, Span span,
                            std::optional<TypeId> expected);
    ir::ExprId function_call(const ModuleScope& module, const FunctionInfo& function,
                             const ast::Call& call, std::span<const ast::Argument> args, Span span);
    bool is_clamped_score(const ir::Call& call) const;
    const types::Signature& signature(const builtins::Builtin& builtin);
    // What a call is given: each argument checked, and as signatures are matched against it.
    struct Arguments {
        std::vector<ir::ExprId> values;
        std::vector<types::Argument> rows;
        bool broken = false;
    };
    Arguments arguments(std::span<const ast::Argument> args,
                        std::span<const types::Signature* const> signatures);
    ir::ExprId selected(ir::ExprId list, const ast::Name& field,
                        Span span);  // [x.field for x in list]
    std::vector<ir::ExprId> placed(const Arguments& arguments, std::span<const ast::Argument> args,
                                   const types::Match& match, Span span);
    void report_wrong_call(const Arguments& arguments, std::span<const ast::Argument> args,
                           const types::Mismatch& mismatch, const types::Signature& wanted_by,
                           const std::string& signature, Span span);
    ir::ExprId instant_of_seconds(ast::ExprId id, TypeId type, std::string_view place);
    ir::ExprId polygon_constructor(TypeId declared, std::span<const ast::Argument> args, Span span);
    // `expected`: a span of numbers where the place takes one.
    ir::ExprId span_constructor(std::span<const ast::Argument> args, Span span,
                                std::optional<TypeId> expected);
    // check_constructor.cpp: `xyxy<px>(…)`, `span(a, b)`; nothing: no type of that name has parts.
    std::optional<ir::ExprId> constructor(const ast::Call& call,
                                          std::span<const ast::Argument> args, Span span,
                                          std::optional<TypeId> expected);
    // check_special_call.cpp: `present(x)`, `to<U>(e)`, `parse_json<T>(s)`, …; nothing: none of
    // them.
    std::optional<ir::ExprId> special_call(const ast::Call& call,
                                           std::span<const ast::Argument> args, Span span,
                                           std::optional<TypeId> expected);
    ir::ExprId if_expr(const ast::If& node, Span span, std::optional<TypeId> expected);
    // narrow.cpp
    std::optional<TypeId> step_type(TypeId type, std::uint32_t step) const;
    TypeId narrowed(const Path& path, TypeId declared) const;
    TypeId type_along(const Path& path) const;  // with the facts that hold here
    void add_present(Facts& facts, const Path& path) const;
    Condition checked_condition(ir::ExprId expr);  // what a checked bool proves
    // check_special_call.cpp, one for each row of its table.
    using Args = std::span<const ast::Argument>;
    ir::ExprId present_call(const ast::Call& call, Args args, Span span,
                            std::optional<TypeId> expected);
    ir::ExprId to_call(const ast::Call& call, Args args, Span span, std::optional<TypeId> expected);
    ir::ExprId keyframe_call(const ast::Call& call, Args args, Span span,
                             std::optional<TypeId> expected);
    ir::ExprId decode_call(const ast::Call& call, Args args, Span span,
                           std::optional<TypeId> expected);
    ir::ExprId parse_row_call(const ast::Call& call, Args args, Span span,
                              std::optional<TypeId> expected);
    ir::ExprId scores_call(const ast::Call& call, Args args, Span span,
                           std::optional<TypeId> expected);
    std::optional<labelstudio::ControlId> control_argument(const ast::Name& name);
    ir::ExprId as_path_call(const ast::Call& call, Args args, Span span,
                            std::optional<TypeId> expected);
    ir::ExprId as_label_call(const ast::Call& call, Args args, Span span,
                             std::optional<TypeId> expected);
    // What the table gives for the key; missing, for the reason `why`, where no arm has it.
    ir::ExprId label_or_missing(ir::Table table, ir::ExprId key, TypeId maybe, std::string why);
    ir::ExprId labels_of_call(const ast::Call& call, Args args, Span span,
                              std::optional<TypeId> expected);
    ir::ExprId source_only_call(const ast::Call& call, Args args, Span span,
                                std::optional<TypeId> expected);
    ir::ExprId later_call(const ast::Call& call, Args args, Span span,
                          std::optional<TypeId> expected);
    // check_query.cpp, check_join.cpp
    ir::Clause for_clause(const ast::ForClause& clause, Span span, Clauses& state);
    ir::Clause join_clause(const ast::JoinClause& clause, Span span, Clauses& state);
    ir::Clause group_clause(const ast::GroupClause& clause, Span span, std::size_t first_local);
    // check_let.cpp
    // `let x = e` declares one variable, `let (a, b) = t` the tuple and its places.
    std::vector<ir::LetVariable> let_variables(const ast::LetClause& let);
    ir::LetVariable let_variable(const ast::Name& name, ir::ExprId value);
    ir::ExprId let_value(std::string_view subject, std::optional<ast::TypeId> type,
                         ast::ExprId value);
    // Types of the places of a tuple or a list of fixed length; nothing: it has none.
    std::optional<std::vector<TypeId>> places_of(TypeId type);
    // True after a report that there are more or fewer names than places.
    bool report_binder_count(std::span<const ast::Name> names, std::size_t places, Span source,
                             std::string_view why);
    // The names that the sides of a join's equalities may use: its own, and those of the rows
    // before it.
    struct JoinNames {
        std::string binder;
        std::vector<std::string> row;
    };
    // Splits `a == b and …` into keys; false after a report.
    bool join_keys(ast::ExprId condition, const JoinNames& names, ir::Join& join);
    ir::ExprId key_value(ast::ExprId id, std::string_view place);  // what rows are grouped by
    bool is_key(TypeId type) const;
    // require.cpp: `value` as a `wanted` that it fits; the report where it does not.
    ir::ExprId convert(ir::ExprId value, TypeId wanted);
    void report_mismatch(ir::ExprId value, TypeId wanted, std::string_view place, Span at);
    void report_missing(ir::ExprId value, TypeId wanted, std::string_view place, Span at);
    std::string ways_to_handle(ir::ExprId value, Span at) const;  // a value that may be missing
    // "box<px>, from `box from "bbox_xyxy": xyxy<px>`": what stands behind an underline.
    std::string described(ir::ExprId value) const;
    bool is_number_type(TypeId type) const;    // int or number
    std::string source_text(Span span) const;  // one line, shortened
    // Makes `value` a `wanted`: the implicit conversions that hold everywhere (int → number, string
    // → id, literal → base, T → T?, never → T, records field by field). Reports a mismatch as
    // "`place` wants …", with the type, its origin and the three ways to handle a missing value;
    // gives an error node then.
    ir::ExprId require(ir::ExprId value, TypeId wanted, std::string_view place, Span at);
    bool fits(TypeId from, TypeId to) const;  // what `require` accepts
    // The common type of branches (`if`, `match`, `??`, list elements). The error type after a
    // report.
    TypeId common_type(TypeId a, TypeId b, Span at, std::string_view what);

    // ---- check_item.cpp, check_table.cpp, check_task.cpp, check_rule.cpp, check_slot.cpp
    // -------------
    void items();
    void labels_item(const ast::LabelsItem& item, Span span);
    void task(const ast::TaskItem& item, Span span);
    // `vehicle(key)`: checks the key against the table's keys and that no key is left without an
    // arm; a label (a list of them where the table has lists), skip and fail of its arms act at the
    // call.
    ir::ExprId table_lookup(ir::TableId id, ir::ExprId key, Span at);
    // `key in vehicle`.
    ir::ExprId in_table(ir::TableId table, ir::ExprId key, Span at);
    // A literal string (path: a list of them) where `expected` is a label type: checked against the
    // config, a Constant of that label type carrying what results carry. For `expr` with such an
    // expectation.
    ir::ExprId label_literal(const std::string& text, TypeId expected, Span at);
    ir::ExprId path_literal(const std::vector<std::string>& path, TypeId expected, Span at);
    TypeId label_type(std::span<const labelstudio::ControlId> controls);
    // What results carry for a label of all these controls; nothing after a report.
    std::optional<std::string> label_result(const std::string& text,
                                            std::span<const labelstudio::ControlId> controls,
                                            Span at);
    std::optional<std::vector<std::string>> path_result(
        const std::vector<std::string>& path, std::span<const labelstudio::ControlId> controls,
        Span at);
    // Reports a name that is no control, with the nearest ones.
    std::optional<labelstudio::ControlId> known_control(const ast::Name& name);
    // The tags that a name stands for here: in a group its parameters (check_apply.cpp).
    std::optional<labelstudio::ControlId> find_control(std::string_view name) const;
    std::optional<labelstudio::ObjectId> find_object(std::string_view name) const;
    std::vector<std::string> control_names() const;
    std::vector<std::string> object_names() const;
    // What was reported, number by number, with the calls of the groups that it is in.
    diag::Diagnostic explained(std::size_t number) const;
    bool has_errors() const { return sink_.has_errors() || before_.has_errors(); }
    const ModuleScope* scope_module() const { return scope_module_; }

    // ---- check_convert_parts.cpp: lists and records into slots
    struct SlotPlace {
        labelstudio::ControlId control;
        labelstudio::ObjectId object;
        std::string_view slot;
        Span at;
    };
    // nullopt: the value is of another sort.
    std::optional<ir::ExprId> slot_value(ir::ExprId value, TypeId wanted, const SlotPlace& place);
    std::optional<ir::ExprId> slot_of_present(ir::ExprId value, TypeId wanted,
                                              const SlotPlace& place);
    std::optional<ir::ExprId> slot_list(ir::ExprId value, TypeId wanted, const SlotPlace& place);
    std::optional<ir::ExprId> slot_record(ir::ExprId value, TypeId wanted, const SlotPlace& place);

    // ---- check_record_slot.cpp
    // A value for a slot whose fields the config names; nullopt: for another slot.
    std::optional<ir::ExprId> record_to_slot(ir::ExprId value, TypeId wanted,
                                             const labelstudio::Control& control,
                                             const std::string& slot, std::string_view place,
                                             Span at);
    bool check_fields(ir::ExprId value, const types::RecordType& given,
                      const types::RecordType& wanted, const std::vector<std::string>& names,
                      const labelstudio::Control& control, std::string_view place, Span at);
    ir::ExprId buckets(ir::ExprId value, TypeId wanted, const labelstudio::Control& control,
                       const std::string& slot, std::string_view place, Span at);
    ir::ExprId stored_json(ir::ExprId value, TypeId wanted, const labelstudio::Control& control,
                           const std::string& slot, std::string_view place, Span at);
    // Converts a checked value to what a slot of `control` on `object` wants (units by the object's
    // facts: LSM3104 names the line to add), optional where the slot is.
    ir::ExprId convert_to_slot(ir::ExprId value, TypeId slot_type, labelstudio::ControlId control,
                               labelstudio::ObjectId object, std::string_view slot, Span at);

    // ---- scope.cpp
    // ----------------------------------------------------------------------------------- Opens a
    // scope; names declared and facts assumed in it end with it.
    class ScopeGuard {
     public:
        explicit ScopeGuard(Checker& checker);
        ~ScopeGuard();
        ScopeGuard(const ScopeGuard&) = delete;
        ScopeGuard& operator=(const ScopeGuard&) = delete;

     private:
        Checker& checker_;
    };
    // Reports a name that a visible value has already.
    void refuse_visible(const ast::Name& name);
    // Declares a local name; reports one that repeats a visible value's. `_` declares nothing.
    std::optional<ir::VariableId> declare(const ast::Name& name, TypeId type, ir::VariableKind kind,
                                          std::optional<Origin> origin = {});
    void assume(const Facts& facts);  // until the innermost scope ends
    std::optional<ir::VariableId> find_value(std::string_view name) const;
    std::vector<std::string> visible_values() const;

    // ---- check_handle.cpp: regions by their handles. A place that expects a region takes nothing
    // else: `h`, `h[key]`, and both with `??`, through `if` and `match`.
    struct VisibleHandle {
        std::string name;
        ir::HandleId id;
    };
    const VisibleHandle* find_handle(std::string_view name) const;
    std::optional<ir::HandleId> declare_handle(const ast::Name& name, bool has_key);
    // The control whose labels relations take, where `name` is the word for it.
    std::optional<labelstudio::ControlId> relations_control(std::string_view name) const;
    bool expects_region(std::optional<TypeId> expected) const;
    // Nothing: another sort of expression, whose branches see to it.
    std::optional<ir::ExprId> region(ast::ExprId id, TypeId expected);
    // The region that stands at `id`, or a report.
    ir::ExprId require_region(ast::ExprId id, std::string_view place);
    bool is_region(ir::ExprId value, std::string_view place);
    ir::ExprId region_or(const ast::Binary& binary, Span span, TypeId expected);
    // `h` where no region is expected.
    bool report_handle_as_value(std::string_view name, Span span);
    TypeId region_type() { return store().optional(store().intern(types::RegionType{})); }
    // A key of a handle with keys; compared with the others when all of the prediction is read.
    ir::ExprId handle_key(ir::HandleId handle, ast::ExprId key, bool names_regions);
    void settle_handle_keys();

    // plain_braces.cpp: warns of a name of a value in the braces of a plain string.
    void look_for_braces(std::string_view text, Span span);

    // ---- check_meanings.cpp: what editors ask for (check/meanings.hpp); nothing where nobody
    // does.
    bool is_asked() const { return environment_.meanings != nullptr; }
    void note(Use use) const;
    void note_item(Span at, NameKind kind, Span declared) const;
    void note_word(Span at, NameKind kind) const;  // of the language
    void note_variable(Span at, ir::VariableId variable) const;
    void note_field(Span at, TypeId record, std::uint32_t index) const;
    void note_part(Span at, TypeId type) const;
    void note_record(TypeId declared, std::span<const Span> names);  // where its fields are named
    void note_function(Span at, const FunctionInfo& function) const;
    void note_module(const ast::Name& name, const ModuleScope& module) const;
    void note_use(const ast::UseItem& item, Span name, const std::string& known_as,
                  const ModuleScope& user, const ModuleScope& module);
    void note_control(const ast::Name& name, labelstudio::ControlId control) const;
    void note_object(const ast::Name& name, labelstudio::ObjectId object) const;
    void note_label(Span at, const labelstudio::Control& control,
                    const labelstudio::LabelOption* option) const;
    void note_declarations(const ModuleScope& scope) const;
    Span table_name(ir::TableId table) const;  // where it is declared
    // The place that is asked for, where it stands in or at `at`; else nullptr.
    Around* asked_at(Span at) const {
        if (!is_asked() || !environment_.meanings->around) {
            return nullptr;
        }
        Around& around = *environment_.meanings->around;
        const bool is_here = around.cursor.file == at.file && at.begin <= around.cursor.begin &&
                             around.cursor.begin <= at.end;
        return is_here ? &around : nullptr;
    }
    void look_around(Around& around, std::optional<TypeId> expected) const;
    void look_into(Around& around, TypeId receiver);
    // Parts of a built-in shape, of a keypoint (check_member.cpp).
    struct NamedPart {
        std::string name;
        TypeId type;
    };
    std::vector<NamedPart> named_parts(TypeId type);
    void look_into(Around& around, const ModuleScope& module) const;
    void look_for_tags(Around& around) const;
    void look_for_labels(std::span<const labelstudio::ControlId> controls, Span at) const;
    void look_for_groups(Around& around, const ModuleScope& module, bool own) const;
    void look_for_types(Around& around, const ModuleScope& module, bool own) const;
    // Hands over the program when all is checked; `take`: what a checker of a group has found.
    void hand_over();
    void take(Meanings found) const;

    // ---- nodes
    // ---------------------------------------------------------------------------------------
    ir::ExprId add(ir::Expr expr, Known known = {});
    ir::ExprId error_node(Span span);
    const ir::Expr& node(ir::ExprId id) const { return program_.exprs[id]; }
    TypeId type_of(ir::ExprId id) const { return program_.exprs[id].type; }
    const Known& known(ir::ExprId id) const;
    // Constant value of a node that can be computed now; nullptr: it depends on data.
    const data::Value* constant(ir::ExprId id) const;
    ir::ExprId constant_node(TypeId type, data::Value value, Span span, Known known = {});
    ir::ExprId text_node(std::string_view text, TypeId type, Span span);
    data::Value stored_text(std::string_view text);  // lives as long as the program
    // The text of a string that is known now (literals and consts of them).
    std::optional<std::string> constant_text(ir::ExprId id) const;

    types::TypeStore& store() { return *program_.types; }
    const types::TypeStore& store() const { return *program_.types; }
    diag::Sink& sink() { return sink_; }
    const labelstudio::LabelingConfig& config() const { return *program_.config; }
    ir::Program& program() { return program_; }
    std::string print(TypeId type) const { return store().print(type); }
    const ast::Expr& ast_expr(ast::ExprId id) const { return scope_module_->ast->exprs[id]; }
    const ast::Type& ast_type(ast::TypeId id) const { return scope_module_->ast->types[id]; }

 private:
    struct Local {
        std::string name;
        ir::VariableId variable;
    };
    struct Frame {  // of one ScopeGuard
        std::size_t locals, facts, handles;
    };
    struct HandleKey {
        ir::HandleId handle;
        ir::ExprId key;
        Span span;
        bool names_regions;  // `as h[key]`
    };

    const ast::Module& main_;
    const Environment& environment_;
    diag::Sink& sink_;
    const diag::Sink& before_;
    ir::Program program_;
    ModuleScope* scope_module_ = nullptr;  // whose names are visible now
    std::vector<std::unique_ptr<ModuleScope>> modules_;
    std::vector<Known> known_;  // by ExprId
    std::vector<Local> locals_;
    std::vector<std::pair<Path, TypeId>> facts_;  // later ones win
    std::vector<Frame> frames_;
    std::vector<VisibleHandle> handles_;
    std::set<std::uint32_t> braces_seen_;  // where strings begin that were warned of
    std::vector<HandleKey> handle_keys_;   // of the prediction being checked
    bool region_may_wait_ = true;          // false in `parent:`, where `?? skip` comes too late
    bool record_visible_ = false;          // inside `task`: the record, its fields and `input`
    bool scores_visible_ = false;          // inside a prediction's `score:`
    std::optional<types::Signatures> signatures_;  // of builtins, see `signature`
    // check_expr.cpp: for each list query around, one more than the `skip`s that stand in it so
    // far.
    std::vector<int> skips_seen_;
    // check_member.cpp: what stands for the object of a `?.` while the rest of the chain is
    // checked.
    std::unordered_map<std::uint32_t, ir::ExprId> chain_objects_;
    std::map<std::pair<const ast::Module*, ast::TypeId>, TypeId> declared_types_;
    // check_type.cpp: named types; nothing while one is being read.
    std::unordered_map<const ast::TypeItem*, std::optional<TypeId>> named_types_;
    std::unordered_map<TypeId, std::uint64_t> extents_;
    std::set<std::string> unknown_names_;       // that have been reported
    std::map<ir::VariableId, Origin> origins_;  // of local names
    // check_match.cpp: binders that hold a part of a union, and that union.
    std::map<ir::VariableId, TypeId> decoded_unions_;
    std::vector<std::string> unit_params_;  // of the `fn` being checked: `U` is Unit::variable 0

    friend class TaskChecker;
    friend class Lint;
    // check_item.cpp, check_value.cpp, check_module.cpp
    enum class Visit : std::uint8_t { open, done };
    struct Unchecked {  // an item that others may mention
        const ast::Item* item = nullptr;
        std::optional<Visit> visit;
    };
    using UncheckedItems = std::map<std::string, Unchecked>;
    void collect_names(ModuleScope& scope);
    void use_item(const ast::UseItem& item, Span span, ModuleScope& scope);
    void single_items(const ModuleScope& scope);
    void check_inputs(ModuleScope& scope);
    void check_by_dependency(ModuleScope& scope);
    void check_after_mentioned(const std::string& key, UncheckedItems& items,
                               std::vector<std::string>& path);
    ir::ExprId table_key(ir::TableId id, ir::ExprId key, Span at);
    void const_item(const ast::ConstItem& item);
    void param_item(const ast::ParamItem& item);
    void fn_item(const ast::FnItem& item);
    // check_group.cpp
    void rules_item(const ast::RulesItem& item, Span span);
    GroupParameter group_parameter(const ast::RulesItem& item, const ast::Parameter& param,
                                   Group& group);
    std::vector<ast::Name> tag_arguments(const ast::TypeName& type) const;
    void check_label_owner(const ast::RulesItem& item, const ast::Name& name, Group& group);
    void check_label_parameters(ast::TypeId id, Group& group);
    bool mentions_label(ast::TypeId id) const;
    TypeId parameter_type(ast::TypeId id);
    // Groups of a module, against configs made up for them.
    void check_groups(ModuleScope& scope);
    void check_group(Group& group, const ast::Module& module);
    static bool is_relation_word(std::string_view word);
    class InGroup;
    struct Applied {  // what was reported of one application: numbers first to last
        std::size_t first, last;
        Span call;
        const Group* group;
    };
    std::vector<Applied> applied_;  // inner ones first
    bool is_probe_ = false;         // checks one group of a module, see check_group
    std::optional<ir::ExprId> setting(const ast::ParamItem& item, TypeId type);
    void lint();
    void hidden_parts();  // hidden_parts.cpp: part of `lint`
    // Path by which a module is known: "." and ".." gone.
    static std::string module_path(const std::string& path);
    std::vector<std::shared_ptr<const ast::Module>> loaded_;
    std::map<std::string, ModuleScope*> module_by_path_;
    std::vector<std::string> open_modules_;  // paths of the modules being checked, outermost first
    std::set<std::string> known_settings_;
    bool has_broken_items_ = false;
    // For editors, filled only then. By record and number of the field: where its name was declared
    // first; by the module and what it calls another: where.
    std::map<std::pair<TypeId, std::uint32_t>, Span> field_names_;
    std::map<std::pair<const ModuleScope*, std::string>, Span> use_names_;
    std::map<ir::TableId, Span> table_names_;
    // What `object NAME { … }` of the task gives; filled before the rules are checked.
 public:
    struct BoundObject {
        Span span;
        bool size = false, size_optional = false, duration = false, rate = false, text = false;
        // Of fps, frames and duration two give the third; see `object_counts`.
        bool fps = false, frames = false, counts_optional = false;
        types::Unit size_unit = types::Unit::px;
        bool tokens = false;
    };
    const BoundObject* bound_object(labelstudio::ObjectId id) const {
        const auto found = bound_.find(id);
        return found == bound_.end() ? nullptr : &found->second;
    }
    const SourceMap& sources() const { return environment_.sources; }

 private:
    std::map<labelstudio::ObjectId, BoundObject> bound_;
    std::optional<labelstudio::ObjectId> rule_object_;  // of the rule whose body is being checked
    // Of a list of pictures, whether `item:` has said which one: slots wait for it, the rest of the
    // body does not.
    bool rule_item_given_ = true;
    std::optional<labelstudio::ObjectId> picture_here() const;
};

}  // namespace lsmap::check

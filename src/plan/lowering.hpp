#pragma once
#include "plan/plan.hpp"

#include <map>
#include <set>
#include <string_view>
#include <unordered_map>

// The inside of `lower`: one class whose members stand in lower_*.cpp by what they lower.
namespace lsmap::plan {

class Lowering {
 public:
    explicit Lowering(Plan& plan);
    void run();

    // ---- lower_expr.cpp
    NodeId expr(ir::ExprId id);
    Slot slot_of(ir::VariableId id);
    std::uint32_t reason(std::string_view text);

    // ---- lower_query.cpp
    // `row_of`: what the rows are used for, so that group and order know what to keep.
    std::uint32_t pipeline(const std::vector<ir::Clause>& clauses);

    // ---- lower_task.cpp
    void task();
    BlockId block(const ir::Block& body);

 private:
    // What an expression depends on, besides constants.
    struct Reads {
        std::set<ir::VariableId> variables;  // binders, lets, record, named inputs, arguments
        bool scores = false;
        bool impure = false;  // skip, fail, or a call that differs from run to run
    };
    const Reads& reads(ir::ExprId id);
    void collect(ir::ExprId id, Reads& into);
    void collect(const std::vector<ir::Clause>& clauses, Reads& into);

    // The expression that a constant or a parameter stands for.
    std::optional<ir::ExprId> value_of(ir::VariableId id) const;
    NodeId add(Node node, ir::ExprId from);
    void drop_last();            // the node that was added last, to which nothing refers
    NodeId bare(ir::ExprId id);  // without the `once` around it
    std::uint32_t lower_make(const ir::MakeShape& make);
    NodeId lower_match(const ir::Match& match, ir::ExprId id);
    NodeId lower_call(const ir::Call& call, ir::ExprId id);
    NodeId lower_region_else(const ir::RegionElse& n, ir::ExprId id);
    NodeId lower_interpolate(const ir::Interpolate& text, ir::ExprId id);
    NodeId lower_convert(const ir::Convert& convert, ir::ExprId id);
    NodeId operands(const std::vector<ir::ExprId>& list, ir::ExprId id);
    ShapeForm form_of(types::TypeId type) const;
    types::Unit unit_of(types::TypeId type) const;
    bool is_constant(ir::ExprId id);
    void tables();

    Step lower_for(const ir::For& clause, Span span);
    Step lower_join(const ir::Join& join, Span span);
    // Takes the equality out of `condition` that an index can answer; what remains, if anything.
    void use_index(Step& step, const ir::Where& where, const std::set<ir::VariableId>& inner,
                   ir::VariableId binder, const std::vector<ir::ExprId>& sources,
                   std::vector<ir::ExprId>& rest);
    void conjuncts(ir::ExprId id, std::vector<ir::ExprId>& out) const;
    NodeId all_of(const std::vector<ir::ExprId>& conditions);
    bool whole_run(const Reads& all) const;
    // Notes what an index of `plan_.indexes` is for.
    void note_index(const Step& step, ir::ExprId key, ir::ExprId probe);

    // ---- cut.cpp
    // A list that is read by a key.
    struct IndexedUse {
        NodeId source, probe;
        std::uint32_t index;
        std::set<ir::VariableId> probe_reads;
        bool pure;
        Span span;
    };
    void find_cut();
    void why_whole(Span span, std::string text);
    bool can_cut_list(Cut& cut);
    bool can_cut_others(Cut& cut);

    Stmt statement(const ir::Statement& statement);
    std::uint32_t rule(const ir::Rule& rule, Span span);
    bool is_straight(const Rule& rule, const std::vector<Stmt>& body, bool is_with) const;
    std::uint32_t relation(const ir::Relation& relation, Span span);
    std::uint32_t site(Site::Kind kind, std::string name, Span span);
    void objects_and_data(const ir::Task& task);
    void find_token_form(ObjectPlan& object, ir::ExprId tokens) const;
    std::uint32_t leaf_at(std::uint32_t root, const std::vector<std::string>& keys);
    std::uint32_t leaf(ir::ExprId value, bool null_if_missing);

    // ---- lower_items.cpp
    // The labels that task data gives the control; none: they are not known, or not given so.
    std::uint32_t label_set(labelstudio::ControlId id);
    void place_label_sets();
    void round_leaf(const labelstudio::DataVariable& variable, std::uint32_t leaf);
    void find_item_ids(ObjectPlan& object, ir::ExprId value) const;

    Plan& plan_;
    ir::Program& program_;
    std::unordered_map<std::uint32_t, Slot> slots_;      // by VariableId
    std::unordered_map<std::uint32_t, NodeId> lowered_;  // by ExprId: `once` nodes only
    std::map<std::uint32_t, Reads> reads_;               // by ExprId
    std::map<std::uint32_t, NodeId> function_bodies_;    // by FunctionId
    std::map<std::string, std::uint32_t, std::less<>> reasons_;
    std::vector<IndexedUse> indexed_uses_;
    bool in_once_ = false;
};

// Which parts of the record and of the named inputs the program reads.
struct AllNeeds {
    data::Needs record;
    std::vector<data::Needs> named;
};
AllNeeds compute_needs(const ir::Program& program);

// `text` as a JSON string.
std::string json_string(std::string_view text);
// The number of fields in a control's slot record: 2 for `{box: box<percent>, rotation?:
// angle<deg>}`.
std::uint8_t slot_count(std::string_view slots);

}  // namespace lsmap::plan

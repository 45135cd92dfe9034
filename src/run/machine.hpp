#pragma once
#include "data/arena.hpp"
#include "data/graphemes.hpp"
#include "data/output.hpp"
#include "data/reader.hpp"
#include "data/text_offsets.hpp"
#include "labelstudio/payload.hpp"
#include "markup/page.hpp"
#include "plan/plan.hpp"
#include "run/failure.hpp"
#include "run/handles.hpp"
#include "run/region_id.hpp"
#include "run/row_call.hpp"
#include "run/row_index.hpp"
#include "run/row_reader.hpp"
#include "run/runner.hpp"
#include "run/trace.hpp"

#include <array>
#include <new>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

// The inside of Runner: one machine a thread, with the frame and everything that is kept from
// record to record. Members stand in eval.cpp, rows.cpp, emit.cpp, … by what they do.
namespace lsmap::run {

using data::Value;
using plan::NodeId;
using plan::none;

// How a block ended.
enum class Flow : std::uint8_t { done, skipped };

class Machine {
 public:
    Machine(std::shared_ptr<const plan::Plan> plan, Options options);

    std::optional<diag::Diagnostic> set_named_input(std::string_view name, const NamedText& text);
    // Those of another machine with the same plan.
    void share_named_inputs(const Machine& other);
    void run(const data::Record& record, TaskSink& sink);
    bool cut_keys(std::string_view json, std::uint32_t field, std::vector<CutKey>& keys);
    // What was counted since the last time.
    Counts take_counts();
    void trace_to(TraceSink& sink) { trace_ = &sink; }
    Summary summary() const { return summarize(*plan_, total_); }

 private:
    // ---- eval.cpp, arithmetic.cpp, compare.cpp
    Value eval(NodeId id);
    // The same without a copy where the value stands somewhere: of a constant, a variable, a field
    // of one. Else it is computed into `room`.
    const Value& look(NodeId id, Value& room) {
        const plan::Node& n = nodes_[id];
        if (n.op == plan::Op::field_of_slot) {
            const Value& object = slots_[n.a];
            if (object.present() && n.b < object.size) [[likely]] {
                return sound(object.items[n.b]);
            }
        } else if (n.op == plan::Op::slot) {
            return sound(slots_[n.a]);
        } else if (n.op == plan::Op::constant) {
            return constants_[n.a];
        }
        return evaluate(id, room);
    }
    // `eval` right into a place: what it writes there field by field is not copied at once.
    Value& evaluate(NodeId id, Value& to) { return *::new (&to) Value(eval(id)); }
    Value eval_once(const plan::Node& node);
    Value eval_element(const plan::Node& node);
    Value eval_lookup(const plan::Node& node);
    Value eval_compare(const plan::Node& node);
    Value eval_in_list(const plan::Node& node);
    Value eval_in_table(const plan::Node& node);
    [[gnu::cold]] Value eval_fail(NodeId id, const plan::Node& node);
    Value eval_arithmetic(NodeId id, const plan::Node& node);
    Value eval_part(const plan::Node& node, const Value& object);
    Value eval_slice(const plan::Node& node);
    Value eval_match(const plan::Node& node);
    Value eval_call(NodeId id, const plan::Call& call);
    Value call_builtin(NodeId id, const plan::Call& call, std::span<const Value> args);
    Value eval_function(const plan::FunctionCall& call);
    Value eval_items(const plan::Node& node);
    Value eval_table(NodeId id, const plan::Node& node);
    Value eval_interpolation(const plan::Interpolation& text);
    Value eval_scores(const plan::Node& node);
    Value eval_shape(NodeId id, const plan::Make& make);
    Value eval_box(const plan::Make& make);
    Value eval_size(const plan::Make& make, std::size_t width);
    Value eval_polygon(NodeId id, const plan::Make& make);
    Value eval_decode(NodeId id, const plan::Node& node);
    Value eval_query(const plan::Node& node);
    Value convert(NodeId id, const plan::Convert& conversion, const Value& value);
    Value box_to_percent(NodeId id, const plan::Convert& conversion, const Value& value);
    // Of the object that the conversion is for: its size is known, or the error is raised.
    const labelstudio::ObjectFacts& sized_facts(NodeId id, const plan::Convert& conversion,
                                                const Value& value);
    Value record_to_map(const Value& value, types::TypeId type);
    Value convert_span(NodeId id, const plan::Convert& conversion, const Value& value);
    Value convert_frame(NodeId id, const plan::Convert& conversion, const Value& value);
    Value convert_obox(NodeId id, const plan::Convert& conversion, const Value& value);
    bool holds_of_numbers(const plan::Node& node, Value& why_not);
    bool truth(NodeId condition, Value& why_not);  // false with a skipped value in `why_not`
    bool holds(ir::CompareOp op, ir::CompareBy by, const Value& a, const Value& b,
               types::TypeId type) const;
    int order(ir::CompareBy by, const Value& a, const Value& b) const;
    bool equal(const Value& a, const Value& b, types::TypeId type) const;
    bool same(ir::CompareBy by, const Value& a, const Value& b, types::TypeId type) const;
    Value skipped(std::uint32_t reason) const;
    // `v` unless it did not fit its type: then its data error.
    const Value& sound(const Value& v) const {
        if (v.state == data::State::bad) [[unlikely]] {
            raise_bad(v);
        }
        return v;
    }
    // The same for all that is inside; where nothing is bad, which is nearly always, it costs
    // nothing.
    const Value& all_sound(const Value& v, types::TypeId type) const {
        if (has_problems_) [[unlikely]] {
            look_inside(v, type);
        }
        return v;
    }
    [[gnu::cold]] void look_inside(const Value& v, types::TypeId type) const;
    [[noreturn, gnu::cold]] void raise_bad(const Value& v) const;
    [[gnu::cold]] Failure out_of_memory() const;
    [[noreturn, gnu::cold]] void raise(Span span, diag::Diagnostic diagnostic,
                                       const Value* a = nullptr, const Value* b = nullptr) const;
    [[noreturn, gnu::cold]] void raise_at(NodeId id, diag::Diagnostic diagnostic,
                                          const Value* a = nullptr, const Value* b = nullptr) const;

    // ---- cut_keys.cpp
    CutKey cut_key(NodeId key, ir::CompareBy by);

    // ---- rows.cpp, order.cpp
    struct Buffer {  // rows that a group or order step keeps
        std::vector<Value> values;
        std::vector<std::uint32_t> order;
        std::vector<std::uint32_t> group_of, heads, counts;
        std::vector<std::uint64_t> hashes;
        std::vector<Value> keys;
    };
    void rows(const plan::Pipeline& pipeline, std::uint32_t site, RowCall each);
    bool segment(const plan::Pipeline& pipeline, std::size_t number, std::uint32_t site,
                 RowCall each);
    bool stream(const plan::Pipeline& pipeline, std::size_t at, std::size_t end, std::uint32_t site,
                RowCall each);
    bool stream_source(const plan::Pipeline& pipeline, std::size_t at, std::size_t end,
                       std::uint32_t site, RowCall each);
    bool stream_zip(const plan::Pipeline& pipeline, std::size_t at, std::size_t end,
                    std::uint32_t site, RowCall each);
    bool stream_join(const plan::Pipeline& pipeline, std::size_t at, std::size_t end,
                     std::uint32_t site, RowCall each);
    const RowIndex* index_of(std::uint32_t number, const Value& list);
    [[noreturn, gnu::cold]] void raise_no_partner(const plan::Step& step, const Value& probe) const;
    Partners::Mark* marks_of(const RowIndex& index, const Value& list) const;
    void bind_element(const plan::Step& step, const Value& element);
    void collect_group(const plan::Step& step, Buffer& buffer, std::uint32_t site);
    void collect_order(const plan::Step& step, Buffer& buffer, std::uint32_t site);
    bool emit_groups(const plan::Step& step, Buffer& buffer, RowCall each);
    bool emit_ordered(const plan::Step& step, Buffer& buffer, RowCall each);
    void take_step(Span span) {
        if (--steps_left_ == 0) [[unlikely]] {
            check_limits(span);
        }
    }
    // What goes through all of a list, a map or a text in one go is cheap for each of its elements.
    void take_steps_for(std::uint64_t elements, Span span) {
        constexpr std::uint64_t elements_a_step = 16;
        std::uint64_t steps = elements / elements_a_step;
        while (steps >= steps_left_)
            [[unlikely]] {
                steps -= steps_left_;
                check_limits(span);
            }
        steps_left_ -= steps;
    }
    void check_limits(Span span);

    // ---- statements.cpp, emit.cpp
    struct Result {  // a result whose body was evaluated
        const plan::Rule* rule = nullptr;
        std::array<Value, 16> slots;
        Value labels, score, id, meta, locked, item, parent, direction;
        Value key;  // of its handle
        Span parent_at, direction_at;
        bool has_labels = false, has_score = false, has_meta = false;
        types::TypeId meta_type{};
        Span span, labels_at;
    };
    Flow block(plan::BlockId id);
    Flow guard(const plan::Stmt& stmt);
    Flow fill_slot(const plan::Stmt& stmt);
    Flow statement(const plan::Stmt& stmt);
    void rule(const plan::Rule& rule);
    void instance(const plan::Rule& rule);
    void with(const plan::Rule& rule);
    void start(Result& result, const plan::Rule& rule);
    void put_common(Result& result, const plan::Stmt& stmt, const Value& value);
    void control_facts(labelstudio::ObjectFacts& facts, const plan::Rule& rule) const;
    bool fit(Result& result);  // false: counted and left out
    bool fit_payload(Result& result, const labelstudio::ObjectFacts& facts);
    bool settle(labelstudio::Fate fate, const Result& result, const Value& first);
    [[gnu::cold]] void raise_unfit_time(labelstudio::Fate fate, const Result& result, Span at,
                                        const Value& first) const;
    [[noreturn, gnu::cold]] void raise_unfit_text(labelstudio::Fate fate, const Result& result,
                                                  Span at);
    [[noreturn, gnu::cold]] void raise_unfit(labelstudio::Fate fate, const Result& result,
                                             const Value& first);
    bool list_is_empty(const Result& result) const;
    void write_own_keys(const Result& result, const labelstudio::ObjectFacts& facts);
    void emit(Result& result);
    void repeat_geometry(const plan::Rule& rule, const plan::Rule& region);
    void emit_with(const Result& result, const Result& region, labelstudio::ObjectFacts& facts);
    void emit_rest(const Result& result, const Value& score, std::size_t value_begin);
    void emit_labels(const Result& result);
    void end_result(const plan::Rule& rule) {
        count(total_.made[rule.site]);
        if (out_.size() - task_begin_ > options_.limits.output_bytes) [[unlikely]] {
            raise_too_much(rule.span);
        }
    }
    [[noreturn, gnu::cold]] void raise_too_much(Span span) const;
    void check_fires_once(const Result& result);
    void check_id(const Result& result);
    void begin_result(const Result& region, const plan::Rule& rule);
    void begin_round(const Result& region, const plan::Rule& rule);

    // ---- straight.cpp
    struct Shared {  // what the results on a region repeat of its text: where it stands in `out_`
        std::size_t begin, geometry, end;
    };
    void straight(const plan::Rule& rule);
    bool fill_straight(Result& result, const plan::Rule& rule);
    void fill_straight_with(const plan::Rule& rule);
    bool fit_straight(Result& result, const labelstudio::ObjectFacts& facts);
    void emit_straight(labelstudio::ObjectFacts& facts);
    void emit_straight_with(const Result& result, const IdText& id, const Shared& shared,
                            const labelstudio::ObjectFacts& facts);
    char* begin_straight(const IdText& id, const plan::Rule& rule, std::size_t more);
    void end_straight(const Result& result, const Value& score, std::size_t value_begin);

    // ---- trace.cpp: only with a sink for it
    [[gnu::cold]] void trace(const Result& result, const Result& region, std::size_t result_begin);
    void trace_node(NodeId id, const plan::Rule& rule, std::uint32_t depth,
                    std::vector<TraceStep>& steps);
    std::string trace_value(const Value& value, types::TypeId type) const;
    std::string trace_call(const plan::Call& call) const;
    std::string traced_version();
    NodeId definition_of(plan::Slot slot, const plan::Rule& rule) const;
    // ---- trace_conversion.cpp
    void trace_conversion(const plan::Convert& conversion, const Value& before, const Value& after,
                          TraceStep& step);
    void trace_span(const plan::Convert& conversion, const Value& before, const Value& after,
                    TraceStep& step);
    void trace_text_span(const plan::Convert& conversion, const Value& before, const Value& after,
                         TraceStep& step);
    void trace_obox(const plan::Convert& conversion, const Value& before, const Value& after,
                    TraceStep& step);
    void trace_box(NodeId id, std::string_view written, std::vector<TraceNumber>& numbers);
    std::string trace_corner(const char* source, std::size_t corner) const;

    // ---- items.cpp
    struct LabelNames {  // that task data gives
        bool known = false, open = false;
        std::vector<std::string> texts;  // sorted
    };
    void check_item(std::uint32_t object, std::int64_t item, std::int64_t shown, NodeId at,
                    const Value& value) const;
    void find_item_ids(const plan::ObjectPlan& plan, const Value& value);
    [[noreturn, gnu::cold]] void raise_ranking(const Result& result,
                                               const labelstudio::ObjectFacts& facts) const;
    const LabelNames& label_names(std::uint32_t set);
    void collect_labels(std::string_view json, const std::string& above, LabelNames& names,
                        std::size_t depth);
    bool is_label(std::uint32_t set, std::string_view text);
    void check_labels(const Result& result);
    std::int64_t rounds_below(std::uint32_t number) const;
    void write_round(std::uint32_t number, std::uint32_t round);
    void write_rounds(std::uint32_t number);

    // ---- relations.cpp
    struct Tie {  // a relation whose body was evaluated
        const plan::Relation* relation;
        Value from, to, labels, direction;
        const char* source;
        Span labels_at, direction_at;
        std::uint32_t from_region, to_region;
        std::uint32_t next;  // of the same pair
    };
    struct TiePair {  // the first and the last tie of two regions
        std::uint32_t first, last;
    };
    struct WaitingParent {
        std::size_t position;  // in the output
        Value parent;
        std::uint32_t region, site;
        Span span;  // of the slot
        const char* source;
    };
    Value eval_region(const plan::Node& node);
    Value eval_region_else(NodeId id, const plan::Node& node);
    std::uint32_t region_of(const Value& value, const char* source,
                            std::optional<std::uint32_t>& reason);
    std::string show_key(std::uint32_t handle, const Value& key) const;
    void name_region(const Result& result);
    void emit_parent(const Result& result);
    void write_parent(data::Output& out, std::uint32_t region) const;
    void finish_parents();
    void relation(const plan::Relation& relation);
    void finish_relations();
    void join_tie(TiePair& pair, std::uint32_t number);
    void write_relation(const Tie& tie);
    std::uint64_t waiting_bytes() const;

    // ---- objects.cpp
    struct ObjectState;
    Flow bind_object(const plan::ObjectPlan& plan);
    Flow bind_sized(const plan::ObjectPlan& plan, ObjectState& object);
    bool take(NodeId node, Value& to);  // false: skipped, for `skip_reason_`
    inline labelstudio::ObjectFacts& facts_of(std::uint32_t object, std::int64_t item);
    labelstudio::ObjectFacts& facts_of_item(ObjectState& state, std::int64_t item);
    static void find_facts(ObjectState& state, std::int64_t item);
    // ---- positions.cpp
    void bind_text(const plan::ObjectPlan& plan, ObjectState& object, const Value& value);
    void bind_tokens(const plan::ObjectPlan& plan, ObjectState& object, const Value& tokens);
    std::int64_t position(NodeId id, ObjectState& object, types::OffsetKind from,
                          types::OffsetKind to, std::int64_t at, const Value& where);
    Value convert_text_span(NodeId id, const plan::Convert& conversion, const Value& value);
    std::string name_of(std::uint32_t object) const;
    void write_group(data::Output& out, const ObjectState& object,
                     const labelstudio::ObjectFacts& facts, const Result& region) const;
    static void write_size(data::Output& out, double width, double height);
    void write_size(data::Output& out, const ObjectState& object,
                    const labelstudio::ObjectFacts& facts) const;
    static void write_length(ObjectState& object);
    void check_counts(const plan::ObjectPlan& plan, const ObjectState& object) const;

    // ---- task.cpp
    void task(TaskSink& sink);
    Flow task_body();
    void write_data(std::uint32_t number);
    bool leaf_is_missing(std::uint32_t number) const;
    void prediction(const plan::Prediction& prediction);
    void write_task();
    void hand_over(TaskSink& sink);
    [[gnu::cold]] void reject(TaskSink& sink, Failure& failure, bool whole_record);
    [[gnu::cold]] void reject_rest(TaskSink& sink, Failure& failure);
    void count(std::uint64_t& counter) {
        ++counter;
        counted_.push_back(&counter);
    }
    void commit_counts() { counted_.clear(); }
    [[gnu::cold]] void drop_counts(std::size_t from = 0);  // takes back all but the first `from`
    void task_in_record(TaskSink& sink);
    diag::DataLocation locate(const char* source) const;
    void count_skip(std::uint32_t site, const Value& skipped_value) {
        count_skip(site, skipped_value.size);
    }
    void count_skip(std::uint32_t site, std::uint32_t reason) {
        if (site != none) {
            count(total_.skips[site * plan_->reasons.size() + reason]);
        }
    }

    // ---- write_value.cpp
    void write_value(data::Output& out, const Value& v, types::TypeId type) const;

    struct ObjectState {
        Value size, text, duration, rate, fps, frames;
        double frame_rate = labelstudio::not_known;  // of the config
        data::TextOffsets offsets;  // of the text, or of that of the item asked for last
        data::Graphemes graphemes;  // of the same, where somebody counts them
        bool has_offsets = false, has_graphemes = false;
        std::int64_t text_item = -1;
        markup::Page page;
        bool has_page = false;
        struct Token {
            std::int64_t start, end;  // code points of the text
        };
        std::vector<Token> tokens;
        bool has_tokens = false;
        bool in_pixels = false, size_is_list = false, text_is_list = false;
        labelstudio::Outside outside{};
        labelstudio::ObjectFacts facts;          // of the object, or of the item asked for last
        data::Output group;                      // original_width and so on, as every result has it
        std::int64_t count = -1;                 // items, pages or rounds; -1: not known
        std::vector<std::string_view> item_ids;  // sorted
        bool has_item_ids = false;
    };
    struct NamedInput {
        std::string name;
        std::string_view bytes;
        const NamedText* text = nullptr;
        data::Arena arena;
        data::Decoded decoded;
    };

    std::shared_ptr<const plan::Plan> plan_;
    const plan::Node* nodes_;
    const Value* constants_;
    Options options_;
    const types::TypeStore& types_;

    RowReader rows_;
    std::string_view json_;  // of the record
    data::Reader reader_, decode_reader_;
    data::Decoded decoded_, decode_;
    data::Arena record_arena_, run_arena_;
    data::Arena* arena_ = &record_arena_;
    std::vector<std::shared_ptr<const NamedInput>> named_;  // of other machines too
    bool has_problems_ = false;

    std::vector<Value> slots_;
    std::vector<Value> stack_;  // arguments and elements being collected
    struct Once {
        Value value;
        bool known = false;
    };
    std::vector<Once> once_;
    std::vector<Buffer> buffers_;
    std::vector<std::int64_t> limits_;  // rows that a limit still lets through; -1: not yet known
    std::vector<RowIndex> indexes_;
    std::uint64_t epoch_ = 0;  // of the record
    std::uint64_t steps_left_ = 0, steps_given_ = 0;
    const char* row_source_ = nullptr;  // innermost element that came from the data
    const data::Record* record_ = nullptr;

    // of the task
    data::Output out_;
    data::Output scratch_;  // interpolated text
    data::Output geometry_;
    std::size_t task_begin_ = 0;
    std::vector<ObjectState> objects_;
    std::vector<Value> leaves_;
    std::vector<LabelNames> label_sets_;
    Value task_id_;
    std::uint64_t task_hash_ = 0;
    std::vector<std::size_t> piece_ends_;  // output predictions: where each ends
    std::uint32_t predictions_ = 0;
    std::vector<std::string_view> versions_;
    std::string key_;

    // of the prediction
    std::uint64_t prediction_hash_ = 0;
    std::size_t results_ = 0;
    std::vector<std::uint64_t> region_numbers_;  // by control
    struct Score {
        std::uint32_t control;
        Value value;
    };
    std::vector<Score> scores_;
    struct Fired {
        std::uint32_t control;
        std::int64_t item;
    };
    std::vector<Fired> fired_;
    std::set<std::string_view> given_ids_;
    Handles handles_;
    std::vector<WaitingParent> waiting_parents_;
    std::vector<Tie> ties_;
    std::unordered_map<std::uint64_t, TiePair> tie_of_pair_;  // by two regions
    std::set<std::string_view> relation_labels_;              // of the relation being written
    Result tie_;                                              // being built

    // of the rule
    Result region_;
    std::vector<Result> withs_;
    std::size_t with_count_ = 0;
    Result* building_ = nullptr;
    std::uint32_t skip_reason_ = 0;
    std::int64_t item_ = -1;
    std::uint32_t result_region_ = Handles::nothing;  // its number, where it has a handle
    IdText id_text_{};

    Counts total_;
    std::vector<std::uint64_t*> counted_;  // of `total_` by this task, which may be taken back
    bool pinned_ = false;                  // values of this task have to stay until the record ends
    TraceSink* trace_ = nullptr;
    const plan::Prediction* traced_prediction_ = nullptr;
    NodeId told_box_ = none;  // the conversion whose numbers are told with the result's own
    std::vector<std::size_t>
        first_arms_;  // by label table, in Counts::arms; with Options::coverage
};

inline labelstudio::ObjectFacts& Machine::facts_of(std::uint32_t object, std::int64_t item) {
    ObjectState& state = objects_[object];
    return state.size_is_list || state.text_is_list ? facts_of_item(state, item) : state.facts;
}

}  // namespace lsmap::run

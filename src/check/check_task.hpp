#pragma once
#include "check/checker.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace lsmap::check {

// A slot of a control on some object, as the tag table declares it.
struct SlotType {
    std::string name;
    bool optional = false;
    std::vector<TypeId> alternatives;  // what it takes, in order of preference
    std::string text;                  // "box<percent> | rect"
};

// The inside of `Checker::task`: objects, data, predictions, rules, against the config.
class TaskChecker {
 public:
    TaskChecker(Checker& checker, const ast::Module& module) : checker_(checker), module_(module) {}
    void check(const ast::TaskItem& item, Span head);
    // The body of a group at its declaration, with nothing known of its arguments.
    void check_group(const Group& group);

 private:
    // ---- check_task.cpp
    using CheckEntry = void (TaskChecker::*)(const ast::Entry& entry, ir::Block& out);
    // Lets, guards, `when` and `for`, which stand in every block; other entries go to
    // `check_entry`.
    void block(const ast::Block& entries, ir::Block& out, CheckEntry check_entry);
    void let(const ast::LetEntry& entry, Span span, ir::Block& out);
    void guard(const ast::GuardEntry& entry, Span span, ir::Block& out);
    void task_header(const ast::Entry& entry, ir::Task& task);
    void misplaced(const ast::Entry& entry, std::string_view where);

    // ---- check_object.cpp, check_data.cpp
    void object(const ast::ObjectEntry& entry, Span span, ir::Task& task);
    void object_value(const labelstudio::Object& object, const ast::SlotEntry& slot,
                      ir::ObjectBinding& binding);
    void check_data_form(const labelstudio::Object& object, TypeId type, ir::ExprId value, Span at);
    void object_size(const labelstudio::Object& object, const ast::SlotEntry& slot,
                     ir::ObjectBinding& binding);
    ir::ExprId side(ast::ExprId id, std::optional<types::Unit>& unit);
    // check_text.cpp
    void object_text(const labelstudio::Object& object, const ast::SlotEntry& slot,
                     ir::ObjectBinding& binding);
    void object_tokens(const ast::SlotEntry& slot, ir::ObjectBinding& binding);
    bool paragraph_texts(const labelstudio::Object& object, ir::ObjectBinding& binding);
    static bool has_text(const labelstudio::Object& object, const ir::ObjectBinding& binding);
    void outside(const labelstudio::Object& object, const ast::SlotEntry& slot,
                 ir::ObjectBinding& binding);
    void data(const ast::DataEntry& entry, ir::Task& task);
    void check_plain_labels(const labelstudio::Control& control, const ir::Task& task);
    void check_variables(const ir::Task& task, Span task_head);
    ir::ExprId seconds(ast::ExprId id, std::string_view place);

    // ---- check_prediction.cpp
    void prediction_entry(const ast::Entry& entry, ir::Block& out);
    void prediction(const ast::PredictionEntry& entry, Span span, ir::Block& out);
    void version(ast::ExprId id, ir::Prediction& prediction);
    ir::ExprId score(ast::ExprId id, std::string_view place);
    void rule_entry(const ast::Entry& entry, ir::Block& out);

    // ---- check_apply.cpp
    void apply(const ast::ApplyEntry& entry, Span span, ir::Block& out);
    const Group* find_group(const ast::ApplyEntry& entry);
    std::optional<std::vector<const ast::Argument*>> placed_arguments(const ast::ApplyEntry& entry,
                                                                      const Group& group);
    const ast::Name* name_argument(const ast::Argument& arg, const GroupParameter& param,
                                   std::string_view what);
    bool bind_tag(const ast::Argument& arg, const GroupParameter& param, const Group& group,
                  GroupScope& scope);
    bool bind_table(const ast::Argument& arg, const GroupParameter& param, const GroupScope& group,
                    ModuleScope& scope);
    ir::ExprId value_argument(const ast::Argument* arg, const GroupParameter& param, TypeId wanted,
                              Span call);
    void group_body(const Group& group, ir::Block& out);
    bool may_write_out(const Group& group, const GroupScope* around, Span span);
    // "line 12", in a group "line 12, boxes:3": where it is applied and where in the group.
    std::string place_name(Span at) const;

    // ---- check_rule.cpp: where a rule stands
    struct Place {  // what a body's slots are checked against
        labelstudio::ControlId control;
        labelstudio::ObjectId object;
        labelstudio::Form form;
        ir::Rule* rule;
        Span head;    // the control's name in the rule
        Span last{};  // the last entry of the body, or the whole rule where it has none
        bool is_empty = true;
        std::map<std::string, Span> given{};
        const ast::Handle* handle = nullptr;  // of the rule
        bool has_unknown_slot = false;
        std::optional<labelstudio::ControlId> lender{};  // whose labels it carries: see `lenders`
    };
    void rule(const ast::RuleEntry& entry, Span span, ir::Block& out);
    std::optional<labelstudio::ObjectId> object_of(const ast::RuleEntry& entry,
                                                   const labelstudio::Control& control);
    bool can_write(const labelstudio::Control& control, const labelstudio::Object& object, Span at);
    bool server_agrees(const labelstudio::Control& control, Span at);
    void check_repeats(const Place& place, const Checker::Clauses& clauses, Span clause_span);
    void check_items(const Place& place);
    std::uint32_t form_number(const labelstudio::ControlKind& kind,
                              const labelstudio::ObjectKind& object) const;
    std::string rule_name(const labelstudio::Control& control, Span at) const;

    // ---- check_relation.cpp: handles and what they connect
    void declare_handles(const ast::Block& body);
    void name_region(const ast::RuleEntry& entry, const labelstudio::Control& it,
                     const Checker::Clauses& clauses, ir::Rule& rule);
    void declare_plain_handle(const ast::RuleEntry& entry, ir::Rule* made);
    bool is_relation(const ast::RuleEntry& entry) const;
    void relation(const ast::RuleEntry& entry, Span span, ir::Block& out);
    void relation_entry(const ast::Entry& entry, ir::Block& out);
    void relation_slot(const ast::SlotEntry& entry, Span span, ir::Block& out);
    void direction_slot(const ast::SlotEntry& entry, Span span, ir::Block& out);
    void parent_slot(const ast::SlotEntry& entry, Span span, ir::Block& out);

    // ---- check_with.cpp
    void body_entry(const ast::Entry& entry, ir::Block& out);
    bool is_under_condition(const ast::SlotEntry& entry, const ast::Entry& whole);
    void body(const ast::Block& entries, ir::Block& out, CheckEntry check_entry);
    void with(const ast::WithEntry& entry, Span span, ir::Block& out);
    bool belongs_under(const labelstudio::Control& control, const labelstudio::Control& region,
                       Span at);

    // ---- check_slot.cpp: the slots of a body
    void slot(const ast::SlotEntry& entry, Span span, ir::Block& out);
    bool common_slot(const ast::SlotEntry& entry, Span span, ir::Block& out);
    void own_slot(const ast::SlotEntry& entry, std::uint32_t index, bool single, Span span,
                  ir::Block& out);
    void check_limits(const SlotType& slot, ir::ExprId value, Span at);
    void check_complete();
    TypeId slot_type(const ast::Module& module, ast::TypeId id);
    const std::vector<SlotType>& slot_types(std::string_view slots);
    std::vector<std::string> slot_names();
    std::string label_partner(std::string_view word);
    std::string all_slots();

    // ---- check_track.cpp: tracks carry the labels of other controls, and facts of their video
    static bool borrows_labels(const labelstudio::Control& control);
    // Controls whose labels a control without any of its own may carry.
    std::vector<labelstudio::ControlId> lenders() const;
    // The one whose labels the slot gives: where there are several, that of its table or literal.
    std::optional<labelstudio::ControlId> lender(const ast::SlotEntry& entry);
    void check_needs(const Place& place);
    void object_count(const labelstudio::Object& object, const ast::SlotEntry& slot,
                      ir::ObjectBinding& binding);
    void bind_counts(const ir::ObjectBinding& binding, Checker::BoundObject& bound) const;

    // ---- check_label_slot.cpp
    void label_slot(const ast::SlotEntry& entry, bool single, Span span, ir::Block& out);
    ir::ExprId one_label(ir::ExprId value, const labelstudio::Control& control, Span at);
    ir::ExprId open_paths(ir::ExprId value, TypeId wanted);
    void check_single_choice(const labelstudio::Control& control, ir::ExprId value, Span at);
    // check_meanings.cpp
    void note_slot(const ast::SlotEntry& entry);
    std::vector<Choice> slot_choices();
    void note_fact(const labelstudio::Object& object, const ast::SlotEntry& slot,
                   const std::map<std::string, Span>& given);
    const labelstudio::Control& control() const {
        return checker_.config().controls[place_->control];
    }

    Checker& checker_;
    const ast::Module& module_;
    Place* place_ = nullptr;           // of the body being checked
    std::optional<Span> repeated_by_;  // the `for` around that may give several rounds
    std::map<std::string, Span> versions_;
    std::map<std::string, Span> data_keys_;
    std::map<std::string_view, std::vector<SlotType>> slot_types_;
    std::set<labelstudio::ObjectId> without_length_;  // reported
    ir::Prediction* prediction_ = nullptr;
    std::optional<ast::ExprId> score_;  // `score:` of the prediction, checked after its rules
    ir::Relation* relation_ = nullptr;  // whose body is checked
    std::map<std::string, Span> relation_given_;
    bool has_prediction_ = false;
    bool has_unknown_object_ = false;  // reported; it may be any of the config's
    bool in_task_block_ = true;
    std::size_t nested_ = 0;   // in how many `when` and `for`
    std::size_t body_at_ = 0;  // what it was where the body of the rule begins
};

}  // namespace lsmap::check

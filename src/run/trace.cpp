#include "run/trace.hpp"

#include "run/machine.hpp"

#include <algorithm>

// Values are found again by evaluating the parts of an expression once more, while the variables of
// the row are still in place: expressions have no effects.
namespace lsmap::run {
namespace {

constexpr std::size_t longest_value = 100;  // bytes of a value that are kept
constexpr std::uint32_t deepest_step = 12;
constexpr std::size_t most_elements = 2;  // of a query that are followed

std::string shortened(std::string text) {
    if (text.size() > longest_value) {
        std::size_t end = longest_value;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) {
            --end;
        }
        text.resize(end);
        text += "…";
    }
    return text;
}

std::string_view common_name(ir::CommonSlot slot) {
    switch (slot) {
        case ir::CommonSlot::labels:
            return "label";
        case ir::CommonSlot::score:
            return "score";
        case ir::CommonSlot::id:
            return "id";
        case ir::CommonSlot::meta:
            return "meta";
        case ir::CommonSlot::locked:
            return "locked";
        case ir::CommonSlot::item:
            return "item";
        case ir::CommonSlot::parent:
            return "parent";
        case ir::CommonSlot::direction:
            return "direction";
    }
    return "";
}

// The name of slot `number` in `{box: box<percent> | rect, rotation?: angle<deg>}`.
std::string slot_name(std::string_view slots, std::size_t number) {
    std::size_t depth = 0;
    std::size_t seen = 0;
    std::string word;
    bool in_name = false;
    for (const char c : slots) {
        if (c == '{' || c == '[' || c == '<' || c == '(') {
            in_name = in_name || (c == '{' && depth == 0);
            ++depth;
            continue;
        }
        if (c == '}' || c == ']' || c == '>' || c == ')') {
            --depth;
            continue;
        }
        if (depth != 1) {
            continue;
        }
        if (c == ',') {
            in_name = true;
            word.clear();
        } else if (c == ':' && in_name) {
            if (seen++ == number) {
                return word;
            }
            in_name = false;
        } else if (in_name && c != ' ' && c != '?') {
            word += c;
        }
    }
    return fmt::format("slot {}", number + 1);
}

}  // namespace

std::string_view name_of(TraceStep::Kind kind) {
    switch (kind) {
        case TraceStep::Kind::read:
            return "read";
        case TraceStep::Kind::constant:
            return "constant";
        case TraceStep::Kind::computed:
            return "computed";
        case TraceStep::Kind::converted:
            return "converted";
        case TraceStep::Kind::looked_up:
            return "looked up";
    }
    return "";
}

std::string Machine::trace_value(const Value& value, types::TypeId type) const {
    if (value.state == data::State::skipped || value.state == data::State::bad) {
        return "";
    }
    data::Output text;
    write_value(text, value, type);
    return shortened(std::string(text.view()));
}

// A score that is made of a model's raw numbers says how.
std::string Machine::trace_call(const plan::Call& call) const {
    const bool is_of_logits = std::ranges::any_of(call.argument_types, [&](types::TypeId type) {
        const auto* list = types_.as<types::ListType>(types_.without_optional(type));
        return types_.is<types::LogitType>(list == nullptr ? type : list->element);
    });
    std::string_view doc = is_of_logits ? call.builtin->doc : "";
    if (doc.ends_with('.')) {
        doc.remove_suffix(1);
    }
    return std::string(doc);
}

std::string Machine::traced_version() {
    const Value version =
        traced_prediction_ == nullptr ? data::missing_value() : eval(traced_prediction_->version);
    return version.present() ? std::string(version.str()) : "";
}

// The expression that a variable stands for: of a `let` of the rule, or of one of its clauses.
NodeId Machine::definition_of(plan::Slot slot, const plan::Rule& rule) const {
    for (const plan::Stmt& stmt : plan_->blocks[rule.body]) {
        if (stmt.kind == plan::Stmt::Kind::let && stmt.a == slot) {
            return stmt.value;
        }
    }
    if (rule.pipeline != none) {
        for (const plan::Step& step : plan_->pipelines[rule.pipeline].steps) {
            if (step.kind == plan::Step::Kind::let && !step.binders.empty() &&
                step.binders.front() == slot) {
                return step.value;
            }
        }
    }
    return none;
}

void Machine::trace_node(NodeId id, const plan::Rule& rule, std::uint32_t depth,
                         std::vector<TraceStep>& steps) {
    if (depth > deepest_step) {
        return;
    }
    const plan::Node& node = nodes_[id];
    const Value value = eval(id);
    const auto below = [&](NodeId part) {
        if (part != none) {
            trace_node(part, rule, depth + 1, steps);
        }
    };
    const auto add = [&](TraceStep::Kind kind) -> TraceStep& {
        TraceStep& step = steps.emplace_back();
        step.kind = kind;
        step.depth = depth;
        step.span = plan_->spans[id];
        step.type = types_.print(plan_->types[id]);
        step.value = trace_value(value, plan_->types[id]);
        return step;
    };
    const auto leaf = [&] {
        TraceStep& step =
            add(value.source != nullptr ? TraceStep::Kind::read : TraceStep::Kind::computed);
        if (value.source != nullptr) {
            step.data = locate(value.source);
        }
    };
    switch (node.op) {
        case plan::Op::constant:
            add(TraceStep::Kind::constant);
            return;
        case plan::Op::once:
            add(TraceStep::Kind::constant);
            return;
        case plan::Op::slot:
            if (const NodeId definition = definition_of(node.a, rule); definition != none) {
                add(TraceStep::Kind::computed);
                below(definition);
                return;
            }
            leaf();
            return;
        case plan::Op::field:
        case plan::Op::field_of_slot:
        case plan::Op::element:
        case plan::Op::lookup:
            leaf();
            return;
        case plan::Op::part:
            add(TraceStep::Kind::computed);
            below(node.a);
            return;
        case plan::Op::convert: {
            TraceStep told;
            if (value.present()) {
                trace_conversion(plan_->converts[node.b], eval(node.a), value, told);
            }
            if (told.how.empty() && told.numbers.empty()) {
                trace_node(node.a, rule, depth, steps);
                return;
            }
            TraceStep& step = add(TraceStep::Kind::converted);
            step.how = std::move(told.how);
            if (id != told_box_) {
                step.numbers = std::move(told.numbers);
                step.left_out = told.left_out;
            }
            below(node.a);
            return;
        }
        case plan::Op::table: {
            const Value key = eval(node.a);
            const plan::LabelIndex& table = plan_->tables[node.b];
            const plan::LabelIndex::Arm* arm = !key.present()          ? nullptr
                                               : table.keys_are_text() ? table.find(key.str())
                                                                       : table.find(key.integer);
            TraceStep& step = add(TraceStep::Kind::looked_up);
            if (arm != nullptr) {
                step.arm = arm->span;
            }
            below(node.a);
            return;
        }
        case plan::Op::coalesce: {
            const Value first = eval(node.a);
            trace_node(first.present() ? node.a : node.b, rule, depth, steps);
            return;
        }
        case plan::Op::conditional: {
            Value why_not;
            const bool yes = truth(node.a, why_not);
            add(TraceStep::Kind::computed).how =
                yes ? "the condition holds" : "the condition does not hold";
            below(node.a);
            below(yes ? node.b : node.c);
            return;
        }
        case plan::Op::negate_int:
        case plan::Op::negate_number:
        case plan::Op::logical_not:
            add(TraceStep::Kind::computed);
            below(node.a);
            return;
        case plan::Op::add_int:
        case plan::Op::subtract_int:
        case plan::Op::multiply_int:
        case plan::Op::modulo_int:
        case plan::Op::add_number:
        case plan::Op::subtract_number:
        case plan::Op::multiply_number:
        case plan::Op::divide_number:
        case plan::Op::modulo_number:
        case plan::Op::compare:
            add(TraceStep::Kind::computed);
            below(node.a);
            below(node.b);
            return;
        case plan::Op::make_shape:
            add(TraceStep::Kind::computed);
            for (const NodeId part : plan_->makes[node.a].parts) {
                below(part);
            }
            return;
        case plan::Op::call:
            add(TraceStep::Kind::computed).how = trace_call(plan_->calls[node.a]);
            for (const NodeId argument : plan_->calls[node.a].args) {
                // The body of a selector (`by: .score`) is evaluated for each element: not here.
                if (argument != none && nodes_[argument].op != plan::Op::query) {
                    below(argument);
                }
            }
            return;
        case plan::Op::call_function:
            add(TraceStep::Kind::computed);
            for (const NodeId argument : plan_->function_calls[node.a].args) {
                below(argument);
            }
            return;
        case plan::Op::interpolate:
            add(TraceStep::Kind::computed);
            for (const plan::Interpolation::Piece& piece : plan_->interpolations[node.a].pieces) {
                below(piece.value);
            }
            return;
        case plan::Op::make_items:
            add(TraceStep::Kind::computed);
            for (std::uint32_t i = 0; i < node.b; ++i) {
                const NodeId part = plan_->operands[node.a + i];
                if (eval(part).state != data::State::missing) {
                    below(part);
                }
            }
            return;
        case plan::Op::slice:
        case plan::Op::decode:
            add(TraceStep::Kind::computed);
            below(node.a);
            return;
        case plan::Op::query: {
            const std::size_t all = value.present() ? value.size : 0;
            TraceStep& step = add(TraceStep::Kind::computed);
            if (all > most_elements) {
                step.how = fmt::format("the first {} of {} elements", most_elements, all);
            }
            std::size_t shown = 0;
            rows(plan_->pipelines[node.a], none, [&] {
                if (eval(node.b).present()) {
                    below(node.b);
                    ++shown;
                }
                return shown < most_elements;
            });
            return;
        }
        case plan::Op::chain:
        case plan::Op::match:
        case plan::Op::logical_and:
        case plan::Op::logical_or:
        case plan::Op::in_list:
        case plan::Op::in_table:
        case plan::Op::present:
        case plan::Op::skip:
        case plan::Op::fail:
        case plan::Op::scores:
        case plan::Op::region:
        case plan::Op::region_else:
            leaf();
            return;
    }
}

void Machine::trace(const Result& result, const Result& region, std::size_t result_begin) {
    const plan::Rule& rule = *result.rule;
    const labelstudio::LabelingConfig& config = *plan_->program.config;
    const labelstudio::Control& control = config.controls[rule.control];
    TracedResult traced;
    traced.control = control.name;
    traced.is_with = &result != &region;
    traced.rule = rule.span;
    traced.version = traced_version();
    traced.id = region.id.present() ? std::string(region.id.str())
                                    : std::string(id_text_.data(), id_text_.size());
    if (row_source_ != nullptr) {
        traced.row = locate(row_source_);
    }
    std::string_view json = out_.view().substr(result_begin);
    if (json.starts_with(',')) {
        json.remove_prefix(1);
    }
    traced.json = std::string(json);
    std::string_view slots;
    const auto form =
        labelstudio::form_of(control, config.objects[labelstudio::ObjectId{rule.object}]);
    slots = form ? form->slots : control.kind->slots;
    for (const plan::Stmt& stmt : plan_->blocks[rule.body]) {
        const bool own = stmt.kind == plan::Stmt::Kind::slot;
        if (!own && stmt.kind != plan::Stmt::Kind::common) {
            continue;
        }
        TraceSlot slot;
        slot.span = stmt.span;
        slot.name = own ? slot_name(slots, stmt.sub)
                        : std::string(common_name(static_cast<ir::CommonSlot>(stmt.sub)));
        if (own) {
            const std::size_t value = traced.json.find("\"value\":{");
            trace_box(stmt.value,
                      std::string_view(traced.json).substr(std::min(value, traced.json.size())),
                      traced.numbers);
        }
        trace_node(stmt.value, rule, 0, slot.steps);
        traced.slots.push_back(std::move(slot));
    }
    trace_->result(std::move(traced));
}

}  // namespace lsmap::run

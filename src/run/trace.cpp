#include "run/trace.hpp"

#include "run/json_extent.hpp"
#include "run/machine.hpp"

#include <algorithm>
#include <array>
#include <cmath>

// Values are found again by evaluating the parts of an expression once more, while the variables of
// the row are still in place: expressions have no effects.
namespace lsmap::run {
namespace {

constexpr std::size_t longest_value = 100;  // bytes of a value that are kept
constexpr std::uint32_t deepest_step = 12;

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

std::string number_text(double number) { return fmt::format("{}", number); }

// Keys and places in which the corners of a box stand in the data.
constexpr std::array<std::array<std::string_view, 4>, 4> corner_keys = {
    {{"x1", "xmin", "left", "x"},
     {"y1", "ymin", "top", "y"},
     {"x2", "xmax", "right", ""},
     {"y2", "ymax", "bottom", ""}}};

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

// What a conversion does with its numbers.
std::string Machine::trace_conversion(const plan::Convert& conversion) {
    const auto& config = *plan_->program.config;
    const auto size_of = [&](std::string_view unit) {
        const labelstudio::ObjectFacts& facts = facts_of(conversion.object, item_);
        return fmt::format("{} of {} by {}, the size of `{}`", unit, facts.width, facts.height,
                           config.objects[labelstudio::ObjectId{conversion.object}].name);
    };
    switch (conversion.conversion) {
        case ir::Conversion::scale:
            return conversion.factor == 1 ? "" : fmt::format("times {}", conversion.factor);
        case ir::Conversion::unscale:
            return conversion.factor == 1 ? "" : fmt::format("divided by {}", conversion.factor);
        case ir::Conversion::length_to_percent:
        case ir::Conversion::geometry_to_percent:
            return "to percent " + size_of("");
        case ir::Conversion::percent_to_size:
            return "from percent " + size_of("");
        case ir::Conversion::obox_to_rect_size:
        case ir::Conversion::obox_to_rect_relative:
            return "turned in pixels, and placed by its own top left corner";
        case ir::Conversion::obox_to_polygon:
            return "its four corners";
        case ir::Conversion::obox_bounds:
            return "the upright box around it";
        case ir::Conversion::box_to_polygon:
            return "its four corners";
        case ir::Conversion::box_to_rect:
            return "upright";
        case ir::Conversion::time_to_seconds:
            return conversion.by_rate       ? fmt::format("divided by the rate {}",
                                                          objects_[conversion.object].rate.number)
                   : conversion.factor == 1 ? ""
                                            : fmt::format("divided by {}", conversion.factor);
        case ir::Conversion::angle_to_degrees:
            return conversion.factor == 1 ? "" : fmt::format("times {}", conversion.factor);
        case ir::Conversion::frame_base:
            return fmt::format("plus {}", conversion.factor);
        case ir::Conversion::time_to_frame:
        case ir::Conversion::frame_to_time:
            return fmt::format("at {} frames a second", facts_of(conversion.object, item_).fps);
        case ir::Conversion::span_parts: {
            plan::Convert part = conversion;
            part.conversion = conversion.inner;
            const std::string how = trace_conversion(part);
            return how.empty() ? "" : how + ", start and end";
        }
        case ir::Conversion::text_span:
            return "to positions as the editor counts them, by the object's text";
        case ir::Conversion::datetime_to_text:
            return "as the config's format has it";
        case ir::Conversion::check_score:
            return fmt::format("checked: 0 to {}", conversion.factor);
        case ir::Conversion::int_to_number:
        case ir::Conversion::int_to_id:
        case ir::Conversion::string_to_id:
        case ir::Conversion::id_to_text:
        case ir::Conversion::number_to_int:
        case ir::Conversion::polygon_points:
        case ir::Conversion::wrap_list:
        case ir::Conversion::record_to_map:
        case ir::Conversion::to_json:
        case ir::Conversion::dynamic_label:
            return "";
    }
    return "";
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
            const plan::Convert& conversion = plan_->converts[node.b];
            const std::string how = value.present() ? trace_conversion(conversion) : "";
            if (how.empty()) {
                trace_node(node.a, rule, depth, steps);
                return;
            }
            add(TraceStep::Kind::converted).how = how;
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
            add(TraceStep::Kind::computed);
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
                below(plan_->operands[node.a + i]);
            }
            return;
        case plan::Op::slice:
        case plan::Op::decode:
            add(TraceStep::Kind::computed);
            below(node.a);
            return;
        case plan::Op::chain:
        case plan::Op::match:
        case plan::Op::query:
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

// The numbers of a box in pixels that became percent: `x: 5 = 96 px / 1920 px * 100`.
void Machine::trace_box(NodeId id, std::string_view written, std::vector<TraceNumber>& numbers) {
    while (nodes_[id].op == plan::Op::convert &&
           plan_->converts[nodes_[id].b].conversion != ir::Conversion::geometry_to_percent) {
        id = nodes_[id].a;
    }
    const plan::Node& node = nodes_[id];
    if (node.op != plan::Op::convert || plan_->converts[node.b].form != plan::ShapeForm::box) {
        return;
    }
    const plan::Convert& conversion = plan_->converts[node.b];
    const Value box = eval(node.a);
    const labelstudio::ObjectFacts& facts = facts_of(conversion.object, item_);
    if (!box.present() || box.size != 4) {
        return;
    }
    const std::string unit = std::string(conversion.unit == types::Unit::px     ? " px"
                                         : conversion.unit == types::Unit::pt   ? " pt"
                                         : conversion.unit == types::Unit::inch ? " inch"
                                                                                : "");
    const double* r = box.reals;
    const auto whole = [&](double of) { return fmt::format(" / {}{} * 100", of, unit); };
    struct Row {
        std::string_view key;
        std::string formula;
        double exact;
        std::size_t corner;
    };
    const Row rows[] = {
        {"x", number_text(r[0]) + unit + whole(facts.width), r[0] / facts.width * 100, 0},
        {"y", number_text(r[1]) + unit + whole(facts.height), r[1] / facts.height * 100, 1},
        {"width", fmt::format("({} - {}){}{}", r[2], r[0], unit, whole(facts.width)),
         (r[2] - r[0]) / facts.width * 100, 2},
        {"height", fmt::format("({} - {}){}{}", r[3], r[1], unit, whole(facts.height)),
         (r[3] - r[1]) / facts.height * 100, 3}};
    for (const Row& row : rows) {
        const std::string mark = fmt::format("\"{}\":", row.key);
        const std::size_t at = written.find(mark);
        if (at == std::string_view::npos) {
            continue;
        }
        const std::size_t begin = at + mark.size();
        TraceNumber number;
        number.key = std::string(row.key);
        number.value =
            std::string(written.substr(begin, written.find_first_of(",}", begin) - begin));
        number.formula = row.formula;
        constexpr double rounded = 1e-5;
        double shown = 0;
        if (std::sscanf(number.value.c_str(), "%lf", &shown) == 1 &&
            std::abs(shown - row.exact) > rounded) {
            number.formula += fmt::format(" = {}, cut at the edge of the object", row.exact);
        }
        if (box.source != nullptr) {
            number.pointer = trace_corner(box.source, row.corner);
        }
        numbers.push_back(std::move(number));
    }
}

// The pointer of a corner within the text of a box: its key or its place; that of the box where the
// number is not there as such.
std::string Machine::trace_corner(const char* source, std::size_t corner) const {
    const std::string pointer = locate(source).pointer;
    if (source < record_->json.data() || source >= record_->json.data() + record_->json.size()) {
        return pointer;  // of a named input
    }
    if (*source == '[') {
        return fmt::format("{}/{}", pointer, corner);
    }
    const std::string_view rest =
        record_->json.substr(static_cast<std::size_t>(source - record_->json.data()));
    const std::string_view text = json_extent(rest);
    for (const std::string_view key : corner_keys[corner]) {
        if (!key.empty() && text.find(fmt::format("\"{}\"", key)) != std::string_view::npos) {
            return fmt::format("{}/{}", pointer, key);
        }
    }
    return pointer;
}

void Machine::trace(const Result& result, const Result& region, std::size_t result_begin) {
    const plan::Rule& rule = *result.rule;
    const labelstudio::LabelingConfig& config = *plan_->program.config;
    const labelstudio::Control& control = config.controls[rule.control];
    TracedResult traced;
    traced.control = control.name;
    traced.is_with = &result != &region;
    traced.rule = rule.span;
    traced.version = versions_.empty() ? "" : std::string(versions_.back());
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
        trace_node(stmt.value, rule, 0, slot.steps);
        traced.slots.push_back(std::move(slot));
        if (own) {
            const std::size_t value = traced.json.find("\"value\":{");
            trace_box(stmt.value,
                      std::string_view(traced.json).substr(std::min(value, traced.json.size())),
                      traced.numbers);
        }
    }
    trace_->result(std::move(traced));
}

}  // namespace lsmap::run

#include "plan/print_plan.hpp"

#include "data/projection.hpp"
#include "types/units.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lsmap::plan {
namespace {

constexpr std::size_t widest_text = 60;
constexpr std::size_t note_column = 44;  // where remarks begin

// What a conversion does; {unit}, {object} and {factor} are filled in.
std::string_view text_of(ir::Conversion conversion) {
    switch (conversion) {
        case ir::Conversion::int_to_number:
            return "int to number";
        case ir::Conversion::int_to_id:
            return "int to id";
        case ir::Conversion::string_to_id:
            return "text to id";
        case ir::Conversion::id_to_text:
            return "id to text";
        case ir::Conversion::scale:
            return "times {factor}";
        case ir::Conversion::unscale:
            return "divided by {factor}";
        case ir::Conversion::check_score:
            return "checked to be a score";
        case ir::Conversion::number_to_int:
            return "number to int";
        case ir::Conversion::length_to_percent:
        case ir::Conversion::geometry_to_percent:
            return "{unit} to percent by the size of `{object}`";
        case ir::Conversion::percent_to_size:
            return "percent to {unit} by the size of `{object}`";
        case ir::Conversion::box_to_polygon:
            return "box to polygon";
        case ir::Conversion::box_to_rect:
            return "box to rectangle";
        case ir::Conversion::obox_to_rect_size:
        case ir::Conversion::obox_to_rect_relative:
            return "turned box to rectangle by the size of `{object}`";
        case ir::Conversion::obox_to_polygon:
            return "turned box to polygon";
        case ir::Conversion::obox_bounds:
            return "turned box to its bounds";
        case ir::Conversion::time_to_seconds:
            return "time to seconds";
        case ir::Conversion::angle_to_degrees:
            return "angle to degrees";
        case ir::Conversion::frame_base:
            return "frames counted from another base";
        case ir::Conversion::time_to_frame:
            return "time to frame of `{object}`";
        case ir::Conversion::frame_to_time:
            return "frame to time of `{object}`";
        case ir::Conversion::polygon_points:
            return "polygon to points";
        case ir::Conversion::datetime_to_text:
            return "date to text";
        case ir::Conversion::wrap_list:
            return "one to a list";
        case ir::Conversion::span_parts:
            return "both ends of the span";
        case ir::Conversion::text_span:
            return "{from} to {to} of the text of `{object}`";
        case ir::Conversion::to_json:
            return "to JSON text";
        case ir::Conversion::record_to_map:
            return "record to map";
        case ir::Conversion::dynamic_label:
            return "checked to be a label of the task";
    }
    return "";
}

class Printer {
 public:
    Printer(const Plan& plan, const SourceMap& sources) : plan_(plan), sources_(sources) {}

    std::string print() {
        line(1, "holds", describe(plan_).sentence());
        projection("input", *plan_.record_shape);
        for (std::size_t i = 0; i < plan_.named_shapes.size(); ++i) {
            const ir::VariableId variable = plan_.program.named_inputs[i].variable;
            projection("input " + plan_.program.variables[variable].name, *plan_.named_shapes[i]);
        }
        const Task& task = plan_.task;
        heading(1, "task", task.span);
        if (task.pipeline != none) {
            pipeline(2, plan_.pipelines[task.pipeline]);
        }
        block(2, task.setup, nullptr);
        block(2, task.body, nullptr);
        return std::move(out_);
    }

 private:
    void line(std::size_t depth, const std::string& text, const std::string& remark = {}) {
        std::string made = std::string(2 * depth, ' ') + text;
        if (!remark.empty()) {
            const std::size_t wide = made.size() + 2;
            made += std::string(wide < note_column ? note_column - made.size() : 2, ' ') + remark;
        }
        out_ += made + "\n";
    }
    void heading(std::size_t depth, const std::string& text, Span span) {
        const SourceFile& file = sources_[span.file];
        line(depth, text, fmt::format("line {}", file.line_of(span.begin)));
    }
    // Text of the rules on one line, cut where it is long.
    std::string written(Span span) const {
        std::string text;
        for (const char c : sources_.text(span)) {
            const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
            if (blank && (text.empty() || text.back() == ' ')) {
                continue;
            }
            text += blank ? ' ' : c;
        }
        while (!text.empty() && text.back() == ' ') {
            text.pop_back();
        }
        if (text.size() > widest_text) {
            std::size_t cut = widest_text;
            while ((static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80) {
                --cut;
            }
            text = text.substr(0, cut) + "…";
        }
        return text;
    }
    std::string of_node(NodeId id) const { return written(plan_.spans[id]); }

    std::string conditions(NodeId id) const {
        const Node& node = plan_.nodes[id];
        return node.op == Op::logical_and ? conditions(node.a) + " and " + conditions(node.b)
                                          : of_node(id);
    }
    // The key of the task's data that the leaf is for, as JSON with its colon.
    std::string key_of(std::uint32_t leaf) const {
        for (const DataNode& node : plan_.task.tree) {
            if (node.leaf == leaf) {
                return node.fragment;
            }
        }
        return {};
    }

    void paths(std::size_t depth, const std::string& what, const std::vector<std::string>& paths) {
        if (!paths.empty()) {
            line(depth, fmt::format("{}: {}", what, fmt::join(paths, ", ")));
        }
    }
    void projection(const std::string& name, const data::Shape& shape) {
        const data::Projection found = data::projection_of(shape);
        line(1, name);
        paths(2, "decoded", found.decoded);
        paths(2, "seen to be there", found.presence);
        paths(2, "passed over", found.skipped);
        if (found.decoded.empty() && found.presence.empty()) {
            line(2, "passed over as a whole");
        }
    }

    std::string index_text(const Step& step) const {
        const Index& index = plan_.indexes[step.index];
        return fmt::format("index on `{}`, looked up by `{}`, built once {}", of_node(index.key),
                           of_node(step.probe), index.whole_run ? "a run" : "a record");
    }
    // Why an equality within `span` has no index.
    std::string scan_text(Span span) const {
        for (const Note& note : plan_.notes) {
            if (note.span.file == span.file && note.span.begin >= span.begin &&
                note.span.end <= span.end) {
                return "scan: " + note.text;
            }
        }
        return "scan";
    }
    void pipeline(std::size_t depth, const Pipeline& pipeline) {
        for (std::size_t i = 0; i < pipeline.steps.size(); ++i) {
            const Step& step = pipeline.steps[i];
            std::string remark;
            switch (step.kind) {
                case Step::Kind::for_list: {
                    const Step* next =
                        i + 1 < pipeline.steps.size() ? &pipeline.steps[i + 1] : nullptr;
                    const bool filtered = next != nullptr && next->kind == Step::Kind::where;
                    remark = step.index != none ? index_text(step)
                             : filtered         ? scan_text(next->span)
                                                : "scan";
                    break;
                }
                case Step::Kind::for_optional:
                    remark = "at most one row";
                    break;
                case Step::Kind::for_map:
                case Step::Kind::for_zip:
                case Step::Kind::for_enumerate:
                    remark = "scan";
                    break;
                case Step::Kind::join:
                    remark = step.index != none ? index_text(step) : scan_text(step.span);
                    break;
                case Step::Kind::group:
                    remark = step.adjacent ? "holds the rows, groups neighbours"
                                           : "holds the rows, groups by hash";
                    break;
                case Step::Kind::order:
                    remark = "holds the rows";
                    break;
                case Step::Kind::where:
                case Step::Kind::let:
                case Step::Kind::limit:
                    break;
            }
            // What is left of a `where` behind an index has no text of its own.
            line(depth,
                 step.kind == Step::Kind::where ? "where " + conditions(step.value)
                                                : written(step.span),
                 remark);
        }
    }

    std::string convert_text(const Convert& convert) const {
        std::string text(text_of(convert.conversion));
        const auto fill = [&](std::string_view mark, const std::string& value) {
            const std::size_t at = text.find(mark);
            if (at != std::string::npos) {
                text.replace(at, mark.size(), value);
            }
        };
        fill("{unit}", std::string(types::word(convert.unit)));
        fill("{factor}", fmt::format("{}", convert.factor));
        fill("{from}", std::string(types::word(convert.offset_from)));
        fill("{to}", std::string(types::word(convert.offset_to)));
        if (convert.object != none) {
            const labelstudio::ObjectId object{convert.object};
            fill("{object}", plan_.program.config->objects[object].name);
        }
        return text;
    }
    // Numbers and text that go through unchanged keep the text they were read from.
    bool types_copied(types::TypeId type) const {
        const types::TypeStore& store = *plan_.program.types;
        const types::TypeId inner = store.without_optional(type);
        return store.is<types::NumberType>(inner) || store.is<types::ScoreType>(inner) ||
               store.is<types::IntType>(inner) || store.is<types::StringType>(inner);
    }
    // What happens to a value on its way into the output.
    std::string way_of(NodeId id) const {
        std::vector<std::string> steps;
        while (plan_.nodes[id].op == Op::convert) {
            steps.insert(steps.begin(), convert_text(plan_.converts[plan_.nodes[id].b]));
            id = plan_.nodes[id].a;
        }
        const Op op = plan_.nodes[id].op;
        if (op == Op::table) {
            steps.insert(steps.begin(), "label table");
        } else if (steps.empty() && types_copied(plan_.types[id]) &&
                   (op == Op::field || op == Op::field_of_slot)) {
            steps.emplace_back("copied as it stands");
        } else if (op == Op::constant || op == Op::once) {
            steps.insert(steps.begin(), "constant");
        }
        return fmt::format("{}", fmt::join(steps, ", then "));
    }

    void rule(std::size_t depth, const Rule& rule, bool is_with) {
        const labelstudio::Control& control = plan_.program.config->controls[rule.control];
        heading(depth, fmt::format("{} {}", is_with ? "with" : "rule", control.name), rule.span);
        if (rule.pipeline != none) {
            pipeline(depth + 1, plan_.pipelines[rule.pipeline]);
        }
        block(depth + 1, rule.body, &rule);
    }
    void block(std::size_t depth, BlockId id, const Rule* around) {
        for (const Stmt& stmt : plan_.blocks[id]) {
            statement(depth, stmt, around);
        }
    }
    void object(std::size_t depth, const ObjectPlan& object) {
        line(depth, "object " + plan_.program.config->objects[object.object].name);
        const std::pair<const char*, NodeId> parts[] = {
            {"value", object.value},   {"text", object.text},         {"size", object.size},
            {"rate", object.rate},     {"duration", object.duration}, {"fps", object.fps},
            {"frames", object.frames}, {"tokens", object.tokens}};
        for (const auto& [name, node] : parts) {
            if (node != none && (node != object.value || name == parts[0].first)) {
                line(depth + 1, fmt::format("{}: {}", name, of_node(node)), way_of(node));
            }
        }
    }
    void statement(std::size_t depth, const Stmt& stmt, const Rule* around) {
        switch (stmt.kind) {
            case Stmt::Kind::slot:
            case Stmt::Kind::common:
                line(depth, written(stmt.span), way_of(stmt.value));
                return;
            case Stmt::Kind::let:
            case Stmt::Kind::guard_skip:
            case Stmt::Kind::guard_fail:
                line(depth, written(stmt.span));
                return;
            case Stmt::Kind::data:
                line(depth, "data " + key_of(stmt.a) + " " + written(stmt.span));
                return;
            case Stmt::Kind::id:
                line(depth, "id: " + written(stmt.span));
                return;
            case Stmt::Kind::when:
                line(depth, "when " + of_node(stmt.value));
                block(depth + 1, stmt.block, around);
                return;
            case Stmt::Kind::for_each:
                heading(depth, "group", stmt.span);
                pipeline(depth + 1, plan_.pipelines[stmt.a]);
                block(depth + 1, stmt.block, around);
                return;
            case Stmt::Kind::rule:
            case Stmt::Kind::with:
                rule(depth, plan_.rules[stmt.a], stmt.kind == Stmt::Kind::with);
                return;
            case Stmt::Kind::relation: {
                const Relation& relation = plan_.relations[stmt.a];
                heading(depth, "relation", relation.span);
                if (relation.pipeline != none) {
                    pipeline(depth + 1, plan_.pipelines[relation.pipeline]);
                }
                block(depth + 1, relation.body, nullptr);
                return;
            }
            case Stmt::Kind::prediction: {
                const Prediction& prediction = plan_.predictions[stmt.a];
                heading(depth, "prediction " + of_node(prediction.version), prediction.span);
                block(depth + 1, prediction.body, nullptr);
                if (prediction.score != none) {
                    line(depth + 1, "score: " + of_node(prediction.score),
                         "written behind the results");
                }
                return;
            }
            case Stmt::Kind::object:
                object(depth, plan_.task.objects[stmt.a]);
                return;
        }
    }

    const Plan& plan_;
    const SourceMap& sources_;
    std::string out_;
};

}  // namespace

std::string print_plan(const Plan& plan, const SourceMap& sources) {
    return Printer(plan, sources).print();
}

}  // namespace lsmap::plan

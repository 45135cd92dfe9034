#pragma once
#include "check/ir.hpp"
#include "data/reader.hpp"
#include "plan/plan.hpp"
#include "run/runner.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// A checked program made by hand, for tests of the plan and the evaluator that need no front end:
// detections in pixels become rectangles with labels, one prediction for each record.
namespace lsmap::test {

class HandMade {
 public:
    HandMade() {
        sources_ = std::make_unique<SourceMap>();
        const FileId file = sources_->add("config.xml", config_text);
        diag::Sink sink;
        program_.config = std::make_shared<labelstudio::LabelingConfig>(
            labelstudio::read_config((*sources_)[file], file, sink));
        program_.types = std::make_shared<types::TypeStore>();
        program_.constants = std::make_shared<data::Arena>();
    }
    types::TypeStore& types() { return *program_.types; }
    ir::Program& program() { return program_; }
    ir::ExprId add(types::TypeId type, auto node) {
        return program_.exprs.add({type, {}, std::move(node)});
    }
    ir::ExprId number(double d) { return add(types().number(), ir::Constant{data::of_number(d)}); }
    ir::ExprId integer(std::int64_t i) {
        return add(types().integer(), ir::Constant{data::of_int(i)});
    }
    ir::ExprId text(std::string_view s) {
        return add(types().string(), ir::Constant{data::of_text(program_.constants->copy(s))});
    }
    ir::VariableId variable(std::string name, types::TypeId type, ir::VariableKind kind) {
        return program_.variables.add({std::move(name), type, kind, {}, {}});
    }
    ir::ExprId use(ir::VariableId v) { return add(program_.variables[v].type, ir::Use{v}); }
    ir::ExprId field(ir::ExprId object, std::uint32_t index) {
        const auto* record = types().as<types::RecordType>(program_.exprs[object].type);
        return add(types().value_type(record->fields[index].type), ir::FieldOf{object, index});
    }
    types::TypeId record(std::vector<std::pair<std::string, types::TypeId>> fields) {
        types::RecordType type;
        for (auto& [name, of] : fields) {
            type.fields.push_back({name, name, of, {}});
        }
        return types().intern(type);
    }

    // for d in detections where d.confidence >= 0.25 -> label { box: d.box, label: vehicle(d.name),
    // score: d.confidence }
    void detections() {
        const types::TypeId box_px =
            types().intern(types::BoxType{types::Unit::px, types::BoxForm::xyxy});
        const types::TypeId detection =
            record({{"name", types().string()}, {"confidence", types().score()}, {"box", box_px}});
        const types::TypeId root = record({{"image", types().string()},
                                           {"width", types().integer()},
                                           {"height", types().integer()},
                                           {"detections", types().list(detection)}});
        program_.record_declared = root;
        program_.record = variable("input", types().value_type(root), ir::VariableKind::record);

        ir::Table table;
        table.name = "vehicle";
        const auto arm = [&](std::vector<std::string> keys, std::vector<std::string> labels) {
            ir::TableArm a;
            for (const std::string& key : keys) {
                const data::Value value = data::of_text(program_.constants->copy(key));
                a.keys.push_back({value, value});
            }
            a.skip = labels.empty();
            a.labels = std::move(labels);
            table.arms.push_back(std::move(a));
        };
        arm({"airplane", "plane"}, {"Airplane"});
        arm({"car", "truck", "bus"}, {"Car"});
        arm({}, {});
        const ir::TableId vehicle = program_.tables.add(table);

        const labelstudio::ControlId label = *program_.config->find_control("label");
        const labelstudio::ObjectId image = *program_.config->find_object("image");
        const types::TypeId label_type =
            types().intern(types::LabelType{{static_cast<std::uint32_t>(label)}, false});

        const auto input = [&] { return use(program_.record); };
        ir::ObjectBinding binding;
        binding.object = image;
        binding.value =
            add(types().string(), ir::Interpolate{{{"/data/", field(input(), 0)}, {"", {}}}});
        const auto to_number = [&](ir::ExprId id) {
            return add(types().number(),
                       ir::Convert{id, ir::Conversion::int_to_number, 1, {}, {}, {}, {}});
        };
        binding.size =
            add(types().intern(types::SizeType{types::SizeForm::value}),
                ir::MakeShape{types().intern(types::SizeType{types::SizeForm::wh}),
                              {to_number(field(input(), 1)), to_number(field(input(), 2))}});
        program_.task.objects.push_back(binding);

        const ir::VariableId d =
            variable("d", types().value_type(detection), ir::VariableKind::binder);
        ir::For source{ir::SourceKind::list, {d}, {field(input(), 3)}, false};
        const ir::ExprId sure =
            add(types().boolean(), ir::Compare{ir::CompareOp::greater_equal, ir::CompareBy::number,
                                               field(use(d), 1), number(0.25)});
        ir::Rule rule;
        rule.clauses = {{{}, source}, {{}, ir::Where{sure}}};
        rule.control = label;
        rule.object = image;
        rule.name = "label (line 1)";
        const types::TypeId box_percent = types().intern(types::BoxType{types::Unit::percent});
        rule.body.push_back(
            {{},
             ir::SlotValue{0, add(box_percent, ir::Convert{field(use(d), 2),
                                                           ir::Conversion::geometry_to_percent,
                                                           1,
                                                           {},
                                                           image,
                                                           {},
                                                           {}})}});
        const ir::ExprId looked_up = add(label_type, ir::TableLookup{vehicle, field(use(d), 0)});
        rule.body.push_back(
            {{},
             ir::CommonValue{
                 ir::CommonSlot::labels,
                 add(types().list(label_type),
                     ir::Convert{looked_up, ir::Conversion::wrap_list, 1, {}, {}, {}, {}})}});
        rule.body.push_back({{}, ir::CommonValue{ir::CommonSlot::score, field(use(d), 1)}});
        ir::Prediction prediction;
        prediction.version = text("yolo");
        prediction.body.push_back({{}, std::move(rule)});
        program_.task.body.push_back({{}, std::move(prediction)});
    }
    std::shared_ptr<const plan::Plan> plan() { return plan::lower(std::move(program_)); }

 private:
    static constexpr const char* config_text =
        R"(<View><Image name="image" value="$image"/><RectangleLabels name="label" toName="image">)"
        R"(<Label value="Airplane"/><Label value="Car"/></RectangleLabels></View>)";
    std::unique_ptr<SourceMap> sources_;
    ir::Program program_;
};

struct Collected : run::TaskSink {
    std::vector<std::string> tasks, pointers;
    std::vector<diag::Code> codes;
    void task(std::string_view json, std::string_view) override { tasks.emplace_back(json); }
    void rejected(const run::Rejection& rejection) override {
        pointers.push_back(rejection.pointer);
        codes.push_back(rejection.diagnostic.code);
    }
};

inline void run_text(run::Runner& runner, std::string_view json, run::TaskSink& sink) {
    std::string padded(json);
    padded.append(data::padding, '\0');
    data::Record record;
    record.json = std::string_view(padded).substr(0, json.size());
    record.number = 1;
    runner.run(record, sink);
}

}  // namespace lsmap::test

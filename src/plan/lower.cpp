#include "plan/lowering.hpp"

#include <set>

namespace lsmap::plan {

Lowering::Lowering(Plan& plan) : plan_(plan), program_(plan.program) {}

void Lowering::run() {
    plan_.reasons = {"",
                     "no area or length inside the object",
                     "it leaves the object",
                     "the list is empty",
                     "an end that did not come out",
                     "put together with the relation of the same two regions"};
    tables();
    plan_.record = slot_of(program_.record);
    for (const ir::NamedInput& input : program_.named_inputs) {
        plan_.named.push_back(slot_of(input.variable));
    }
    task();
    const AllNeeds needs = compute_needs(program_);
    plan_.record_shape = data::make_shape(*program_.types, program_.record_declared, needs.record);
    for (std::size_t i = 0; i < program_.named_inputs.size(); ++i) {
        plan_.named_shapes.push_back(data::make_shape(
            *program_.types, program_.named_inputs[i].declared, needs.named[i],
            "`" + program_.variables[program_.named_inputs[i].variable].name + "`"));
    }
    plan_.extent = !program_.task.clauses.empty()   ? Extent::whole
                   : !program_.named_inputs.empty() ? Extent::indexed
                                                    : Extent::streamed;
}

std::shared_ptr<const Plan> lower(ir::Program program) {
    auto plan = std::make_shared<Plan>();
    plan->program = std::move(program);
    Lowering(*plan).run();
    return plan;
}

Description describe(const Plan& plan) {
    Description d{plan.extent, {}, plan.notes};
    switch (plan.extent) {
        case Extent::streamed:
            d.sentence = "streamed: one record is held at a time";
            break;
        case Extent::indexed:
            d.sentence = "indexed: the named inputs are held, and one record at a time";
            break;
        case Extent::whole:
            d.sentence = plan.indexes.empty()
                             ? "whole: a record is held while its tasks are written one by one"
                             : "whole: a record is held, with its indexes, while its tasks are "
                               "written one by one";
            break;
    }
    return d;
}

}  // namespace lsmap::plan

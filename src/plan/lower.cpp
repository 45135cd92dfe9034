#include "plan/lowering.hpp"

#include <fmt/format.h>

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
    if (!program_.task.clauses.empty()) {
        find_cut();
    }
    plan_.extent = plan_.why_whole.text.empty() ? Extent::indexed : Extent::whole;
    if (program_.task.clauses.empty() && program_.named_inputs.empty()) {
        plan_.extent = Extent::streamed;
    }
}

std::shared_ptr<const Plan> lower(ir::Program program) {
    auto plan = std::make_shared<Plan>();
    plan->program = std::move(program);
    Lowering(*plan).run();
    return plan;
}

namespace {

// "`a`, `b` and `c`"
std::string names_of(const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) {
        text += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + ("`" + names[i] + "`");
    }
    return text;
}

std::string how_it_is_cut(const Plan& plan) {
    const Cut& cut = *plan.cut;
    const auto& fields =
        plan.program.types->as<types::RecordType>(plan.program.record_declared)->fields;
    std::vector<std::string> keyed;
    std::vector<std::string> held;
    for (const Cut::Keyed& list : cut.keyed) {
        keyed.push_back(fields[list.field].name);
    }
    for (const std::uint32_t field : cut.held) {
        held.push_back(fields[field].name);
    }
    std::string text =
        fmt::format("of a large record `{}` is gone through in parts", fields[cut.list].name);
    if (!keyed.empty()) {
        text += fmt::format(", with what belongs to each part of {}", names_of(keyed));
    }
    if (!held.empty()) {
        text += fmt::format("; {} {} held", names_of(held), held.size() == 1 ? "is" : "are");
    }
    return text + (plan.program.named_inputs.empty() ? "" : "; the named inputs are held");
}

}  // namespace

Description describe(const Plan& plan) {
    Description d{"", {}, plan.notes};
    switch (plan.extent) {
        case Extent::streamed:
            d.extent = "streamed";
            d.why = "one record is held at a time";
            break;
        case Extent::indexed:
            d.extent = "indexed";
            d.why = plan.cut ? how_it_is_cut(plan)
                             : "the named inputs are held, and one record at a time";
            break;
        case Extent::whole:
            d.extent = "whole";
            d.why = "a record is held while its tasks are written one by one";
            d.notes.push_back({plan.why_whole.span,
                               "a large record cannot be taken in parts: " + plan.why_whole.text});
            break;
    }
    return d;
}

}  // namespace lsmap::plan

#include "base/overloaded.hpp"
#include "plan/lowering.hpp"

// What speaks of regions that come out: relations, and what follows where one does not.
namespace lsmap::plan {

NodeId Lowering::lower_region_else(const ir::RegionElse& n, ir::ExprId id) {
    Node lowered{};
    lowered.op = Op::region_else;
    lowered.a = expr(n.region);
    const auto set = [&](RegionElse kind, std::uint32_t operand) {
        lowered.sub = static_cast<std::uint8_t>(kind);
        lowered.b = operand;
    };
    std::visit(Overloaded{
                   [&](ir::ExprId other) { set(RegionElse::region, expr(other)); },
                   [&](const ir::Skip& skip) { set(RegionElse::skip, reason(skip.reason)); },
                   [&](const ir::Fail& fail) {
                       set(RegionElse::fail, fail.message ? expr(*fail.message) : none);
                   },
               },
               n.otherwise);
    return add(lowered, id);
}

std::uint32_t Lowering::relation(const ir::Relation& relation, Span span) {
    Relation lowered;
    lowered.span = span;
    lowered.site = site(Site::Kind::relation, relation.name, span);
    lowered.control = relation.control ? static_cast<std::uint32_t>(*relation.control) : none;
    if (!relation.clauses.empty()) {
        lowered.pipeline = pipeline(relation.clauses);
    }
    lowered.from = expr(relation.from);
    lowered.to = expr(relation.to);
    lowered.body = block(relation.body);
    plan_.relations.push_back(lowered);
    return static_cast<std::uint32_t>(plan_.relations.size() - 1);
}

}  // namespace lsmap::plan

#include "base/overloaded.hpp"
#include "plan/lowering.hpp"

#include <algorithm>

namespace lsmap::plan {
namespace {
bool can_be_key(ir::CompareBy by) {
    return by == ir::CompareBy::boolean || by == ir::CompareBy::integer ||
           by == ir::CompareBy::text || by == ir::CompareBy::id;
}
bool only(const std::set<ir::VariableId>& variables, const auto& allowed) {
    return std::all_of(variables.begin(), variables.end(), allowed);
}
}  // namespace

void Lowering::conjuncts(ir::ExprId id, std::vector<ir::ExprId>& out) const {
    if (const auto* both = std::get_if<ir::And>(&program_.exprs[id].node)) {
        conjuncts(both->left, out);
        conjuncts(both->right, out);
    } else {
        out.push_back(id);
    }
}

NodeId Lowering::all_of(const std::vector<ir::ExprId>& conditions) {
    NodeId all = none;
    for (const ir::ExprId condition : conditions) {
        const NodeId next = expr(condition);
        all = all == none ? next : add({.op = Op::logical_and, .a = all, .b = next}, condition);
    }
    return all;
}

Step Lowering::lower_for(const ir::For& clause, Span span) {
    Step step{};
    switch (clause.kind) {
        case ir::SourceKind::list:
            step.kind = Step::Kind::for_list;
            break;
        case ir::SourceKind::optional:
            step.kind = Step::Kind::for_optional;
            break;
        case ir::SourceKind::map:
            step.kind = Step::Kind::for_map;
            break;
        case ir::SourceKind::zip:
            step.kind = Step::Kind::for_zip;
            break;
        case ir::SourceKind::enumerate:
            step.kind = Step::Kind::for_enumerate;
            break;
    }
    step.span = span;
    step.destructure = clause.destructure;
    for (const ir::ExprId source : clause.sources) {
        step.sources.push_back(expr(source));
    }
    for (const auto& binder : clause.binders) {
        step.binders.push_back(binder ? slot_of(*binder) : none);
    }
    return step;
}

// `where a == b and …` right behind `for x in xs`: `a` of x alone, `b` of what stands before. Only
// the first conjunct is taken: those before it would have to be evaluated for every row, as they
// may fail.
void Lowering::use_index(Step& step, const ir::Where& where, const std::set<ir::VariableId>& inner,
                         ir::VariableId binder, const std::vector<ir::ExprId>& sources,
                         std::vector<ir::ExprId>& rest) {
    conjuncts(where.condition, rest);
    const auto is_inner = [&](ir::VariableId v) { return v == binder; };
    const auto is_outer = [&](ir::VariableId v) { return v != binder; };
    for (std::size_t i = 0; i < rest.size(); ++i) {
        const auto* compare = std::get_if<ir::Compare>(&program_.exprs[rest[i]].node);
        if (compare == nullptr || compare->op != ir::CompareOp::equal) {
            continue;
        }
        ir::ExprId key = compare->left;
        ir::ExprId probe = compare->right;
        const auto uses = [&](ir::ExprId id) { return reads(id).variables.count(binder) != 0; };
        if (!uses(key)) {
            std::swap(key, probe);
        }
        if (!uses(key) || uses(probe) || reads(probe).variables.empty()) {
            continue;  // a filter by a constant is no join
        }
        const Reads& of_key = reads(key);
        const Reads& of_probe = reads(probe);
        std::string why;
        if (!can_be_key(compare->by)) {
            why = "numbers are no keys of an index: every element is tried";
        } else if (!only(of_key.variables, is_inner) || !only(of_probe.variables, is_outer)) {
            why = "one side has to be of the innermost variable alone: every element is tried";
        } else if (of_key.impure || of_key.scores) {
            why = "the key may skip or fail: every element is tried";
        } else if (i != 0) {
            why = "the equality does not stand first in `where`: every element is tried";
        }
        const Reads& of_source = reads(sources.front());
        for (const ir::VariableId v : of_source.variables) {
            if (inner.count(v) != 0) {
                why = "the list depends on a variable of this query: every element is tried";
            }
        }
        if (of_source.impure) {
            why = "the list may skip or fail: every element is tried";
        }
        if (!why.empty()) {
            plan_.notes.push_back({program_.exprs[rest[i]].span, why});
            continue;
        }
        const bool run =
            whole_run(of_source) && only(of_source.variables, [](auto) { return true; });
        plan_.indexes.push_back({expr(key), slot_of(binder), compare->by, run});
        step.index = static_cast<std::uint32_t>(plan_.indexes.size() - 1);
        step.probe = expr(probe);
        note_index(step, key, probe);
        rest.erase(rest.begin());
        return;
    }
}

void Lowering::note_index(const Step& step, ir::ExprId key, ir::ExprId probe) {
    const Reads& of_key = reads(key);
    const Reads& of_probe = reads(probe);
    indexed_uses_.push_back(
        {step.sources.front(), step.probe, step.index, of_probe.variables,
         !of_key.impure && !of_key.scores && !of_probe.impure && !of_probe.scores, step.span});
}

Step Lowering::lower_join(const ir::Join& join, Span span) {
    Step step{};
    step.kind = Step::Kind::join;
    step.span = span;
    step.left = join.left;
    step.sources.push_back(expr(join.source));
    step.binders.push_back(slot_of(join.binder));
    std::size_t indexed = join.keys.size();
    for (std::size_t i = 0; i < join.keys.size() && indexed == join.keys.size(); ++i) {
        if (can_be_key(join.keys[i].by)) {
            indexed = i;
        }
    }
    if (indexed < join.keys.size()) {
        const ir::Join::Key& key = join.keys[indexed];
        plan_.indexes.push_back(
            {expr(key.inner), slot_of(join.binder), key.by, whole_run(reads(join.source))});
        step.index = static_cast<std::uint32_t>(plan_.indexes.size() - 1);
        step.probe = expr(key.outer);
        note_index(step, key.inner, key.outer);
    } else {
        plan_.notes.push_back({span, "numbers are no keys of an index: every element is tried"});
    }
    for (std::size_t i = 0; i < join.keys.size(); ++i) {
        if (i == indexed) {
            continue;
        }
        const ir::Join::Key& key = join.keys[i];
        const NodeId outer = expr(key.outer);
        const NodeId inner = expr(key.inner);
        const NodeId equal = add({.op = Op::compare,
                                  .sub = static_cast<std::uint8_t>(ir::CompareOp::equal),
                                  .form = static_cast<std::uint8_t>(key.by),
                                  .a = outer,
                                  .b = inner},
                                 key.outer);
        step.rest = step.rest == none
                        ? equal
                        : add({.op = Op::logical_and, .a = step.rest, .b = equal}, key.outer);
    }
    return step;
}

std::uint32_t Lowering::pipeline(const std::vector<ir::Clause>& clauses) {
    Pipeline lowered;
    std::set<ir::VariableId> inner;  // bound by this query so far
    std::vector<Slot> live;          // their slots
    const auto bind = [&](ir::VariableId variable) {
        inner.insert(variable);
        live.push_back(slot_of(variable));
    };
    for (std::size_t i = 0; i < clauses.size(); ++i) {
        const ir::Clause& clause = clauses[i];
        const auto where_step = [&](NodeId condition) {
            Step step{};
            step.kind = Step::Kind::where;
            step.span = clause.span;
            step.value = condition;
            lowered.steps.push_back(std::move(step));
        };
        std::visit(
            Overloaded{
                [&](const ir::For& n) {
                    Step step = lower_for(n, clause.span);
                    std::vector<ir::ExprId> rest;
                    const bool simple = n.kind == ir::SourceKind::list && !n.destructure &&
                                        n.binders.size() == 1 && n.binders[0].has_value();
                    const ir::Where* where = i + 1 < clauses.size()
                                                 ? std::get_if<ir::Where>(&clauses[i + 1].node)
                                                 : nullptr;
                    if (simple && where != nullptr) {
                        use_index(step, *where, inner, *n.binders[0], n.sources, rest);
                    }
                    const bool used = step.index != none;
                    lowered.steps.push_back(std::move(step));
                    for (const auto& binder : n.binders) {
                        if (binder) {
                            bind(*binder);
                        }
                    }
                    if (used) {
                        ++i;  // the where is answered; what is left of it follows
                        if (const NodeId condition = all_of(rest); condition != none) {
                            where_step(condition);
                        }
                    }
                },
                [&](const ir::Where& n) { where_step(expr(n.condition)); },
                [&](const ir::LetVariable& n) {
                    Step step{};
                    step.kind = Step::Kind::let;
                    step.span = clause.span;
                    step.value = expr(n.value);
                    step.binders.push_back(n.variable ? slot_of(*n.variable) : none);
                    lowered.steps.push_back(std::move(step));
                    if (n.variable) {
                        bind(*n.variable);
                    }
                },
                [&](const ir::Join& n) {
                    lowered.steps.push_back(lower_join(n, clause.span));
                    bind(n.binder);
                },
                [&](const ir::Group& n) {
                    Step step{};
                    step.kind = Step::Kind::group;
                    step.span = clause.span;
                    step.adjacent = n.adjacent;
                    step.value = expr(n.value);
                    step.key = expr(n.key);
                    step.by = n.by;
                    step.binders.push_back(slot_of(n.group));
                    step.buffer = plan_.buffers++;
                    lowered.barriers.push_back(static_cast<std::uint32_t>(lowered.steps.size()));
                    lowered.steps.push_back(std::move(step));
                    live.clear();
                    bind(n.group);
                },
                [&](const ir::Order& n) {
                    Step step{};
                    step.kind = Step::Kind::order;
                    step.span = clause.span;
                    for (const ir::Order::Key& key : n.keys) {
                        step.order.push_back({expr(key.value), key.descending, key.by});
                    }
                    step.row = live;
                    step.buffer = plan_.buffers++;
                    lowered.barriers.push_back(static_cast<std::uint32_t>(lowered.steps.size()));
                    lowered.steps.push_back(std::move(step));
                },
                [&](const ir::Limit& n) {
                    Step step{};
                    step.kind = Step::Kind::limit;
                    step.span = clause.span;
                    step.value = expr(n.count);
                    step.buffer = plan_.counters++;
                    lowered.counters.push_back(step.buffer);
                    lowered.steps.push_back(std::move(step));
                },
            },
            clause.node);
    }
    plan_.pipelines.push_back(std::move(lowered));
    return static_cast<std::uint32_t>(plan_.pipelines.size() - 1);
}

}  // namespace lsmap::plan

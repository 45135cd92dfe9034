#include "base/overloaded.hpp"
#include "plan/lowering.hpp"

namespace lsmap::plan {

const Lowering::Reads& Lowering::reads(ir::ExprId id) {
    const auto key = static_cast<std::uint32_t>(id);
    const auto found = reads_.find(key);
    if (found != reads_.end()) {
        return found->second;
    }
    Reads all;
    collect(id, all);
    return reads_.emplace(key, std::move(all)).first->second;
}

bool Lowering::is_constant(ir::ExprId id) {
    const Reads& all = reads(id);
    return all.variables.empty() && !all.scores && !all.impure;
}

bool Lowering::whole_run(const Reads& all) const {
    for (const ir::VariableId variable : all.variables) {
        if (program_.variables[variable].kind != ir::VariableKind::named_input) {
            return false;
        }
    }
    return !all.scores && !all.impure;
}

// Variables that the expression binds itself are taken out again: each is bound in one place only.
void Lowering::collect(ir::ExprId id, Reads& into) {
    const auto also = [&](ir::ExprId part) {
        const Reads& of_part = reads(part);
        into.variables.insert(of_part.variables.begin(), of_part.variables.end());
        into.scores |= of_part.scores;
        into.impure |= of_part.impure;
    };
    const auto all = [&](const std::vector<ir::ExprId>& parts) {
        for (const ir::ExprId part : parts) {
            also(part);
        }
    };
    std::visit(Overloaded{
                   [](const ir::Constant&) {},
                   [&](const ir::Use& use) {
                       if (const auto value = value_of(use.variable)) {
                           also(*value);
                       } else {
                           into.variables.insert(use.variable);
                       }
                   },
                   [&](const ir::FieldOf& n) { also(n.object); },
                   [&](const ir::Part& n) { also(n.object); },
                   [&](const ir::ElementAt& n) {
                       all({n.list, n.index});
                   },
                   [&](const ir::SliceOf& n) {
                       also(n.object);
                       if (n.from) {
                           also(*n.from);
                       }
                       if (n.to) {
                           also(*n.to);
                       }
                   },
                   [&](const ir::Lookup& n) {
                       all({n.map, n.key});
                   },
                   [&](const ir::Chain& n) {
                       all({n.object, n.rest});
                       into.variables.erase(n.it);
                   },
                   [&](const ir::Coalesce& n) {
                       all({n.value, n.otherwise});
                   },
                   [&](const ir::Unary& n) { also(n.operand); },
                   [&](const ir::Binary& n) {
                       all({n.left, n.right});
                   },
                   [&](const ir::Compare& n) {
                       all({n.left, n.right});
                   },
                   [&](const ir::And& n) {
                       all({n.left, n.right});
                   },
                   [&](const ir::Or& n) {
                       all({n.left, n.right});
                   },
                   [&](const ir::InList& n) {
                       all({n.value, n.list});
                   },
                   [&](const ir::InTable& n) { also(n.key); },
                   [&](const ir::Present& n) { also(n.value); },
                   [&](const ir::If& n) {
                       all({n.condition, n.yes, n.no});
                   },
                   [&](const ir::Match& n) {
                       also(n.subject);
                       for (const ir::MatchArm& arm : n.arms) {
                           also(arm.value);
                           if (arm.binder) {
                               into.variables.erase(*arm.binder);
                           }
                       }
                   },
                   [&](const ir::MakeList& n) { all(n.elements); },
                   [&](const ir::MakeRecord& n) { all(n.fields); },
                   [&](const ir::Call& n) {
                       all(n.args);
                       into.impure |= !n.builtin->pure;
                   },
                   [&](const ir::CallFunction& n) {
                       all(n.args);
                       const ir::Function& function = program_.functions[n.function];
                       Reads body = reads(function.value);
                       for (const ir::VariableId param : function.params) {
                           body.variables.erase(param);
                       }
                       into.variables.insert(body.variables.begin(), body.variables.end());
                       into.scores |= body.scores;
                       into.impure |= body.impure;
                   },
                   [&](const ir::TableLookup& n) {
                       also(n.key);
                       into.impure = true;  // an arm may skip or fail
                   },
                   [&](const ir::Interpolate& n) {
                       for (const ir::Interpolate::Piece& piece : n.pieces) {
                           if (piece.value) {
                               also(*piece.value);
                           }
                       }
                   },
                   [&](const ir::Skip&) { into.impure = true; },
                   [&](const ir::Fail& n) {
                       into.impure = true;
                       if (n.message) {
                           also(*n.message);
                       }
                   },
                   [&](const ir::ScoresOf&) { into.scores = true; },
                   [&](const ir::HandleRef& n) {
                       into.impure = true;  // differs from region to region
                       if (n.key) {
                           also(*n.key);
                       }
                   },
                   [&](const ir::RegionElse& n) {
                       into.impure = true;
                       also(n.region);
                       if (const auto* other = std::get_if<ir::ExprId>(&n.otherwise)) {
                           also(*other);
                       } else if (const auto* fail = std::get_if<ir::Fail>(&n.otherwise);
                                  fail != nullptr && fail->message) {
                           also(*fail->message);
                       }
                   },
                   [&](const ir::MakeShape& n) { all(n.parts); },
                   [&](const ir::Decode& n) { also(n.text); },
                   [&](const ir::Convert& n) {
                       also(n.value);
                       // reads the facts of a task's object, or the labels that a task gives
                       into.impure |= n.object.has_value() || n.control.has_value();
                   },
                   [&](const ir::Query& n) {
                       also(n.element);
                       collect(n.clauses, into);
                   },
               },
               program_.exprs[id].node);
}

void Lowering::collect(const std::vector<ir::Clause>& clauses, Reads& into) {
    std::vector<ir::VariableId> bound;
    const auto also = [&](ir::ExprId part) {
        const Reads& of_part = reads(part);
        into.variables.insert(of_part.variables.begin(), of_part.variables.end());
        into.scores |= of_part.scores;
        into.impure |= of_part.impure;
    };
    for (const ir::Clause& clause : clauses) {
        std::visit(Overloaded{
                       [&](const ir::For& n) {
                           for (const ir::ExprId source : n.sources) {
                               also(source);
                           }
                           for (const auto& binder : n.binders) {
                               if (binder) {
                                   bound.push_back(*binder);
                               }
                           }
                       },
                       [&](const ir::Where& n) { also(n.condition); },
                       [&](const ir::LetVariable& n) {
                           also(n.value);
                           if (n.variable) {
                               bound.push_back(*n.variable);
                           }
                       },
                       [&](const ir::Join& n) {
                           also(n.source);
                           for (const ir::Join::Key& key : n.keys) {
                               also(key.outer);
                               also(key.inner);
                           }
                           bound.push_back(n.binder);
                       },
                       [&](const ir::Group& n) {
                           also(n.value);
                           also(n.key);
                           bound.push_back(n.group);
                       },
                       [&](const ir::Order& n) {
                           for (const ir::Order::Key& key : n.keys) {
                               also(key.value);
                           }
                       },
                       [&](const ir::Limit& n) { also(n.count); },
                   },
                   clause.node);
    }
    for (const ir::VariableId variable : bound) {
        into.variables.erase(variable);
    }
}

}  // namespace lsmap::plan

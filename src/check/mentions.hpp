#pragma once
#include "syntax/ast.hpp"

#include <set>
#include <string>

namespace lsmap::check {

// The names that a part of a module mentions, whatever they turn out to stand for. Since no local
// name may repeat a visible one, a name that is mentioned nowhere is not used.
struct Mentions {
    std::set<std::string> values;     // `x`, `x.f`
    std::set<std::string> callables;  // `f(…)`, `x in f`
    std::set<std::string> types;
};
void collect(const ast::Module& module, ast::ExprId expr, Mentions& into);
void collect(const ast::Module& module, const std::vector<ast::Clause>& clauses, Mentions& into);
void collect(const ast::Module& module, const ast::Block& block, Mentions& into);
// Of everything below an item.
void collect(const ast::Module& module, const ast::Item& item, Mentions& into);

}  // namespace lsmap::check

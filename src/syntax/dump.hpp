#pragma once
#include "syntax/ast.hpp"

#include <string>

namespace lsmap::syntax {

// The abstract syntax as S-expressions, an item or entry a line: `(+ a (* b 2))`, `(slot box (. d
// box))`. For tests; says everything but the spans.
std::string dump(const ast::Module& module);
std::string dump(const ast::Module& module, ast::ExprId expr);
std::string dump(const ast::Module& module, ast::TypeId type);

}  // namespace lsmap::syntax

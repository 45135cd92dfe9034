#pragma once
#include "base/source.hpp"
#include "diag/diagnostic.hpp"
#include "syntax/ast.hpp"
#include "syntax/tree.hpp"

namespace lsmap::syntax {

// Tree to abstract syntax: literals unescaped, precedence climbed, `x.f(a)` made a call.
// Reports what only shows here (a bad escape, a literal out of range, an unknown unit).
ast::Module build_ast(const Tree& tree, const SourceFile& source, FileId file, diag::Sink& sink);

// What a one-line text declares: a module with nothing but its type, signature or expression.
struct TypeText {
    ast::Module module;
    ast::TypeId type;
};
TypeText build_type(const Tree& tree, const SourceFile& source, FileId file, diag::Sink& sink);

struct SignatureText {
    ast::Module module;
    ast::Name name;
    struct Param {
        ast::Name name;
        bool optional = false;  // `end?: string`: may be left out
        bool selector = false;  // `by: .K`: a field selector whose values have type K
        bool variadic = false;  // `xs...: T`: any number, the last one
        ast::TypeId type;
    };
    std::vector<ast::Name> type_params;  // `name<T>(…)`
    std::vector<Param> params;
    ast::TypeId result;
};
SignatureText build_signature(const Tree& tree, const SourceFile& source, FileId file,
                              diag::Sink& sink);

struct ExprText {
    ast::Module module;
    ast::ExprId expr;
};
ExprText build_expr(const Tree& tree, const SourceFile& source, FileId file, diag::Sink& sink);

}  // namespace lsmap::syntax

#pragma once
#include "base/source.hpp"
#include "diag/diagnostic.hpp"
#include "syntax/ast.hpp"
#include "syntax/tree.hpp"

#include <optional>
#include <string>
#include <vector>

namespace lsmap::syntax {

// Walks the tree and fills one module; shared by the files build_{types,literals,exprs,queries,
// entries,items}.cpp, each of which says how its nodes are read. A node is given by its index.
class AstBuilder {
 public:
    AstBuilder(const Tree& tree, const SourceFile& source, FileId file, diag::Sink& sink)
        : tree_(tree), text_(source.text), file_(file), sink_(sink) {
        module_.file = file;
    }

    // The walk of the whole file; the others read one node.
    void items();
    ast::Module take() { return std::move(module_); }

    ast::TypeId type(std::uint32_t node);
    ast::ExprId expr(std::uint32_t node);
    ast::Name name(std::uint32_t node);
    NodeKind kind(std::uint32_t node) const { return tree_.nodes[node].kind; }

 private:
    // Reads the children of a node one after the other.
    class Cursor {
     public:
        Cursor(const AstBuilder& builder, std::uint32_t parent)
            : builder_(builder), at_(parent + 1), end_(parent + builder.tree_.nodes[parent].size) {}
        bool done() const { return at_ >= end_; }
        bool at(NodeKind kind) const { return !done() && builder_.kind(at_) == kind; }
        std::uint32_t peek() const { return at_; }
        std::uint32_t next() {
            const std::uint32_t node = at_;
            at_ += builder_.tree_.nodes[node].size;
            return node;
        }
        // The next child if it is of this kind.
        std::optional<std::uint32_t> take(NodeKind kind) {
            return at(kind) ? std::optional(next()) : std::nullopt;
        }

     private:
        const AstBuilder& builder_;
        std::uint32_t at_, end_;
    };
    Cursor inside(std::uint32_t node) const { return {*this, node}; }

    std::string_view text(std::uint32_t node) const {
        const Node& n = tree_.nodes[node];
        return text_.substr(n.begin, n.end - n.begin);
    }
    Span span(std::uint32_t node) const {
        return {tree_.nodes[node].begin, tree_.nodes[node].end, file_};
    }
    Span head(std::uint32_t node) const;  // its first word or mark
    // The name that a broken entry begins with, if it is one.
    std::optional<ast::Name> first_word(std::uint32_t node) const;
    ast::ExprId add(Span span, decltype(ast::Expr::node) node) {
        return module_.exprs.add({span, std::move(node)});
    }
    ast::TypeId add_type(Span span, decltype(ast::Type::node) node) {
        return module_.types.add({span, std::move(node)});
    }

    // build_types.cpp
    ast::TypeId type_term(Cursor& at);
    ast::TypeId type_atom(std::uint32_t node);
    ast::TypeRecord type_record(std::uint32_t node);
    ast::TypeTuple type_tuple(std::uint32_t node);
    std::vector<ast::TypeId> type_arguments(std::uint32_t node);
    std::optional<std::int64_t> whole_number(std::uint32_t node);

    // build_literals.cpp
    std::string unescaped(std::uint32_t begin, std::uint32_t end, bool format);
    std::string string_value(std::uint32_t node);  // of a string or raw literal
    ast::Name string_name(std::uint32_t node);
    ast::ExprId number(std::uint32_t node);
    ast::ExprId key_literal(std::uint32_t node);
    ast::ExprId format_string(std::uint32_t node);
    bool is_message(std::uint32_t node) const;

    // build_exprs.cpp
    ast::ExprId binary(Cursor& at, int level);
    ast::ExprId prefixed(Cursor& at, bool first);
    ast::ExprId operand(Cursor& at, bool first);
    ast::ExprId primary(std::uint32_t node);
    ast::ExprId suffix(ast::ExprId object, std::uint32_t node);
    ast::ExprId index(ast::ExprId object, std::uint32_t node);
    ast::ExprId reference(std::uint32_t node);
    ast::ExprId list(std::uint32_t node);
    ast::ExprId match(std::uint32_t node);
    ast::PatternLiterals::Key pattern_key(std::uint32_t node);
    void call_part(Cursor& at, ast::Call& call);
    std::vector<ast::Argument> arguments(std::uint32_t node);
    std::vector<ast::RecordEntry> record_entries(std::uint32_t node);
    std::optional<ast::ExprId> message(Cursor& at);

    // build_queries.cpp
    std::vector<ast::Clause> clauses(Cursor& at);
    std::optional<ast::Clause> clause(std::uint32_t node);
    ast::LetClause let(std::uint32_t node);

    // build_entries.cpp
    ast::Block block(std::uint32_t node);
    ast::Entry entry(std::uint32_t node);
    ast::Entry broken_entry(std::uint32_t node);
    ast::RuleEntry rule(std::uint32_t node);

    // build_items.cpp
    void item(std::uint32_t node);
    ast::LabelsItem labels(std::uint32_t node);
    void table(Cursor& entries, ast::LabelsItem& item);
    ast::FnItem fn(std::uint32_t node);
    std::vector<ast::Parameter> parameters(Cursor& at);
    ast::ErrorItem broken(std::uint32_t node) const;

    const Tree& tree_;
    std::string_view text_;
    FileId file_;
    diag::Sink& sink_;
    ast::Module module_;
};

}  // namespace lsmap::syntax

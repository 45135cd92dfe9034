#include "syntax/build_ast.hpp"

#include "syntax/ast_builder.hpp"
#include "syntax/scan.hpp"

#include <algorithm>

namespace lsmap::syntax {
namespace {

// The first node of this kind right below the file, if the text was read.
std::optional<std::uint32_t> child_of_kind(const Tree& tree, std::uint32_t parent, NodeKind kind) {
    for (const std::uint32_t child : tree.children(parent)) {
        if (tree.nodes[child].kind == kind) {
            return child;
        }
    }
    return std::nullopt;
}

ast::TypeId error_type(ast::Module& module, Span at) {
    return module.types.add({at, ast::Error{}});
}

}  // namespace

ast::Name AstBuilder::name(std::uint32_t node) {
    std::string_view written = text(node);
    if (kind(node) == NodeKind::backquoted) {
        written = written.substr(1, written.size() - 2);
    }
    return {std::string(written), span(node)};
}

Span AstBuilder::head(std::uint32_t node) const {
    const Token first = token_at(text_, span(node).begin);
    return {first.begin, std::min(first.end, span(node).end), file_};
}

std::optional<ast::Name> AstBuilder::first_word(std::uint32_t node) const {
    const Token word = token_at(text_, span(node).begin);
    if (word.kind != TokenKind::word) {
        return std::nullopt;
    }
    return ast::Name{std::string(text_of(text_, word)), {word.begin, word.end, file_}};
}

ast::Module build_ast(const Tree& tree, const SourceFile& source, FileId file, diag::Sink& sink) {
    AstBuilder builder(tree, source, file, sink);
    builder.items();
    return builder.take();
}

TypeText build_type(const Tree& tree, const SourceFile& source, FileId file, diag::Sink& sink) {
    AstBuilder builder(tree, source, file, sink);
    if (const auto node = child_of_kind(tree, 0, NodeKind::type)) {
        const ast::TypeId type = builder.type(*node);
        return {builder.take(), type};
    }
    TypeText result{builder.take(), {}};
    result.type =
        error_type(result.module, {0, static_cast<std::uint32_t>(source.text.size()), file});
    return result;
}

SignatureText build_signature(const Tree& tree, const SourceFile& source, FileId file,
                              diag::Sink& sink) {
    AstBuilder builder(tree, source, file, sink);
    SignatureText result{};
    const auto node = child_of_kind(tree, 0, NodeKind::signature);
    if (!node) {
        result.module = builder.take();
        result.result =
            error_type(result.module, {0, static_cast<std::uint32_t>(source.text.size()), file});
        return result;
    }
    for (const std::uint32_t child : tree.children(*node)) {
        switch (builder.kind(child)) {
            case NodeKind::name:
                result.name = builder.name(child);
                break;
            case NodeKind::type_params:
                for (const std::uint32_t param : tree.children(child)) {
                    result.type_params.push_back(builder.name(param));
                }
                break;
            case NodeKind::signature_param: {
                SignatureText::Param param{};
                param.optional = child_of_kind(tree, child, NodeKind::field_optional).has_value();
                param.selector = child_of_kind(tree, child, NodeKind::selector_mark).has_value();
                param.variadic = child_of_kind(tree, child, NodeKind::variadic_mark).has_value();
                param.name = builder.name(*child_of_kind(tree, child, NodeKind::word));
                param.type = builder.type(*child_of_kind(tree, child, NodeKind::type));
                result.params.push_back(std::move(param));
                break;
            }
            default:
                result.result = builder.type(child);
        }
    }
    result.module = builder.take();
    return result;
}

ExprText build_expr(const Tree& tree, const SourceFile& source, FileId file, diag::Sink& sink) {
    AstBuilder builder(tree, source, file, sink);
    if (const auto node = child_of_kind(tree, 0, NodeKind::expr)) {
        const ast::ExprId expr = builder.expr(*node);
        return {builder.take(), expr};
    }
    ExprText result{builder.take(), {}};
    result.expr = result.module.exprs.add(
        {{0, static_cast<std::uint32_t>(source.text.size()), file}, ast::Error{}});
    return result;
}

}  // namespace lsmap::syntax

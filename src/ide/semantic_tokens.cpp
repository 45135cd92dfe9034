#include "ide/semantic_tokens.hpp"

#include <algorithm>

namespace lsmap::ide {
namespace {

using check::NameKind;

constexpr std::uint8_t declaration = 1, readonly = 2, default_library = 4;

constexpr std::string_view type_names[] = {
    "comment",   "keyword",  "string",   "number",   "operator",   "namespace", "type",
    "parameter", "variable", "property", "function", "enumMember", "class"};
constexpr std::string_view modifier_names[] = {"declaration", "readonly", "defaultLibrary"};

SemanticToken token(const check::Use& use) {
    SemanticToken made{use.at.begin, use.at.end, TokenType::variable,
                       use.is_declaration ? declaration : std::uint8_t{0}};
    const auto also = [&](std::uint8_t bit) {
        made.modifiers = static_cast<std::uint8_t>(made.modifiers | bit);
    };
    switch (use.kind) {
        case NameKind::variable:
            if (use.variable == ir::VariableKind::argument) {
                made.type = TokenType::parameter;
            } else if (use.variable == ir::VariableKind::constant ||
                       use.variable == ir::VariableKind::param) {
                also(readonly);
            } else if (use.variable == ir::VariableKind::record) {
                made.type = TokenType::keyword;
            }
            break;
        case NameKind::field:
        case NameKind::part:
        case NameKind::slot:
            made.type = TokenType::property;
            break;
        case NameKind::function:
        case NameKind::table:
        case NameKind::group:
            made.type = TokenType::function;
            break;
        case NameKind::builtin:
            made.type = TokenType::function;
            also(default_library);
            break;
        case NameKind::type:
            made.type = TokenType::type;
            break;
        case NameKind::type_word:
            made.type = TokenType::type;
            also(default_library);
            break;
        case NameKind::module:
            made.type = TokenType::namespace_;
            break;
        case NameKind::control:
        case NameKind::object:
            made.type = TokenType::class_;
            break;
        case NameKind::label:
            made.type = TokenType::enum_member;
            break;
        case NameKind::handle:
            break;
    }
    return made;
}

std::optional<TokenType> type_of(const syntax::Piece& piece, const syntax::Tree& tree) {
    switch (piece.kind) {
        case syntax::PieceKind::comment:
            return TokenType::comment;
        case syntax::PieceKind::word:
            return TokenType::keyword;
        case syntax::PieceKind::node:
            break;
        case syntax::PieceKind::mark:
        case syntax::PieceKind::blank:
        case syntax::PieceKind::newline:
            return std::nullopt;
    }
    using syntax::NodeKind;
    switch (tree.nodes[piece.node].kind) {
        case NodeKind::number:
        case NodeKind::version_number:
        case NodeKind::type_number:
            return TokenType::number;
        case NodeKind::string_literal:
        case NodeKind::raw_literal:
        case NodeKind::format_text:
            return TokenType::string;
        case NodeKind::true_literal:
        case NodeKind::false_literal:
        case NodeKind::null_literal:
        case NodeKind::skip_expr:
        case NodeKind::fail_expr:
        case NodeKind::join_left:
        case NodeKind::group_adjacent:
        case NodeKind::order_desc:
        case NodeKind::table_same:
        case NodeKind::table_loose:
        case NodeKind::table_position:
        case NodeKind::pattern_missing:
            return TokenType::keyword;
        default:  // names get their meaning from the checker, marks speak for themselves
            return std::nullopt;
    }
}

}  // namespace

std::vector<std::string> token_type_names() {
    return {std::begin(type_names), std::end(type_names)};
}
std::vector<std::string> token_modifier_names() {
    return {std::begin(modifier_names), std::end(modifier_names)};
}

std::vector<SemanticToken> semantic_tokens(const Analysis& analysis) {
    std::vector<SemanticToken> all;
    for (const check::Use* use : analysis.names()) {
        if (!use->at.empty()) {
            all.push_back(token(*use));
        }
    }
    for (const syntax::Piece& piece : syntax::pieces(analysis.tree(), analysis.text())) {
        if (const auto type = type_of(piece, analysis.tree())) {
            all.push_back({piece.begin, piece.end, *type, 0});
        }
    }
    // Names stand before pieces of the same place: a label is more than a string.
    std::ranges::stable_sort(all, {}, &SemanticToken::begin);
    std::vector<SemanticToken> tokens;
    std::uint32_t reached = 0;
    for (const SemanticToken& one : all) {
        const std::string_view text = analysis.text().substr(one.begin, one.end - one.begin);
        if (one.begin >= reached && !text.empty() && text.find('\n') == std::string_view::npos) {
            tokens.push_back(one);
            reached = one.end;
        }
    }
    return tokens;
}

}  // namespace lsmap::ide

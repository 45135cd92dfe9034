#pragma once
#include "syntax/format_tokens.hpp"
#include "syntax/layout.hpp"
#include "syntax/tree.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace lsmap::syntax {

// From the tree to a document. Every token is laid down once, in order, with the comments that
// stand before it; a comment breaks the line where it stood, which was allowed there.
class Formatter {
 public:
    using Doc = Layout::Doc;
    using Docs = std::vector<Doc>;

    Formatter(const Tree& tree, std::string_view text, const std::vector<std::uint32_t>& left_alone)
        : tree_(tree),
          text_(text),
          left_alone_(left_alone),
          tokens_(format_tokens(tree, text, left_alone)) {}

    Doc file();
    const Layout& layout() const { return layout_; }

 private:
    // A child of a node, or a token that belongs to the node itself.
    struct Part {
        std::uint32_t node = 0;             // 0: a token
        std::uint32_t first = 0, last = 0;  // tokens
    };
    using Parts = std::vector<Part>;
    struct Range {  // of parts
        std::size_t begin, end;
    };

    Parts parts_of(std::uint32_t node) const;
    std::uint32_t token_from(
        std::uint32_t begin) const;  // the first token that begins there or later
    NodeKind kind(const Part& part) const;
    std::string_view word(const Part& part) const;  // of a token, "" for a node
    std::string_view first_word(const Part& part) const;
    std::string_view last_word(const Part& part) const;
    const Gap& gap(const Part& part) const { return tokens_[part.first].gap; }
    bool newline(const Part& part) const { return gap(part).newline; }

    Doc token(std::uint32_t index) { return layout_.text(text_of(tokens_[index])); }
    std::string_view text_of(const FormatToken& token) const {
        return text_.substr(token.begin, token.end - token.begin);
    }
    std::string_view text_of(const Comment& c) const;
    Doc words(std::string_view text) { return layout_.text(text); }

    Doc part(const Part& part);
    Doc node(std::uint32_t node);
    Doc plain(NodeKind in, const Parts& parts, Range range);
    std::size_t closing(const Parts& parts, std::size_t open) const;
    Doc spaced(NodeKind in, const Part& left, const Part& right);
    bool is_glued(NodeKind in, const Part& left, const Part& right) const;
    // The comments of a gap, each on its line but for one that stands behind something. `first`: no
    // blank line before them.
    Doc comments(const Gap& gap, bool first);
    // `otherwise`, or where comments stand there these and a line end.
    Doc between(const Gap& gap, Doc otherwise);
    Doc arm(NodeKind in, const Parts& parts);
    Doc assigned(const Part& value);
    bool hugs(const Part& value) const;

    // ---- lists between brackets: format_brackets.cpp -------------------------------------------
    struct Element {
        Range range{};
        Gap gap;              // before it, with what stood before its comma
        bool clause = false;  // of a query: no comma before it
    };
    struct Bracketed {
        std::vector<Element> elements;
        Gap close;  // before the closing bracket, and its last comma
        bool curly = false;
        bool opened = false;  // the user broke a line between them
        bool query = false;
    };
    static void merge(Gap& into, const Gap& gap);
    Bracketed bracketed(const Parts& parts, std::size_t open, std::size_t close) const;
    Doc brackets(NodeKind in, const Parts& parts, std::size_t open, std::size_t close);
    Doc opened(const Bracketed& b, const Docs& elements, bool keeps_rows);
    bool rows_fit(const Bracketed& b, const Parts& parts) const;
    Doc closed(const Bracketed& b, const Docs& elements, const Parts& parts);
    bool begins_with_bracket(const Parts& parts, Range range) const;
    bool is_short(const Parts& parts, Range range) const;

    // ---- expressions and headers: format_exprs.cpp ---------------------------------------------
    Doc expression(const Parts& parts, Range range);
    Doc operand(const Parts& parts, Range range);
    Doc alternatives(NodeKind in, const Parts& parts, Range range);
    Doc conditional(const Parts& parts);
    Doc header(NodeKind in, const Parts& parts);

    const Tree& tree_;
    std::string_view text_;
    const std::vector<std::uint32_t>& left_alone_;
    std::vector<FormatToken> tokens_;
    Layout layout_;
    std::uint32_t table_ = 0;   // of the rows that are laid down now
    std::uint32_t tables_ = 0;  // how many there were
};

}  // namespace lsmap::syntax

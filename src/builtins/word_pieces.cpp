#include "builtins/build_value.hpp"
#include "builtins/families.hpp"

#include <algorithm>
#include <array>

// Words out of the pieces that tokenizers of language models cut them into.
namespace lsmap::builtins {
namespace {

constexpr std::string_view goes_on = "##";                                // WordPiece
constexpr std::array<std::string_view, 2> begins = {"\u2581", "\u0120"};  // SentencePiece, BPE

struct Piece {
    std::string_view text;  // without its mark
    bool goes_on = false;   // `##`
    bool begins = false;    // `▁`, `Ġ`
};
Piece read_piece(std::string_view text) {
    if (text.starts_with(goes_on)) {
        return {text.substr(goes_on.size()), true, false};
    }
    for (const std::string_view mark : begins) {
        if (text.starts_with(mark)) {
            return {text.substr(mark.size()), false, true};
        }
    }
    return {text};
}

// The pieces of each word: numbers of the first piece and of the one behind the last.
struct Word {
    std::size_t first, behind;
    std::string text;
};
// Where words are marked at their begin, what has no mark goes on the word before. `touches`:
// whether a piece stands right behind the one before.
template <class Touches>
std::vector<Word> words_of(std::span<const Value> pieces, Touches touches) {
    const bool marks_begins = std::ranges::any_of(
        pieces, [](const Value& piece) { return read_piece(piece.str()).begins; });
    std::vector<Word> words;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const Piece piece = read_piece(pieces[i].str());
        const bool is_rest = piece.goes_on || (marks_begins && !piece.begins);
        if (i > 0 && is_rest && touches(i)) {
            words.back().behind = i + 1;
            words.back().text += piece.text;
        } else {
            words.push_back({i, i + 1, std::string(piece.text)});
        }
    }
    return words;
}

Value items_of(Args args, const Word& word) {
    return data::of_items(args[0].list().subspan(word.first, word.behind - word.first));
}

Value words_of_pieces(Args args, CallContext& context) {
    const auto words = words_of(args[0].list(), [](std::size_t) { return true; });
    NewList out(words.size(), context);
    for (std::size_t i = 0; i < words.size(); ++i) {
        out[i] = new_text(words[i].text, context);
    }
    return out.value();
}
Value words_of_tokens(Args args, CallContext& context) {
    const auto words = words_of(args[1].list(), [](std::size_t) { return true; });
    NewList out(words.size(), context);
    for (std::size_t i = 0; i < words.size(); ++i) {
        const Value fields[] = {new_text(words[i].text, context), items_of(args, words[i])};
        out[i] = new_list(fields, context);
    }
    return out.value();
}
Value words_with_spans(Args args, CallContext& context) {
    const auto starts = args[2].list(), ends = args[3].list();
    for (std::size_t i = 0; i < starts.size(); ++i) {
        if (ends[i].integer < starts[i].integer) {
            throw DataError{fmt::format("token {} ends at {}, before its start at {}", i,
                                        ends[i].integer, starts[i].integer)};
        }
    }
    const auto words = words_of(
        args[1].list(), [&](std::size_t i) { return starts[i].integer == ends[i - 1].integer; });
    NewList out(words.size(), context);
    for (std::size_t i = 0; i < words.size(); ++i) {
        const Value fields[] = {
            new_text(words[i].text, context),
            new_span(starts[words[i].first].integer, ends[words[i].behind - 1].integer, context),
            items_of(args, words[i])};
        out[i] = new_list(fields, context);
    }
    return out.value();
}

constexpr std::string_view family = "sequences";

constexpr Builtin rows[] = {
    {.signature = "word_pieces(pieces: [string]) -> [string]",
     .doc = "The words that the pieces of a tokenizer make: `##` begins a piece that goes on the "
            "word before; where `▁` or `Ġ` begin words, the pieces without go on.",
     .examples = {{R"(word_pieces(["Jo", "##han", "sings"]))", R"(["Johan", "sings"])"},
                  {R"(word_pieces(["▁Jo", "han", "▁sings"]))", R"(["Johan", "sings"])"}},
     .call = words_of_pieces,
     .family = family},
    {.signature = "word_pieces(tokens: [T], word: .string, start: .O, end: .O) -> [{ word: string, "
                  "span: span<O>, items: [T; 1..] }]",
     .doc = "The words with their places and tokens. A piece goes on the word before only where it "
            "starts at its end.",
     .examples =
         {{R"([w.span.end for w in word_pieces([{ w: "Jo", a: offset<char>(0), b: offset<char>(2) }, { w: "##han", a: offset<char>(2), b: offset<char>(5) }], word: .w, start: .a, end: .b)])",
           "[offset<char>(5)]"},
          {R"([w.word for w in word_pieces([{ w: "Jo", a: offset<char>(0), b: offset<char>(2) }, { w: "##han", a: offset<char>(7), b: offset<char>(10) }], word: .w, start: .a, end: .b)])",
           R"(["Jo", "han"])"}},
     .call = words_with_spans,
     .family = family},
    {.signature = "word_pieces(tokens: [T], word: .string) -> [{ word: string, items: [T; 1..] }]",
     .doc = "The words with their tokens, where those have no places.",
     .examples =
         {{R"([count(w.items) for w in word_pieces([{ w: "Jo" }, { w: "##han" }, { w: "sings" }], word: .w)])",
           "[2, 1]"}},
     .call = words_of_tokens,
     .family = family},
};

}  // namespace

std::span<const Builtin> word_piece_rows() { return rows; }

}  // namespace lsmap::builtins

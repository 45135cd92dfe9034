#include "builtins/build_value.hpp"
#include "builtins/families.hpp"

#include <algorithm>
#include <array>

// Spans from tokens that each carry a tag.
namespace lsmap::builtins {
namespace {

// What the letter before `-` says of a token's place in its span: BIO, IOB2, BILOU, BIOES.
struct Tag {
    std::string_view label;
    bool opens = false;   // B, U, S: never a part of the span before
    bool closes = false;  // L, E, U, S: the last of its span
    bool outside = false;
};

Tag read_tag(std::string_view text) {
    if (text == "O") {
        return {{}, false, false, true};
    }
    constexpr std::string_view letters = "BIMLEUS";
    if (text.size() < 2 || text[1] != '-' || letters.find(text[0]) == std::string_view::npos) {
        return {text};  // without a letter it goes on like an `I-`
    }
    const char letter = text[0];
    return {text.substr(2), letter == 'B' || letter == 'U' || letter == 'S',
            letter == 'L' || letter == 'E' || letter == 'U' || letter == 'S'};
}

struct OpenSpan {
    std::string_view label;
    std::int64_t start = 0, end = 0;
    std::size_t first = 0;
    bool closed = false;  // its tags have ended; only the rest of a word may follow
};

enum Argument : std::size_t { tokens, tag, start, end, index, word };

Value bio_spans(Args args, CallContext& context) {
    const auto all = args[tokens].list();
    const auto list_of = [&](Argument argument) {
        return args[argument].present() ? args[argument].list() : std::span<const Value>();
    };
    const auto indexes = list_of(index);
    const auto words = list_of(word);
    std::vector<Value> found;
    std::optional<OpenSpan> open;
    const auto finish = [&](std::size_t behind) {
        if (open) {
            const Value fields[] = {data::of_text(open->label),
                                    new_span(open->start, open->end, context),
                                    data::of_items(all.subspan(open->first, behind - open->first))};
            found.push_back(new_list(fields, context));
            open.reset();
        }
    };
    for (std::size_t i = 0; i < all.size(); ++i) {
        const Tag its = read_tag(args[tag].list()[i].str());
        const std::int64_t from = args[start].list()[i].integer;
        const std::int64_t to = args[end].list()[i].integer;
        if (to < from) {
            throw DataError{
                fmt::format("token {} ends at {}, before its start at {}", i, to, from)};
        }
        const bool follows = indexes.empty() || (i > 0 && indexes[i - 1].integer != INT64_MAX &&
                                                 indexes[i].integer == indexes[i - 1].integer + 1);
        const bool rest_of_word =
            open && !words.empty() && words[i].str().starts_with("##") && from == open->end;
        const bool same_span = open && !open->closed && !its.opens && its.label == open->label;
        if (its.outside) {
            finish(i);
        } else if (open && follows && (rest_of_word || same_span)) {
            open->end = std::max(open->end, to);
            open->closed |= its.closes;
        } else {
            finish(i);
            open = OpenSpan{its.label, from, to, i, its.closes};
        }
    }
    finish(all.size());
    return new_list(found, context);
}

constexpr std::string_view family = "sequences";

constexpr Builtin rows[] = {
    {.signature = "bio_spans(tokens: [T], tag: .string, start: .O, end: .O, index?: .int, "
                  "word?: .string) -> [{ label: string, span: span<O>, items: [T; 1..] }]",
     .doc =
         "The spans that tags like `B-PER`, `I-PER`, `O` mark, with their tokens; BILOU and BIOES "
         "as well. A token goes on the span before it if its number is the next one (where "
         "`index` is given) and its tag is an `I-` of the same label, or its word begins with "
         "`##` where the token before ends; every other opens one.",
     .examples =
         {{R"([s.label for s in bio_spans([{ t: "B-A", a: offset<char>(0), b: offset<char>(2) }, { t: "I-A", a: offset<char>(3), b: offset<char>(5) }, { t: "I-B", a: offset<char>(6), b: offset<char>(7) }], tag: .t, start: .a, end: .b)])",
           R"(["A", "B"])"},
          {R"([s.span.end for s in bio_spans([{ t: "B-A", a: offset<char>(0), b: offset<char>(2) }, { t: "I-A", a: offset<char>(3), b: offset<char>(5) }], tag: .t, start: .a, end: .b)])",
           "[offset<char>(5)]"},
          {R"(count(bio_spans([{ t: "U-A", a: offset<char>(0), b: offset<char>(2) }, { t: "L-A", a: offset<char>(3), b: offset<char>(5) }, { t: "O", a: offset<char>(6), b: offset<char>(7) }], tag: .t, start: .a, end: .b)))",
           "2"},
          {R"(count(bio_spans([{ t: "I-A", n: 1, a: offset<char>(0), b: offset<char>(2) }, { t: "I-A", n: 3, a: offset<char>(3), b: offset<char>(5) }], tag: .t, start: .a, end: .b, index: .n)))",
           "2"},
          {R"([count(s.items) for s in bio_spans([{ t: "B-A", w: "Mi", a: offset<char>(0), b: offset<char>(2) }, { t: "B-B", w: "##so", a: offset<char>(2), b: offset<char>(4) }], tag: .t, start: .a, end: .b, word: .w)])",
           "[2]"}},
     .call = bio_spans,
     .family = family},
};

}  // namespace

std::span<const Builtin> sequence_rows() { return rows; }

}  // namespace lsmap::builtins

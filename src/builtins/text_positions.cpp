#include "builtins/build_value.hpp"
#include "builtins/code_points.hpp"
#include "builtins/families.hpp"
#include "data/text_offsets.hpp"
#include "markup/page.hpp"

// Spans are half-open and count code points.
namespace lsmap::builtins {
namespace {

using data::TextOffsets;

std::int64_t point_of(const TextOffsets& offsets, std::size_t byte) {
    return static_cast<std::int64_t>(*offsets.code_point_of_byte(byte));
}
Value span_of_bytes(const TextOffsets& offsets, std::size_t begin, std::size_t end,
                    CallContext& context) {
    return new_span(point_of(offsets, begin), point_of(offsets, end), context);
}
// The byte where the search begins; nullopt where the text has no such character.
std::optional<std::size_t> byte_of(const TextOffsets& offsets, const Value& from) {
    if (!from.present()) {
        return 0;
    }
    return from.integer < 0 ? std::nullopt
                            : offsets.byte_of_code_point(static_cast<std::size_t>(from.integer));
}
void check_not_empty(std::string_view part, std::string_view what) {
    if (part.empty()) {
        throw DataError{fmt::format("`{}` cannot look for an empty text", what)};
    }
}

Value find(Args args, CallContext& context) {
    check_not_empty(args[1].str(), "find");
    const TextOffsets offsets(args[0].str());
    const auto from = byte_of(offsets, args[2]);
    const std::size_t at = from ? args[0].str().find(args[1].str(), *from) : std::string_view::npos;
    return at == std::string_view::npos ? data::missing_value()
                                        : span_of_bytes(offsets, at, at + args[1].size, context);
}

Value find_all(Args args, CallContext& context) {
    const std::string_view text = args[0].str(), part = args[1].str();
    check_not_empty(part, "find_all");
    const TextOffsets offsets(text);
    std::vector<Value> found;
    for (std::size_t at = text.find(part); at != std::string_view::npos;
         at = text.find(part, at + part.size())) {
        found.push_back(span_of_bytes(offsets, at, at + part.size(), context));
    }
    return new_list(found, context);
}

// Every place counts here, overlapping ones too: the nearest start wins, of two equally near the
// first.
Value anchor(Args args, CallContext& context) {
    const std::string_view text = args[0].str(), quote = args[1].str();
    if (quote.empty()) {
        return data::missing_value();
    }
    const TextOffsets offsets(text);
    const std::int64_t near = args[2].present() ? args[2].integer : 0;
    const auto distance = [&](std::int64_t point) {  // unsigned: `near` may be any int
        return point > near ? static_cast<std::uint64_t>(point) - static_cast<std::uint64_t>(near)
                            : static_cast<std::uint64_t>(near) - static_cast<std::uint64_t>(point);
    };
    std::optional<std::size_t> best;
    std::uint64_t best_distance = 0;
    for (std::size_t at = text.find(quote); at != std::string_view::npos;
         at = text.find(quote, at + 1)) {
        const std::uint64_t its_distance = distance(point_of(offsets, at));
        if (best && its_distance >= best_distance) {
            break;  // starts only go further away from here
        }
        best = at;
        best_distance = its_distance;
    }
    return best ? span_of_bytes(offsets, *best, *best + quote.size(), context)
                : data::missing_value();
}

Value anchor_all(Args args, CallContext& context) {
    const std::string_view text = args[0].str();
    const TextOffsets offsets(text);
    const auto parts = args[1].list();
    NewList out(parts.size(), context);
    std::size_t from = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const std::string_view part = parts[i].str();
        const std::size_t at = part.empty() ? std::string_view::npos : text.find(part, from);
        out[i] = data::missing_value();
        if (at != std::string_view::npos) {
            from = at + part.size();
            out[i] = span_of_bytes(offsets, at, from, context);
        }
    }
    return out.value();
}

Value word_spans(Args args, CallContext& context) {
    const std::string_view text = args[0].str();
    std::vector<Value> found;
    std::int64_t point = 0, start = -1;
    for (std::size_t i = 0; i < text.size(); ++point) {
        const CodePoint c = code_point_at(text, i);
        if (is_blank(c.value)) {
            if (start >= 0) {
                found.push_back(new_span(start, point, context));
            }
            start = -1;
        } else if (start < 0) {
            start = point;
        }
        i += c.size;
    }
    if (start >= 0) {
        found.push_back(new_span(start, point, context));
    }
    return new_list(found, context);
}

Value part_spans(Args args, CallContext& context) {
    const auto parts = args[0].list();
    const std::int64_t between = args[1].present() ? count_code_points(args[1].str()) : 0;
    NewList out(parts.size(), context);
    std::int64_t start = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const std::int64_t end = start + count_code_points(parts[i].str());
        out[i] = new_span(start, end, context);
        start = end + between;
        context.work += parts[i].size;
    }
    return out.value();
}

std::string_view slice_of(const TextOffsets& offsets, const Value& span, std::string_view what) {
    const std::int64_t start = span.items[0].integer, end = span.items[1].integer;
    const auto part = start < 0 || end < start ? std::nullopt
                                               : offsets.slice(static_cast<std::size_t>(start),
                                                               static_cast<std::size_t>(end));
    if (!part) {
        throw DataError{fmt::format("`{}`: {}..{} is not within the text, which has {} characters",
                                    what, start, end, offsets.code_points())};
    }
    return *part;
}

Value slice(Args args, CallContext&) {
    return data::of_text(slice_of(TextOffsets(args[0].str()), args[1], "slice"));
}

Value trim_span(Args args, CallContext& context) {
    const TextOffsets offsets(args[0].str());
    const std::string_view part = slice_of(offsets, args[1], "trim_span");
    const std::string_view kept = trimmed(part);
    if (kept.empty()) {
        return data::missing_value();
    }
    const std::int64_t before = count_code_points(part.substr(0, blanks_before(part)));
    const std::int64_t start = args[1].items[0].integer + before;
    return new_span(start, start + count_code_points(kept), context);
}

// A place in HTML: what the slots `from` and `to` take.
Value node(Args args, CallContext& context) {
    const Value fields[] = {args[0], data::of_int(args[1].integer)};
    return new_list(fields, context);
}

Value html_text(Args args, CallContext& context) {
    const bool is_inline = args[1].present() && args[1].boolean;
    markup::Page page;
    const auto problem =
        page.read(args[0].str(), is_inline ? markup::Context::inline_part : markup::Context::frame);
    if (problem) {
        throw DataError{fmt::format("`html_text`: the HTML {}", *problem)};
    }
    return new_text(page.text(), context);
}

constexpr std::string_view family = "text positions";

constexpr Builtin rows[] = {
    {.signature = "find(text: string, part: string, from?: offset<char>) -> span?",
     .doc =
         "The first place where the part stands, at or behind `from`; missing where there is none.",
     .examples = {{R"(slice("größe: 5", find("größe: 5", "5") ?? fail))", R"("5")"},
                  {R"(present(find("abc", "x")))", "false"}},
     .call = find,
     .family = family},
    {.signature = "find(text: string, part: string, from?: int) -> span?",
     .doc = "The same with the start as a plain int.",
     .examples = {{R"(find("abab", "ab", from: 1)?.start ?? fail)", "offset<char>(2)"}},
     .call = find,
     .family = family},
    {.signature = "find_all(text: string, part: string) -> [span]",
     .doc = "All places where the part stands, none overlapping the one before.",
     .examples = {{R"(count(find_all("aaaa", "aa")))", "2"},
                  {R"([s.start for s in find_all("abab", "b")])",
                   "[offset<char>(1), offset<char>(3)]"}},
     .call = find_all,
     .family = family},
    {.signature = "anchor(text: string, quote: string, near?: offset<char>) -> span?",
     .doc =
         "The place of the quote whose start is nearest to `near`, of two equally near the first; "
         "missing where the text does not have it.",
     .examples = {{R"(anchor("abab", "ab")?.start ?? fail)", "offset<char>(0)"}},
     .call = anchor,
     .family = family},
    {.signature = "anchor(text: string, quote: string, near?: int) -> span?",
     .doc = "The same with a plain int.",
     .examples = {{R"(anchor("abab", "ab", near: 3)?.start ?? fail)", "offset<char>(2)"}},
     .call = anchor,
     .family = family},
    {.signature = "anchor_all(text: string, parts: [string]) -> [span?]",
     .doc = "The place of each part, looked for behind the end of the one before; missing where it "
            "is not there.",
     .examples = {{R"(count(anchor_all("a b a", ["a", "a", "x"])))", "3"},
                  {R"([s?.start ?? skip for s in anchor_all("a b a", ["a", "a"])])",
                   "[offset<char>(0), offset<char>(4)]"}},
     .call = anchor_all,
     .family = family},
    {.signature = "word_spans(s: string) -> [span]",
     .doc = "The places of the words that `words` gives.",
     .examples = {{R"([slice(" a  größe", w) for w in word_spans(" a  größe")])",
                   R"(["a", "größe"])"},
                  {R"([w.start for w in word_spans(" a  b")])",
                   "[offset<char>(1), offset<char>(4)]"}},
     .call = word_spans,
     .family = family},
    {.signature = "part_spans(parts: [string], by?: string) -> [span]",
     .doc = "The places of the parts in the text that `join_text(parts, by)` makes of them: tokens "
            "to characters.",
     .examples = {{R"([p.end for p in part_spans(["größe", "5"], " ")])",
                   "[offset<char>(5), offset<char>(7)]"}},
     .call = part_spans,
     .family = family},
    {.signature = "slice(text: string, part: span) -> string",
     .doc = "The characters of the span; a data error where they are not all there.",
     .examples = {{R"(slice("größe", span(offset<char>(1), offset<char>(3))))", R"("rö")"}},
     .call = slice,
     .family = family},
    {.signature = "trim_span(text: string, part: span) -> span?",
     .doc = "The span without the blanks at its ends; missing where nothing else is in it.",
     .examples = {{R"(trim_span("a  bc ", span(offset<char>(1), offset<char>(6)))?.start ?? fail)",
                   "offset<char>(3)"},
                  {R"(present(trim_span("a  b", span(offset<char>(1), offset<char>(3)))))",
                   "false"}},
     .call = trim_span,
     .family = family},
    {.signature = "node(xpath: string, offset: int) -> { xpath: string, offset: int }",
     .doc =
         "A place in HTML for the slots `from` and `to`: so many characters behind the start of a "
         "node. `/p/b` means `/p[1]/b[1]`; paths begin below the body.",
     .examples = {{R"(node("/div[1]/p[2]/text()[1]", 4).offset)", "4"}},
     .call = node,
     .family = family},
    {.signature = "node(xpath: string, offset: offset<char>) -> { xpath: string, offset: int }",
     .doc = "The same with a text position.",
     .examples = {{R"(node("/p", offset<char>(4)).xpath)", R"("/p")"}},
     .call = node,
     .family = family},
    {.signature = "html_text(html: string, inline?: bool) -> string",
     .doc =
         "The text of HTML as Label Studio's editor counts it: entities are characters, `<br>` is "
         "a line feed, scripts and comments are nothing. `inline: true` for a HyperText with "
         "`inline=\"true\"`.",
     .examples = {{R"(html_text("<p>a &amp; b<br>c</p>"))", R"("a & b\nc")"},
                  {R"(html_text("<p>a<!-- no -->b</p><script>x()</script>"))", R"("ab")"}},
     .call = html_text,
     .family = family},
};

}  // namespace

std::span<const Builtin> text_position_rows() { return rows; }

}  // namespace lsmap::builtins

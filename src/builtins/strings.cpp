#include "builtins/build_value.hpp"
#include "builtins/code_points.hpp"
#include "builtins/families.hpp"
#include "builtins/limits.hpp"
#include "data/graphemes.hpp"
#include "data/text_offsets.hpp"

#include <algorithm>
#include <utf8proc.h>

namespace lsmap::builtins {
namespace {

using data::of_bool;
using data::of_int;
using data::of_text;

// Parts of an argument's text stay where they are: the argument lives as long as the result.
Value trim(Args args, CallContext&) { return of_text(trimmed(args[0].str())); }

// One character for one character, as in the table of simple case mappings of Unicode.
Value mapped(std::string_view text, utf8proc_int32_t (*map)(utf8proc_int32_t),
             CallContext& context) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const CodePoint c = code_point_at(text, i);
        i += c.size;
        utf8proc_uint8_t bytes[4];
        const auto size = utf8proc_encode_char(map(static_cast<utf8proc_int32_t>(c.value)), bytes);
        out.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
    }
    return new_text(out, context);
}
Value lower(Args args, CallContext& context) {
    return mapped(args[0].str(), utf8proc_tolower, context);
}
Value upper(Args args, CallContext& context) {
    return mapped(args[0].str(), utf8proc_toupper, context);
}

Value split(Args args, CallContext& context) {
    std::string_view text = args[0].str();
    const std::string_view separator = args[1].str();
    if (separator.empty()) {
        throw DataError{"the separator of `split` is empty"};
    }
    std::vector<Value> parts;
    for (std::size_t at; (at = text.find(separator)) != std::string_view::npos;) {
        parts.push_back(of_text(text.substr(0, at)));
        text.remove_prefix(at + separator.size());
    }
    parts.push_back(of_text(text));
    return new_list(parts, context);
}

Value lines(Args args, CallContext& context) {
    std::string_view text = args[0].str();
    std::vector<Value> found;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        found.push_back(of_text(line.ends_with('\r') ? line.substr(0, end - 1) : line));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return new_list(found, context);
}

Value words(Args args, CallContext& context) {
    const std::string_view text = args[0].str();
    std::vector<Value> found;
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= text.size();) {
        const CodePoint c = i < text.size() ? code_point_at(text, i) : CodePoint{U' ', 1};
        if (is_blank(c.value)) {
            if (i > begin) {
                found.push_back(of_text(text.substr(begin, i - begin)));
            }
            begin = i + c.size;
        }
        i += c.size;
    }
    return new_list(found, context);
}

void check_size(std::size_t bytes, std::string_view what) {
    if (bytes > most_result_bytes) {
        throw DataError{
            fmt::format("the result of `{}` is longer than {} bytes", what, most_result_bytes)};
    }
}

Value join_text(Args args, CallContext& context) {
    const std::string_view separator = args[1].present() ? args[1].str() : std::string_view();
    std::string out;
    for (const Value& part : args[0].list()) {
        out += out.empty() && &part == args[0].items ? "" : separator;
        out += part.str();
        check_size(out.size(), "join_text");
    }
    return new_text(out, context);
}

Value byte_length(Args args, CallContext&) { return of_int(args[0].size); }
Value utf16_length(Args args, CallContext&) {
    return of_int(static_cast<std::int64_t>(data::TextOffsets(args[0].str()).utf16_units()));
}
Value grapheme_length(Args args, CallContext&) {
    return of_int(static_cast<std::int64_t>(data::Graphemes(args[0].str()).size()));
}
Value length(Args args, CallContext&) { return of_int(count_code_points(args[0].str())); }

Value replace(Args args, CallContext& context) {
    std::string_view text = args[0].str();
    const std::string_view old = args[1].str();
    if (old.empty()) {
        throw DataError{"`replace` cannot look for an empty text"};
    }
    std::string out;
    for (std::size_t at; (at = text.find(old)) != std::string_view::npos;) {
        out += text.substr(0, at);
        out += args[2].str();
        check_size(out.size(), "replace");
        text.remove_prefix(at + old.size());
    }
    return new_text(out.append(text), context);
}

std::unique_ptr<Prepared> check_not_empty(std::span<const Value* const> constants,
                                          std::string& problem) {
    if (constants[1] != nullptr && constants[1]->size == 0) {
        problem = "the text to look for is empty";
    }
    return nullptr;
}

Value starts_with(Args args, CallContext&) {
    return of_bool(args[0].str().starts_with(args[1].str()));
}
Value ends_with(Args args, CallContext&) { return of_bool(args[0].str().ends_with(args[1].str())); }

Value strip_prefix(Args args, CallContext&) {
    const std::string_view text = args[0].str();
    return of_text(text.starts_with(args[1].str()) ? text.substr(args[1].size) : text);
}
Value strip_suffix(Args args, CallContext&) {
    const std::string_view text = args[0].str();
    return of_text(text.ends_with(args[1].str()) ? text.substr(0, text.size() - args[1].size)
                                                 : text);
}

std::string_view last_part(std::string_view path) {
    const std::size_t slash = path.find_last_of("/\\");
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}
std::string_view without_extension(std::string_view name) {
    const std::size_t dot = name.rfind('.');
    return dot == std::string_view::npos || dot == 0 ? name : name.substr(0, dot);
}
Value base_name(Args args, CallContext&) { return of_text(last_part(args[0].str())); }
Value stem(Args args, CallContext&) { return of_text(without_extension(last_part(args[0].str()))); }

Value url_encode(Args args, CallContext& context) {
    constexpr std::string_view plain_marks = "-._~/";
    std::string out;
    for (const char c : args[0].str()) {
        const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                              (c >= '0' && c <= '9') ||
                              plain_marks.find(c) != std::string_view::npos;
        out += is_plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return new_text(out, context);
}

// The text between the first line that begins with three backticks and the next such line (or the
// end).
Value strip_fence(Args args, CallContext&) {
    const std::string_view text = args[0].str();
    constexpr std::string_view fence = "```";
    const auto next_fence = [&](std::size_t from) {
        std::size_t at = text.find(fence, from);
        while (at != std::string_view::npos && at != 0 && text[at - 1] != '\n') {
            at = text.find(fence, at + 1);
        }
        return at;
    };
    const std::size_t open = next_fence(0);
    const std::size_t line_end = open == std::string_view::npos ? open : text.find('\n', open);
    if (line_end == std::string_view::npos) {
        return of_text(trimmed(text));
    }
    const std::size_t close = std::min(next_fence(line_end + 1), text.size());
    return of_text(trimmed(text.substr(line_end + 1, close - line_end - 1)));
}

constexpr std::string_view family = "strings";

constexpr Builtin rows[] = {
    {.signature = "trim(s: string) -> string",
     .doc = "The text without blanks at its start and end.",
     .examples = {{R"(trim("  a b "))", R"("a b")"}},
     .call = trim,
     .family = family},
    {.signature = "lower(s: string) -> string",
     .doc = "The text in small letters, character by character.",
     .examples = {{R"(lower("ÄRGER Nr. 1"))", R"("ärger nr. 1")"}},
     .call = lower,
     .family = family},
    {.signature = "upper(s: string) -> string",
     .doc = "The text in capitals, character by character.",
     .examples = {{R"(upper("éa1"))", R"("ÉA1")"}},
     .call = upper,
     .family = family},
    {.signature = "split(s: string, by: string) -> [string; 1..]",
     .doc = "The parts between the places where the separator stands.",
     .examples = {{R"(split("a,b,,c", ","))", R"(["a", "b", "", "c"])"}},
     .call = split,
     .prepare = check_not_empty,
     .family = family},
    {.signature = "join_text(parts: [string], by?: string) -> string",
     .doc = "The parts in one text, with the separator between them.",
     .examples = {{R"(join_text(["a", "b"], ", "))", R"("a, b")"},
                  {R"(join_text(["a", "b"]))", R"("ab")"}},
     .call = join_text,
     .family = family},
    {.signature = "lines(s: string) -> [string]",
     .doc = "The lines of the text without their ends.",
     .examples = {{R"(lines("a\n\nb\n"))", R"(["a", "", "b"])"}},
     .call = lines,
     .family = family},
    {.signature = "words(s: string) -> [string]",
     .doc = "The parts of the text that stand between blanks.",
     .examples = {{R"(words(" a  b\n"))", R"(["a", "b"])"}},
     .call = words,
     .family = family},
    {.signature = "length(s: string) -> int",
     .doc = "How many characters (code points) the text has.",
     .examples = {{R"(length("größe"))", "5"}},
     .call = length,
     .family = family},
    {.signature = "byte_length(s: string) -> int",
     .doc = "How many bytes the text has in UTF-8.",
     .examples = {{R"(byte_length("größe"))", "7"}},
     .call = byte_length,
     .reads_all = false,
     .family = family},
    {.signature = "utf16_length(s: string) -> int",
     .doc = "How many UTF-16 units the text has, as Java and JavaScript count.",
     .examples = {{R"(utf16_length("größe"))", "5"}, {R"(utf16_length("👍"))", "2"}},
     .call = utf16_length,
     .family = family},
    {.signature = "grapheme_length(s: string) -> int",
     .doc = "How many grapheme clusters the text has: what a reader takes for one character.",
     .examples = {{R"(grapheme_length("👩‍🚀!"))", "2"},
                  {R"(grapheme_length("e\u0301"))", "1"}},
     .call = grapheme_length,
     .family = family},
    {.signature = "replace(s: string, old: string, new: string) -> string",
     .doc = "The text with `new` at every place where `old` stands.",
     .examples = {{R"(replace("a_b_c", "_", " "))", R"("a b c")"}},
     .call = replace,
     .prepare = check_not_empty,
     .family = family},
    {.signature = "starts_with(s: string, prefix: string) -> bool",
     .doc = "Whether the text begins with the other.",
     .examples = {{R"(starts_with("B-PER", "B-"))", "true"}},
     .call = starts_with,
     .family = family},
    {.signature = "ends_with(s: string, suffix: string) -> bool",
     .doc = "Whether the text ends with the other.",
     .examples = {{R"(ends_with("a.jpg", ".png"))", "false"}},
     .call = ends_with,
     .family = family},
    {.signature = "strip_prefix(s: string, prefix: string) -> string",
     .doc = "The text without the prefix; unchanged where it does not begin with it.",
     .examples = {{R"(strip_prefix("B-PER", "B-"))", R"("PER")"},
                  {R"(strip_prefix("O", "B-"))", R"("O")"}},
     .call = strip_prefix,
     .family = family},
    {.signature = "strip_suffix(s: string, suffix: string) -> string",
     .doc = "The text without the suffix; unchanged where it does not end with it.",
     .examples = {{R"(strip_suffix("a.jpg", ".jpg"))", R"("a")"}},
     .call = strip_suffix,
     .family = family},
    {.signature = "base_name(path: string) -> string",
     .doc = R"(What stands behind the last `/` or `\`.)",
     .examples = {{R"(base_name("data/a.jpg"))", R"("a.jpg")"},
                  {R"(base_name("c:\\data\\a.jpg"))", R"("a.jpg")"}},
     .call = base_name,
     .family = family},
    {.signature = "stem(path: string) -> string",
     .doc = "The base name without its last extension.",
     .examples = {{R"(stem("data/a.tar.gz"))", R"("a.tar")"},
                  {R"(stem(".hidden"))", R"(".hidden")"}},
     .call = stem,
     .family = family},
    {.signature = "url_encode(s: string) -> string",
     .doc = "The text with every byte but letters, digits and `-._~/` written as `%XX`.",
     .examples = {{R"(url_encode("a b/ü.jpg"))", R"("a%20b/%C3%BC.jpg")"}},
     .call = url_encode,
     .family = family},
    {.signature = "strip_fence(s: string) -> string",
     .doc = "What stands in the first block between lines of three backticks; without one the "
            "trimmed text.",
     .examples = {{R"(strip_fence("Here:\n```json\n{}\n```\n"))", R"("{}")"},
                  {R"(strip_fence(" [1] "))", R"("[1]")"}},
     .call = strip_fence,
     .family = family},
};

}  // namespace

std::span<const Builtin> string_rows() { return rows; }

}  // namespace lsmap::builtins

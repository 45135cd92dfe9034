#include "diag/codes/syntax.hpp"
#include "syntax/ast_builder.hpp"
#include "syntax/scan.hpp"

#include <algorithm>
#include <charconv>

namespace lsmap::syntax {
namespace {

constexpr std::string_view units[] = {
#define UNIT(word) word,
#include "grammar/units.def"
#undef UNIT
};

void append_utf8(std::string& to, std::uint32_t point) {
    const auto put = [&](std::uint32_t byte) { to += static_cast<char>(byte); };
    if (point < 0x80) {
        put(point);
    } else if (point < 0x800) {
        put(0xC0 | point >> 6);
        put(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
        put(0xE0 | point >> 12);
        put(0x80 | (point >> 6 & 0x3F));
        put(0x80 | (point & 0x3F));
    } else {
        put(0xF0 | point >> 18);
        put(0x80 | (point >> 12 & 0x3F));
        put(0x80 | (point >> 6 & 0x3F));
        put(0x80 | (point & 0x3F));
    }
}

// The four hex digits behind `\u` at `at`.
std::optional<std::uint32_t> hex4(std::string_view text, std::size_t at) {
    std::uint32_t value = 0;
    if (text.substr(at, 2) != "\\u" || at + 6 > text.size()) {
        return std::nullopt;
    }
    const char* const end = text.data() + at + 6;
    const auto result = std::from_chars(text.data() + at + 2, end, value, 16);
    return result.ptr == end && result.ec == std::errc{} ? std::optional(value) : std::nullopt;
}

char simple_escape(char c) {
    switch (c) {
        case 'n':
            return '\n';
        case 't':
            return '\t';
        case 'r':
            return '\r';
        case 'b':
            return '\b';
        case 'f':
            return '\f';
        case '"':
        case '\\':
        case '/':
            return c;
        default:
            return '\0';
    }
}

}  // namespace

// The text [begin, end) of a string with its escapes resolved; `format`: `{{` is one brace.
std::string AstBuilder::unescaped(std::uint32_t begin, std::uint32_t end, bool format) {
    const std::string_view source = text_.substr(0, end);
    std::string value;
    value.reserve(end - begin);
    for (std::uint32_t at = begin; at < end;) {
        const char c = source[at];
        if (c != '\\') {
            value += c;
            at += format && (c == '{' || c == '}') ? 2 : 1;
            continue;
        }
        const char escaped = source[at + 1];
        if (const char plain = simple_escape(escaped); plain != '\0') {
            value += plain;
            at += 2;
            continue;
        }
        std::uint32_t size = 2;
        while (at + size < end && (static_cast<unsigned char>(source[at + size]) & 0xC0) == 0x80) {
            ++size;
        }
        std::string help = "a backslash is written `\\\\`; a regular expression stands in r\"…\"";
        if (escaped == 'u') {
            const auto high = hex4(source, at);
            if (high && (*high < 0xD800 || *high > 0xDFFF)) {
                append_utf8(value, *high);
                at += 6;
                continue;
            }
            const auto low = high && *high < 0xDC00 ? hex4(source, at + 6) : std::nullopt;
            if (low && *low >= 0xDC00 && *low <= 0xDFFF) {
                append_utf8(value, 0x10000 + ((*high - 0xD800) << 10) + (*low - 0xDC00));
                at += 12;
                continue;
            }
            size = high ? 6 : 2;
            help = high ? "half of a surrogate pair; both halves are needed"
                        : "`\\u` takes four hex digits, as `\\u00e9`";
        }
        sink_
            .emit({at, at + size, file_}, diag::unknown_escape,
                  std::string(source.substr(at, size)))
            .help(std::move(help));
        value += source.substr(at, size);
        at += size;
    }
    return value;
}

std::string AstBuilder::string_value(std::uint32_t node) {
    const Node& n = tree_.nodes[node];
    if (n.kind == NodeKind::raw_literal) {
        return std::string(text_.substr(n.begin + 2, n.end - n.begin - 3));
    }
    return unescaped(n.begin + 1, n.end - 1, false);
}

ast::Name AstBuilder::string_name(std::uint32_t node) { return {string_value(node), span(node)}; }

ast::ExprId AstBuilder::number(std::uint32_t node) {
    const std::string_view whole = text(node);
    std::size_t end = whole.size();
    for (std::size_t at = 0; at < whole.size(); ++at) {
        const char c = whole[at];
        const bool digit = (c >= '0' && c <= '9') || c == '.';
        const bool exponent = (c == 'e' || c == 'E') && at + 1 < whole.size() &&
                              (whole[at + 1] == '+' || whole[at + 1] == '-' ||
                               (whole[at + 1] >= '0' && whole[at + 1] <= '9'));
        if (exponent) {
            ++at;
        } else if (!digit) {
            end = at;
            break;
        }
    }
    ast::NumberLiteral literal{std::string(whole.substr(0, end)), std::string(whole.substr(end)),
                               false};
    literal.is_int = literal.text.find_first_of(".eE") == std::string::npos;
    if (!literal.unit.empty() && std::ranges::find(units, literal.unit) == std::end(units)) {
        const Span at{span(node).begin + static_cast<std::uint32_t>(end), span(node).end, file_};
        std::string known;
        for (const std::string_view unit : units) {
            known += fmt::format("{}`{}`", known.empty() ? "" : ", ", unit);
        }
        sink_.emit(at, diag::unknown_unit, literal.unit).help("units are " + known);
        return add(span(node), ast::Error{});
    }
    if (literal.is_int && literal.unit.empty()) {
        std::int64_t value = 0;
        const auto error =
            std::from_chars(literal.text.data(), literal.text.data() + literal.text.size(), value)
                .ec;
        if (error != std::errc{}) {
            sink_.emit(span(node), diag::integer_too_large, literal.text)
                .help("write it as a string, or with a fraction (`.0`) as a number");
            return add(span(node), ast::Error{});
        }
    }
    return add(span(node), std::move(literal));
}

// A literal of a table or a pattern; a negative number is a Unary.
ast::ExprId AstBuilder::key_literal(std::uint32_t node) {
    if (kind(node) != NodeKind::type_number) {
        return primary(node);
    }
    const ast::ExprId value = number(node + 1);
    return text(node).front() == '-' ? add(span(node), ast::Unary{ast::Operator::negate, value})
                                     : value;
}

ast::ExprId AstBuilder::format_string(std::uint32_t node) {
    ast::FormatString result;
    ast::FormatPart part;
    for (Cursor at = inside(node); !at.done();) {
        const std::uint32_t child = at.next();
        if (kind(child) == NodeKind::format_text) {
            part.text = unescaped(span(child).begin, span(child).end, true);
        } else {
            part.hole = expr(child + 1);
            result.parts.push_back(std::exchange(part, {}));
        }
    }
    result.parts.push_back(std::move(part));
    return add(span(node), std::move(result));
}

bool AstBuilder::is_message(std::uint32_t node) const {
    const NodeKind k = kind(node);
    return k == NodeKind::string_literal || k == NodeKind::raw_literal ||
           k == NodeKind::format_literal;
}

}  // namespace lsmap::syntax

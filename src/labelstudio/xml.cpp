#include "labelstudio/xml.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lsmap::labelstudio::xml {
namespace {

enum class Kind : std::uint8_t { text, start, empty, end, comment, cdata, other };

struct Piece {
    Kind kind;
    Range range;
};

std::uint32_t at(std::size_t position) { return static_cast<std::uint32_t>(position); }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool ends_name(char c) { return is_blank(c) || c == '=' || c == '/' || c == '>' || c == '<'; }

std::size_t skip_blanks(std::string_view text, std::size_t i) {
    while (i < text.size() && is_blank(text[i])) {
        ++i;
    }
    return i;
}

std::size_t name_end(std::string_view text, std::size_t i) {
    while (i < text.size() && !ends_name(text[i])) {
        ++i;
    }
    return i;
}

// Behind the first `what` from `from` on, or the end.
std::size_t behind(std::string_view text, std::string_view what, std::size_t from) {
    const std::size_t found = text.find(what, from);
    return found == std::string_view::npos ? text.size() : found + what.size();
}

// Behind the `>` of the tag that begins at `begin`; quoted values may hold one.
std::size_t tag_end(std::string_view text, std::size_t begin) {
    char quote = 0;
    for (std::size_t i = begin; i < text.size(); ++i) {
        const char c = text[i];
        if (quote != 0) {
            quote = c == quote ? '\0' : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '>') {
            return i + 1;
        }
    }
    return text.size();
}

// Behind a `<!DOCTYPE …>` with its `[…]`.
std::size_t doctype_end(std::string_view text, std::size_t begin) {
    const std::size_t close = text.find('>', begin);
    const std::size_t subset = text.find('[', begin);
    if (subset < close) {
        return behind(text, ">", behind(text, "]", subset));
    }
    return close == std::string_view::npos ? text.size() : close + 1;
}

Piece piece_at(std::string_view text, std::size_t begin) {
    const std::string_view rest = text.substr(begin);
    const auto piece = [&](Kind kind, std::size_t end) {
        return Piece{kind, {at(begin), at(end)}};
    };
    if (!rest.starts_with('<')) {
        return piece(Kind::text, std::min(text.find('<', begin), text.size()));
    }
    if (rest.starts_with("<!--")) {
        return piece(Kind::comment, behind(text, "-->", begin + 4));
    }
    if (rest.starts_with("<![CDATA[")) {
        return piece(Kind::cdata, behind(text, "]]>", begin + 9));
    }
    if (rest.starts_with("<?")) {
        return piece(Kind::other, behind(text, "?>", begin + 2));
    }
    if (rest.starts_with("<!")) {
        return piece(Kind::other, doctype_end(text, begin));
    }
    const std::size_t end = tag_end(text, begin);
    if (rest.starts_with("</")) {
        return piece(Kind::end, end);
    }
    return piece(end - begin >= 2 && text[end - 2] == '/' ? Kind::empty : Kind::start, end);
}

Range tag_name(std::string_view text, std::uint32_t begin) {
    return {begin, at(name_end(text, begin))};
}

bool is_entity(std::string_view name) {
    if (name.starts_with("#x")) {
        name.remove_prefix(2);
        return !name.empty() && name.find_first_not_of("0123456789abcdefABCDEF") == name.npos;
    }
    if (name.starts_with('#')) {
        name.remove_prefix(1);
        return !name.empty() && name.find_first_not_of("0123456789") == name.npos;
    }
    constexpr std::string_view known[] = {"amp", "lt", "gt", "quot", "apos"};
    return std::ranges::find(known, name) != std::end(known);
}

void find_bad_entities(std::string_view text, Range range, std::vector<Flaw>& found) {
    for (std::size_t i = text.find('&', range.begin); i < range.end; i = text.find('&', i + 1)) {
        const std::size_t end = text.find_first_of(";&<\"' \t\r\n", i + 1);
        const bool is_named = end < range.end && text[end] == ';' && end > i + 1;
        if (!is_named) {
            found.push_back({{at(i), at(i + 1)}, "a bare `&`", "write `&amp;`"});
        } else if (!is_entity(text.substr(i + 1, end - i - 1))) {
            found.push_back({{at(i), at(end + 1)},
                             fmt::format("XML knows no `{}`", text.substr(i, end + 1 - i)),
                             "write the character itself"});
        }
    }
}

void find_tag_flaws(std::string_view text, Range tag, std::vector<Flaw>& found) {
    for (const AttributePlace& attribute : scan_start_tag(text, tag.begin + 1).attributes) {
        find_bad_entities(text, attribute.value, found);
        const std::size_t less = text.find('<', attribute.value.begin);
        if (less < attribute.value.end) {
            found.push_back(
                {{at(less), at(less + 1)}, "a bare `<` in an attribute", "write `&lt;`"});
        }
    }
}

}  // namespace

StartTag scan_start_tag(std::string_view text, std::uint32_t name) {
    StartTag tag;
    tag.name = tag_name(text, name);
    tag.whole = {name - 1, at(tag_end(text, name))};
    std::size_t i = tag.name.end;
    while (true) {
        i = skip_blanks(text, i);
        const std::size_t end = name_end(text, i);
        if (end == i) {
            return tag;
        }
        const Range attribute{at(i), at(end)};
        i = skip_blanks(text, end);
        if (i >= text.size() || text[i] != '=') {
            return tag;
        }
        i = skip_blanks(text, i + 1);
        if (i >= text.size() || (text[i] != '"' && text[i] != '\'')) {
            return tag;
        }
        const std::size_t close = std::min(text.find(text[i], i + 1), text.size());
        tag.attributes.push_back({attribute, {at(i + 1), at(close)}});
        i = close + 1;
    }
}

std::vector<Range> open_tags(std::string_view text, std::uint32_t end) {
    std::vector<Range> open;
    for (std::size_t i = 0; i < end;) {
        const Piece piece = piece_at(text, i);
        if (piece.kind == Kind::start) {
            open.push_back(tag_name(text, piece.range.begin + 1));
        } else if (piece.kind == Kind::end && piece.range.end <= end && !open.empty()) {
            open.pop_back();
        }
        i = piece.range.end;
    }
    return open;
}

std::vector<Flaw> flaws(std::string_view text) {
    std::vector<Flaw> found;
    std::size_t depth = 0;
    bool had_root = false;
    for (std::size_t i = text.starts_with("\xEF\xBB\xBF") ? 3 : 0; i < text.size();) {
        const Piece piece = piece_at(text, i);
        i = piece.range.end;
        switch (piece.kind) {
            case Kind::text:
                find_bad_entities(text, piece.range, found);
                if (const std::size_t first = skip_blanks(text, piece.range.begin);
                    depth == 0 && first < piece.range.end) {
                    found.push_back({{at(first), piece.range.end},
                                     "text outside of the outermost tag",
                                     "take it out, or make it a comment `<!-- … -->`"});
                }
                break;
            case Kind::start:
            case Kind::empty:
                find_tag_flaws(text, piece.range, found);
                if (depth == 0 && had_root) {
                    found.push_back({tag_name(text, piece.range.begin + 1),
                                     "a second tag outside of the outermost one",
                                     "put both into one `<View>`"});
                }
                had_root = true;
                depth += piece.kind == Kind::start ? 1 : 0;
                break;
            case Kind::end:
                depth -= depth > 0 ? 1 : 0;
                break;
            case Kind::comment:
                if (const std::size_t dashes = text.find("--", piece.range.begin + 4);
                    dashes + 3 < piece.range.end) {
                    found.push_back({{at(dashes), at(dashes + 2)},
                                     "`--` within a comment",
                                     "take one of the dashes out"});
                }
                break;
            case Kind::cdata:
            case Kind::other:
                break;
        }
    }
    return found;
}

std::optional<std::uint32_t> first_bad_byte(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto byte = [&](std::size_t k) -> unsigned {
            return k < text.size() ? static_cast<unsigned char>(text[k]) : 0U;
        };
        const unsigned lead = byte(i);
        const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        bool good = lead != 0 && (lead < 0x80 || (lead >= 0xC2 && lead < 0xF5));
        for (std::size_t k = 1; k < length; ++k) {
            good = good && (byte(i + k) & 0xC0U) == 0x80U;
        }
        // Overlong forms, surrogates, beyond U+10FFFF.
        const unsigned second = byte(i + 1);
        good = good && !(lead == 0xE0 && second < 0xA0) && !(lead == 0xED && second > 0x9F) &&
               !(lead == 0xF0 && second < 0x90) && !(lead == 0xF4 && second > 0x8F);
        if (!good) {
            return at(i);
        }
        i += length;
    }
    return std::nullopt;
}

}  // namespace lsmap::labelstudio::xml

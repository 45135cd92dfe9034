#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lsmap::labelstudio::xml {

// Half-open byte range of the XML text.
struct Range {
    std::uint32_t begin = 0, end = 0;
    std::string_view of(std::string_view text) const { return text.substr(begin, end - begin); }
};

struct AttributePlace {
    Range name, value;  // the value without its quotes, entities as written
};

// The places that a parser's tree does not keep.
struct StartTag {
    Range name, whole;  // "View"; "<View …>"
    std::vector<AttributePlace> attributes;
};

// Reads the start tag whose name begins at `name`. Only for a text that a parser has accepted.
StartTag scan_start_tag(std::string_view text, std::uint32_t name);

// Names of the tags that stand open where `end` is reached, outermost first.
std::vector<Range> open_tags(std::string_view text, std::uint32_t end);

// Something that a lenient parser lets pass and Label Studio's server does not.
struct Flaw {
    Range range;
    std::string what, help;
};
// A bare `&`, an unknown entity, `<` in an attribute, `--` in a comment, text or a second tag
// outside the root.
std::vector<Flaw> flaws(std::string_view text);

// The first byte that is no UTF-8, or NUL.
std::optional<std::uint32_t> first_bad_byte(std::string_view text);

}  // namespace lsmap::labelstudio::xml

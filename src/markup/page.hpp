#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lsmap::markup {

// What one page may take; browsers nest no deeper either and put what is deeper side by side.
inline constexpr std::size_t deepest_nesting = 512;
inline constexpr std::size_t most_parser_bytes = std::size_t{256} << 20;
inline constexpr std::size_t most_attributes = 256;  // of one tag

// How Label Studio shows HTML: as a page in a frame, or put into its own page (`inline="true"`).
enum class Context : std::uint8_t { frame, inline_part };

// The text of HTML as Label Studio's editor counts it. Scripts, frames and comments are gone before
// it counts (sanitizeHtml in utils/html.js); then every text node counts with its code points and
// every <br> as one (tags/object/RichText/domManager.ts). Places are found by XPaths below <body>,
// as `/div[1]/p[2]/text()[1]`.
class Page {
 public:
    // nullopt: read. Else why not, in words that follow "the HTML".
    std::optional<std::string> read(std::string_view html, Context context);

    // The text, <br> as a line feed: positions count its code points.
    std::string_view text() const { return text_; }
    std::int64_t size() const { return points_; }

    // A place in a text node, counted in code points from the start of the node.
    struct Place {
        std::uint32_t node;
        std::int64_t offset, position;  // position: from the start of the page
    };
    // Where a region that covers the character at `position` starts, and where one that ends
    // behind the character before `position` ends. A <br> has no text node: a start on one moves to
    // the text behind it, an end behind one to the text before. nullopt: there is no such text.
    std::optional<Place> start_at(std::int64_t position) const;
    std::optional<Place> end_at(std::int64_t position) const;
    std::string path(std::uint32_t node) const;

    // From where to where an element or a text node reaches. Paths may leave out `[1]` and begin
    // with `/html/body`; case does not count. nullopt: the page has no such node.
    struct Reach {
        std::int64_t begin, end;
    };
    std::optional<Reach> find(std::string_view xpath) const;

 private:
    friend class PageBuilder;
    struct Node {
        std::uint32_t parent, name;  // name: place in `names_`
        std::uint32_t number;        // among the children of that name, from 1
        bool is_text;
        std::int64_t begin, end;
    };
    struct Key {
        std::uint32_t parent, name, number;
        friend auto operator<=>(const Key&, const Key&) = default;
    };
    std::optional<std::uint32_t> find_node(std::string_view xpath) const;

    std::string text_;
    std::int64_t points_ = 0;
    std::vector<Node> nodes_;           // [0] is the root
    std::vector<std::uint32_t> texts_;  // of nodes_, in order
    std::vector<std::string> names_;
    std::map<std::string, std::uint32_t, std::less<>> name_numbers_;
    mutable std::map<Key, std::uint32_t> children_;  // made when the first path is looked for
};

// A path with what it leaves out: `/P/text()` is `/p[1]/text()[1]`. Empty: it is no path of this
// kind.
std::string full_path(std::string_view xpath);
// The same for a page that is not known: an element stands for its first text node.
std::string text_path(std::string_view xpath);

}  // namespace lsmap::markup

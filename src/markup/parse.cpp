#include "markup/parse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstddef>
#include <cstdlib>
#include <gumbo.h>
#include <map>
#include <vector>

namespace lsmap::markup {
namespace {

// The parser takes its memory from here and gives nothing back: all of it goes at once. Freeing
// node by node, as the parser does, is a recursion as deep as the page.
struct Memory {
    std::jmp_buf full;  // where to go on when there is no more
    std::vector<void*>* blocks = nullptr;
    char* next = nullptr;
    std::size_t left = 0, taken = 0;
};

constexpr std::size_t block_size = std::size_t{256} << 10;

void* take(void* userdata, std::size_t size) {
    auto& memory = *static_cast<Memory*>(userdata);
    constexpr std::size_t alignment = alignof(std::max_align_t);
    size = (size + alignment - 1) / alignment * alignment;
    if (size > memory.left) {
        const std::size_t wanted = size > block_size ? size : block_size;
        if (memory.taken + wanted > most_parser_bytes ||
            memory.blocks->size() == memory.blocks->capacity()) {
            std::longjmp(memory.full, 1);  // only frames of the parser, which is C, are left
        }
        void* block = std::malloc(wanted);
        if (block == nullptr) {
            std::longjmp(memory.full, 1);
        }
        memory.blocks->push_back(block);
        memory.taken += wanted;
        memory.next = static_cast<char*>(block);
        memory.left = wanted;
    }
    void* here = memory.next;
    memory.next += size;
    memory.left -= size;
    return here;
}
void give_back(void* /*userdata*/, void* /*block*/) {}

class Blocks {
 public:
    Blocks() { list_.reserve(most_parser_bytes / block_size + 1); }
    ~Blocks() {
        for (void* block : list_) {
            std::free(block);
        }
    }
    Blocks(const Blocks&) = delete;
    Blocks& operator=(const Blocks&) = delete;
    std::vector<void*>& list() { return list_; }

 private:
    std::vector<void*> list_;
};

// nullptr: out of memory. Nothing with a destructor may live in here.
GumboOutput* parse(std::string_view html, Context context, Memory& memory) {
    if (setjmp(memory.full) != 0) {
        return nullptr;
    }
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = &take;
    options.deallocator = &give_back;
    options.userdata = &memory;
    options.max_errors = 0;
    if (context == Context::inline_part) {
        options.fragment_context = GUMBO_TAG_DIV;
    }
    return gumbo_parse_with_options(&options, html.data(), html.size());
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }

// Tags that have no end, or whose next one ends them.
constexpr std::array<std::string_view, 32> flat_tags = {
    "area",  "base",     "br",     "col",    "embed", "hr",  "img",   "input",
    "link",  "meta",     "param",  "source", "track", "wbr", "p",     "li",
    "dd",    "dt",       "option", "tr",     "td",    "th",  "tbody", "thead",
    "tfoot", "colgroup", "html",   "head",   "body",  "a",   "nobr",  "!doctype"};

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f'; }

// The parser looks through all open elements again and again, and through all attributes of a tag:
// a page made of these alone takes time in their square. So they are counted before it begins,
// about.
struct Counts {
    std::size_t open = 0, attributes = 0;  // at most
};
class Scan {
 public:
    explicit Scan(std::string_view html) : html_(html) {}
    Counts run() {
        for (std::size_t at = html_.find('<'); at != std::string_view::npos;
             at = html_.find('<', at)) {
            at = tag(at + 1);
        }
        return most_;
    }

 private:
    // Gives the place behind what it has seen.
    std::size_t tag(std::size_t at) {
        const bool is_end = at < html_.size() && html_[at] == '/';
        at += is_end ? 1U : 0U;
        if (at >= html_.size() || !is_letter(html_[at])) {
            return at;
        }
        name_.clear();
        for (; at < html_.size() && html_[at] != '>' && html_[at] != '/' && !is_blank(html_[at]);
             ++at) {
            name_ += lower(html_[at]);
        }
        if (std::find(flat_tags.begin(), flat_tags.end(), name_) == flat_tags.end()) {
            std::size_t& open = open_tags_[name_];
            if (!is_end) {
                ++open;
                most_.open = std::max(most_.open, ++open_);
            } else if (open > 0) {
                --open;
                --open_;
            }
        }
        return attributes(at);
    }
    std::size_t attributes(std::size_t at) {
        std::size_t count = 0;
        bool in_name = false;
        while (at < html_.size() && html_[at] != '>') {
            const char c = html_[at++];
            if (c == '"' || c == '\'') {
                at = std::min(html_.find(c, at), html_.size() - 1) + 1;
                in_name = false;
            } else if (is_blank(c) || c == '/') {
                in_name = false;
            } else if (!in_name) {
                in_name = true;
                ++count;
            }
        }
        most_.attributes = std::max(most_.attributes, count);
        return at;
    }

    std::string_view html_;
    std::string name_;
    std::map<std::string, std::size_t, std::less<>> open_tags_;
    std::size_t open_ = 0;
    Counts most_;
};

// `svg:foreignObject`, unknown tags: as they stand, in lower case.
std::string name_of(const GumboElement& element) {
    if (element.tag != GUMBO_TAG_UNKNOWN) {
        return gumbo_normalized_tagname(element.tag);
    }
    GumboStringPiece piece = element.original_tag;
    gumbo_tag_from_original_text(&piece);
    std::string name(piece.data, piece.length);
    for (char& c : name) {
        c = lower(c);
    }
    return name;
}

// What the editor takes out with all that is in it.
bool is_removed(const GumboElement& element) {
    return element.tag == GUMBO_TAG_SCRIPT || element.tag == GUMBO_TAG_IFRAME;
}

struct Step {
    const GumboNode* node;
    unsigned next;  // child
};

const GumboVector& children_of(const GumboNode& node) {
    static const GumboVector none{};
    return node.type == GUMBO_NODE_ELEMENT ? node.v.element.children : none;  // not of <template>
}

bool visit(const GumboNode& root, Visitor& visitor) {
    std::vector<Step> path{{&root, 0}};
    while (!path.empty()) {
        Step& step = path.back();
        const GumboVector& children = children_of(*step.node);
        if (step.next == children.length) {
            if (path.size() > 1) {
                visitor.close();
            }
            path.pop_back();
            continue;
        }
        const auto* child = static_cast<const GumboNode*>(children.data[step.next++]);
        switch (child->type) {
            case GUMBO_NODE_TEXT:
            case GUMBO_NODE_WHITESPACE:
            case GUMBO_NODE_CDATA:
                visitor.text(child->v.text.text);
                break;
            case GUMBO_NODE_ELEMENT:
            case GUMBO_NODE_TEMPLATE:
                if (!is_removed(child->v.element)) {
                    if (path.size() > deepest_nesting) {
                        return false;
                    }
                    visitor.open(name_of(child->v.element));
                    path.push_back({child, 0});
                }
                break;
            case GUMBO_NODE_COMMENT:
            case GUMBO_NODE_DOCUMENT:
                break;
        }
    }
    return true;
}

const GumboNode* body_of(const GumboNode& html) {
    const GumboVector& children = children_of(html);
    for (unsigned i = 0; i < children.length; ++i) {
        const auto* child = static_cast<const GumboNode*>(children.data[i]);
        if (child->type == GUMBO_NODE_ELEMENT && child->v.element.tag == GUMBO_TAG_BODY) {
            return child;
        }
    }
    return nullptr;
}

}  // namespace

std::optional<std::string> parse_html(std::string_view html, Context context, Visitor& visitor) {
    const std::string too_deep =
        fmt::format("is nested more than {} tags deep, which browsers take apart", deepest_nesting);
    const Counts counts = Scan(html).run();
    if (counts.open > 2 * deepest_nesting) {
        return too_deep;
    }
    if (counts.attributes > most_attributes) {
        return fmt::format("has a tag with more than {} attributes", most_attributes);
    }
    Blocks blocks;
    Memory memory;
    memory.blocks = &blocks.list();
    const GumboOutput* output = parse(html, context, memory);
    if (output == nullptr) {
        return fmt::format("takes more than {} MB when it is taken apart", most_parser_bytes >> 20);
    }
    const GumboNode* root = context == Context::inline_part ? output->root : body_of(*output->root);
    if (root == nullptr) {
        return "has no body (it is a frameset)";
    }
    return visit(*root, visitor) ? std::nullopt : std::optional(too_deep);
}

}  // namespace lsmap::markup

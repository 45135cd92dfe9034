#include "markup/page.hpp"

#include "markup/parse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace lsmap::markup {
namespace {

constexpr std::string_view text_name = "text()";

bool starts_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

// One step of a path: `p[2]`, or `p` for `p[1]`.
struct Segment {
    std::string name;
    std::uint32_t number = 1;
};
std::optional<std::vector<Segment>> segments_of(std::string_view xpath) {
    std::vector<Segment> all;
    if (xpath.starts_with('.')) {
        xpath.remove_prefix(1);
    }
    while (!xpath.empty()) {
        if (xpath.front() != '/') {
            return std::nullopt;
        }
        xpath.remove_prefix(1);
        const std::string_view step = xpath.substr(0, xpath.find('/'));
        xpath.remove_prefix(step.size());
        if (step.empty() && xpath.empty() && all.empty()) {
            break;  // "/": the root
        }
        Segment segment;
        const std::size_t bracket = step.find('[');
        segment.name = step.substr(0, bracket);
        std::ranges::transform(segment.name, segment.name.begin(), [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        });
        if (segment.name.empty()) {
            return std::nullopt;
        }
        if (bracket != std::string_view::npos) {
            const std::string_view number = step.substr(bracket + 1);
            const char* end = number.data() + number.size();
            const auto read = std::from_chars(number.data(), end, segment.number);
            if (read.ec != std::errc() || read.ptr + 1 != end || *read.ptr != ']' ||
                segment.number == 0) {
                return std::nullopt;
            }
        }
        all.push_back(std::move(segment));
    }
    return all;
}

}  // namespace

class PageBuilder : public Visitor {
 public:
    explicit PageBuilder(Page& page) : page_(page) {
        page_.text_.clear();
        page_.points_ = 0;
        page_.nodes_.assign(1, {0, 0, 1, false, 0, 0});
        page_.texts_.clear();
        page_.names_.assign(1, "");
        page_.name_numbers_.clear();
        page_.children_.clear();
        levels_.push_back({0, {}, false});
    }

    void open(std::string_view name) override {
        levels_.back().in_text = false;
        const std::uint32_t node = add(name, false);
        if (name == "br") {
            page_.text_ += '\n';
            ++page_.points_;
        }
        levels_.push_back({node, {}, false});
    }
    void close() override {
        page_.nodes_[levels_.back().node].end = page_.points_;
        levels_.pop_back();
    }
    void text(std::string_view text) override {
        if (text.empty()) {
            return;
        }
        if (!levels_.back().in_text) {  // pieces that only a comment separates are one node
            levels_.back().in_text = true;
            page_.texts_.push_back(add(text_name, true));
        }
        page_.text_ += text;
        page_.points_ += std::ranges::count_if(text, starts_character);
        page_.nodes_[page_.texts_.back()].end = page_.points_;
    }
    void finish() { page_.nodes_.front().end = page_.points_; }

 private:
    struct Level {
        std::uint32_t node;
        std::map<std::uint32_t, std::uint32_t> counts;  // children by name
        bool in_text;                                   // the last child is a text node
    };

    std::uint32_t add(std::string_view name, bool is_text) {
        auto found = page_.name_numbers_.find(name);
        if (found == page_.name_numbers_.end()) {
            const auto number = static_cast<std::uint32_t>(page_.names_.size());
            page_.names_.emplace_back(name);
            found = page_.name_numbers_.emplace(name, number).first;
        }
        Level& level = levels_.back();
        const std::uint32_t number = ++level.counts[found->second];
        page_.nodes_.push_back(
            {level.node, found->second, number, is_text, page_.points_, page_.points_});
        return static_cast<std::uint32_t>(page_.nodes_.size() - 1);
    }

    Page& page_;
    std::vector<Level> levels_;
};

std::optional<std::string> Page::read(std::string_view html, Context context) {
    PageBuilder builder(*this);
    std::optional<std::string> problem = parse_html(html, context, builder);
    builder.finish();
    return problem;
}

std::optional<Page::Place> Page::start_at(std::int64_t position) const {
    const auto found = std::ranges::upper_bound(
        texts_, position, {}, [&](std::uint32_t node) { return nodes_[node].end; });
    if (found == texts_.end()) {
        return std::nullopt;
    }
    const std::int64_t begin = nodes_[*found].begin;
    const std::int64_t at = std::max(position, begin);
    return Place{*found, at - begin, at};
}

std::optional<Page::Place> Page::end_at(std::int64_t position) const {
    const auto behind = std::ranges::lower_bound(
        texts_, position, {}, [&](std::uint32_t node) { return nodes_[node].begin; });
    if (behind == texts_.begin()) {
        return std::nullopt;
    }
    const Node& node = nodes_[*(behind - 1)];
    const std::int64_t at = std::min(position, node.end);
    return Place{*(behind - 1), at - node.begin, at};
}

std::string Page::path(std::uint32_t node) const {
    std::vector<std::uint32_t> steps;
    for (; node != 0; node = nodes_[node].parent) {
        steps.push_back(node);
    }
    std::string path;
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
        path += fmt::format("/{}[{}]", names_[nodes_[*step].name], nodes_[*step].number);
    }
    return path;
}

std::optional<std::uint32_t> Page::find_node(std::string_view xpath) const {
    const std::optional<std::vector<Segment>> segments = segments_of(xpath);
    if (!segments) {
        return std::nullopt;
    }
    if (children_.empty()) {
        for (std::uint32_t i = 1; i < nodes_.size(); ++i) {
            children_.emplace(Key{nodes_[i].parent, nodes_[i].name, nodes_[i].number}, i);
        }
    }
    const auto below_root = [&](std::size_t first) -> std::optional<std::uint32_t> {
        std::uint32_t node = 0;
        for (std::size_t i = first; i < segments->size(); ++i) {
            const auto name = name_numbers_.find((*segments)[i].name);
            if (name == name_numbers_.end()) {
                return std::nullopt;
            }
            const auto child = children_.find({node, name->second, (*segments)[i].number});
            if (child == children_.end()) {
                return std::nullopt;
            }
            node = child->second;
        }
        return node;
    };
    if (const auto found = below_root(0)) {
        return found;
    }
    const bool from_document =
        segments->size() >= 2 && (*segments)[0].name == "html" && (*segments)[1].name == "body";
    return from_document ? below_root(2) : std::nullopt;
}

std::optional<Page::Reach> Page::find(std::string_view xpath) const {
    const std::optional<std::uint32_t> node = find_node(xpath);
    return node ? std::optional(Reach{nodes_[*node].begin, nodes_[*node].end}) : std::nullopt;
}

std::string full_path(std::string_view xpath) {
    const std::optional<std::vector<Segment>> segments = segments_of(xpath);
    std::string path;
    for (const Segment& segment : segments.value_or(std::vector<Segment>())) {
        path += fmt::format("/{}[{}]", segment.name, segment.number);
    }
    return path;
}

std::string text_path(std::string_view xpath) {
    std::string path = full_path(xpath);
    const std::string_view last = std::string_view(path).substr(path.rfind('/') + 1);
    return path.empty() || last.starts_with(text_name) ? path : path + "/text()[1]";
}

}  // namespace lsmap::markup

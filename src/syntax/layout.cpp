#include "syntax/layout.hpp"

#include "syntax/layout_lines.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace lsmap::syntax {

std::size_t columns_of(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

Layout::Doc Layout::add(Node node) {
    const auto broken = [this](Doc part) { return at(part).breaks; };
    node.breaks = node.breaks || std::ranges::any_of(node.parts, broken);
    nodes_.push_back(std::move(node));
    return static_cast<Doc>(nodes_.size() - 1);
}

Layout::Doc Layout::text(std::string_view text) { return add({.kind = Kind::text, .flat = text}); }
Layout::Doc Layout::verbatim(std::string_view text) {
    const bool several = text.find('\n') != std::string_view::npos;
    return add({.kind = Kind::verbatim, .breaks = several, .flat = text});
}
Layout::Doc Layout::concat(std::vector<Doc> parts) {
    return add({.kind = Kind::concat, .parts = std::move(parts)});
}
Layout::Doc Layout::line(std::string_view flat, std::string_view broken) {
    return add({.kind = Kind::line, .flat = flat, .broken = broken});
}
Layout::Doc Layout::hard_line(std::string_view broken, bool blank) {
    return add({.kind = Kind::hard_line, .breaks = true, .flag = blank, .broken = broken});
}
Layout::Doc Layout::fill(std::string_view flat, std::string_view broken, Doc next) {
    return add({.kind = Kind::fill, .flat = flat, .broken = broken, .parts = {next}});
}
Layout::Doc Layout::group(Doc content, bool broken) {
    return add({.kind = Kind::group, .breaks = broken, .flag = broken, .parts = {content}});
}
Layout::Doc Layout::indent(Doc content, bool always) {
    return add({.kind = Kind::indent, .flag = always, .parts = {content}});
}
Layout::Doc Layout::below(Doc next) {
    return add({.kind = Kind::below, .breaks = true, .parts = {next}});
}
Layout::Doc Layout::either(Doc hugged, Doc prefix, Doc broken) {
    return add({.kind = Kind::either, .parts = {hugged, prefix, broken}});
}
Layout::Doc Layout::comment(std::string_view text) {
    return add({.kind = Kind::comment, .breaks = true, .flat = text});
}
Layout::Doc Layout::row_begin(std::uint32_t table) {
    return add({.kind = Kind::row_begin, .table = table});
}
Layout::Doc Layout::row_middle(std::uint32_t table) {
    return add({.kind = Kind::row_middle, .table = table});
}

class Layout::Printer {
 public:
    Printer(const Layout& layout, std::size_t width) : layout_(layout), width_(width) {}

    std::string print(Doc doc) {
        rest_.push_back({0, Mode::broken, doc});
        while (!rest_.empty()) {
            const Step step = rest_.back();
            rest_.pop_back();
            take(step);
        }
        return lines_.text(width_);
    }

 private:
    static constexpr std::uint32_t indentation = 2;

    // Of what stands in a group: its breaks are line ends; they are not; or they are not and groups
    // within are looked at anew, since they may stand behind a line end.
    enum class Mode : std::uint8_t { broken, flat, first_line };
    struct Step {
        std::uint32_t indent;
        Mode mode;
        Doc doc;
    };

    void take(Step step) {
        const Node& node = layout_.at(step.doc);
        switch (node.kind) {
            case Kind::text:
                lines_.add(node.flat);
                break;
            case Kind::verbatim:
                lines_.add_verbatim(node.flat);
                break;
            case Kind::concat:
                push(step, node.parts);
                break;
            case Kind::line:
                break_line(step, step.mode == Mode::broken);
                break;
            case Kind::hard_line:
                lines_.add(node.broken);
                lines_.end(step.indent, node.flag);
                break;
            case Kind::fill:
                break_line(step, step.mode == Mode::broken && !fills(node));
                rest_.push_back({step.indent, step.mode, node.parts[0]});
                break;
            case Kind::group:
                group(step, node);
                break;
            case Kind::indent:
                rest_.push_back({node.flag || step.mode == Mode::broken ? step.indent + indentation
                                                                        : step.indent,
                                 step.mode, node.parts[0]});
                break;
            case Kind::below:
                below(step, node.parts[0]);
                break;
            case Kind::either:
                choose(step, node);
                break;
            case Kind::comment:
                lines_.add_comment(node.flat);
                break;
            case Kind::row_begin:
                lines_.begin_row(node.table);
                break;
            case Kind::row_middle:
                lines_.divide_row(node.table);
                break;
        }
    }

    void push(const Step& step, const std::vector<Doc>& parts) {
        for (std::size_t i = parts.size(); i-- > 0;) {
            rest_.push_back({step.indent, step.mode, parts[i]});
        }
    }

    void group(const Step& step, const Node& node) {
        Mode mode = Mode::broken;
        if (!node.flag && (step.mode == Mode::flat || fits(step.doc))) {
            mode = node.breaks ? Mode::first_line : Mode::flat;
        }
        rest_.push_back({step.indent, mode, node.parts[0]});
    }

    void below(const Step& step, Doc next) {
        const std::uint32_t indent = step.indent + indentation;
        if (!layout_.breaks(next) && indent < width_ && measure(next, width_ - indent, 0)) {
            lines_.end(indent, false);
            rest_.push_back({indent, Mode::flat, next});
        } else {
            lines_.add(" ");
            rest_.push_back({step.indent, Mode::first_line, next});
        }
    }

    void break_line(const Step& step, bool broken) {
        const Node& node = layout_.at(step.doc);
        lines_.add(broken ? node.broken : node.flat);
        if (broken) {
            lines_.end(step.indent, false);
        }
    }

    void choose(const Step& step, const Node& node) {
        const auto [hugged, prefix, broken] = std::tie(node.parts[0], node.parts[1], node.parts[2]);
        if (step.mode == Mode::flat || fits(hugged)) {
            rest_.push_back({step.indent, node.breaks ? Mode::first_line : Mode::flat, hugged});
        } else {
            rest_.push_back(
                {step.indent, Mode::broken, measure(prefix, room(), 0) ? hugged : broken});
        }
    }

    bool fills(const Node& node) const {
        const std::size_t used = node.flat.size() + node.broken.size();
        return used <= room() && measure(node.parts[0], room() - used, 0);
    }
    // Together with what follows, up to where that may break.
    bool fits(Doc doc) const { return measure(doc, room(), rest_.size()); }

    std::size_t room() const { return width_ - std::min(width_, lines_.column()); }

    // On one line, or up to the first line end that is there in any case, `doc` and the last
    // `behind` steps take no more than `room` columns.
    bool measure(Doc doc, std::size_t room, std::size_t behind) const {
        struct Item {
            bool flat;
            Doc doc;
        };
        std::vector<Item> todo = {{true, doc}};
        while (true) {
            if (todo.empty()) {
                if (behind == 0) {
                    return true;
                }
                const Step& next = rest_[--behind];
                todo.push_back({next.mode != Mode::broken, next.doc});
            }
            const Item item = todo.back();
            todo.pop_back();
            const Node& node = layout_.at(item.doc);
            const bool ends = node.kind == Kind::hard_line || node.kind == Kind::comment ||
                              node.kind == Kind::below ||
                              (!item.flat && (node.kind == Kind::line || node.kind == Kind::fill));
            if (ends) {
                return node.broken.size() <= room;
            }
            if (node.kind == Kind::verbatim) {
                return true;
            }
            const std::size_t columns = columns_of(node.flat);
            if (columns > room) {
                return false;
            }
            room -= columns;
            const bool flat = item.flat && !(node.kind == Kind::group && node.flag);
            const std::size_t used = node.kind == Kind::either ? 1 : node.parts.size();
            for (std::size_t i = used; i-- > 0;) {
                todo.push_back({flat, node.parts[i]});
            }
        }
    }

    const Layout& layout_;
    std::size_t width_;
    std::vector<Step> rest_;
    LayoutLines lines_;
};

std::string Layout::print(Doc doc, std::size_t width) const {
    return Printer(*this, width).print(doc);
}

}  // namespace lsmap::syntax

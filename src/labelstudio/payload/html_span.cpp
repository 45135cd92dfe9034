#include "data/text_offsets.hpp"
#include "labelstudio/payload.hpp"
#include "labelstudio/payload/fields.hpp"
#include "labelstudio/payload/stretches.hpp"
#include "markup/page.hpp"

#include <algorithm>
#include <optional>

// A region of HTML by XPaths of text nodes, as the editor writes it. `globalOffsets` are its way
// out where an XPath leads nowhere (regions/RichTextRegion.js, initRangeAndOffsets).
namespace lsmap::labelstudio::payload {
namespace {

enum Slot : std::size_t { span_slot, from, to, text };
enum NodeField : std::size_t { xpath, offset };

const data::Value& field(const data::Value& node, NodeField index) { return node.list()[index]; }

Fate find_position(const data::Value& node, const markup::Page& page, std::int64_t& position) {
    const std::optional<markup::Page::Reach> reach = page.find(field(node, xpath).str());
    if (!reach) {
        return Fate::no_node;
    }
    const std::int64_t inside = field(node, offset).integer;
    if (inside < 0 || inside > reach->end - reach->begin) {
        return Fate::beyond_node;
    }
    position = reach->begin + inside;
    return Fate::unchanged;
}

// Makes `span` of the two nodes, and lets it begin and end in text: on a <br> the editor finds
// nothing.
Fate fit(std::span<data::Value> slots, const ObjectFacts& facts, Outside outside,
         data::Arena& arena) {
    std::int64_t start = 0;
    std::int64_t end = 0;
    const bool by_nodes = slots[from].present() && slots[to].present();
    if (!by_nodes && !slots[span_slot].present()) {
        return Fate::no_area;
    }
    if (by_nodes && facts.page == nullptr) {
        return Fate::unchanged;  // nothing to hold it against
    }
    data::Value expected = slots[text];
    if (by_nodes) {
        for (const auto& [slot, position] : {std::pair{from, &start}, std::pair{to, &end}}) {
            if (const Fate fate = find_position(slots[slot], *facts.page, *position);
                fate != Fate::unchanged) {
                return fate;
            }
        }
        slots[span_slot] = stretch(data::of_int(start), data::of_int(end), arena);
    } else {
        const std::span<const data::Value> span = slots[span_slot].list();
        start = span[0].integer;
        end = span[1].integer;
        expected = span.size() > 2 && span[2].present() ? span[2] : expected;
    }
    if (end < start) {
        return Fate::bad_span;
    }
    if (end == start) {
        return Fate::no_area;
    }
    if (!facts.has_text) {
        return Fate::unchanged;
    }
    const auto size = static_cast<std::int64_t>(Offsets(facts)->code_points());
    Fate fate = Fate::unchanged;
    if (start < 0 || end > size) {
        if (const auto refused = not_cut_text(outside)) {
            return *refused;
        }
        start = std::clamp<std::int64_t>(start, 0, size);
        end = std::clamp<std::int64_t>(end, 0, size);
        expected = data::missing_value();
        fate = Fate::changed;
    }
    if (expected.present() && expected.str() != text_between(facts, start, end)) {
        return Fate::text_differs;
    }
    if (facts.page != nullptr) {
        const auto first = facts.page->start_at(start);
        const auto last = facts.page->end_at(end);
        if (!first || !last || last->position <= first->position) {
            return Fate::no_area;
        }
        start = first->position;
        end = last->position;
    }
    slots[span_slot] = stretch(data::of_int(start), data::of_int(end), arena);
    return fate;
}

void write_place(data::Output& out, std::string_view start_key, std::string_view path,
                 std::string_view offset_key, std::int64_t at) {
    out.raw(start_key);
    out.string(path);
    out.raw(offset_key);
    out.integer(at);
    out.raw(',');
}

void write_global(data::Output& out, std::string_view key, std::int64_t start, std::int64_t end) {
    out.raw(key);
    out.raw(R"("start":)");
    out.integer(start);
    out.raw(R"(,"end":)");
    out.integer(end);
}

void write(std::span<const data::Value> slots, const ObjectFacts& facts, data::Output& out) {
    if (!slots[span_slot].present()) {  // nodes of a page that is not known
        for (const auto& [slot, start_key, offset_key] :
             {std::tuple{from, R"("start":)", R"(,"startOffset":)"},
              std::tuple{to, R"("end":)", R"(,"endOffset":)"}}) {
            const std::string path = markup::text_path(field(slots[slot], xpath).str());
            write_place(out, start_key, path, offset_key, field(slots[slot], offset).integer);
        }
        if (has(slots, text)) {
            write_text(out, slots[text].str());
        }
        return;
    }
    const std::span<const data::Value> span = slots[span_slot].list();
    const std::int64_t start = span[0].integer;
    const std::int64_t end = span[1].integer;
    if (facts.page != nullptr) {
        const markup::Page& page = *facts.page;
        const markup::Page::Place first = *page.start_at(start);
        const markup::Page::Place last = *page.end_at(end);
        write_place(out, R"("start":)", page.path(first.node), R"(,"startOffset":)", first.offset);
        write_place(out, R"("end":)", page.path(last.node), R"(,"endOffset":)", last.offset);
        write_global(out, R"("globalOffsets":{)", start, end);
        out.raw("},");
    } else {  // offsets alone say the same: they count in all of the text
        write_global(out, "", start, end);
        out.raw(',');
    }
    if (facts.has_text || has(slots, text)) {
        write_text(out, facts.has_text ? text_between(facts, start, end) : slots[text].str());
    }
}

}  // namespace

const Payload html_span = {
    .fit = &fit, .write = &write, .is_geometry = true, .main_slot = span_slot, .text_slot = text};

}  // namespace lsmap::labelstudio::payload

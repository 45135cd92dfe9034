#include "data/text_offsets.hpp"
#include "labelstudio/payload.hpp"
#include "labelstudio/payload/fields.hpp"
#include "labelstudio/payload/stretches.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

// A stretch of one paragraph of a dialogue: the number of the paragraph as a string, and UTF-16
// units of its text, as the browser counts (regions/ParagraphsRegion.js).
namespace lsmap::labelstudio::payload {
namespace {

enum Slot : std::size_t { paragraph, span_slot, text };

// The characters between two UTF-16 units; nullopt where one of them cuts a character.
std::optional<std::string_view> slice(const ObjectFacts& facts, std::int64_t begin,
                                      std::int64_t end) {
    const Offsets offsets(facts);
    const auto from = offsets->code_point_of_utf16(static_cast<std::size_t>(begin));
    const auto to = offsets->code_point_of_utf16(static_cast<std::size_t>(end));
    return from && to ? offsets->slice(*from, *to) : std::nullopt;
}

Fate fit(std::span<data::Value> slots, const ObjectFacts& facts, Outside outside,
         data::Arena& arena) {
    const std::int64_t number = slots[paragraph].integer;
    if (number < 0 || (facts.parts_of_text >= 0 && number >= facts.parts_of_text)) {
        return Fate::no_part;
    }
    const std::span<const data::Value> span = slots[span_slot].list();
    std::int64_t start = span[0].integer;
    std::int64_t end = span[1].integer;
    if (end < start) {
        return Fate::bad_span;
    }
    if (end == start) {
        return Fate::no_area;
    }
    if (!facts.has_text) {
        return start < 0 ? Fate::outside_fails : Fate::unchanged;
    }
    const data::Value expected = span.size() > 2 && span[2].present() ? span[2] : slots[text];
    const std::int64_t size = static_cast<std::int64_t>(Offsets(facts)->utf16_units());
    if (start < 0 || end > size) {
        if (const auto fate = not_cut_text(outside)) {
            return *fate;
        }
        start = std::clamp<std::int64_t>(start, 0, size);
        end = std::clamp<std::int64_t>(end, 0, size);
        if (start >= end) {
            return Fate::no_area;
        }
        slots[span_slot] = stretch(data::of_int(start), data::of_int(end), arena);
        slots[text] = data::missing_value();  // it was the text of the whole span
        return slice(facts, start, end) ? Fate::changed : Fate::inside_character;
    }
    const std::optional<std::string_view> shown = slice(facts, start, end);
    if (!shown) {
        return Fate::inside_character;
    }
    return expected.present() && expected.str() != *shown ? Fate::text_differs : Fate::unchanged;
}

void write(std::span<const data::Value> slots, const ObjectFacts& facts, data::Output& out) {
    const std::span<const data::Value> span = slots[span_slot].list();
    out.raw(fmt::format(R"("start":"{0}","end":"{0}","startOffset":{1},"endOffset":{2},)",
                        slots[paragraph].integer, span[0].integer, span[1].integer));
    std::optional<std::string_view> shown;
    if (facts.has_text) {
        shown = slice(facts, span[0].integer, span[1].integer);
    } else if (has(slots, text)) {
        shown = slots[text].str();
    }
    if (shown) {
        write_text(out, *shown);
    }
}

}  // namespace

const Payload paragraph_span = {.fit = &fit,
                                .write = &write,
                                .is_geometry = true,
                                .main_slot = span_slot,
                                .text_slot = text,
                                .part_slot = paragraph};

}  // namespace lsmap::labelstudio::payload

#include "data/text_offsets.hpp"
#include "labelstudio/payload.hpp"
#include "labelstudio/payload/fields.hpp"
#include "labelstudio/payload/stretches.hpp"

#include <algorithm>
#include <optional>

namespace lsmap::labelstudio::payload {
namespace {

enum Slot : std::size_t { span_slot, text };

bool differs(const data::Value& expected, std::string_view slice) {
    return expected.present() && expected.str() != slice;
}

Fate cut(std::span<data::Value> slots, std::int64_t start, std::int64_t end, std::int64_t size,
         data::Arena& arena) {
    const std::int64_t from = std::clamp<std::int64_t>(start, 0, size);
    const std::int64_t to = std::clamp<std::int64_t>(end, 0, size);
    if (from >= to) {
        return Fate::no_area;
    }
    slots[span_slot] = stretch(data::of_int(from), data::of_int(to), arena);
    slots[text] = data::missing_value();  // it was the text of the whole span
    return Fate::changed;
}

Fate fit(std::span<data::Value> slots, const ObjectFacts& facts, Outside outside,
         data::Arena& arena) {
    const std::span<const data::Value> span = slots[span_slot].list();
    const std::int64_t start = span[0].integer;
    const std::int64_t end = span[1].integer;
    if (end < start) {
        return Fate::bad_span;
    }
    if (end == start) {
        return Fate::no_area;
    }
    if (!facts.has_text) {
        return Fate::unchanged;
    }
    const Offsets offsets(facts);
    const auto size = static_cast<std::int64_t>(offsets->code_points());
    if (start < 0 || end > size) {
        const auto fate = not_cut_text(outside);
        return fate ? *fate : cut(slots, start, end, size, arena);
    }
    const auto slice =
        offsets->slice(static_cast<std::size_t>(start), static_cast<std::size_t>(end));
    const bool is_other =
        (span.size() > 2 && differs(span[2], *slice)) || differs(slots[text], *slice);
    return is_other ? Fate::text_differs : Fate::unchanged;
}

void write(std::span<const data::Value> slots, const ObjectFacts& facts, data::Output& out) {
    const std::span<const data::Value> span = slots[span_slot].list();
    out.raw(R"("start":)");
    out.integer(span[0].integer);
    out.raw(R"(,"end":)");
    out.integer(span[1].integer);
    out.raw(',');
    if (facts.has_text) {
        write_text(out, text_between(facts, span[0].integer, span[1].integer));
    } else if (has(slots, text)) {
        write_text(out, slots[text].str());
    }
}

}  // namespace

const Payload text_span = {.fit = &fit, .write = &write, .is_geometry = true, .text_slot = text};

}  // namespace lsmap::labelstudio::payload

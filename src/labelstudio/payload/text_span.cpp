#include "data/text_offsets.hpp"
#include "labelstudio/payload.hpp"
#include "labelstudio/payload/fields.hpp"

#include <algorithm>
#include <optional>

namespace lsmap::labelstudio::payload {
namespace {

enum Slot : std::size_t { span_slot, text };

// The index that the caller keeps, or one for this call.
class Offsets {
 public:
    explicit Offsets(const ObjectFacts& facts) : kept_(facts.offsets) {
        if (kept_ == nullptr) {
            own_.reset(facts.text);
        }
    }
    const data::TextOffsets& operator*() const { return kept_ != nullptr ? *kept_ : own_; }
    const data::TextOffsets* operator->() const { return &**this; }

 private:
    const data::TextOffsets* kept_;
    data::TextOffsets own_;
};

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
    auto* ends = arena.array<data::Value>(2);
    ends[0] = data::of_int(from);
    ends[1] = data::of_int(to);
    slots[span_slot] = data::of_items({ends, 2});
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
        switch (outside) {
            case Outside::clip:
            case Outside::clamp:
                return cut(slots, start, end, size, arena);
            case Outside::skip:
                return Fate::outside;
            case Outside::automatic:
            case Outside::keep:  // there is no text to show for it
            case Outside::fail:
                return Fate::outside_fails;
        }
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
    std::optional<std::string_view> slice;
    if (facts.has_text) {
        slice = Offsets(facts)->slice(static_cast<std::size_t>(span[0].integer),
                                      static_cast<std::size_t>(span[1].integer));
    } else if (has(slots, text)) {
        slice = slots[text].str();
    }
    if (slice) {
        out.raw(R"("text":)");
        out.string(*slice);
        out.raw(',');
    }
}

}  // namespace

const Payload text_span = {.fit = &fit, .write = &write, .is_geometry = true, .text_slot = text};

}  // namespace lsmap::labelstudio::payload

#pragma once
#include "data/arena.hpp"
#include "data/output.hpp"
#include "data/text_offsets.hpp"
#include "data/value.hpp"
#include "labelstudio/payload.hpp"

#include <optional>
#include <string_view>

// What the payloads of stretches (of text, of sound, of frames) share.
namespace lsmap::labelstudio::payload {

// The index of the text that the caller keeps, or one for this call.
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

// The text between two code points that lie within it.
inline std::string_view text_between(const ObjectFacts& facts, std::int64_t begin,
                                     std::int64_t end) {
    return Offsets(facts)
        ->slice(static_cast<std::size_t>(begin), static_cast<std::size_t>(end))
        .value_or(std::string_view());
}

inline data::Value stretch(data::Value start, data::Value end, data::Arena& arena) {
    auto* ends = arena.array<data::Value>(2);
    ends[0] = start;
    ends[1] = end;
    return data::of_items({ends, 2});
}

// What becomes of a stretch that leaves its object; nullopt: it is cut.
inline std::optional<Fate> not_cut(Outside outside) {
    switch (outside) {
        case Outside::automatic:
        case Outside::clip:
        case Outside::clamp:
            return std::nullopt;
        case Outside::keep:
            return Fate::unchanged;
        case Outside::skip:
            return Fate::outside;
        case Outside::fail:
            return Fate::outside_fails;
    }
    return std::nullopt;
}

// The same for text: positions behind its end are a drift, and there is no text to show for them.
inline std::optional<Fate> not_cut_text(Outside outside) {
    const bool must_fit = outside == Outside::automatic || outside == Outside::keep;
    return must_fit ? Fate::outside_fails : not_cut(outside);
}

inline void write_text(data::Output& out, std::string_view text) {
    out.raw(R"("text":)");
    out.string(text);
    out.raw(',');
}

}  // namespace lsmap::labelstudio::payload

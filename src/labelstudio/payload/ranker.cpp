#include "labelstudio/payload/ranker.hpp"

#include <algorithm>
#include <vector>

// `ranking`: ids of a List in order, or with Buckets a map from their names to such lists. The
// editor compares ids as text (tags/object/List.js, tags/control/Ranker.js).
namespace lsmap::labelstudio::payload {
namespace {

enum Slot : std::size_t { ranking };

// `each(key, ids)` for every column; without buckets the control's own name is the only one.
template <class Each> void columns(const data::Value& slot, const ObjectFacts& facts, Each each) {
    if (facts.parts.empty()) {
        each(data::of_text(facts.control_name), slot.list());
        return;
    }
    for (std::uint32_t i = 0; i + 1 < slot.size; i += 2) {
        bool is_last = true;  // of a key that stands twice the last counts
        for (std::uint32_t j = i + 2; j + 1 < slot.size; j += 2) {
            is_last &= slot.items[j].str() != slot.items[i].str();
        }
        if (is_last) {
            each(slot.items[i], slot.items[i + 1].list());
        }
    }
}

// An empty ranking leaves the result out: it would hide every item.
Fate fit(std::span<data::Value> slots, const ObjectFacts& facts, Outside, data::Arena&) {
    if (ranking_flaw(slots, facts)) {
        return Fate::bad_ranking;
    }
    bool is_empty = true;
    columns(slots[ranking], facts,
            [&](const data::Value&, std::span<const data::Value> ids) { is_empty &= ids.empty(); });
    return is_empty ? Fate::no_area : Fate::unchanged;
}

void write(std::span<const data::Value> slots, const ObjectFacts& facts, data::Output& out) {
    out.raw(R"("ranker":{)");
    bool is_first = true;
    columns(slots[ranking], facts, [&](const data::Value& key, std::span<const data::Value> ids) {
        out.raw(is_first ? "" : ",");
        is_first = false;
        out.text(key);
        out.raw(":[");
        for (std::size_t i = 0; i < ids.size(); ++i) {
            out.raw(i == 0 ? "" : ",");
            out.text(ids[i]);
        }
        out.raw(']');
    });
    out.raw("},");
}

}  // namespace

std::optional<RankingFlaw> ranking_flaw(std::span<const data::Value> slots,
                                        const ObjectFacts& facts) {
    std::optional<RankingFlaw> flaw;
    std::vector<const data::Value*> all;
    const auto found = [&](RankingFlaw::Kind kind, const data::Value& value) {
        if (!flaw) {
            flaw = RankingFlaw{kind, value};
        }
    };
    columns(slots[ranking], facts, [&](const data::Value& key, std::span<const data::Value> ids) {
        if (!facts.parts.empty() &&
            std::ranges::find(facts.parts, key.str()) == facts.parts.end()) {
            found(RankingFlaw::Kind::unknown_bucket, key);
        }
        for (const data::Value& id : ids) {
            all.push_back(&id);
            if (facts.has_item_ids && !std::ranges::binary_search(facts.item_ids, id.str())) {
                found(RankingFlaw::Kind::unknown_item, id);
            }
        }
    });
    std::ranges::stable_sort(all, {}, [](const data::Value* id) { return id->str(); });
    const auto twice =
        std::ranges::adjacent_find(all, {}, [](const data::Value* id) { return id->str(); });
    if (twice != all.end()) {
        found(RankingFlaw::Kind::item_twice, **std::next(twice));
    }
    return flaw;
}

const Payload ranker = {.fit = &fit, .write = &write, .is_geometry = false};

}  // namespace lsmap::labelstudio::payload

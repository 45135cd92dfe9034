#pragma once
#include "labelstudio/payload.hpp"

#include <optional>
#include <span>

namespace lsmap::labelstudio::payload {

// What is wrong with a ranking: an item that is not in the list, an item twice, a key that is no
// bucket. `value` is the item or the key.
struct RankingFlaw {
    enum class Kind : std::uint8_t { unknown_item, item_twice, unknown_bucket } kind;
    data::Value value;
};
std::optional<RankingFlaw> ranking_flaw(std::span<const data::Value> slots,
                                        const ObjectFacts& facts);

}  // namespace lsmap::labelstudio::payload

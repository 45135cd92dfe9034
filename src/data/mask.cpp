#include "data/mask.hpp"

#include <algorithm>

namespace lsmap::data {

raster::Mask mask_of(const Value& v) {
    const Value& runs = v.items[2];
    return {static_cast<std::uint32_t>(v.items[0].integer),
            static_cast<std::uint32_t>(v.items[1].integer),
            static_cast<raster::Order>(runs.alternative),
            {reinterpret_cast<const raster::Run*>(runs.text), runs.size / sizeof(raster::Run)}};
}

Value mask_value(const raster::Mask& mask, Arena& arena) {
    auto* runs = arena.array<raster::Run>(mask.runs.size());
    std::ranges::copy(mask.runs, runs);
    auto* items = arena.array<Value>(3);
    items[0] = of_int(mask.width);
    items[1] = of_int(mask.height);
    items[2] = of_text({reinterpret_cast<const char*>(runs), mask.runs.size_bytes()});
    items[2].alternative = static_cast<std::uint16_t>(mask.order);
    return of_items({items, 3});
}

}  // namespace lsmap::data

#pragma once
#include "data/output.hpp"
#include "data/value.hpp"

#include <span>
#include <string_view>

namespace lsmap::labelstudio::payload {

// `"key":12.5,`: how every payload writes a number of its geometry.
inline void write_geometry(data::Output& out, std::string_view key_and_colon, double value) {
    out.geometry(key_and_colon, value);
}

inline bool has(std::span<const data::Value> slots, std::size_t index) {
    return index < slots.size() && slots[index].present();
}

}  // namespace lsmap::labelstudio::payload

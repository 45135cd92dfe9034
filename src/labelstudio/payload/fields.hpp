#pragma once
#include "data/output.hpp"
#include "data/value.hpp"

#include <span>
#include <string_view>

namespace lsmap::labelstudio::payload {

// `"key":12.5,`: how every payload writes a number of its geometry.
template <std::size_t Size>
void write_geometry(data::Output& out, const char (&key_and_colon)[Size], double value) {
    char* to = out.room(Size + data::Output::geometry_size);
    to = out.put_geometry(data::put(to, key_and_colon), value);
    *to++ = ',';
    out.filled(to);
}

inline bool has(std::span<const data::Value> slots, std::size_t index) {
    return index < slots.size() && slots[index].present();
}

}  // namespace lsmap::labelstudio::payload

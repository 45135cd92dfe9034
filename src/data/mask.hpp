#pragma once
#include "data/arena.hpp"
#include "data/value.hpp"
#include "raster/mask.hpp"

#include <span>

namespace lsmap::data {

// A mask is items[3]: width, height and its runs, which are the bytes of raster::Run numbers as a
// text whose `alternative` is the raster::Order. The runs stay where they are.
raster::Mask mask_of(const Value& v);

// Copies the runs into the arena.
Value mask_value(const raster::Mask& mask, Arena& arena);

}  // namespace lsmap::data

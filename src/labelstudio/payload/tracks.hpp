#pragma once
#include "data/value.hpp"

namespace lsmap::labelstudio::payload {

// The frame of the second of two keyframes that stand at one; nullptr: there are no two.
const data::Value* repeated_frame(const data::Value& track);

}  // namespace lsmap::labelstudio::payload

#pragma once
#include "infer/declare.hpp"

#include <string>

namespace lsmap::infer {

// How positions count that stand beside what they quote, found by cutting it out of the record's
// text: "char", "byte", "utf16"; empty: nothing is quoted, or nothing fits. `inclusive`: the end is
// the last one, not the one behind it.
struct OffsetCount {
    std::string kind;
    bool inclusive = false;
    std::size_t votes = 0;
};
OffsetCount offset_count(const Samples& samples);

// Writes that kind into the types of positions.
void set_offsets(Declared& type, const std::string& kind);

}  // namespace lsmap::infer

#pragma once
#include "raster/mask.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace lsmap::raster {

// COCO's run lengths: unpainted and painted pixels in turn, column by column. Runs of 0 may stand
// anywhere.
class CocoCounts {
 public:
    // `runs` gets the runs by columns.
    CocoCounts(std::uint32_t width, std::uint32_t height, std::vector<Run>& runs)
        : runs_(runs), pixels_(std::uint64_t{width} * height) {}
    // False: below 0, or more than the mask has.
    bool add(std::int64_t count) {
        if (count < 0 || static_cast<std::uint64_t>(count) > pixels_ - runs_.sum()) {
            return false;
        }
        runs_.add(painted_, static_cast<std::uint64_t>(count));
        painted_ = !painted_;
        return true;
    }
    bool is_full() const { return runs_.sum() == pixels_; }
    std::uint64_t sum() const { return runs_.sum(); }

 private:
    RunWriter runs_;
    std::uint64_t pixels_;
    bool painted_ = false;
};

// The `counts` that are a string: characters 48 to 111 carry 5 bits each, the least significant
// first; 32 says that more follow; from the fourth number on it is the difference to the one two
// before. Returns what is wrong: "cannot be read at character 5".
std::string decode_coco(std::string_view text, CocoCounts& counts);

// The same, from a mask by columns, as pycocotools writes it.
std::string encode_coco(const Mask& mask);

}  // namespace lsmap::raster

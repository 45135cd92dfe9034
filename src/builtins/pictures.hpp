#pragma once
#include "builtins/builtin.hpp"
#include "raster/picture_header.hpp"

#include <optional>
#include <string_view>

namespace lsmap::builtins {

// Where `probe` finds pictures. Called by several threads at once.
class Pictures {
 public:
    virtual ~Pictures() = default;
    // nullopt: there is no such file. Throws DataError where it must not be read or is no picture.
    virtual std::optional<raster::PictureSize> size_of(std::string_view path) = 0;
};

// What a call of `probe` is prepared with: whoever runs the program says where pictures are.
struct PictureAccess : Prepared {
    Pictures* pictures = nullptr;
};

}  // namespace lsmap::builtins

#pragma once
#include "builtins/pictures.hpp"
#include "check/ir.hpp"

#include <cstddef>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace lsmap::driver {

// The pictures below a folder (`--media DIR`) and nowhere else, whatever links lead out of it. What
// was looked at is known for the rest of the run.
class MediaFolder : public builtins::Pictures {
 public:
    // What is wrong with the folder as a sentence; "": nothing.
    std::string open(const std::string& folder);
    std::optional<raster::PictureSize> size_of(std::string_view path) override;

 private:
    struct Known {
        std::optional<raster::PictureSize> size;
        std::string problem;
    };
    Known look(std::string_view path) const;

    static constexpr std::size_t most_known = 100'000;
    std::filesystem::path root_;
    std::mutex mutex_;
    std::unordered_map<std::string, Known> known_;
};

// Hands `folder`, that of --media ("": not given), to the calls of `probe` in the program; `media`
// outlives whoever runs it. What is missing or wrong as a sentence; "": nothing.
std::string open_pictures(const ir::Program& program, const std::string& folder,
                          MediaFolder& media);

}  // namespace lsmap::driver

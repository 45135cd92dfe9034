#pragma once
#include <cstdint>

namespace lsmap::labelstudio {

// `--accept`: whose word is enough where Label Studio's server and its editor disagree.
enum class Accept : std::uint8_t { both, server, editor };

}  // namespace lsmap::labelstudio

#pragma once
#include "diag/diagnostic.hpp"
#include "labelstudio/config.hpp"

namespace lsmap::labelstudio {

// Fills controls, objects and other_variables from `config.elements`, and reports what Label
// Studio's editor or server would not understand.
void resolve(LabelingConfig& config, diag::Sink& sink);

}  // namespace lsmap::labelstudio

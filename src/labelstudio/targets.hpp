#pragma once
#include "diag/diagnostic.hpp"
#include "labelstudio/config.hpp"

namespace lsmap::labelstudio {

// Fills the targets of the controls from `toName`, and reports names that are no object's or an
// object that the control cannot label.
void resolve_targets(LabelingConfig& config, diag::Sink& sink);

}  // namespace lsmap::labelstudio

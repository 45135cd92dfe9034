#pragma once
#include "diag/diagnostic.hpp"
#include "labelstudio/config.hpp"

namespace lsmap::labelstudio {

// Fills the labels of the controls from the tags inside them (Label, Choice, Relation; also below a
// View), and reports those that the server would not see.
void read_label_options(LabelingConfig& config, diag::Sink& sink);

}  // namespace lsmap::labelstudio

#pragma once
#include "labelstudio/config.hpp"

namespace lsmap::labelstudio {

// What the config says of a control's slots, into `parts` and `own_slots`: the Buckets of a Ranker,
// the `outputs` of a ReactCode. Reports parts without a name and a schema that cannot be read.
void read_slots(const LabelingConfig& config, Control& control, diag::Sink& sink);

}  // namespace lsmap::labelstudio

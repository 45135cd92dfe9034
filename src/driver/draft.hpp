#pragma once
#include "driver/commands.hpp"
#include "infer/declare.hpp"
#include "labelstudio/config.hpp"

#include <string>

namespace lsmap::driver {

// A first rule file.
struct Draft {
    std::string text;
    std::string account;  // what was mapped and what is to do, for people
};

// The likeliest rules for each control that the checker takes and that map the samples without an
// error, found by trying: each way to map a control is compiled and run over the samples.
Draft make_draft(const labelstudio::LabelingConfig& config, const InitOptions& options,
                 const infer::Samples& samples, const infer::Hints& hints);

}  // namespace lsmap::driver

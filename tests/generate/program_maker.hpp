#pragma once
#include "check/ir.hpp"
#include "generate/config_maker.hpp"

#include <string>
#include <vector>

namespace lsmap::generate {

struct Triple {
    std::string config, rules;
    std::vector<std::string> records;  // JSON, one each
    labelstudio::Accept accept = labelstudio::Accept::both;
    bool responses = false;  // the output is what an ML backend answers
};

// Rules for the controls of a config and input that they map without an error.
Triple make_triple(const Pair& pair, Random& random);

}  // namespace lsmap::generate

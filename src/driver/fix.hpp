#pragma once
#include "driver/compile.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace lsmap::driver {

// What `check --fix` makes of a rule file and its own modules.
struct Fixed {
    std::unique_ptr<Compilation> compilation;  // of the mended texts: what is left to say
    std::vector<std::string> account;          // what was mended, "rules.lsmap:3:5: LSM1012: …"
    std::map<std::string, std::string> texts;  // by path, of the files that changed
};

// Applies the safe edits of all messages, again and again until none is left (one mends what hid
// another). Edits of one message are applied together or not at all; of two that overlap, the first
// one, the other is left to the next round. Neither the config nor a standard module is changed.
Fixed fix(const std::string& rules, const CompileOptions& options);

}  // namespace lsmap::driver

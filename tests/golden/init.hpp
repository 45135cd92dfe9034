#pragma once
#include "golden/result.hpp"

#include <filesystem>
#include <vector>

namespace golden {

// docs/init-examples.md: what `lsmapc init` makes of the config and the input of every example. Its
// rules must pass `check` and map every record; how many of the expected results they give stands
// in the table, which may not change unseen. With `update` it is written.
std::vector<Result> check_init(const std::filesystem::path& root, const Filters& filters,
                               bool update);

}  // namespace golden

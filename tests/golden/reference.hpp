#pragma once
#include "golden/result.hpp"

#include <filesystem>
#include <vector>

namespace golden {

// docs/reference/*.md and editors/words.json say what the tables say. With `update` they are
// written.
std::vector<Result> check_reference(const std::filesystem::path& root, const Filters& filters,
                                    bool update);

}  // namespace golden

#pragma once
#include "golden/result.hpp"

#include <filesystem>
#include <vector>

namespace golden {

// docs/errors: every code has a page with its title, which the program carries as it stands; its
// failing example gives that error alone, its mended one none. A page with a line that begins with
// "No example:" says there why it shows none.
std::vector<Result> check_pages(const std::filesystem::path& root, const Filters& filters);

}  // namespace golden

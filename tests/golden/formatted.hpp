#pragma once
#include "golden/result.hpp"

#include <filesystem>
#include <vector>

namespace golden {

// What `lsmapc fmt` promises, of every rule file of the repository and of several changed copies of
// each: laid out twice is laid out once, the abstract syntax and the comments stay, what cannot be
// read stays byte for byte. Rule files of stdlib/ and examples/ are laid out. Names are "format/"
// and the file.
std::vector<Result> check_formatted(const std::filesystem::path& root, const Filters& filters);

}  // namespace golden

#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lsmap {

// Edit distance (insert, delete, change, swap of neighbours), letters compared without case.
std::size_t edit_distance(std::string_view a, std::string_view b);

// The candidates nearest to `name`, best first, at most three: distance 1 for names of up to four
// letters, else 2. Empty where nothing is near.
std::vector<std::string> nearest_names(std::string_view name,
                                       std::span<const std::string> candidates);

// "did you mean `Car`?", "one of `A`, `B`, `C`" where nothing is near but they are few (up to
// eight), else empty.
std::string suggestion(std::string_view name, std::span<const std::string> candidates);

}  // namespace lsmap

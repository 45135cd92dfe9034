#pragma once
#include <algorithm>
#include <string>
#include <vector>

namespace golden {

// What came of one check.
struct Result {
    std::string name;     // "docs/errors/LSM3104.md: fails"
    std::string failure;  // "": as promised
};

// What of a run is wanted: names that hold one of the texts, all where there are none.
struct Filters {
    std::vector<std::string> texts;

    bool want(const std::string& name) const {
        return texts.empty() || std::ranges::any_of(texts, [&](const std::string& text) {
                   return name.find(text) != std::string::npos;
               });
    }
};

}  // namespace golden

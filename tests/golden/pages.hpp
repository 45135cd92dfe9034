#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace golden {

struct PageResult {
    std::string name;     // "docs/errors/LSM3104.md: fails"
    std::string failure;  // "": as promised
};

// docs/errors: every code has a page with its title, which the program carries as it stands; its
// failing example gives that error alone, its mended one none. A page with a line that begins with
// "No example:" says there why it shows none. FILTERs choose pages by name.
std::vector<PageResult> check_pages(const std::filesystem::path& root,
                                    const std::vector<std::string>& filters);

}  // namespace golden

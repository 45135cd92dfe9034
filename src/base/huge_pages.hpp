#pragma once
#include <cstddef>

namespace lsmap {

// Of a large block that is going to be used whole: asks the system for large pages below it, which
// saves page faults and misses when it is read here and there. A hint; nothing happens elsewhere
// than on Linux, or for a block of less than a few megabytes.
void advise_huge_pages(char* begin, std::size_t size);

}  // namespace lsmap

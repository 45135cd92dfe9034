#include "base/huge_pages.hpp"

#include <cstdint>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace lsmap {

void advise_huge_pages([[maybe_unused]] char* begin, [[maybe_unused]] std::size_t size) {
#if defined(MADV_HUGEPAGE)
    constexpr std::uintptr_t page = std::uintptr_t{2} << 20U;
    if (size < 2 * page) {
        return;
    }
    const std::uintptr_t address = reinterpret_cast<std::uintptr_t>(begin);
    const std::size_t before = (page - address % page) % page;
    static_cast<void>(::madvise(begin + before, (size - before) / page * page, MADV_HUGEPAGE));
#endif
}

}  // namespace lsmap

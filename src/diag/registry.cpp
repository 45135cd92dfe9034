#include "diag/diagnostic.hpp"

#include <algorithm>

namespace lsmap::diag {
namespace {
constexpr Info rows[] = {
#define DIAG(code, name, severity, message, ...) \
    {code_of(#code), #code, #name, message, Severity::severity},
#include "diag/codes.def"
#undef DIAG
};
static_assert(std::ranges::adjacent_find(rows, std::ranges::greater_equal{}, &Info::code) ==
                  std::end(rows),
              "a code twice, or out of order");
}  // namespace

std::span<const Info> registry() { return rows; }

const Info& info(Code code) { return *std::ranges::lower_bound(rows, code, {}, &Info::code); }

}  // namespace lsmap::diag

#include "diag/diagnostic.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace lsmap::diag {
namespace {
constexpr Info declared[] = {
#define DIAG(code, name, severity, message, ...) \
    {code_of(#code), #code, #name, message, Severity::severity},
#include "diag/codes.def"
#undef DIAG
};
// The tables may name their codes in any order.
constexpr auto rows = [] {
    std::array<Info, std::size(declared)> sorted{};
    std::ranges::copy(declared, sorted.begin());
    std::ranges::sort(sorted, {}, &Info::code);
    return sorted;
}();
static_assert(std::ranges::adjacent_find(rows, {}, &Info::code) == std::end(rows), "a code twice");
}  // namespace

std::span<const Info> registry() { return rows; }

const Info& info(Code code) { return *std::ranges::lower_bound(rows, code, {}, &Info::code); }

}  // namespace lsmap::diag

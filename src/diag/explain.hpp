#pragma once
#include "base/embedded.hpp"
#include "diag/diagnostic.hpp"

#include <optional>
#include <string_view>

namespace lsmap::diag {

// The row that a user means by "LSM3104", "lsm3104" or "3104". nullptr: there is none.
const Info* find_code(std::string_view wanted);

// Its page of docs/errors, Markdown. None: the row has no page.
std::optional<std::string_view> error_page(const Info& row);

}  // namespace lsmap::diag

#pragma once
#include <string_view>

namespace lsmap::validate {

// Whether a text is a date written by a strftime form, digit for digit. Directives that are not
// known fit whatever stands there up to the next sign of the form.
bool has_date_form(std::string_view text, std::string_view format);

}  // namespace lsmap::validate

#pragma once
#include "base/source.hpp"
#include "diag/diagnostic.hpp"

#include <string_view>

namespace lsmap::syntax {

inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// Reports the first byte that is not UTF-8 and the first control character other than tab and line
// end (LF or CRLF); false where there is one, since such a file is hardly a text.
bool check_text(const SourceFile& source, FileId file, diag::Sink& sink);

}  // namespace lsmap::syntax

#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace lsmap::generate {

// A JSON string, which is a string of the language too.
std::string quoted(std::string_view text);
// A value of an XML attribute, with its quotes.
std::string xml_quoted(std::string_view text);
std::string number(double d);
std::string joined(const std::vector<std::string>& parts, std::string_view between);
inline std::string array(const std::vector<std::string>& parts) {
    return "[" + joined(parts, ",") + "]";
}
// `text` with `value` for each `$`.
std::string with_value(std::string_view text, std::string_view value);

}  // namespace lsmap::generate

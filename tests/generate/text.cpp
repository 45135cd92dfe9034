#include "generate/text.hpp"

#include "data/output.hpp"

#include <fmt/format.h>

namespace lsmap::generate {

std::string quoted(std::string_view text) {
    data::Output out;
    out.string(text);
    return std::string(out.view());
}

std::string xml_quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        switch (c) {
            case '"':
                out += "&quot;";
                break;
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            default:
                out += c;
        }
    }
    return out + '"';
}

std::string number(double d) { return fmt::format("{}", d == 0 ? 0.0 : d); }

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
    std::string out;
    for (const std::string& part : parts) {
        out += (&part == parts.data() ? "" : std::string(between)) + part;
    }
    return out;
}

std::string with_value(std::string_view text, std::string_view value) {
    std::string out;
    for (const char c : text) {
        c == '$' ? out += value : out += c;
    }
    return out;
}

}  // namespace lsmap::generate

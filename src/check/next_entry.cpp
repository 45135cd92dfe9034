#include "check/next_entry.hpp"

namespace lsmap::check {

std::string next_entry(const SourceMap& sources, Span last, std::string_view entry) {
    const std::string_view text = sources[last.file].text;
    const std::size_t line = text.substr(0, last.begin).rfind('\n');
    const std::size_t begin = line == std::string_view::npos ? 0 : line + 1;
    const std::string_view indent = text.substr(begin, last.begin - begin);
    const bool is_first = indent.find_first_not_of(" \t") == std::string_view::npos;
    std::string added(is_first ? "\n" : ", ");
    return added.append(is_first ? indent : "").append(entry);
}

}  // namespace lsmap::check

#include "syntax/format.hpp"

#include "syntax/formatter.hpp"
#include "syntax/parse.hpp"

namespace lsmap::syntax {

Formatted format(const SourceFile& source) {
    diag::Sink sink;
    const Tree tree = parse(source, FileId{}, sink);
    std::vector<std::uint32_t> mistakes;
    for (const diag::Diagnostic& d : sink.all()) {
        if (d.severity == diag::Severity::error && d.span) {
            mistakes.push_back(d.span->begin);
        }
    }
    const std::vector<std::uint32_t> left_alone = items_with_mistakes(tree, source.text, mistakes);
    Formatter formatter(tree, source.text, left_alone);
    const Layout::Doc file = formatter.file();
    return {formatter.layout().print(file, format_width), left_alone.empty()};
}

}  // namespace lsmap::syntax

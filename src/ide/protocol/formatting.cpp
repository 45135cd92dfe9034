#include "ide/protocol/session.hpp"
#include "syntax/format.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

// The one layout, as the least edit: what is the same at both ends stays, and the cursor with it.
namespace lsmap::ide {

Json Session::formatting(const Json& params) {
    const std::shared_ptr<const Analysis> made = analysis(rules(params).path);
    Json edits = Json::array();
    if (!made->is_read()) {
        return edits;
    }
    const std::string& before = made->source().text;
    const std::string after = syntax::format(made->source()).text;
    if (before == after) {
        return edits;
    }
    const auto [first, other] = std::ranges::mismatch(before, after);
    auto begin = static_cast<std::size_t>(first - before.begin());
    while (begin > 0 && before[begin - 1] != '\n') {  // whole lines: no character is cut
        --begin;
    }
    std::size_t same = 0;
    const std::size_t most = std::min(before.size(), after.size()) - begin;
    while (same < most && before[before.size() - 1 - same] == after[after.size() - 1 - same]) {
        ++same;
    }
    while (same > 0 && before[before.size() - same - 1] != '\n') {
        --same;
    }
    const Span changed{static_cast<std::uint32_t>(begin),
                       static_cast<std::uint32_t>(before.size() - same), made->file()};
    edits.push_back({{"range", range(made->source(), changed)},
                     {"newText", after.substr(begin, after.size() - same - begin)}});
    return edits;
}

}  // namespace lsmap::ide

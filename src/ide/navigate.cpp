#include "ide/navigate.hpp"

#include <algorithm>

namespace lsmap::ide {

std::vector<Span> definitions(const Analysis& analysis, std::uint32_t byte) {
    std::vector<Span> found;
    const auto add = [&](Span span) {
        if (std::ranges::find(found, span) == found.end()) {
            found.push_back(span);
        }
    };
    for (const check::Use* use : analysis.uses_at(byte)) {
        if (use->leads_to) {
            add(*use->leads_to);
        } else if (use->declared) {
            std::ranges::for_each(analysis.declarations_of(*use->declared), add);
        } else if (use->kind == check::NameKind::slot) {
            // A slot is declared by the tag that takes it.
            add(use->control != nullptr ? use->control->span : use->object->span);
        }
    }
    return found;
}

std::vector<const check::Use*> references(const Analysis& analysis, std::uint32_t byte) {
    std::vector<const check::Use*> found;
    for (const check::Use* use : analysis.uses_at(byte)) {
        if (!use->declared) {
            continue;
        }
        for (const check::Use* other : analysis.uses_of(*use->declared)) {
            if (std::ranges::find(found, other) == found.end()) {
                found.push_back(other);
            }
        }
    }
    return found;
}

}  // namespace lsmap::ide

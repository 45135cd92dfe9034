#include "ide/analysis.hpp"

#include <algorithm>
#include <tuple>

namespace lsmap::ide {
namespace {

auto place(const check::Use& use) { return std::tuple(use.at.file, use.at.begin, use.at.end); }

std::vector<const check::Use*> each_place_once(std::vector<const check::Use*> uses) {
    std::ranges::stable_sort(uses,
                             [](const auto* a, const auto* b) { return place(*a) < place(*b); });
    const auto rest = std::unique(uses.begin(), uses.end(), [](const auto* a, const auto* b) {
        return place(*a) == place(*b);
    });
    uses.erase(rest, uses.end());
    return uses;
}

}  // namespace

Analysis::Analysis(const std::string& path, driver::CompileOptions options,
                   std::optional<std::uint32_t> cursor) {
    if (cursor) {
        meanings_.around.emplace();
        meanings_.around->cursor = {*cursor, *cursor, FileId{0}};  // the rule file is read first
    }
    options.meanings = &meanings_;
    compiled_ = driver::compile(path, options);
}

const labelstudio::LabelingConfig* Analysis::config() const {
    return meanings_.programs.empty() || !meanings_.programs.back().config->usable
               ? nullptr
               : meanings_.programs.back().config.get();
}

std::vector<const check::Use*> Analysis::uses_at(std::uint32_t byte) const {
    std::vector<const check::Use*> found;
    for (const check::Use& use : meanings_.uses) {
        if (use.at.file == file() && use.at.begin <= byte && byte <= use.at.end &&
            !use.at.empty()) {
            found.push_back(&use);
        }
    }
    // Of two names that meet at `byte` the one that begins there.
    if (std::ranges::any_of(found, [&](const auto* use) { return byte < use->at.end; })) {
        std::erase_if(found, [&](const auto* use) { return byte == use->at.end; });
    }
    std::vector<const check::Use*> distinct;
    for (const check::Use* use : found) {
        if (std::ranges::none_of(distinct, [&](const auto* other) {
                return other->declared == use->declared && other->kind == use->kind;
            })) {
            distinct.push_back(use);
        }
    }
    return distinct;
}

std::vector<Span> Analysis::declarations_of(Span declared) const {
    std::vector<Span> same = {declared};
    const auto add = [&](Span span) {
        if (std::ranges::find(same, span) == same.end()) {
            same.push_back(span);
        }
    };
    for (std::size_t i = 0; i < same.size(); ++i) {
        for (const check::Use& use : meanings_.uses) {
            if (!use.is_declaration || !use.declared || *use.declared == use.at) {
                continue;
            }
            if (use.at == same[i]) {
                add(*use.declared);
            } else if (*use.declared == same[i]) {
                add(use.at);
            }
        }
    }
    return same;
}

std::vector<const check::Use*> Analysis::uses_of(Span declared) const {
    const std::vector<Span> same = declarations_of(declared);
    std::vector<const check::Use*> found;
    for (const check::Use& use : meanings_.uses) {
        if (use.declared && std::ranges::find(same, *use.declared) != same.end()) {
            found.push_back(&use);
        }
    }
    return each_place_once(std::move(found));
}

std::vector<const check::Use*> Analysis::names() const {
    std::vector<const check::Use*> found;
    for (const check::Use& use : meanings_.uses) {
        if (use.at.file == file()) {
            found.push_back(&use);
        }
    }
    return each_place_once(std::move(found));
}

Analysis::Typed Analysis::expression_at(std::uint32_t byte) const {
    Typed found;
    for (const ir::Program& program : meanings_.programs) {
        for (const ir::Expr& expr : program.exprs) {
            const bool is_around = expr.span.file == file() && expr.span.begin <= byte &&
                                   byte < expr.span.end && !program.types->is_error(expr.type);
            // Of the same place the first: conversions stand around it.
            if (is_around &&
                (found.expr == nullptr || expr.span.size() < found.expr->span.size())) {
                found = {&program, &expr};
            }
        }
    }
    return found;
}

}  // namespace lsmap::ide

#include "validate/validate.hpp"

#include "validate/checker.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace lsmap::validate {
namespace {

// A mend may show what it hid; each pass mends some more. That many come only of a text that was
// made to have them.
constexpr int most_passes = 20;

struct Patch {
    const Edit* edit;
    std::size_t finding;
};

// Applies the edits of the findings that overlap no other's. The numbers of those applied.
std::vector<std::size_t> apply_edits(std::string& text, const std::vector<Finding>& findings) {
    std::vector<Patch> patches;
    std::vector<std::pair<std::size_t, std::size_t>> taken;  // byte ranges, of findings so far
    std::vector<std::size_t> applied;
    for (std::size_t i = 0; i < findings.size(); ++i) {
        const std::vector<Edit>& edits = findings[i].edits;
        if (edits.empty()) {
            continue;
        }
        patches.reserve(patches.size() + edits.size());
        for (const Edit& edit : edits) {
            patches.push_back({&edit, i});
        }
        applied.push_back(i);
    }
    std::ranges::stable_sort(patches, {}, [](const Patch& p) { return p.edit->begin; });
    // The later of two that overlap waits for the next pass, with all of its finding's edits.
    std::vector<bool> waits(findings.size(), false);
    std::size_t end = 0;
    std::size_t last_insert = std::string::npos;
    std::size_t last_finding = 0;
    for (const Patch& patch : patches) {
        const bool is_insert = patch.edit->begin == patch.edit->end;
        const bool same_place =
            is_insert && last_insert == patch.edit->begin && last_finding != patch.finding;
        if (patch.edit->begin < end || same_place) {
            waits[patch.finding] = true;
        } else {
            end = patch.edit->end;
            last_insert = is_insert ? patch.edit->begin : std::string::npos;
            last_finding = patch.finding;
        }
    }
    std::erase_if(patches, [&](const Patch& p) { return waits[p.finding]; });
    std::erase_if(applied, [&](std::size_t i) { return waits[i]; });
    std::string result;
    result.reserve(text.size() + text.size() / 8);
    std::size_t from = 0;
    for (const Patch& patch : patches) {
        result.append(text, from, patch.edit->begin - from);
        result += patch.edit->text;
        from = patch.edit->end;
    }
    result.append(text, from, std::string::npos);
    text = std::move(result);
    return applied;
}

}  // namespace

bool Report::refused() const {
    return std::ranges::any_of(findings, [](const Finding& f) { return f.verdict.refused; });
}

bool Report::has_errors() const {
    return untold_errors != 0 || std::ranges::any_of(findings, [](const Finding& f) {
               return f.diagnostic.severity == diag::Severity::error;
           });
}

Report check(const labelstudio::LabelingConfig& config, std::string_view text,
             const Options& options) {
    return Checker(config, text, options).run();
}

Mended mend(const labelstudio::LabelingConfig& config, std::string text, const Options& options) {
    Mended mended{.text = std::move(text), .mended = {}, .left = {}};
    for (int pass = 0; pass < most_passes; ++pass) {
        mended.left = check(config, mended.text, options);
        const std::vector<std::size_t> applied = apply_edits(mended.text, mended.left.findings);
        if (applied.empty()) {
            return mended;
        }
        for (const std::size_t i : applied) {
            mended.mended.push_back(std::move(mended.left.findings[i]));
        }
    }
    mended.left = check(config, mended.text, options);
    return mended;
}

}  // namespace lsmap::validate

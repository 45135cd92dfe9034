#include "driver/fix.hpp"

#include "diag/render.hpp"

#include <algorithm>
#include <utility>

namespace lsmap::driver {
namespace {

// Where an edit makes room for the next for ever, this ends it; real files need two or three.
constexpr int most_rounds = 50;

bool touches(const diag::Fix& a, const diag::Fix& b) {
    return a.span.file == b.span.file && a.span.begin <= b.span.end && b.span.begin <= a.span.end;
}

// Not the config, nor a standard module.
bool is_rule_file(FileId file, const Compilation& c) {
    const std::string& path = c.sources[file].path;
    const bool own_module =
        path.ends_with(".lsmap") && std::ranges::find(c.paths, path) != c.paths.end();
    return own_module || (c.main != nullptr && c.main->file == file);
}

bool may_apply(const diag::Diagnostic& d, const Compilation& c,
               const std::vector<diag::Fix>& taken) {
    return !d.fixes.empty() && std::ranges::all_of(d.fixes, [&](const diag::Fix& fix) {
        return fix.safe == diag::Safe::yes && is_rule_file(fix.span.file, c) &&
               std::ranges::none_of(taken, [&](const diag::Fix& t) { return touches(fix, t); });
    });
}

// The edits of one round, in the order of their messages.
std::vector<diag::Fix> edits_of_round(const Compilation& c, std::vector<std::string>& account) {
    std::vector<diag::Fix> taken;
    for (const diag::Diagnostic* d : diag::by_position(c.sink.all())) {
        if (!may_apply(*d, c, taken)) {
            continue;
        }
        taken.insert(taken.end(), d->fixes.begin(), d->fixes.end());
        const SourceFile& file = c.sources[d->fixes.front().span.file];
        const LineColumn at = file.position(d->fixes.front().span.begin);
        account.push_back(fmt::format("{}:{}:{}: mended {}: {}", file.path, at.line, at.column,
                                      diag::info(d->code).id, d->message));
    }
    return taken;
}

}  // namespace

Fixed fix(const std::string& rules, const CompileOptions& options) {
    Fixed fixed;
    CompileOptions with_texts = options;
    with_texts.open_text = [&](const std::filesystem::path& path) {
        if (const auto text = fixed.texts.find(path.string()); text != fixed.texts.end()) {
            return std::optional(text->second);
        }
        return options.open_text ? options.open_text(path) : std::nullopt;
    };
    for (int round = 0; round <= most_rounds; ++round) {
        fixed.compilation = compile(rules, with_texts);
        const Compilation& c = *fixed.compilation;
        std::vector<diag::Fix> edits =
            round == most_rounds ? std::vector<diag::Fix>{} : edits_of_round(c, fixed.account);
        if (edits.empty()) {
            break;
        }
        std::ranges::sort(edits, std::ranges::greater{},
                          [](const diag::Fix& f) { return f.span.begin; });
        std::map<std::string, std::string> round_texts;
        for (const diag::Fix& edit : edits) {
            const SourceFile& file = c.sources[edit.span.file];
            std::string& text = round_texts.try_emplace(file.path, file.text).first->second;
            text.replace(edit.span.begin, edit.span.size(), edit.replacement);
        }
        for (auto& [path, text] : round_texts) {
            fixed.texts[path] = std::move(text);
        }
    }
    return fixed;
}

}  // namespace lsmap::driver

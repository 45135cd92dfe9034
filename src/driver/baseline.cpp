#include "driver/baseline.hpp"

#include "diag/codes/lint.hpp"
#include "diag/render.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <utility>

namespace lsmap::driver {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr int version = 1;

fs::path absolute(const fs::path& path) {
    std::error_code none;
    return fs::weakly_canonical(fs::absolute(path, none), none);
}

}  // namespace

std::string Baseline::relative(const std::string& file) const {
    return absolute(file).lexically_relative(absolute(path_).parent_path()).generic_string();
}

Baseline::Key Baseline::key(const diag::Diagnostic& d, const SourceMap& sources) const {
    return {d.span ? relative(sources[d.span->file].path) : "", std::string(diag::info(d.code).id),
            diag::source_line(d, sources), diag::steady_message(d)};
}

std::map<Baseline::Key, std::size_t> Baseline::counted(const std::deque<diag::Diagnostic>& found,
                                                       const SourceMap& sources) const {
    std::map<Key, std::size_t> counts;
    for (const diag::Diagnostic& d : found) {
        ++counts[key(d, sources)];
    }
    return counts;
}

// A module that two rule files use is told of in both compilations; it stands here once.
void Baseline::add(const std::deque<diag::Diagnostic>& found, const SourceMap& sources) {
    for (const auto& [one, times] : counted(found, sources)) {
        known_[one].times = std::max(known_[one].times, times);
    }
}

std::deque<diag::Diagnostic> Baseline::unknown(const std::deque<diag::Diagnostic>& found,
                                               const SourceMap& sources) {
    for (std::size_t i = 0; i < sources.size(); ++i) {
        files_[relative(sources[static_cast<FileId>(i)].path)] = true;
    }
    files_[""] = true;
    std::map<Key, std::size_t> seen;
    std::deque<diag::Diagnostic> rest;
    for (const diag::Diagnostic& d : found) {
        const Key one = key(d, sources);
        const auto known = known_.find(one);
        if (known == known_.end() || seen[one] == known->second.times) {
            rest.push_back(d);
            continue;
        }
        known->second.seen = std::max(known->second.seen, ++seen[one]);
    }
    return rest;
}

std::size_t Baseline::size() const {
    std::size_t n = 0;
    for (const auto& [one, known] : known_) {
        n += known.times;
    }
    return n;
}

std::size_t Baseline::gone() const {
    std::size_t n = 0;
    for (const auto& [one, known] : known_) {
        n += files_.contains(one.file) ? known.times - known.seen : 0;
    }
    return n;
}

std::string Baseline::text() const {
    Json json = {{"lsmapc_baseline", version}, {"findings", Json::array()}};
    for (const auto& [one, known] : known_) {
        Json row = {
            {"code", one.code}, {"file", one.file}, {"line", one.line}, {"message", one.message}};
        if (known.times != 1) {
            row["times"] = known.times;
        }
        json["findings"].push_back(std::move(row));
    }
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

std::optional<Baseline> Baseline::read(const std::string& path, std::string_view text,
                                       diag::Sink& sink) {
    const auto broken = [&](const std::string& why) -> std::optional<Baseline> {
        sink.emit(diag::baseline_unreadable, path, why)
            .help("`--write-baseline` writes it anew from what there is now");
        return std::nullopt;
    };
    const Json json = Json::parse(text, nullptr, false);
    if (json.is_discarded()) {
        return broken("it is not JSON");
    }
    if (!json.is_object() || json.value("lsmapc_baseline", Json()) != version ||
        !json.value("findings", Json()).is_array()) {
        return broken("it is not {\"lsmapc_baseline\": 1, \"findings\": […]}");
    }
    Baseline baseline(path);
    for (const Json& row : json["findings"]) {
        const auto word = [&](const char* name) {
            const Json value = row.is_object() ? row.value(name, Json()) : Json();
            return value.is_string() ? std::optional(value.get<std::string>()) : std::nullopt;
        };
        const auto file = word("file");
        const auto code = word("code");
        const auto line = word("line");
        const auto message = word("message");
        const Json times = row.is_object() ? row.value("times", Json(1U)) : Json();
        if (!file || !code || !line || !message || !times.is_number_unsigned()) {
            return broken(fmt::format(
                "finding {} lacks `code`, `file`, `line` or `message`, or its `times` is no count",
                baseline.known_.size() + 1));
        }
        baseline.known_[{*file, *code, *line, *message}].times += times.get<std::size_t>();
    }
    return baseline;
}

}  // namespace lsmap::driver

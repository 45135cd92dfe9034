#include "driver/reject_log.hpp"

#include "diag/render.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace lsmap::driver {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t most_shown = 20;

std::string text_of(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string base64(std::string_view bytes) {
    static constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            group = (group << 8U) |
                    (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
        }
        for (std::size_t k = 0; k < 4; ++k) {
            out += i + k > bytes.size() ? '=' : letters[(group >> (18 - 6 * k)) & 63U];
        }
    }
    return out;
}

// The unit as a member of the line. Line feeds between the signs of JSON become blanks; all else
// stays.
std::string kept(std::string_view value) {
    if (Json::accept(value)) {
        std::string json(value);
        std::ranges::replace_if(
            json, [](char c) { return c == '\n' || c == '\r'; }, ' ');
        return "\"value\":" + json;
    }
    try {
        return "\"text\":" + Json(std::string(value)).dump();
    } catch (const Json::type_error&) {  // not UTF-8
        return "\"base64\":\"" + base64(value) + '"';
    }
}

}  // namespace

std::unique_ptr<RejectLog> RejectLog::open(const RunOptions& options, const SourceMap& sources,
                                           const Streams& streams, diag::Sink& sink) {
    std::unique_ptr<RejectLog> log(new RejectLog(sources, streams));
    if (!options.rejects.empty()) {
        log->file_ = OutputFile::open(options.rejects, sink);
        if (log->file_ == nullptr) {
            return nullptr;
        }
    }
    return log;
}

void RejectLog::add(const run::Rejection& rejection, std::string_view file) {
    ++count_;
    const diag::Diagnostic& d = rejection.diagnostic;
    if (count_ <= most_shown) {
        streams_.err.write((count_ == 1 ? "" : "\n") +
                           diag::render_text(d, sources_, {.colour = streams_.colour_err}));
    }
    if (file_ == nullptr) {
        return;
    }
    Json error = {{"code", diag::info(d.code).id}, {"message", d.message}};
    if (d.data && d.data->line != 0) {
        error["line"] = d.data->line;
        error["column"] = d.data->column;
    }
    if (d.data && d.data->file != file) {  // a named input
        error["file"] = d.data->file;
    }
    Json line = {{"file", file}, {"record", rejection.record}};
    if (!rejection.key.empty()) {
        line["key"] = rejection.key;
    }
    line["pointer"] = rejection.pointer;
    line["error"] = std::move(error);
    std::string text = text_of(line);
    text.pop_back();
    const std::string whole =
        rejection.origin != nullptr ? rejection.origin->whole() : std::string();
    file_->write(text + "," + kept(rejection.origin != nullptr ? whole : rejection.value) + "}\n");
}

bool RejectLog::finish(diag::Sink& sink) {
    if (count_ > most_shown) {
        streams_.err.write(fmt::format("\nand {} more\n", count_ - most_shown));
    }
    return file_ == nullptr || file_->commit(sink);
}

bool too_many_rejects(const RunOptions& options, std::uint64_t rejected, std::uint64_t all) {
    if (!options.max_rejects) {
        return rejected != 0;
    }
    const auto r = static_cast<double>(rejected);
    return options.max_rejects->percent
               ? r * 100 > options.max_rejects->number * static_cast<double>(all)
               : r > options.max_rejects->number;
}

}  // namespace lsmap::driver

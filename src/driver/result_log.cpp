#include "driver/result_log.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace lsmap::driver {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t name_width = 10;
constexpr std::size_t longest_expr = 100;

// The source text of an expression on one line.
std::string text_of(Span span, const SourceMap& sources) {
    std::string out;
    for (const char c : sources.text(span)) {
        const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        if (!blank) {
            out += c;
        } else if (!out.empty() && out.back() != ' ') {
            out += ' ';
        }
    }
    if (out.size() > longest_expr) {
        std::size_t end = longest_expr;
        while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0) == 0x80) {
            --end;
        }
        out.resize(end);
        out += "…";
    }
    return out;
}

std::string place_of(Span span, const SourceMap& sources) {
    const SourceFile& file = sources[span.file];
    const LineColumn at = file.position(span.begin);
    return fmt::format("{}:{}:{}", file.path, at.line, at.column);
}

Json place_json(Span span, const SourceMap& sources) {
    const SourceFile& file = sources[span.file];
    const LineColumn at = file.position(span.begin);
    return {{"file", file.path}, {"line", at.line}, {"column", at.column}};
}

Json data_json(const diag::DataLocation& where) {
    return {{"file", where.file},
            {"line", where.line},
            {"column", where.column},
            {"pointer", where.pointer}};
}

Json parsed(const std::string& text) {
    Json json = Json::parse(text, nullptr, false);
    return json.is_discarded() ? Json(text) : json;
}

Json number_json(const run::TraceNumber& number) {
    Json json = {{"key", number.key}, {"value", parsed(number.value)}, {"formula", number.formula}};
    if (!number.pointer.empty()) {
        json["pointer"] = number.pointer;
    }
    return json;
}

Json step_json(const run::TraceStep& step, const SourceMap& sources) {
    Json json = {{"kind", run::name_of(step.kind)},
                 {"depth", step.depth},
                 {"expr", text_of(step.span, sources)},
                 {"type", step.type},
                 {"value", parsed(step.value)}};
    if (!step.how.empty()) {
        json["how"] = step.how;
    }
    for (const run::TraceNumber& number : step.numbers) {
        json["numbers"].push_back(number_json(number));
    }
    if (step.left_out != 0) {
        json["left_out"] = step.left_out;
    }
    if (step.data) {
        json["data"] = data_json(*step.data);
    }
    if (step.arm) {
        json["arm"] = place_json(*step.arm, sources);
    }
    return json;
}

// The pointer with the file where it is not the record's own.
std::string shown_data(const diag::DataLocation& where, const std::string& file) {
    const std::string pointer = where.pointer.empty() ? "the record itself" : where.pointer;
    return where.file == file ? pointer : where.file + " " + pointer;
}

class Text {
 public:
    Text(const run::TracedResult& result, const SourceMap& sources, const std::string& file)
        : result_(result), sources_(sources), file_(file) {}

    std::string write(std::uint64_t record) {
        line(fmt::format("{} {}", result_.is_with ? "with" : "region", result_.control),
             fmt::format("id {}, prediction \"{}\", {} record {}", result_.id, result_.version,
                         file_, record));
        named("rule",
              fmt::format("{}  ({})", text_of(head(), sources_), place_of(result_.rule, sources_)));
        if (result_.row) {
            named("row",
                  fmt::format("{}  {}", shown_data(*result_.row, file_), result_.row->excerpt));
        }
        for (const run::TraceSlot& slot : result_.slots) {
            steps(slot);
        }
        for (const run::TraceNumber& number : result_.numbers) {
            named(number.key,
                  fmt::format("{} = {}{}", number.value, number.formula,
                              number.pointer.empty() ? "" : "  (" + number.pointer + ")"));
        }
        named("result", result_.json);
        return std::move(out_);
    }

 private:
    // The rule up to its body.
    Span head() const {
        Span span = result_.rule;
        const std::string_view text = sources_.text(span);
        const std::size_t arrow = text.find("->");
        const std::size_t brace = text.find('{', arrow == std::string_view::npos ? 0 : arrow);
        span.end = brace == std::string_view::npos ? span.end
                                                   : span.begin + static_cast<std::uint32_t>(brace);
        return span;
    }
    void line(const std::string& what, const std::string& rest) {
        out_ += what + ": " + rest + "\n";
    }
    void named(const std::string& name, const std::string& text) {
        out_ += fmt::format("  {:<{}} {}\n", name, name_width, text);
    }

    void steps(const run::TraceSlot& slot) {
        for (std::size_t i = 0; i < slot.steps.size(); ++i) {
            const run::TraceStep& step = slot.steps[i];
            const std::string indent(2 * step.depth, ' ');
            std::string text = indent + text_of(step.span, sources_) + " = " + step.value;
            text += step.type.empty() || step.kind == run::TraceStep::Kind::constant
                        ? ""
                        : " : " + step.type;
            if (!step.how.empty()) {
                text += ", " + step.how;
            }
            if (step.arm) {
                const std::string arm = text_of(*step.arm, sources_);
                text += fmt::format(", {}{} ({})", arm.starts_with("by ") ? "" : "by ", arm,
                                    place_of(*step.arm, sources_));
            }
            if (step.data) {
                text += fmt::format(", read at {}", shown_data(*step.data, file_));
            }
            if (i == 0) {
                text += "  (" + place_of(step.span, sources_) + ")";
            }
            named(i == 0 ? slot.name : "", text);
            numbers(step);
        }
    }

    // What a shape was made of, a number a line.
    void numbers(const run::TraceStep& step) {
        const std::string indent(2 * step.depth + 2, ' ');
        for (const run::TraceNumber& number : step.numbers) {
            named("",
                  fmt::format("{}{}: {} = {}", indent, number.key, number.value, number.formula));
        }
        if (step.left_out != 0) {
            named("", fmt::format("{}… and {} more", indent, step.left_out));
        }
    }

    const run::TracedResult& result_;
    const SourceMap& sources_;
    const std::string& file_;
    std::string out_;
};

}  // namespace

void ResultLog::task_came_out(const std::string& file, std::uint64_t record) {
    for (const run::TracedResult& result : waiting_) {
        write(result, file, record);
    }
    waiting_.clear();
}

std::string provenance_line(const run::TracedResult& result, const SourceMap& sources,
                            const std::string& file, std::uint64_t record) {
    Json json = {{"id", result.id},           {"control", result.control},
                 {"version", result.version}, {"file", file},
                 {"record", record},          {"rule", place_json(result.rule, sources)}};
    if (result.row) {
        json["row"] = data_json(*result.row);
    }
    json["slots"] = Json::array();
    for (const run::TraceSlot& slot : result.slots) {
        Json steps = Json::array();
        for (const run::TraceStep& step : slot.steps) {
            steps.push_back(step_json(step, sources));
        }
        json["slots"].push_back({{"slot", slot.name},
                                 {"at", place_json(slot.span, sources)},
                                 {"steps", std::move(steps)}});
    }
    json["numbers"] = Json::array();
    for (const run::TraceNumber& number : result.numbers) {
        json["numbers"].push_back(number_json(number));
    }
    json["result"] = parsed(result.json);
    return json.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

std::string trace_text(const run::TracedResult& result, const SourceMap& sources,
                       const std::string& file, std::uint64_t record) {
    return Text(result, sources, file).write(record);
}

}  // namespace lsmap::driver

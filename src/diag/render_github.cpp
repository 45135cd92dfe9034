#include "diag/render.hpp"

#include <set>

namespace lsmap::diag {
namespace {

// Text of a workflow command. In the value of a property `:` and `,` end it.
std::string escaped(std::string_view text, bool property) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '%':
                out += "%25";
                break;
            case '\r':
                out += "%0D";
                break;
            case '\n':
                out += "%0A";
                break;
            case ':':
                out += property ? "%3A" : ":";
                break;
            case ',':
                out += property ? "%2C" : ",";
                break;
            default:
                out += c;
        }
    }
    return out;
}

void add_property(std::string& out, std::string_view name, std::string_view value) {
    out += fmt::format("{}{}={}", out.find(' ') == std::string::npos ? " " : ",", name,
                       escaped(value, true));
}

void add_place(std::string& out, const SourceFile& file, Span span) {
    const LineColumn start = file.position(span.begin);
    const LineColumn end = file.position(span.end);
    add_property(out, "file", file.path);
    add_property(out, "line", fmt::to_string(start.line));
    if (end.line == start.line) {  // columns are taken for one line only; the last one is included
        add_property(out, "col", fmt::to_string(start.column));
        add_property(out, "endColumn", fmt::to_string(std::max(start.column + 1, end.column) - 1));
    } else {
        add_property(out, "endLine", fmt::to_string(end.line));
    }
}

std::string command(const Diagnostic& d, const SourceMap& sources) {
    std::string out = d.severity == Severity::error ? "::error" : "::warning";
    if (d.data) {
        add_property(out, "file", d.data->file);
        if (d.data->line != 0) {
            add_property(out, "line", fmt::to_string(d.data->line));
            add_property(out, "col", fmt::to_string(d.data->column));
        }
    } else if (d.span) {
        add_place(out, sources[d.span->file], *d.span);
    }
    add_property(out, "title", info(d.code).id);
    return out + "::" + escaped(plain_message(d, sources), false) + '\n';
}

}  // namespace

std::string plain_message(const Diagnostic& d, const SourceMap& sources) {
    std::string text = d.message;
    if (!d.span_text.empty()) {
        text += fmt::format("\n{}", d.span_text);
    }
    for (const Label& label : d.labels) {
        const SourceFile& file = sources[label.span.file];
        const LineColumn at = file.position(label.span.begin);
        text += fmt::format("\n{}:{}:{}: {}", file.path, at.line, at.column, label.text);
    }
    for (const std::string& note : d.notes) {
        text += "\nnote: " + note;
    }
    for (const std::string& help : d.helps) {
        text += "\nhelp: " + help;
    }
    return text;
}

std::string render_github(std::span<const Batch> batches) {
    std::string text;
    std::set<std::string> told;  // what two rule files share is told once
    for (const Batch& batch : batches) {
        for (const Diagnostic* d : by_position(*batch.diagnostics)) {
            std::string line = command(*d, *batch.sources);
            if (told.insert(line).second) {
                text += line;
            }
        }
    }
    return text;
}

}  // namespace lsmap::diag

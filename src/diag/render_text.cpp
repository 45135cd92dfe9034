#include "diag/columns.hpp"
#include "diag/render.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>

namespace lsmap::diag {
namespace {

constexpr std::size_t gutter_digits = 5;
constexpr std::uint32_t widest_line = 160;  // columns of a source line that are shown
constexpr std::uint32_t lead_in = 40;       // of them before the mark, where a line has to be cut
constexpr std::uint32_t near_lines = 2;     // a label so near is shown in the same excerpt

enum class Paint { plain, error, warning, frame, strong };

class Writer {
 public:
    Writer(const SourceMap& sources, bool colour) : sources_(sources), colour_(colour) {}

    std::string take() { return std::move(out_); }

    void diagnostic(const Diagnostic& d) {
        mark_paint_ = d.severity == Severity::error ? Paint::error : Paint::warning;
        paint(mark_paint_,
              fmt::format("{}[{}]", d.severity == Severity::error ? "error" : "warning",
                          info(d.code).id));
        paint(Paint::strong, ": " + shown_line(d.message).text);
        out_ += '\n';
        excerpts(d);
        if (d.data) {
            data(*d.data);
        }
        for (const std::string& note : d.notes) {
            remark("note", note);
        }
        for (const std::string& help : d.helps) {
            remark("help", help);
        }
    }

 private:
    struct Mark {
        Span span;
        std::string_view text;
        bool primary;
    };

    void paint(Paint paint, std::string_view text) {
        static constexpr std::string_view codes[] = {"", "\x1b[1;31m", "\x1b[1;33m", "\x1b[34m",
                                                     "\x1b[1m"};
        const std::string_view code = colour_ ? codes[static_cast<std::size_t>(paint)] : "";
        out_ += code;
        out_ += text;
        out_ += code.empty() ? "" : "\x1b[0m";
    }

    void gutter(std::optional<std::uint32_t> line) {
        paint(Paint::frame, line ? fmt::format("{:>{}} |", *line, gutter_digits)
                                 : fmt::format("{:>{}} |", "", gutter_digits));
    }

    void arrow(std::string_view place) {
        paint(Paint::frame, "  -->");
        out_ += ' ';
        out_ += place;
        out_ += '\n';
    }

    // The primary place and the labels near it in one excerpt, every other label in one of its own.
    void excerpts(const Diagnostic& d) {
        std::vector<Mark> together;
        std::vector<Mark> apart;
        if (d.span) {
            together.push_back({*d.span, d.span_text, true});
        }
        for (const Label& label : d.labels) {
            const Mark mark{label.span, label.text, false};
            (d.span && is_near(*d.span, label.span) ? together : apart).push_back(mark);
        }
        if (!together.empty()) {
            excerpt(together);
        }
        for (const Mark& mark : apart) {
            excerpt({{mark.span, mark.text, true}});
        }
    }

    bool is_near(Span a, Span b) const {
        if (a.file != b.file) {
            return false;
        }
        const SourceFile& file = sources_[a.file];
        const auto [first_a, last_a] = lines_of(file, a);
        const auto [first_b, last_b] = lines_of(file, b);
        return first_b <= last_a + near_lines && first_a <= last_b + near_lines;
    }

    // First and last line of a span; the byte past its end does not open a line.
    static std::pair<std::uint32_t, std::uint32_t> lines_of(const SourceFile& file, Span span) {
        return {file.line_of(span.begin),
                file.line_of(span.end > span.begin ? span.end - 1 : span.end)};
    }

    void excerpt(const std::vector<Mark>& marks) {
        const SourceFile& file = sources_[marks.front().span.file];
        const LineColumn at = file.position(marks.front().span.begin);
        arrow(fmt::format("{}:{}:{}", shown_text(file.path), at.line, at.column));
        std::vector<std::uint32_t> lines;
        for (const Mark& mark : marks) {
            const auto [first, last] = lines_of(file, mark.span);
            lines.push_back(first);
            lines.push_back(last);
        }
        std::ranges::sort(lines);
        lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
        std::uint32_t before = 0;
        for (const std::uint32_t line : lines) {
            if (before != 0 && line == before + 2) {
                source_line(file, line - 1, {});
            } else if (before != 0 && line > before + 2) {
                paint(Paint::frame, fmt::format("{:>{}}", "...", gutter_digits));
                out_ += '\n';
            }
            source_line(file, line, marks);
            before = line;
        }
    }

    // The line and under it, one row each, the marks that begin or end on it.
    void source_line(const SourceFile& file, std::uint32_t number, const std::vector<Mark>& marks) {
        const std::string_view text = file.line(number);
        const ShownLine shown = shown_line(text);
        const std::uint32_t start = file.line_starts[number - 1];
        struct Row {
            std::uint32_t from, to;
            const Mark* mark;
            bool last;
        };
        std::vector<Row> rows;
        for (const Mark& mark : marks) {
            const auto [first, last] = lines_of(file, mark.span);
            if (number != first && number != last) {
                continue;
            }
            const std::size_t blank = std::min(text.find_first_not_of(" \t"), text.size());
            const std::size_t from =
                number == first ? std::min<std::size_t>(mark.span.begin - start, text.size())
                                : blank;
            const std::size_t to = number == last
                                       ? std::min<std::size_t>(mark.span.end - start, text.size())
                                       : text.size();
            const std::uint32_t left = shown.column[from];
            rows.push_back({left, std::max(left + 1, shown.column[std::max(from, to)]), &mark,
                            number == last});
        }
        const Window window = window_of(shown, rows.empty() ? 0 : rows.front().from);
        gutter(number);
        const std::string_view visible =
            std::string_view(shown.text).substr(window.begin, window.end - window.begin);
        if (!visible.empty()) {
            out_ += ' ';
            out_ += window.cut_left ? "…" : "";
            out_ += visible;
            out_ += window.cut_right ? "…" : "";
        }
        out_ += '\n';
        const std::uint32_t shift = window.first_column - (window.cut_left ? 1 : 0);
        for (const Row& row : rows) {
            gutter({});
            const std::uint32_t from = std::max(row.from, window.first_column);
            const std::uint32_t to = std::max(from + 1, std::min(row.to, window.last_column));
            out_.append(from - shift + 1, ' ');
            std::string under(to - from, row.mark->primary ? '^' : '-');
            if (row.last && !row.mark->text.empty()) {
                under += ' ';
                under += shown_line(row.mark->text).text;
            }
            paint(row.mark->primary ? mark_paint_ : Paint::frame, under);
            out_ += '\n';
        }
    }

    struct Window {
        std::size_t begin, end;  // bytes of the shown text
        std::uint32_t first_column, last_column;
        bool cut_left, cut_right;
    };

    // All of a line, or of a long one the part around `mark`.
    static Window window_of(const ShownLine& shown, std::uint32_t mark) {
        const std::uint32_t width = shown.column.back();
        if (width <= widest_line) {
            return {0, shown.text.size(), 0, std::max(width, mark) + 1, false, false};
        }
        const std::uint32_t first = mark > widest_line - lead_in ? mark - lead_in : 0;
        const auto left = std::ranges::lower_bound(shown.column, first);
        const auto right = std::ranges::lower_bound(shown.column, first + widest_line);
        const auto at = [&](auto it) {
            return it == shown.column.end()
                       ? shown.text.size()
                       : shown.offset[static_cast<std::size_t>(it - shown.column.begin())];
        };
        const std::uint32_t last = right == shown.column.end() ? width : *right;
        return {at(left), at(right), left == shown.column.end() ? width : *left,
                last + 1, first > 0, last < width};
    }

    void data(const DataLocation& where) {
        std::string place = shown_text(where.file);
        if (where.line != 0) {
            place += fmt::format(":{}:{}", where.line, where.column);
        }
        if (where.record != 0) {
            place += fmt::format(" record {}", where.record);
        }
        if (!where.pointer.empty()) {
            place += " at " + shown_line(where.pointer).text;
        }
        arrow(place);
        if (!where.excerpt.empty()) {
            gutter({});
            out_ += ' ' + shown_line(where.excerpt).text + '\n';
        }
    }

    void remark(std::string_view kind, std::string_view text) {
        paint(Paint::frame, "   =");
        out_ += ' ';
        paint(Paint::strong, kind);
        out_ += ": ";
        for (const char c : shown_text(text)) {
            out_ += c;
            out_ += c == '\n' ? "           " : "";
        }
        out_ += '\n';
    }

    const SourceMap& sources_;
    bool colour_;
    Paint mark_paint_ = Paint::error;
    std::string out_;
};

}  // namespace

std::vector<const Diagnostic*> by_position(const std::deque<Diagnostic>& diagnostics) {
    std::vector<const Diagnostic*> sorted;
    for (const Diagnostic& d : diagnostics) {
        sorted.push_back(&d);
    }
    std::ranges::stable_sort(sorted, {}, [](const Diagnostic* d) {
        const bool placed = d->span && !d->data;
        return std::tuple(d->data.has_value(), placed, placed ? d->span->file : FileId{},
                          placed ? d->span->begin : 0);
    });
    return sorted;
}

std::string render_text(const Diagnostic& diagnostic, const SourceMap& sources,
                        const TextStyle& style) {
    Writer writer(sources, style.colour);
    writer.diagnostic(diagnostic);
    return writer.take();
}

std::string render_text(const Batch& batch, const TextStyle& style) {
    std::vector<const Diagnostic*> shown = by_position(*batch.diagnostics);
    const std::size_t all = shown.size();
    for (const Severity least : {Severity::warning, Severity::error}) {
        for (std::size_t i = shown.size(); i-- > 0 && shown.size() > style.limit;) {
            if (shown[i]->severity == least) {
                shown.erase(shown.begin() + static_cast<std::ptrdiff_t>(i));
            }
        }
    }
    std::string text;
    for (const Diagnostic* d : shown) {
        text += (text.empty() ? "" : "\n") + render_text(*d, *batch.sources, style);
    }
    if (shown.size() < all) {
        text += fmt::format("\nand {} more\n", all - shown.size());
    }
    return text;
}

}  // namespace lsmap::diag

#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lsmap::syntax {

// The lines of a layout while it is printed, and their columns: second columns of tables and
// comments at the ends of lines that follow one another stand under each other.
class LayoutLines {
 public:
    void add(std::string_view text) {
        start();
        lines_.back().text += text;
    }
    void add_verbatim(std::string_view text);
    void add_comment(std::string_view text) {
        start();
        lines_.back().comment = text;
    }
    // Blanks at the end of the line are left out.
    void end(std::uint32_t indent, bool blank);
    void begin_row(std::uint32_t table);
    void divide_row(std::uint32_t table);

    std::size_t column() const;
    // `width`: tables are not aligned where that makes a line longer.
    std::string text(std::size_t width);

 private:
    struct Line {
        std::string text;
        std::string_view comment;
        bool verbatim = false;
        std::optional<std::uint32_t> table;  // of the row that begins the line
        std::size_t middle = 0;              // byte of its second column, 0: not yet
        bool several = false;                // rows on one line are not aligned
    };

    void start() {  // indentation only where something stands on the line
        if (lines_.empty()) {
            lines_.emplace_back();
        }
        if (lines_.back().text.empty() && indent_ != 0) {
            lines_.back().text.assign(indent_, ' ');
        }
    }
    bool is_row(const Line& line) const { return line.table && line.middle != 0 && !line.several; }
    void align_tables(std::size_t width);
    void align_rows(const std::vector<Line*>& rows, std::size_t width);

    std::vector<Line> lines_;
    std::uint32_t indent_ = 0;
};

}  // namespace lsmap::syntax

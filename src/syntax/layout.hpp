#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lsmap::syntax {

// Text with the places where its lines may break, laid out in a width (after Wadler, "A prettier
// printer"): a group stays on its line where it fits, else its own breaks become line ends, the
// outermost group first. What a group holds beyond a line end that is there in any case is not
// asked to fit. Texts are not copied: they outlive the layout.
class Layout {
 public:
    enum class Doc : std::uint32_t {};

    // Without line ends.
    Doc text(std::string_view text);
    // With line ends, taken over as it stands: no indentation is put before its lines.
    Doc verbatim(std::string_view text);
    Doc concat(std::vector<Doc> parts);
    // `flat` where the innermost group stays on its line, else `broken` and a line end.
    Doc line(std::string_view flat, std::string_view broken = "");
    // `broken` and a line end; `blank`: and a blank line.
    Doc hard_line(std::string_view broken = "", bool blank = false);
    // As `line`, and `next` behind it: a line end only where `next` does not fit on this line.
    Doc fill(std::string_view flat, std::string_view broken, Doc next);
    // `broken`: its breaks are line ends even where it would fit.
    Doc group(Doc content, bool broken = false);
    // Indents lines by two where the innermost group is broken, `always`: anyhow.
    Doc indent(Doc content, bool always = false);
    // `next` on a line of its own, indented, where all of it fits there, else behind a blank.
    Doc below(Doc next);
    // `hugged` where `prefix`, its beginning, fits on the line, else `broken`; on one line where
    // all of it fits.
    Doc either(Doc hugged, Doc prefix, Doc broken);
    // A comment at the end of a line, which a line end must follow.
    Doc comment(std::string_view text);
    // Where a row of the table `table` begins and where its second column begins: rows that stand
    // line below line get their columns under each other.
    Doc row_begin(std::uint32_t table);
    Doc row_middle(std::uint32_t table);

    // A line end is in it in any case.
    bool breaks(Doc doc) const { return at(doc).breaks; }

    // Lines end with '\n', the last one too; no line ends with a blank.
    std::string print(Doc doc, std::size_t width) const;

 private:
    enum class Kind : std::uint8_t {
        text,
        verbatim,
        concat,
        line,
        hard_line,
        fill,
        group,
        indent,
        below,
        either,
        comment,
        row_begin,
        row_middle
    };
    struct Node {
        Kind kind{};
        bool breaks = false;
        bool flag = false;  // broken group, blank line, always
        std::uint32_t table = 0;
        std::string_view flat = {}, broken = {};  // a text is `flat`
        std::vector<Doc> parts = {};
    };
    class Printer;

    const Node& at(Doc doc) const { return nodes_[static_cast<std::size_t>(doc)]; }
    Doc add(Node node);

    std::vector<Node> nodes_;
};

// Columns that a text takes: one for each code point.
std::size_t columns_of(std::string_view text);

}  // namespace lsmap::syntax

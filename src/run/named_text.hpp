#pragma once
#include "run/row_reader.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace lsmap::run {

// The text of a named input as one JSON value: as it stands, or made of rows of cells, or of JSON
// values a line where the input is a list.
class NamedText {
 public:
    struct Options {
        std::string file;  // for messages
        check::InputRows rows;
        bool is_list = false;   // the declared type
        bool is_lines = false;  // the name of the file says that it holds an element a line
        bool strict = false;
    };
    // Takes the bytes of the file.
    NamedText(std::string bytes, Options options);

    // What stands in the way of cutting it into rows, with its place.
    const std::optional<diag::Diagnostic>& problem() const { return problem_; }
    std::string_view json() const { return json_; }  // with data::padding bytes behind it
    const std::string& file() const { return options_.file; }
    // The place in the file of what stands in `json()`. Slow: for messages only.
    diag::DataLocation locate(const char* source) const;

 private:
    bool first_line_is_element() const;
    void make_list_of_lines();

    Options options_;
    std::string bytes_;  // the file's, or a list that was made of its lines
    RowReader reader_;
    std::string_view json_;
    bool made_list_ = false;  // each line has one character before what the file has
    std::optional<diag::Diagnostic> problem_;
};

}  // namespace lsmap::run

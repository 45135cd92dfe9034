#include "run/named_text.hpp"

#include "data/reader.hpp"
#include "data/syntax.hpp"

#include <algorithm>
#include <utility>

namespace lsmap::run {
namespace {

constexpr std::string_view blanks = " \t\r\n";
constexpr std::string_view utf8_mark = "\xEF\xBB\xBF";

}  // namespace

NamedText::NamedText(std::string bytes, Options options)
    : options_(std::move(options)),
      bytes_(std::move(bytes)),
      reader_(options_.rows, options_.strict) {
    if (bytes_.starts_with(utf8_mark)) {
        bytes_.erase(0, utf8_mark.size());
    }
    if (reader_.reads_rows()) {
        if (auto problem = reader_.read(bytes_, {})) {
            problem_ = std::move(problem->diagnostic);
            problem_->data = reader_.locate_in_text(problem->at, 1, 0);
            problem_->data->file = options_.file;
        }
        json_ = reader_.json();
        return;
    }
    if (options_.is_list && (options_.is_lines || first_line_is_element())) {
        make_list_of_lines();
    }
    const std::size_t size = bytes_.size();
    bytes_.append(data::padding, '\0');
    json_ = std::string_view(bytes_).substr(0, size);
}

// Whether the first line is a whole JSON value that is no array.
bool NamedText::first_line_is_element() const {
    const std::size_t begin = bytes_.find_first_not_of(blanks);
    if (begin == std::string::npos || bytes_[begin] == '[') {
        return false;
    }
    const std::size_t end = std::min(bytes_.find('\n', begin), bytes_.size());
    std::string line = bytes_.substr(begin, end - begin);
    line.append(data::padding, '\0');
    return !data::find_syntax_error(std::string_view(line).substr(0, end - begin));
}

// `[` or `,` before each line keeps the lines what they are and moves their columns by one.
void NamedText::make_list_of_lines() {
    std::string list = "[";
    bool first = true;
    for (std::size_t at = 0; at < bytes_.size();) {
        const std::size_t end = std::min(bytes_.find('\n', at), bytes_.size());
        const std::string_view line = std::string_view(bytes_).substr(at, end - at);
        const bool blank = line.find_first_not_of(blanks) == std::string_view::npos;
        if (at != 0) {
            list += '\n';
            list += blank || first ? ' ' : ',';
        }
        list += line;
        first = first && blank;
        at = end + 1;
    }
    list += ']';
    bytes_ = std::move(list);
    made_list_ = true;
}

diag::DataLocation NamedText::locate(const char* source) const {
    diag::DataLocation where =
        reader_.reads_rows() ? reader_.locate(source, 1, 0) : data::locate(json_, source, 1, 0);
    where.column -= made_list_ && where.column > 1 ? 1 : 0;
    where.file = options_.file;
    return where;
}

}  // namespace lsmap::run

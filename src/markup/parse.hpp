#pragma once
#include "markup/page.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace lsmap::markup {

// What the parser found, in the order of the text. Calls nest: every `open` has its `close`.
class Visitor {
 public:
    virtual ~Visitor() = default;
    virtual void open(std::string_view name) = 0;  // lower case, `br` among them
    virtual void close() = 0;
    virtual void text(std::string_view text) = 0;  // may come in pieces
};

// Parses as browsers do and visits what stands in <body> (or in the part). Scripts, frames and
// comments are left out as if they were not there. Why it cannot be read, else nullopt.
std::optional<std::string> parse_html(std::string_view html, Context context, Visitor& visitor);

}  // namespace lsmap::markup

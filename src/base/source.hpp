#pragma once
#include "base/span.hpp"

#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace lsmap {

// 1-based line and column; the column counts code points.
struct LineColumn {
    std::uint32_t line = 1;
    std::uint32_t column = 1;
};

// Text of a rule file or a config with the path that messages show.
struct SourceFile {
    std::string path;
    std::string text;
    std::vector<std::uint32_t> line_starts;  // bytes; the first is 0

    LineColumn position(std::uint32_t byte) const;
    std::uint32_t line_of(std::uint32_t byte) const;    // 1-based
    std::string_view line(std::uint32_t number) const;  // 1-based, without the line end
};

// All files of a compilation; references stay valid while files are added.
class SourceMap {
 public:
    FileId add(std::string path, std::string text);
    const SourceFile& operator[](FileId id) const;
    std::string_view text(Span span) const;
    std::size_t size() const { return files_.size(); }

 private:
    std::deque<SourceFile> files_;
};

}  // namespace lsmap

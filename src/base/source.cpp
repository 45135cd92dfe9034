#include "base/source.hpp"

#include <algorithm>

namespace lsmap {

LineColumn SourceFile::position(std::uint32_t byte) const {
    const std::uint32_t line = line_of(byte);
    const std::uint32_t start = line_starts[line - 1];
    const std::size_t end = std::min<std::size_t>(byte, text.size());
    const auto points =
        std::count_if(text.begin() + start, text.begin() + static_cast<std::ptrdiff_t>(end),
                      [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
    return {line, static_cast<std::uint32_t>(points) + 1};
}

std::uint32_t SourceFile::line_of(std::uint32_t byte) const {
    const auto after = std::upper_bound(line_starts.begin(), line_starts.end(), byte);
    return static_cast<std::uint32_t>(after - line_starts.begin());
}

std::string_view SourceFile::line(std::uint32_t number) const {
    const std::size_t begin = line_starts[number - 1];
    std::size_t end = number < line_starts.size() ? line_starts[number] : text.size();
    while (end > begin && (text[end - 1] == '\n' || text[end - 1] == '\r')) {
        --end;
    }
    return std::string_view(text).substr(begin, end - begin);
}

FileId SourceMap::add(std::string path, std::string text) {
    SourceFile& file = files_.emplace_back();
    file.path = std::move(path);
    file.text = std::move(text);
    file.line_starts.push_back(0);
    for (std::size_t i = 0; i < file.text.size(); ++i) {
        if (file.text[i] == '\n') {
            file.line_starts.push_back(static_cast<std::uint32_t>(i + 1));
        }
    }
    return static_cast<FileId>(files_.size() - 1);
}

const SourceFile& SourceMap::operator[](FileId id) const {
    return files_[static_cast<std::size_t>(id)];
}

std::string_view SourceMap::text(Span span) const {
    return std::string_view((*this)[span.file].text).substr(span.begin, span.size());
}

}  // namespace lsmap

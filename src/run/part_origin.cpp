#include "run/part_origin.hpp"

#include "data/reader.hpp"
#include "data/temporary_file.hpp"

#include <algorithm>
#include <unistd.h>

namespace lsmap::run {

CutFile::~CutFile() {
    if (descriptor >= 0) {
        ::close(descriptor);
    }
}

data::Place CutFile::place(std::uint64_t offset) const {
    const auto behind = std::ranges::upper_bound(marks, offset, {}, &data::Place::offset);
    data::Place place = behind == marks.begin() ? begin : *(behind - 1);
    std::string text(static_cast<std::size_t>(offset - place.offset), ' ');
    if (data::read_at(descriptor, base + place.offset, text.data(), text.size()) != 0) {
        return place;  // the file has changed: as near as is known
    }
    for (const char c : text) {
        place.line += c == '\n' ? 1 : 0;
        place.column =
            c == '\n' ? 0 : place.column + ((static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0);
    }
    place.offset = offset;
    return place;
}

diag::DataLocation PartOrigin::locate(std::size_t at) const {
    const auto behind = std::ranges::upper_bound(pieces_, at, {}, &Piece::begin);
    const bool in_piece =
        behind != pieces_.begin() && at < (behind - 1)->begin + (behind - 1)->size;
    std::string text;
    if (!in_piece) {  // of the record itself
        text.resize(static_cast<std::size_t>(std::min<std::uint64_t>(file_->bytes, 4096)));
        data::read_at(file_->descriptor, file_->base, text.data(), text.size());
        return data::locate(text, text.data(), file_->begin.line, file_->begin.column);
    }
    const Piece& piece = *(behind - 1);
    text.resize(piece.size);
    data::read_at(file_->descriptor, file_->base + piece.offset, text.data(), text.size());
    const data::Place place = file_->place(piece.offset);
    diag::DataLocation where =
        data::locate(text, text.data() + (at - piece.begin), place.line, place.column);
    // Of the pointer to the piece, as `locate` writes keys.
    const std::string object = "{" + std::string(piece.key) + ":0}";
    std::string pointer = data::locate(object, object.data() + piece.key.size() + 2, 1, 0).pointer;
    if (piece.element >= 0) {
        pointer += "/" + std::to_string(piece.element);
    }
    where.pointer = pointer + where.pointer;
    return where;
}

std::string PartOrigin::whole() const {
    std::string text(static_cast<std::size_t>(file_->bytes), ' ');
    if (data::read_at(file_->descriptor, file_->base, text.data(), text.size()) != 0) {
        text.clear();
    }
    return text;
}

}  // namespace lsmap::run
